"""A policy is changed by name, and only into one that a world can live with."""

from datetime import date, timedelta

import msgspec
import pytest

from simulator.core.errors import InvalidDocument
from simulator.core.policy import DEFAULT, LONGEST_DAYS, Policy, replaced
from simulator.core.steps import LONGEST_WAIT_DAYS, Step, StepKind, Weekday, check_steps


def test_what_is_named_changes_and_the_rest_stays() -> None:
    changed = replaced(DEFAULT, {"morning_hour": 6, "settlement_weekdays_collection": ["MON"]}, origin="test")
    assert changed.morning_hour == 6
    assert changed.settlement_weekdays_collection == (Weekday.MON,)
    assert replaced(changed, msgspec.to_builtins(DEFAULT), origin="test") == DEFAULT


def test_no_change_changes_nothing() -> None:
    assert replaced(DEFAULT, {}, origin="test") == DEFAULT


def test_a_name_that_no_policy_has_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InvalidDocument, match="morning_hour") as refusal:
        replaced(DEFAULT, {"morning_our": 6}, origin="overlay.yaml")
    assert refusal.value.errors[0].field == "overlay.yaml"
    message = refusal.value.errors[0].message
    assert "morning_our" in message
    assert message.endswith(f"known names are {', '.join(Policy.__struct_fields__)}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("morning_hour", "seven"),
        ("morning_hour", 24),
        ("settlement_hour", -1),
        ("credit_loss_day_of_month", 29),
        ("credit_loss_day_of_month", 0),
        ("pause_lasts_days", -1),
        ("pause_lasts_days", LONGEST_DAYS + 1),
        ("plan_instalment_days", 0),
        ("duplicate_status", 99),
        ("settlement_weekdays_lifecycle", []),
        ("settlement_weekdays_lifecycle", ["SOMEDAY"]),
        ("legal_collection", "yes"),
        ("lifecycle_steps", [{"kind": "REMINDER", "after_days": -1}]),
        ("lifecycle_steps", [{"kind": "HUG", "after_days": 1}]),
    ],
)
def test_a_value_that_no_world_could_live_with_is_refused(name: str, value: object) -> None:
    with pytest.raises(InvalidDocument, match=name.split("_", maxsplit=1)[0]):
        replaced(DEFAULT, {name: value}, origin=name)


@pytest.mark.parametrize("name", ["lifecycle_steps", "collection_steps"])
def test_steps_that_no_case_could_go_through_are_refused(name: str) -> None:
    steps = [{"kind": "DEMAND", "after_days": 14}, {"kind": "REMINDER", "after_days": 14}]
    with pytest.raises(InvalidDocument, match="REMINDER cannot come here") as refusal:
        replaced(DEFAULT, {name: steps}, origin="test")
    assert refusal.value.errors[0].field == f"test: {name}[1].kind"


def test_steps_too_far_apart_are_refused() -> None:
    for days in (-1, LONGEST_WAIT_DAYS + 1):
        with pytest.raises(InvalidDocument, match=r"steps\[0\]\.afterDays: .* from 0 to 3660"):
            check_steps([Step(StepKind.REMINDER, days)])
    check_steps([Step(StepKind.REMINDER, LONGEST_WAIT_DAYS)])


def test_the_steps_there_are_can_be_gone_through() -> None:
    check_steps(DEFAULT.lifecycle_steps)
    check_steps([*DEFAULT.collection_steps, Step(StepKind.LEGAL, 21), Step(StepKind.ENFORCEMENT, 60)])
    check_steps([])


def test_a_world_at_the_end_of_its_time_can_still_look_as_far_ahead_as_any_policy_lets_it() -> None:
    """Worlds live until 2100; every policy of days together with the latest date stays within the calendar."""
    longest = sum(LONGEST_DAYS for field in msgspec.structs.fields(Policy) if field.name.endswith("_days"))
    assert date(2100, 12, 31) + timedelta(longest) < date.max
