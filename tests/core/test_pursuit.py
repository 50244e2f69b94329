"""The next step against a claim waits for the law, and is charged for only where the law lets it be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.account import Account, Entry, EntryKind, charged
from simulator.core.charges import Charge, ChargeKind
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms
from simulator.core.money import Money
from simulator.core.pursuit import Ruling, ruling
from simulator.core.steps import StepKind

SENT = date(2026, 1, 2)
DUE = date(2026, 1, 16)
REMINDED = date(2026, 1, 30)
FREE = Money(0)


def claim(
    *letters: tuple[ChargeKind, date], debtor: DebtorKind = DebtorKind.CONSUMER, paid: date | None = None
) -> Account:
    payments = () if paid is None else (Entry(EntryKind.PAYMENT, paid, 100, "1"),)
    charges = tuple(Charge(kind, on, FREE) for kind, on in letters)
    return Account(capital=Money(100_00), due=DUE, terms=RateTerms(debtor), entries=payments, charges=charges)


def ruled(kind: StepKind, today: date, account: Account, *, sent: date = SENT, days: int = 14) -> Ruling:
    return ruling(kind, today, account, sent=sent, demand_payment_days=days)


def test_a_reminder_costs_nothing_until_a_fortnight_after_the_due_date() -> None:
    early = ruled(StepKind.REMINDER, date(2026, 1, 29), claim())
    assert (early.day, early.chargeable) == (date(2026, 1, 29), False)
    assert ruled(StepKind.REMINDER, REMINDED, claim()).chargeable


def test_a_reminder_of_an_invoice_that_came_late_costs_nothing() -> None:
    assert not ruled(StepKind.REMINDER, REMINDED, claim(), sent=date(2026, 1, 3)).chargeable


def test_a_consumer_is_given_a_fortnight_after_the_reminder_before_a_demand() -> None:
    reminded = claim((ChargeKind.REMINDER, REMINDED))
    early = ruled(StepKind.DEMAND, date(2026, 2, 1), reminded)
    assert (early.day, early.chargeable) == (date(2026, 2, 13), False)
    assert "5 §" in early.rule
    assert ruled(StepKind.DEMAND, date(2026, 2, 13), reminded)[:2] == (date(2026, 2, 13), True)


def test_a_step_that_no_day_allows_has_none() -> None:
    never = ruled(StepKind.DEMAND, REMINDED, claim())
    assert (never.day, never.chargeable) == (None, False)
    assert "5 §" in never.rule


def test_a_business_is_charged_for_letters_ten_days_apart() -> None:
    reminded = claim((ChargeKind.REMINDER, REMINDED), debtor=DebtorKind.BUSINESS)
    assert not ruled(StepKind.DEMAND, date(2026, 2, 8), reminded).chargeable
    assert ruled(StepKind.DEMAND, date(2026, 2, 9), reminded).chargeable


def test_the_court_waits_for_the_time_to_pay_that_the_demand_gave() -> None:
    demanded = claim((ChargeKind.REMINDER, REMINDED), (ChargeKind.DEMAND, date(2026, 2, 13)))
    assert ruled(StepKind.LEGAL, date(2026, 2, 20), demanded, days=14).day == date(2026, 2, 28)
    assert ruled(StepKind.LEGAL, date(2026, 2, 20), demanded, days=3).day == date(2026, 2, 20)
    assert not ruled(StepKind.LEGAL, date(2026, 3, 20), demanded).chargeable


def test_enforcement_follows_from_the_judgment_and_waits_for_nothing() -> None:
    assert ruled(StepKind.ENFORCEMENT, REMINDED, claim()) == (REMINDED, False, "")


@pytest.mark.parametrize("interrupted", [{"paid": date(2028, 1, 1)}, {"letter": date(2028, 1, 1)}])
def test_letters_and_payments_start_the_time_anew_after_which_a_claim_is_barred(interrupted: dict[str, date]) -> None:
    late = date(2029, 1, 17)
    letters = [(kind, interrupted["letter"]) for kind in (ChargeKind.REMINDER,) if "letter" in interrupted]
    assert ruled(StepKind.REMINDER, late, claim()).day is None
    assert ruled(StepKind.REMINDER, late, claim(*letters, paid=interrupted.get("paid"))).day == late


KINDS = st.sampled_from([ChargeKind.REMINDER, ChargeKind.DEMAND, ChargeKind.STANDARD_COMPENSATION, ChargeKind.COURT])


@given(steps=st.lists(st.tuples(KINDS, st.integers(0, 60_00)), max_size=6))
def test_what_steps_charge_is_the_larger_of_compensation_and_costs_and_the_court(
    steps: list[tuple[ChargeKind, int]],
) -> None:
    account, total = claim(), 0
    for kind, cents in steps:
        account, amount = charged(account, kind, DUE, Money(cents))
        total += amount.cents
    assert [(each.kind, each.amount.cents) for each in account.charges] == steps
    assert [(entry.name, entry.on) for entry in account.entries] == [(kind.value, DUE) for kind, _ in steps]
    assert sum(entry.cents for entry in account.entries) == total
    sums = {kind: sum(cents for each, cents in steps if each is kind) for kind in ChargeKind}
    costs = sums[ChargeKind.REMINDER] + sums[ChargeKind.DEMAND]
    first = next((place for place, (kind, _) in enumerate(steps) if kind is ChargeKind.STANDARD_COMPENSATION), None)
    if first is None:
        assert total == costs + sums[ChargeKind.COURT]
    elif first == 0 and sum(kind is ChargeKind.STANDARD_COMPENSATION for kind, _ in steps) == 1:
        assert total == max(sums[ChargeKind.STANDARD_COMPENSATION], costs) + sums[ChargeKind.COURT]
