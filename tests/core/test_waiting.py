"""Each collection step is allowed on the days that the law gives, and its refusal names the section."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.debtor import DebtorKind
from simulator.core.waiting import Action, Facts, Result, earliest, verdict

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("collection_timeline.json").read_text("utf-8")
)
NAMES = {
    "payment_demand": Action.PAYMENT_DEMAND_WITHOUT_FEE,
    "second_payment_demand_with_fee": Action.PAYMENT_DEMAND_WITH_FEE,
}
CHECKS = {
    f"{case['id']} {check['action']} {check['on']}": (case, check)
    for case in VECTORS["cases"]
    for check in case["checks"]
}
DUE = date(2026, 1, 16)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def sent_before(on: date, *texts: str | None) -> tuple[date, ...]:
    """A case tells its whole story; on a day only what was sent before it has happened."""
    return tuple(sent for sent in map(day, texts) if sent is not None and sent < on)


def facts_of(case: dict[str, Any], on: date) -> Facts:
    """Read a case; one that states no reminder is about something else, so a timely reminder is understood."""
    told = case["facts"]
    due = date.fromisoformat(told["due_date"])
    reminded = [told[key] for key in ("first_fee_reminder", "first_reminder") if key in told]
    asks_for_demand = any(check["action"].startswith("payment_demand") for check in case["checks"])
    if not reminded and asks_for_demand:
        reminded = [(due + timedelta(1)).isoformat()]
    groundless = not told.get("dispute_has_grounds", True)
    limit = due.replace(year=due.year + 3) if "last_interruption" in told else None
    return Facts(
        debtor=DebtorKind(case["debtor"].upper()),
        due=due,
        invoice_sent=day(told.get("invoice_sent")),
        due_date_agreed=told.get("fixed_by_contract", False),
        reminders=sent_before(on, *reminded),
        reminder_payment_days=told.get("payment_time_in_reminder_days", 10),
        demands=sent_before(on, told.get("first_demand"), told.get("second_demand")),
        demand_payment_days=told.get("demand_deadline_days", 14),
        tratta_sent=day(told.get("tratta_sent")),
        disputed_on=None if groundless else day(told.get("dispute_received")),
        suspension_requested_on=day(told.get("suspension_requested")),
        last_day=limit,
        extension_days=told.get("extension_days", 0),
    )


def section(rule: str) -> str | None:
    found = re.match(r"\d+ (?:[a-z] )?§", rule)
    return found and found.group()


@pytest.mark.parametrize("name", CHECKS)
def test_a_documented_step_gets_its_documented_verdict(name: str) -> None:
    case, check = CHECKS[name]
    action = NAMES.get(check["action"]) or Action(check["action"])
    on = date.fromisoformat(check["on"])
    found = verdict(action, on, facts_of(case, on))
    assert found.result == check["result"]
    assert found.rule


@pytest.mark.parametrize("name", [name for name, (_, check) in CHECKS.items() if check["result"] != "OK"])
def test_a_documented_refusal_cites_the_documented_section(name: str) -> None:
    case, check = CHECKS[name]
    action = NAMES.get(check["action"]) or Action(check["action"])
    on = date.fromisoformat(check["on"])
    assert section(verdict(action, on, facts_of(case, on)).rule) == section(check["rule"])


def test_the_shortest_consumer_path_is_the_documented_one() -> None:
    told = VECTORS["cases"][0]["facts"]
    claim = Facts(debtor=DebtorKind.CONSUMER, due=DUE, invoice_sent=day(told["invoice_sent"]))
    assert earliest(Action.REMINDER_WITH_FEE, claim) == day(told["first_fee_reminder"])
    reminded = Facts(debtor=DebtorKind.CONSUMER, due=DUE, reminders=(date(2026, 1, 30),))
    assert earliest(Action.PAYMENT_DEMAND_WITH_FEE, reminded) == day(told["first_demand"])
    demanded = Facts(debtor=DebtorKind.CONSUMER, due=DUE, reminders=(date(2026, 1, 30),), demands=(date(2026, 2, 13),))
    assert earliest(Action.PAYMENT_DEMAND_WITH_FEE, demanded) == day(told["second_demand"])
    assert earliest(Action.COURT_CLAIM, demanded) == day(told["earliest_court"])


@dataclass(frozen=True)
class Bound:
    """The first day on which an action is allowed, what holds the day before it, and the rule."""

    action: Action
    facts: Facts
    first: date
    before: Result
    section: str


def consumer(**told: Any) -> Facts:
    return Facts(debtor=DebtorKind.CONSUMER, due=DUE, **told)


def business(**told: Any) -> Facts:
    return Facts(debtor=DebtorKind.BUSINESS, due=DUE, **told)


LATER = DUE + timedelta(5)
BOUNDS = {
    "a charged reminder after a timely invoice": Bound(
        Action.REMINDER_WITH_FEE,
        consumer(invoice_sent=DUE - timedelta(14)),
        DUE + timedelta(14),
        Result.NO_FEE,
        "10 b §",
    ),
    "a charged reminder after a free one, though the invoice was late": Bound(
        Action.REMINDER_WITH_FEE, consumer(reminders=(LATER,)), LATER + timedelta(14), Result.NO_FEE, "10 b §"
    ),
    "a letter before the due date starts no waiting time": Bound(
        Action.REMINDER_WITH_FEE,
        consumer(due_date_agreed=True, reminders=(DUE,)),
        DUE + timedelta(14),
        Result.NO_FEE,
        "10 b §",
    ),
    "the latest of several letters counts for a fee": Bound(
        Action.REMINDER_WITH_FEE,
        consumer(reminders=(LATER + timedelta(9), LATER), demands=(LATER + timedelta(20),)),
        LATER + timedelta(34),
        Result.NO_FEE,
        "10 b §",
    ),
    "a free reminder once the claim is overdue": Bound(
        Action.REMINDER_WITHOUT_FEE, consumer(), DUE + timedelta(1), Result.FORBIDDEN, "the claim"
    ),
    "the first reminder counts for a free demand": Bound(
        Action.PAYMENT_DEMAND_WITHOUT_FEE,
        consumer(reminders=(LATER + timedelta(9), LATER)),
        LATER + timedelta(14),
        Result.FORBIDDEN,
        "5 §",
    ),
    "the latest reminder counts for a charged demand": Bound(
        Action.PAYMENT_DEMAND_WITH_FEE,
        consumer(reminders=(LATER + timedelta(9), LATER)),
        LATER + timedelta(23),
        Result.NO_FEE,
        "10 b §",
    ),
    "the first demand counts for court": Bound(
        Action.COURT_CLAIM,
        consumer(demands=(LATER + timedelta(10), LATER), demand_payment_days=7),
        LATER + timedelta(8),
        Result.FORBIDDEN,
        "6 §",
    ),
    "a dispute opens the way to court": Bound(
        Action.COURT_CLAIM, consumer(demands=(LATER,), disputed_on=LATER), LATER, Result.FORBIDDEN, "6 §"
    ),
    "a request to suspend opens the way to court": Bound(
        Action.COURT_CLAIM, consumer(suspension_requested_on=LATER), LATER, Result.FORBIDDEN, "6 §"
    ),
    "a business may be sued once it is late": Bound(
        Action.COURT_CLAIM, business(), DUE + timedelta(1), Result.FORBIDDEN, "the claim"
    ),
    "a business is charged for its first reminder at once": Bound(
        Action.REMINDER_WITH_FEE, business(), DUE + timedelta(1), Result.FORBIDDEN, "the claim"
    ),
    "a business is charged again after ten days": Bound(
        Action.REMINDER_WITH_FEE,
        business(reminders=(LATER,), demands=(LATER + timedelta(3),)),
        LATER + timedelta(13),
        Result.NO_FEE,
        "10 f §",
    ),
    "a business gets a free demand at once": Bound(
        Action.PAYMENT_DEMAND_WITHOUT_FEE,
        business(reminders=(LATER,)),
        DUE + timedelta(1),
        Result.FORBIDDEN,
        "the claim",
    ),
    "a business owes the standard compensation once it is late": Bound(
        Action.STANDARD_COMPENSATION, business(), DUE + timedelta(1), Result.FORBIDDEN, "the claim"
    ),
    "a tratta follows the time given in the first reminder": Bound(
        Action.TRATTA,
        business(reminders=(LATER + timedelta(4), LATER), reminder_payment_days=12),
        LATER + timedelta(13),
        Result.FORBIDDEN,
        "7 §",
    ),
    "a tratta is published fourteen days after it was sent": Bound(
        Action.PUBLISH_TRATTA, business(tratta_sent=LATER), LATER + timedelta(14), Result.FORBIDDEN, "7 §"
    ),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_step_is_allowed_from_its_first_day_and_not_before(name: str) -> None:
    bound = BOUNDS[name]
    assert earliest(bound.action, bound.facts) == bound.first
    assert verdict(bound.action, bound.first, bound.facts).result is Result.OK
    refused = verdict(bound.action, bound.first - timedelta(1), bound.facts)
    assert refused.result is bound.before
    assert refused.rule.startswith(bound.section)


NEVER = {
    "a first charged reminder after a late invoice": (
        Action.REMINDER_WITH_FEE,
        consumer(invoice_sent=DUE - timedelta(13)),
        Result.NO_FEE,
        "10 b § 1 mom.: no invoice 14 days before",
    ),
    "a first charged reminder without any invoice": (
        Action.REMINDER_WITH_FEE,
        consumer(),
        Result.NO_FEE,
        "10 b § 1 mom.: no invoice 14 days before",
    ),
    "a demand without a reminder": (Action.PAYMENT_DEMAND_WITHOUT_FEE, consumer(), Result.FORBIDDEN, "5 § 1 mom."),
    "a demand after a reminder sent on the due date": (
        Action.PAYMENT_DEMAND_WITH_FEE,
        consumer(reminders=(DUE,)),
        Result.FORBIDDEN,
        "5 § 1 mom.",
    ),
    "court without a demand": (Action.COURT_CLAIM, consumer(reminders=(LATER,)), Result.FORBIDDEN, "6 §: the time"),
    "a tratta against a consumer": (Action.TRATTA, consumer(reminders=(LATER,)), Result.FORBIDDEN, "7 § 2 mom."),
    "publishing a tratta against a consumer": (
        Action.PUBLISH_TRATTA,
        consumer(tratta_sent=LATER),
        Result.FORBIDDEN,
        "7 § 2 mom.",
    ),
    "compensation from a consumer": (Action.STANDARD_COMPENSATION, consumer(), Result.FORBIDDEN, "10 i §: standard"),
    "a tratta without a reminder": (Action.TRATTA, business(), Result.FORBIDDEN, "7 § 3 mom."),
    "a tratta after a reminder sent on the due date": (
        Action.TRATTA,
        business(reminders=(DUE,)),
        Result.FORBIDDEN,
        "7 § 3 mom.",
    ),
    "a tratta after a reminder with nine days to pay": (
        Action.TRATTA,
        business(reminders=(LATER,), reminder_payment_days=9),
        Result.FORBIDDEN,
        "7 § 3 mom.",
    ),
    "publishing a tratta that was not sent": (Action.PUBLISH_TRATTA, business(), Result.FORBIDDEN, "7 §: published"),
    "a charged extension of thirteen days": (
        Action.EXTENSION_WITH_FEE,
        business(extension_days=13),
        Result.NO_FEE,
        "10 f §: an extension",
    ),
}


@pytest.mark.parametrize("name", NEVER)
def test_a_step_that_is_never_allowed_has_no_first_day(name: str) -> None:
    action, facts, result, rule = NEVER[name]
    assert earliest(action, facts) is None
    for on in (DUE + timedelta(1), DUE + timedelta(400), date.max):
        found = verdict(action, on, facts)
        assert found.result is result
        assert found.rule.startswith(rule)


@pytest.mark.parametrize(("facts", "rule"), [(consumer, "10 b § 3 mom.:"), (business, "10 f §:")])
def test_an_extension_of_fourteen_days_may_be_charged_whenever_it_is_asked_for(facts: Any, rule: str) -> None:
    found = verdict(Action.EXTENSION_WITH_FEE, DUE - timedelta(3), facts(extension_days=14))
    assert found.result is Result.OK
    assert found.rule.startswith(rule)


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.COURT_CLAIM}))
def test_a_dispute_stops_everything_but_court_from_its_day_on(action: Action) -> None:
    facts = business(reminders=(LATER,), tratta_sent=LATER, extension_days=14, disputed_on=LATER + timedelta(30))
    assert verdict(action, LATER + timedelta(29), facts).result is Result.OK
    stopped = verdict(action, LATER + timedelta(30), facts)
    assert stopped == (Result.FORBIDDEN, "4 b §: a disputed claim may not be collected further")


@pytest.mark.parametrize("action", Action)
def test_a_request_to_suspend_stops_what_costs_a_consumer_money(action: Action) -> None:
    told = {"reminders": (LATER,), "tratta_sent": LATER, "extension_days": 14, "demands": (LATER,)}
    on = LATER + timedelta(20)
    before = verdict(action, on - timedelta(1), consumer(**told, suspension_requested_on=on))
    assert before == verdict(action, on - timedelta(1), consumer(**told))
    free = {Action.REMINDER_WITHOUT_FEE, Action.PAYMENT_DEMAND_WITHOUT_FEE, Action.COURT_CLAIM}
    found = verdict(action, on, consumer(**told, suspension_requested_on=on))
    assert found.rule.startswith("4 c §") == (action not in free)
    assert (found.result is Result.OK) == (action in free)
    assert verdict(action, on, business(**told, suspension_requested_on=on)) == verdict(action, on, business(**told))


@pytest.mark.parametrize("action", Action)
def test_a_time_barred_debt_may_not_be_collected(action: Action) -> None:
    last = LATER + timedelta(40)
    facts = business(reminders=(LATER,), tratta_sent=LATER, extension_days=14, last_day=last)
    assert verdict(action, last, facts).result is Result.OK
    barred = verdict(action, last + timedelta(1), facts)
    assert barred == (Result.FORBIDDEN, "4 §: a time-barred debt may not be collected")


def test_a_tratta_is_published_no_later_than_the_sixtieth_day() -> None:
    facts = business(tratta_sent=LATER)
    assert verdict(Action.PUBLISH_TRATTA, LATER + timedelta(60), facts).result is Result.OK
    assert verdict(Action.PUBLISH_TRATTA, LATER + timedelta(61), facts).result is Result.FORBIDDEN


def test_no_day_is_left_when_the_debt_is_barred_before_the_step_is_allowed() -> None:
    allowed_from = LATER + timedelta(14)
    assert earliest(Action.PUBLISH_TRATTA, business(tratta_sent=LATER, last_day=allowed_from)) == allowed_from
    barred = business(tratta_sent=LATER, last_day=allowed_from - timedelta(1))
    assert earliest(Action.PUBLISH_TRATTA, barred) is None


ALLOWED_BY = {
    (Action.REMINDER_WITHOUT_FEE, business): "no waiting time for what costs the debtor nothing",
    (Action.REMINDER_WITHOUT_FEE, consumer): "no waiting time for what costs the debtor nothing",
    (Action.REMINDER_WITH_FEE, business): "10 f §: no waiting time before the first letter",
    (Action.STANDARD_COMPENSATION, business): "10 i §: payment late and interest due",
    (Action.COURT_CLAIM, business): "5 § 1 mom.: a demand must come first only for consumers",
}


@pytest.mark.parametrize(("action", "kind"), ALLOWED_BY)
def test_a_step_that_is_allowed_names_the_rule_that_allows_it(action: Action, kind: Any) -> None:
    assert verdict(action, LATER, kind()) == (Result.OK, ALLOWED_BY[action, kind])


def test_court_after_a_stop_names_the_stop() -> None:
    rule = "6 § 2 mom.: a claim whose collection has stopped may go to court at once"
    assert verdict(Action.COURT_CLAIM, LATER, consumer(disputed_on=LATER)) == (Result.OK, rule)


days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
stories = st.builds(
    Facts,
    debtor=st.sampled_from(DebtorKind),
    due=st.just(DUE),
    invoice_sent=st.none() | days,
    due_date_agreed=st.booleans(),
    reminders=st.lists(days, max_size=2).map(tuple),
    demands=st.lists(days, max_size=2).map(tuple),
    tratta_sent=st.none() | days,
    disputed_on=st.none() | days,
    suspension_requested_on=st.none() | days,
    last_day=st.none() | days,
    extension_days=st.integers(13, 14),
)


@given(action=st.sampled_from(Action), facts=stories, on=days)
def test_the_first_day_is_the_first_on_which_the_verdict_is_ok(action: Action, facts: Facts, on: date) -> None:
    first = earliest(action, facts)
    found = verdict(action, on, facts).result
    if first is None or on < first:
        assert found is not Result.OK
    else:
        assert verdict(action, first, facts).result is Result.OK
