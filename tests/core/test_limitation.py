"""A debt is barred on the day the law says, later after an interruption, and in the end for good."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidValue
from simulator.core.limitation import INTERRUPTIBLE, YEARS, Limitation, LimitationKind, limitation

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("limitation.json").read_text("utf-8"))
CASES = {case["id"]: case for case in VECTORS["cases"]}
GENERAL, JUDGMENT = LimitationKind.GENERAL, LimitationKind.JUDGMENT
FINAL, PUBLIC = LimitationKind.FINAL, LimitationKind.PUBLIC_CHARGE
ONE_DAY = timedelta(days=1)

QUESTIONS: dict[str, Callable[[], Limitation]] = {
    "L01": lambda: limitation(GENERAL, date(2023, 5, 10)),
    "L02": lambda: limitation(GENERAL, date(2023, 5, 10), [date(2025, 1, 15)]),
    "L03": lambda: limitation(GENERAL, date(2023, 5, 10), [date(2026, 2, 1), date(2025, 1, 15)]),
    "L04": lambda: limitation(JUDGMENT, date(2026, 3, 1)),
    "L05": lambda: limitation(GENERAL, date(2024, 2, 29)),
    "L06": lambda: limitation(FINAL, date(2010, 6, 1)),
    "L07": lambda: limitation(FINAL, date(2010, 6, 1), creditor_is_person=True),
    "L08": lambda: limitation(LimitationKind.ENFORCEMENT, date(2015, 4, 1)),
    "L09": lambda: limitation(PUBLIC, date(2021, 3, 15)),
    "L10": lambda: limitation(FINAL, date(1990, 6, 1)),
    "L11": lambda: limitation(GENERAL, date(2024, 3, 20)),
}


def test_every_documented_case_is_asked() -> None:
    assert set(QUESTIONS) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_debt_is_barred_on_the_documented_day(name: str) -> None:
    answer = QUESTIONS[name]()
    assert answer.last_day == date.fromisoformat(CASES[name]["last_day"])
    assert answer.barred_from == date.fromisoformat(CASES[name]["time_barred_from"])


@pytest.mark.parametrize("name", CASES)
def test_a_period_is_as_long_as_documented(name: str) -> None:
    case = CASES[name]
    lengths = {years for pair in YEARS.values() for years in pair}
    assert case["years"] in lengths
    if name != "L10":
        started = date.fromisoformat(case["starts"])
        assert date.fromisoformat(case["last_day"]).year == started.year + case["years"]


@pytest.mark.parametrize(
    ("kind", "company", "person"),
    [
        (GENERAL, 3, 3),
        (JUDGMENT, 5, 5),
        (FINAL, 20, 25),
        (LimitationKind.ENFORCEMENT, 15, 20),
        (PUBLIC, 5, 5),
    ],
)
def test_some_periods_are_longer_for_a_creditor_who_is_a_person(
    kind: LimitationKind, company: int, person: int
) -> None:
    starts = date(2020, 12, 31)
    assert limitation(kind, starts).last_day == date(2020 + company, 12, 31)
    assert limitation(kind, starts, creditor_is_person=True).last_day == date(2020 + person, 12, 31)


@pytest.mark.parametrize(
    ("interruption", "last_day"),
    [
        (date(2023, 5, 9), date(2026, 5, 10)),
        (date(2023, 5, 10), date(2026, 5, 10)),
        (date(2023, 5, 11), date(2026, 5, 11)),
        (date(2026, 5, 10), date(2029, 5, 10)),
        (date(2026, 5, 11), date(2026, 5, 10)),
    ],
)
def test_an_interruption_counts_from_the_start_to_the_last_day(interruption: date, last_day: date) -> None:
    assert limitation(GENERAL, date(2023, 5, 10), [interruption]).last_day == last_day


def test_a_debt_kept_alive_by_one_reminder_can_be_kept_alive_by_the_next() -> None:
    reminders = [date(2026, 1, 1), date(2028, 12, 31), date(2032, 1, 1)]
    assert limitation(GENERAL, date(2023, 5, 10), reminders).last_day == date(2031, 12, 31)


@pytest.mark.parametrize("kind", LimitationKind)
def test_only_the_general_period_and_a_judgments_are_interrupted(kind: LimitationKind) -> None:
    starts = date(2020, 12, 31)
    moved = limitation(kind, starts, [date(2022, 6, 1)]) != limitation(kind, starts)
    assert moved is (kind in INTERRUPTIBLE) is (kind in {GENERAL, JUDGMENT})


@pytest.mark.parametrize(
    ("due", "company", "person"),
    [
        (date(1999, 12, 31), date(2019, 12, 31), date(2024, 12, 31)),
        (date(2000, 1, 1), date(2020, 1, 1), date(2025, 1, 1)),
        (date(1960, 1, 1), date(2019, 12, 31), date(2024, 12, 31)),
        (date(2015, 1, 1), date(2035, 1, 1), date(2040, 1, 1)),
    ],
)
def test_at_most_fifteen_years_before_2015_count_towards_the_final_period(
    due: date, company: date, person: date
) -> None:
    assert limitation(FINAL, due).last_day == company
    assert limitation(FINAL, due, creditor_is_person=True).last_day == person


@pytest.mark.parametrize(
    ("starts", "kind", "last_day"),
    [
        (date(2024, 2, 29), JUDGMENT, date(2029, 2, 28)),
        (date(2024, 2, 29), FINAL, date(2044, 2, 29)),
        (date(2080, 2, 29), FINAL, date(2100, 2, 28)),
        (date(2024, 2, 28), GENERAL, date(2027, 2, 28)),
        (date(2024, 3, 29), GENERAL, date(2027, 3, 29)),
    ],
)
def test_a_leap_day_ends_on_a_leap_day_where_there_is_one(starts: date, kind: LimitationKind, last_day: date) -> None:
    assert limitation(kind, starts).last_day == last_day


def test_a_public_charge_counts_from_the_end_of_its_year() -> None:
    ends = {limitation(PUBLIC, day).last_day for day in (date(2021, 1, 1), date(2021, 7, 1), date(2021, 12, 31))}
    assert ends == {date(2026, 12, 31)}


def test_a_period_past_the_calendar_is_refused() -> None:
    assert limitation(GENERAL, date(9996, 12, 30)).barred_from == date.max
    with pytest.raises(InvalidValue, match="9999"):
        limitation(GENERAL, date(9996, 12, 31))
    with pytest.raises(InvalidValue, match="at least 3 years before"):
        limitation(GENERAL, date(9997, 1, 1))


@given(
    starts=st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    interruptions=st.lists(st.dates(date(1990, 1, 1), date(2060, 1, 1)), max_size=6),
)
def test_interruptions_only_ever_postpone_and_their_order_does_not_matter(
    starts: date, interruptions: list[date]
) -> None:
    answer = limitation(GENERAL, starts, interruptions)
    assert answer.last_day >= limitation(GENERAL, starts).last_day
    assert answer == limitation(GENERAL, starts, reversed(interruptions))
    assert answer.barred_from - answer.last_day == ONE_DAY
    assert limitation(GENERAL, starts, [*interruptions, answer.barred_from]) == answer
