"""The creditor gets what was collected less what the agency keeps and charges, on the agreed days."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.allocation import Parts
from simulator.core.calendar import is_banking_day
from simulator.core.money import Money, total, zero
from simulator.core.payout import Collected, Payout, Terms, next_monthly, next_weekly, payout

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("settlement.json").read_text("utf-8"))
CASES = {case["id"]: case for case in VECTORS["cases"]}


def collected(document: dict[str, str]) -> Collected:
    parts = Parts(Money.of(document["principal"]), Money.of(document["interest"]), Money.of(document["costs"]))
    return Collected(document["id"], parts, Money.of(document.get("direct", "0.00")))


def terms_of(case: dict[str, Any]) -> Terms:
    return Terms(
        vat_percent=Decimal(case["agency_vat_percent"]),
        commission_percent=Decimal(case["commission_percent"]),
        commission_fixed=Money.of(case["commission_fixed"]),
        creditor_deducts_vat=case["creditor_deducts_vat"],
    )


@pytest.mark.parametrize("name", CASES)
def test_a_documented_settlement_nets_to_the_documented_payout(name: str) -> None:
    case = CASES[name]
    charged = case["charged_to_creditor"]
    found = payout(map(collected, case["cases"]), terms_of(case))
    assert found == Payout(
        parts=Parts(
            Money.of(case["for_creditor"]["principal"]),
            Money.of(case["for_creditor"]["interest"]),
            Money.of(case["kept_by_agency"]["debtor_costs"]),
        ),
        direct=Money.of(case["paid_by_debtor_to_creditor_directly"]),
        commission=Money.of(charged["commission_net"]),
        commission_vat=Money.of(charged["commission_vat"]),
        costs_vat=Money.of(charged["vat_on_debtor_costs"]),
        paid_out=Money.of(case["paid_out"]),
        invoiced=Money.of(case["invoiced_to_creditor"]),
        creditor_deducts_vat=case["creditor_deducts_vat"],
    )
    assert found.collected == Money.of(case["collected_by_agency"])
    assert found.vat == Money.of(charged["commission_vat"]) + Money.of(charged["vat_on_debtor_costs"])


@pytest.mark.parametrize("case", VECTORS["gross_samples"], ids=lambda case: case["id"])
def test_the_parts_of_a_settlement_add_up_to_its_amount(case: dict[str, Any]) -> None:
    cases = []
    for allocation in case["allocations"]:
        named = allocation["parts"]
        parts = Parts(Money.of(named["CAPITAL"]), Money.of(named["INTEREST"]), Money.of(named["FEES"]))
        assert parts.total == Money.of(allocation["amount"])
        cases.append(Collected("K", parts, zero()))
    assert payout(cases, Terms()).collected == Money.of(case["settlement_amount"])


@pytest.mark.parametrize("case", VECTORS["calendar"], ids=lambda case: case["on"])
def test_the_next_payout_day_is_the_documented_one(case: dict[str, str]) -> None:
    on = date.fromisoformat(case["on"])
    assert next_weekly(on) == date.fromisoformat(case["next_weekly_thursday"])
    assert next_monthly(on) == date.fromisoformat(case["next_monthly_first_banking_day"])


def test_a_fixed_commission_comes_once_and_bears_tax() -> None:
    terms = Terms(vat_percent=Decimal(10), commission_percent=Decimal(1), commission_fixed=Money.of(5))
    cases = [Collected("K", Parts(Money.of(100), zero(), zero()), zero())] * 2
    found = payout(cases, terms)
    assert (found.commission, found.commission_vat) == (Money.of(7), Money.of("0.70"))
    assert found.paid_out == Money.of("192.30")


def test_what_was_paid_straight_to_the_creditor_bears_commission_in_every_case() -> None:
    cases = [Collected("K", Parts.zero(), Money.of(amount)) for amount in (200, 100)]
    found = payout(cases, Terms(commission_percent=Decimal(5)))
    assert (found.direct, found.commission) == (Money.of(300), Money.of(15))


def test_tax_that_is_not_netted_is_invoiced_apart() -> None:
    case = CASES["P01"]
    terms = Terms(commission_percent=Decimal(5), vat_netted=False)
    found = payout(map(collected, case["cases"]), terms)
    assert found.paid_out == Money.of("484.50")
    assert found.invoiced == Money.of("12.62")


def test_tax_is_invoiced_besides_a_shortfall_when_it_is_not_netted() -> None:
    terms = Terms(commission_percent=Decimal(5), vat_netted=False)
    found = payout(map(collected, CASES["P04"]["cases"]), terms)
    assert found.paid_out == zero()
    assert found.invoiced == Money.of("18.67")


def test_without_an_agreed_commission_only_the_tax_on_costs_is_charged() -> None:
    found = payout([Collected("K", Parts(Money.of(50), Money.of(1), Money.of(10)), zero())], Terms())
    assert found.commission == zero()
    assert found.paid_out == Money.of("48.45")
    assert found.creditor_deducts_vat


def test_a_payout_keeps_the_currency_of_the_terms() -> None:
    terms = Terms(commission_fixed=Money.of(1, "SEK"))
    parts = Parts(Money.of(10, "SEK"), zero("SEK"), zero("SEK"))
    assert payout([Collected("K", parts, zero("SEK"))], terms).paid_out == Money.of("8.74", "SEK")
    assert payout([], terms).invoiced == Money.of("1.26", "SEK")


def test_a_payout_on_the_day_itself_is_not_the_next_one() -> None:
    thursday = date(2026, 11, 19)
    assert next_weekly(thursday) == date(2026, 11, 26)
    assert next_weekly(thursday - timedelta(1)) == thursday
    assert next_monthly(date(2026, 12, 1)) == date(2027, 1, 4)
    assert next_monthly(date(2027, 1, 3)) == date(2027, 1, 4)


def test_a_payout_day_that_moved_over_the_weekend_is_still_to_come() -> None:
    assert next_weekly(date(2026, 12, 25)) == date(2026, 12, 28)
    assert next_weekly(date(2026, 12, 28)) == date(2026, 12, 31)


def test_another_weekday_may_be_agreed() -> None:
    assert next_weekly(date(2026, 11, 19), weekday=0) == date(2026, 11, 23)
    assert next_weekly(date(2026, 11, 19), weekday=4) == date(2026, 11, 20)


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(on=days, weekday=st.integers(0, 4))
def test_payouts_fall_on_banking_days_that_follow_each_other_closely(on: date, weekday: int) -> None:
    weekly, monthly = next_weekly(on, weekday), next_monthly(on)
    assert is_banking_day(weekly)
    assert is_banking_day(monthly)
    assert on < weekly <= on + timedelta(12)
    assert on < monthly <= on + timedelta(36)
    assert not any(is_banking_day(monthly.replace(day=day)) for day in range(1, monthly.day))
    if on < weekly - timedelta(1):
        assert next_weekly(on + timedelta(1), weekday) == weekly


cents = st.integers(0, 1_000_000).map(Money)
cases = st.lists(st.builds(Collected, st.just("K"), st.builds(Parts, cents, cents, cents), cents), max_size=4)
agreed = st.builds(
    Terms,
    vat_percent=st.sampled_from([Decimal("25.5"), Decimal(24), Decimal(0)]),
    commission_percent=st.decimals(0, 30, places=1),
    commission_fixed=cents,
    vat_netted=st.booleans(),
    creditor_deducts_vat=st.booleans(),
)


@given(cases=cases, terms=agreed)
def test_nothing_is_created_or_lost_between_debtor_agency_and_creditor(cases: list[Collected], terms: Terms) -> None:
    found = payout(cases, terms)
    assert found.collected == total([case.parts.total for case in cases])
    kept = found.parts.costs + found.commission + found.vat
    assert found.collected + found.invoiced == found.paid_out + kept
    assert not found.paid_out < zero()
    assert not found.invoiced < zero()
    assert found.paid_out.is_zero or found.invoiced.is_zero or not terms.vat_netted
