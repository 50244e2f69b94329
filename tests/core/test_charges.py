"""What a debtor may be charged follows the caps, the counts and the totals of the law."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.caps import CAPS, CONSUMER, OTHERS, band
from simulator.core.charges import UNDER_TOTAL, Charge, ChargeKind, charge_allowed, claimable, total_cap
from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue
from simulator.core.money import EUR, Money, total, zero

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("fee_caps.json").read_text("utf-8"))
SCENARIOS = {case["id"]: case for case in VECTORS["scenarios"]}
DAY = date(2026, 2, 13)
KINDS = {
    "reminder": ChargeKind.REMINDER,
    "payment_demand": ChargeKind.DEMAND,
    "payment_demand_1": ChargeKind.DEMAND,
    "payment_demand_2": ChargeKind.DEMAND,
    "extension": ChargeKind.EXTENSION,
    "payment_plan": ChargeKind.PLAN,
    "tratta": ChargeKind.TRATTA,
    "bankruptcy_threat_demand": ChargeKind.BANKRUPTCY_DEMAND,
    "standard_compensation": ChargeKind.STANDARD_COMPENSATION,
}
CONSUMER_DEBTOR, BUSINESS_DEBTOR, PUBLIC_DEBTOR = DebtorKind


def charge(kind: ChargeKind, amount: str | int = 1, currency: str = EUR) -> Charge:
    return Charge(kind, DAY, Money.of(amount, currency))


def allowed(kind: ChargeKind, debtor: DebtorKind, capital: str | int, *earlier: Charge, **terms: Any) -> Money:
    return charge_allowed(kind, debtor=debtor, capital=Money.of(capital), earlier=earlier, **terms)


def label(case: dict[str, Any]) -> str:
    marks = (f"{key}={case[key]}" for key in ("instalments", "directly_enforceable", "collector") if key in case)
    return " ".join([case["debtor"], case["action"], case["principal"], *marks])


@pytest.mark.parametrize("case", VECTORS["cap_tests"], ids=label)
def test_each_step_has_its_documented_cap(case: dict[str, Any]) -> None:
    debtor, capital = DebtorKind(case["debtor"].upper()), Money.of(case["principal"])
    enforceable = case.get("directly_enforceable", False)
    if case["action"] == "total":
        found = total_cap(
            debtor,
            capital,
            directly_enforceable=enforceable,
            bankruptcy_demand=case.get("bankruptcy_threat_used", False),
        )
    else:
        found = charge_allowed(
            KINDS[case["action"]],
            debtor=debtor,
            capital=capital,
            earlier=[charge(ChargeKind.DEMAND)] if case["action"] == "payment_demand_2" else [],
            instalments=case.get("instalments"),
            directly_enforceable=enforceable,
            exempt_collector="collector" in case,
        )
    assert found == Money.of(case["max_fee"])


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_documented_sequence_is_charged_as_documented(name: str) -> None:
    case = SCENARIOS[name]
    debtor, capital = DebtorKind(case["debtor"].upper()), Money.of(case["principal"])
    enforceable = case["directly_enforceable"]
    limit = total_cap(debtor, capital, directly_enforceable=enforceable)
    assert limit == Money.of(case["total_cap"])
    charges: list[Charge] = []
    for step in case["actions"]:
        kind = KINDS[step["action"]]
        amount = charge_allowed(
            kind,
            debtor=debtor,
            capital=capital,
            earlier=charges,
            instalments=step.get("instalments"),
            directly_enforceable=enforceable,
            with_tratta=any(other["action"] == "tratta" for other in case["actions"]),
        )
        charges.append(Charge(kind, DAY, amount))
        running = total(entry.amount for entry in charges if entry.kind in UNDER_TOTAL)
        assert (amount, running) == (Money.of(step["charged"]), Money.of(step["running_total"]))
        assert amount == Money.of(step["max_fee"]) or running == limit
    assert claimable(charges) == Money.of(case.get("payable_costs_with_compensation", case["costs_total"]))


@pytest.mark.parametrize(("name", "caps"), [("consumer", CONSUMER), ("business", OTHERS)])
def test_the_tables_are_the_published_ones(name: str, caps: Any) -> None:
    table = VECTORS["table"][name]
    euros = lambda cents: [amount / 100 for amount in cents]  # noqa: E731
    assert [row[0] for row in table["payment_demand"]] == [*euros(caps.bands), None]
    assert [row[1] for row in table["payment_demand"]] == euros(caps.demand)
    assert [row[1] for row in table["total"]] == euros(caps.total)
    assert [row[1] for row in table["plan"]][: len(caps.plan)] == euros(caps.plan)
    assert table["plan"][-1] == ["directly enforceable", caps.plan[0] / 100]
    assert table["reminder"] * 100 == caps.reminder
    assert table["extension"] * 100 == caps.extension
    assert table["directly_enforceable_demand"] * 100 == caps.demand_enforceable
    assert table["exempt_collector_demand"] * 100 == caps.demand_exempt
    assert table["directly_enforceable_total"] * 100 == caps.total_enforceable
    assert table.get("standard_compensation", 0) * 100 == caps.standard_compensation
    assert table.get("bankruptcy_threat_demand", 0) * 100 == caps.bankruptcy_demand
    tratta = [row[1] * 100 for row in table.get("tratta", [[0, 0]] * 4)]
    assert tratta == [*caps.tratta, caps.tratta_enforceable]


def test_a_public_body_is_charged_as_a_business_is() -> None:
    assert CAPS[DebtorKind.PUBLIC] is CAPS[DebtorKind.BUSINESS] is OTHERS


@pytest.mark.parametrize(
    ("cents", "place"), [(1, 0), (100_00, 0), (100_01, 1), (1000_00, 1), (1000_01, 2), (10**12, 2)]
)
def test_the_upper_end_belongs_to_the_band(cents: int, place: int) -> None:
    assert band(CONSUMER, cents) == place


def test_a_demand_is_charged_twice_and_no_more() -> None:
    once, twice = charge(ChargeKind.DEMAND, 14), charge(ChargeKind.DEMAND, 7)
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, once) == Money.of(7)
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, once, twice) == zero()


def test_a_repeated_demand_costs_half_even_when_the_first_was_free() -> None:
    free = charge(ChargeKind.DEMAND, 0)
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, free) == Money.of(7)
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, free, charge(ChargeKind.DEMAND, 7)) == Money.of(7)


def test_half_a_charge_is_whole_cents() -> None:
    half = allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, charge(ChargeKind.DEMAND, 0))
    assert isinstance(half.cents, int)


def test_a_demand_that_cost_a_single_cent_was_charged_for() -> None:
    cent = charge(ChargeKind.DEMAND, "0.01")
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, cent, cent) == zero()


def test_the_repeated_demand_of_an_exempt_collector_is_not_halved() -> None:
    first = charge(ChargeKind.DEMAND, 5)
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, first, exempt_collector=True) == Money.of(5)
    enforceable = {"exempt_collector": True, "directly_enforceable": True}
    assert allowed(ChargeKind.DEMAND, BUSINESS_DEBTOR, 80, **enforceable) == Money.of(12)
    assert allowed(ChargeKind.DEMAND, CONSUMER_DEBTOR, 80, first, first, exempt_collector=True) == zero()


def test_the_repeated_demand_on_an_enforceable_business_claim_costs_half() -> None:
    first = charge(ChargeKind.DEMAND, 50)
    assert allowed(ChargeKind.DEMAND, BUSINESS_DEBTOR, 5000, first, directly_enforceable=True) == Money.of(25)


@pytest.mark.parametrize("used", [{"with_tratta": True}, {}])
def test_one_demand_may_be_charged_beside_a_tratta(used: dict[str, bool]) -> None:
    earlier = [] if used else [charge(ChargeKind.TRATTA, 0)]
    assert allowed(ChargeKind.DEMAND, BUSINESS_DEBTOR, 450, *earlier, **used) == Money.of(50)
    assert allowed(ChargeKind.DEMAND, BUSINESS_DEBTOR, 450, charge(ChargeKind.DEMAND), *earlier, **used) == zero()


def test_a_tratta_may_be_charged_once_and_not_after_two_charged_demands() -> None:
    demand = charge(ChargeKind.DEMAND)
    assert allowed(ChargeKind.TRATTA, BUSINESS_DEBTOR, 450, demand, charge(ChargeKind.DEMAND, 0)) == Money.of(110)
    assert allowed(ChargeKind.TRATTA, BUSINESS_DEBTOR, 450, demand, demand) == zero()
    assert allowed(ChargeKind.TRATTA, BUSINESS_DEBTOR, 450, charge(ChargeKind.TRATTA)) == zero()
    assert allowed(ChargeKind.TRATTA, BUSINESS_DEBTOR, 450, charge(ChargeKind.TRATTA, 0)) == Money.of(110)


@pytest.mark.parametrize(
    ("debtor", "capital", "enforceable", "second"),
    [
        (CONSUMER_DEBTOR, "100.00", False, "0"),
        (CONSUMER_DEBTOR, "100.01", False, "20"),
        (CONSUMER_DEBTOR, "100.01", True, "0"),
        (BUSINESS_DEBTOR, "500.00", False, "0"),
        (BUSINESS_DEBTOR, "500.01", False, "30"),
        (BUSINESS_DEBTOR, "500.01", True, "30"),
        (BUSINESS_DEBTOR, "500.00", True, "0"),
    ],
)
def test_a_second_plan_may_be_charged_on_larger_claims(
    debtor: DebtorKind, capital: str, enforceable: bool, second: str
) -> None:
    plan = charge(ChargeKind.PLAN, 20)
    terms = {"directly_enforceable": enforceable}
    assert allowed(ChargeKind.PLAN, debtor, capital, plan, **terms) == Money.of(second)
    assert allowed(ChargeKind.PLAN, debtor, capital, plan, plan, **terms) == zero()
    assert allowed(ChargeKind.PLAN, debtor, capital, charge(ChargeKind.PLAN, 0), **terms).is_positive


def test_a_plan_without_a_number_of_instalments_is_a_short_one() -> None:
    assert allowed(ChargeKind.PLAN, BUSINESS_DEBTOR, 20_000) == Money.of(30)


def test_a_bankruptcy_demand_and_the_standard_compensation_may_be_charged_once() -> None:
    for kind, amount in ((ChargeKind.BANKRUPTCY_DEMAND, 100), (ChargeKind.STANDARD_COMPENSATION, 40)):
        assert allowed(kind, PUBLIC_DEBTOR, 5000) == Money.of(amount)
        assert allowed(kind, PUBLIC_DEBTOR, 5000, charge(kind)) == zero()
        assert allowed(kind, CONSUMER_DEBTOR, 5000) == zero()


def test_a_bankruptcy_demand_raises_the_total_of_an_enforceable_claim() -> None:
    spent = charge(ChargeKind.TRATTA, 214)
    terms = {"directly_enforceable": True}
    assert allowed(ChargeKind.REMINDER, BUSINESS_DEBTOR, 5000, spent, **terms) == zero()
    assert allowed(ChargeKind.BANKRUPTCY_DEMAND, BUSINESS_DEBTOR, 5000, spent, **terms) == Money.of(100)
    demand = charge(ChargeKind.BANKRUPTCY_DEMAND, 90)
    assert allowed(ChargeKind.REMINDER, BUSINESS_DEBTOR, 5000, spent, demand, **terms) == Money.of(10)
    assert total_cap(BUSINESS_DEBTOR, Money.of(450), bankruptcy_demand=True) == Money.of(250)
    assert total_cap(BUSINESS_DEBTOR, Money.of(450), directly_enforceable=True) == Money.of(214)


def test_what_stands_outside_the_total_takes_no_room_in_it() -> None:
    outside = [charge(kind, 500) for kind in ChargeKind if kind not in UNDER_TOTAL]
    assert allowed(ChargeKind.REMINDER, BUSINESS_DEBTOR, 450, *outside) == Money.of(12)
    full = charge(ChargeKind.PLAN, 250)
    assert allowed(ChargeKind.STANDARD_COMPENSATION, BUSINESS_DEBTOR, 450, full) == Money.of(40)


def test_more_than_the_total_charged_before_leaves_nothing() -> None:
    assert allowed(ChargeKind.REMINDER, CONSUMER_DEBTOR, 80, charge(ChargeKind.PLAN, "60.01")) == zero()
    assert allowed(ChargeKind.REMINDER, CONSUMER_DEBTOR, 80, charge(ChargeKind.PLAN, "59.99")) == Money.of("0.01")


@pytest.mark.parametrize("capital", ["0.00", "-0.01"])
def test_a_claim_without_capital_is_charged_nothing(capital: str) -> None:
    for kind in (*UNDER_TOTAL, ChargeKind.STANDARD_COMPENSATION):
        assert allowed(kind, BUSINESS_DEBTOR, capital) == zero()


@pytest.mark.parametrize("kind", [ChargeKind.COURT, ChargeKind.ENFORCEMENT])
def test_court_and_enforcement_have_tables_of_their_own(kind: ChargeKind) -> None:
    with pytest.raises(InvalidValue, match=f"kind '{kind}' is not valid; expected a collection step; see court and"):
        allowed(kind, BUSINESS_DEBTOR, 450)


def test_the_figures_are_read_in_the_currency_of_the_claim() -> None:
    capital = Money.of(80, "SEK")
    earlier = [charge(ChargeKind.REMINDER, 55, "SEK")]
    found = charge_allowed(ChargeKind.DEMAND, debtor=CONSUMER_DEBTOR, capital=capital, earlier=earlier)
    assert found == Money.of(5, "SEK")
    assert total_cap(CONSUMER_DEBTOR, capital) == Money.of(60, "SEK")
    assert claimable(earlier, "SEK") == Money.of(55, "SEK")
    assert claimable([]) == zero()


def test_a_charge_in_another_currency_is_refused() -> None:
    with pytest.raises(InvalidValue, match="currency 'SEK' is not valid; expected EUR"):
        allowed(ChargeKind.REMINDER, CONSUMER_DEBTOR, 80, charge(ChargeKind.REMINDER, 5, "SEK"))
    with pytest.raises(InvalidValue, match="currency"):
        claimable([charge(ChargeKind.REMINDER, 5, "SEK")])


@pytest.mark.parametrize(("costs", "owed"), [("39.99", "40.00"), ("40.00", "40.00"), ("40.01", "40.01")])
def test_the_standard_compensation_absorbs_costs_up_to_its_amount(costs: str, owed: str) -> None:
    compensation = charge(ChargeKind.STANDARD_COMPENSATION, 40)
    assert claimable([compensation, charge(ChargeKind.DEMAND, costs)]) == Money.of(owed)
    free = charge(ChargeKind.STANDARD_COMPENSATION, 0)
    assert claimable([compensation, free, charge(ChargeKind.DEMAND, costs)]) == Money.of(owed)
    court = charge(ChargeKind.COURT, 150)
    fee = charge(ChargeKind.ENFORCEMENT, 12)
    assert claimable([compensation, charge(ChargeKind.DEMAND, costs), court, fee]) == Money.of(owed) + Money.of(162)


steps = st.lists(st.tuples(st.sampled_from(sorted(UNDER_TOTAL)), st.integers(1, 40), st.integers(0, 100)), max_size=14)
capitals = st.sampled_from([1, 100_00, 100_01, 500_00, 500_01, 1000_01, 2500_01, 10_000_01]).map(Money)
flags = st.booleans()


@given(debtor=st.sampled_from(DebtorKind), capital=capitals, enforceable=flags, exempt=flags, wanted=steps)
def test_no_sequence_exceeds_the_caps_and_counts(
    debtor: DebtorKind, capital: Money, enforceable: bool, exempt: bool, wanted: Sequence[tuple[ChargeKind, int, int]]
) -> None:
    charges: list[Charge] = []
    for kind, instalments, percent in wanted:
        most = charge_allowed(
            kind,
            debtor=debtor,
            capital=capital,
            earlier=charges,
            instalments=instalments,
            directly_enforceable=enforceable,
            exempt_collector=exempt,
        )
        assert not most < zero()
        charges.append(Charge(kind, DAY, Money(most.cents * percent // 100)))
    count = {kind: sum(entry.kind is kind and entry.amount.is_positive for entry in charges) for kind in UNDER_TOTAL}
    limit = total_cap(
        debtor,
        capital,
        directly_enforceable=enforceable,
        bankruptcy_demand=any(entry.kind is ChargeKind.BANKRUPTCY_DEMAND for entry in charges),
    )
    assert claimable(charges) <= limit
    assert count[ChargeKind.DEMAND] + count[ChargeKind.TRATTA] <= 2
    assert count[ChargeKind.PLAN] <= 2
    assert count[ChargeKind.BANKRUPTCY_DEMAND] <= 1
    assert debtor is not DebtorKind.CONSUMER or count[ChargeKind.TRATTA] == count[ChargeKind.BANKRUPTCY_DEMAND] == 0


@given(debtor=st.sampled_from(DebtorKind), less=st.integers(1, 10**7), more=st.integers(1, 10**7))
def test_a_larger_claim_never_allows_less(debtor: DebtorKind, less: int, more: int) -> None:
    small, large = sorted((less, more))
    for kind in (*UNDER_TOTAL, ChargeKind.STANDARD_COMPENSATION):
        found = [
            charge_allowed(kind, debtor=debtor, capital=Money(cents), earlier=(), instalments=8)
            for cents in (small, large)
        ]
        assert found[0] <= found[1]
