"""A payment is split as the law or the agreement says, and to the cent."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.allocation import ORDER, ROUNDS, Claim, Part, Parts, allocate, allocate_many, credit
from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue, NotFound
from simulator.core.money import EUR, Money, total, zero

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("allocation.json").read_text("utf-8"))
SINGLE = {case["id"]: case for case in VECTORS["single"]}
MULTI = {case["id"]: case for case in VECTORS["multi"]}
FLOWS = {case["id"]: case for case in VECTORS["flows"]}


def parts(document: dict[str, str]) -> Parts:
    return Parts(Money.of(document["principal"]), Money.of(document["interest"]), Money.of(document["costs"]))


def kind(document: dict[str, Any]) -> DebtorKind:
    return DebtorKind(document["debtor"].upper())


def claims_of(document: dict[str, Any]) -> list[Claim]:
    return [Claim(claim["id"], date.fromisoformat(claim["due_date"]), parts(claim)) for claim in document["claims"]]


@pytest.mark.parametrize("name", SINGLE)
def test_a_payment_of_one_claim_is_split_as_documented(name: str) -> None:
    case = SINGLE[name]
    opened = parts(case["open_before"])
    applied, left = allocate(Money.of(case["payment"]), opened, kind(case))
    assert applied == parts(case["applied"])
    assert opened - applied == parts(case["open_after"])
    assert left == Money.of(case["overpayment"])


@pytest.mark.parametrize("name", MULTI)
def test_a_payment_of_several_claims_is_split_as_documented(name: str) -> None:
    case = MULTI[name]
    applied, left = allocate_many(Money.of(case["payment"]), claims_of(case), kind(case), case["designated"])
    assert dict(zip(case["applied"], applied, strict=True)) == {
        claim: parts(share) for claim, share in case["applied"].items()
    }
    assert left == Money.of(case["overpayment"])


@pytest.mark.parametrize("case", VECTORS["instalments"], ids=lambda case: f"{case['total']}/{case['instalments']}")
def test_instalments_are_equal_and_the_last_takes_the_rest(case: dict[str, Any]) -> None:
    assert Money.of(case["total"]).instalments(case["instalments"]) == tuple(map(Money.of, case["amounts"]))


@dataclass(frozen=True)
class Flow:
    """How one documented situation shows in the arithmetic."""

    shows: Callable[[], None]


HUNDRED = Parts(Money.of(100), Money.of("2.10"), Money.of(19))


def unknown_reference_pays_no_claim() -> None:
    with pytest.raises(NotFound, match="claim 'INV-9' is not known"):
        allocate_many(Money.of(10), claims_of(MULTI["M01"]), DebtorKind.CONSUMER, "INV-9")


def direct_payment_leaves_costs_open() -> None:
    applied, _ = allocate(HUNDRED.capital + HUNDRED.interest, HUNDRED, DebtorKind.CONSUMER)
    assert HUNDRED - applied == Parts(zero(), zero(), HUNDRED.costs)


def payment_to_the_agency_frees_the_debtor() -> None:
    applied, left = allocate(HUNDRED.total, HUNDRED, DebtorKind.CONSUMER)
    assert (HUNDRED - applied, left) == (Parts.zero(), zero())


def credit_note_lowers_the_capital() -> None:
    case = FLOWS["X04"]
    before = Parts(Money.of(case["principal_before"]), Money.of("2.10"), Money.of(5))
    after = Parts(Money.of(case["principal_after"]), Money.of("2.10"), Money.of(5))
    assert credit(before, Money.of(case["credit"])) == (after, zero())


def credit_note_beyond_the_claim_leaves_a_surplus() -> None:
    after, surplus = credit(HUNDRED, Money.of("100.01"))
    assert after == Parts(zero(), HUNDRED.interest, HUNDRED.costs)
    assert surplus == Money.of("0.01")


def equal_payments_are_two_payments() -> None:
    first, _ = allocate(Money.of(50), HUNDRED, DebtorKind.CONSUMER)
    second, _ = allocate(Money.of(50), HUNDRED - first, DebtorKind.CONSUMER)
    assert second == Parts(Money.of(50), zero(), zero())


def reversal_undoes_the_original_split() -> None:
    applied, _ = allocate(Money.of(110), HUNDRED, DebtorKind.CONSUMER)
    assert (HUNDRED - applied) + applied == HUNDRED


def overpayment_is_left_for_the_payer() -> None:
    _, left = allocate(Money.of(130), HUNDRED, DebtorKind.CONSUMER)
    assert left == Money.of("8.90")


FLOW_CHECKS = {
    "X01": Flow(unknown_reference_pays_no_claim),
    "X02": Flow(direct_payment_leaves_costs_open),
    "X03": Flow(payment_to_the_agency_frees_the_debtor),
    "X04": Flow(credit_note_lowers_the_capital),
    "X05": Flow(credit_note_beyond_the_claim_leaves_a_surplus),
    "X06": Flow(equal_payments_are_two_payments),
    "X07": Flow(reversal_undoes_the_original_split),
    "X08": Flow(overpayment_is_left_for_the_payer),
}


@pytest.mark.parametrize("name", FLOWS)
def test_every_documented_situation_shows_in_the_arithmetic(name: str) -> None:
    FLOW_CHECKS[name].shows()


def test_the_order_is_the_one_of_the_law_for_consumers_and_of_agreements_for_others() -> None:
    assert ORDER[DebtorKind.CONSUMER] == (Part.INTEREST, Part.CAPITAL, Part.COSTS)
    assert ORDER[DebtorKind.BUSINESS] == ORDER[DebtorKind.PUBLIC] == (Part.COSTS, Part.INTEREST, Part.CAPITAL)


def test_claims_due_on_the_same_day_are_paid_by_name() -> None:
    day = date(2026, 1, 16)
    owed = Parts(Money.of(10), zero(), zero())
    applied, _ = allocate_many(Money.of(15), [Claim("B", day, owed), Claim("A", day, owed)], DebtorKind.CONSUMER)
    assert [share.capital for share in applied] == [Money.of(5), Money.of(10)]


@pytest.mark.parametrize("designated", ["A", "B"])
def test_a_named_claim_is_the_one_that_is_paid_whatever_its_place(designated: str) -> None:
    owed = Parts(Money.of(10), zero(), Money.of(1))
    claims = [Claim(name, date(2026, 1, 16), owed) for name in "AB"]
    applied, left = allocate_many(Money.of(11), claims, DebtorKind.PUBLIC, designated)
    assert left == zero()
    assert [share == owed for share in applied] == [name == designated for name in "AB"]


def test_a_negative_payment_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"payment '-0\.01 EUR' is not valid; expected an amount of zero or more"):
        allocate(Money(-1), Parts.zero(), DebtorKind.CONSUMER)
    with pytest.raises(InvalidValue, match="payment"):
        credit(Parts.zero(), Money(-1))


def test_a_payment_in_another_currency_is_refused() -> None:
    claims = [Claim("A", date(2026, 1, 16), Parts.zero()), Claim("B", date(2026, 1, 16), Parts.zero("SEK"))]
    with pytest.raises(InvalidValue, match="currency 'SEK' is not valid; expected EUR"):
        allocate(Money(1, "SEK"), Parts.zero(), DebtorKind.CONSUMER)
    with pytest.raises(InvalidValue, match="currency 'EUR' is not valid; expected SEK"):
        allocate_many(Money(1), claims, DebtorKind.CONSUMER)
    with pytest.raises(InvalidValue, match="currency"):
        credit(Parts.zero(), Money(1, "SEK"))


def test_the_split_keeps_the_currency() -> None:
    owed = Parts(Money(10, "SEK"), Money(2, "SEK"), Money(3, "SEK"))
    assert allocate(Money(20, "SEK"), owed, DebtorKind.PUBLIC) == (owed, Money(5, "SEK"))
    claims = [Claim("A", date(2026, 1, 16), owed)]
    assert allocate_many(Money(20, "SEK"), claims, DebtorKind.CONSUMER) == ((owed,), Money(5, "SEK"))
    assert credit(owed, Money(4, "SEK")) == (Parts(Money(6, "SEK"), owed.interest, owed.costs), zero("SEK"))


def test_a_part_that_is_open_below_zero_is_paid_nothing() -> None:
    owed = Parts(Money(10), Money(-5), zero())
    assert allocate(Money(12), owed, DebtorKind.CONSUMER) == (Parts(Money(10), zero(), zero()), Money(2))
    assert credit(Parts(Money(-5), zero(), zero()), Money(3)) == (Parts(Money(-5), zero(), zero()), Money(3))


cents = st.integers(0, 100_000).map(Money)
open_parts = st.builds(Parts, cents, cents, cents)
debtors = st.sampled_from(DebtorKind)
several = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 1, 4)), open_parts), min_size=1, max_size=4).map(
    lambda rows: [Claim(f"INV-{index}", due, owed) for index, (due, owed) in enumerate(rows)]
)

GET = {
    Part.CAPITAL: lambda share: share.capital,
    Part.INTEREST: lambda share: share.interest,
    Part.COSTS: lambda share: share.costs,
}


def within(share: Parts, owed: Parts) -> bool:
    return all(0 <= get(share).cents <= get(owed).cents for get in GET.values())


@given(payment=cents, owed=open_parts, debtor=debtors)
def test_what_is_applied_and_what_is_left_are_the_payment(payment: Money, owed: Parts, debtor: DebtorKind) -> None:
    applied, left = allocate(payment, owed, debtor)
    assert applied.total + left == payment
    assert within(applied, owed)
    assert left.is_zero or applied == owed


@given(payment=cents, owed=open_parts, debtor=debtors)
def test_a_later_part_is_paid_only_when_the_earlier_ones_are_paid(
    payment: Money, owed: Parts, debtor: DebtorKind
) -> None:
    applied, _ = allocate(payment, owed, debtor)
    order = [GET[part] for part in ORDER[debtor]]
    for earlier, later in pairwise(order):
        assert later(applied).is_zero or earlier(applied) == earlier(owed)


@given(first=cents, second=cents, owed=open_parts, debtor=debtors)
def test_two_payments_do_what_their_sum_does(first: Money, second: Money, owed: Parts, debtor: DebtorKind) -> None:
    one, left_one = allocate(first, owed, debtor)
    two, left_two = allocate(second, owed - one, debtor)
    assert allocate(first + second, owed, debtor) == (one + two, left_one + left_two)


@given(payment=cents, claims=several, debtor=debtors, pick=st.none() | st.integers(0, 3))
def test_nothing_is_created_or_lost_over_several_claims(
    payment: Money, claims: list[Claim], debtor: DebtorKind, pick: int | None
) -> None:
    designated = None if pick is None else claims[pick % len(claims)].name
    applied, left = allocate_many(payment, claims, debtor, designated)
    assert total([share.total for share in applied], EUR) + left == payment
    assert all(within(share, claim.open) for share, claim in zip(applied, claims, strict=True))
    assert left.is_zero or [claim.open for claim in claims] == list(applied)
    if pick is not None:
        chosen = pick % len(claims)
        assert applied[chosen] == allocate(payment, claims[chosen].open, debtor)[0]


@given(payment=cents, claims=several, debtor=debtors)
def test_every_round_is_finished_before_the_next_and_the_oldest_claim_comes_first(
    payment: Money, claims: list[Claim], debtor: DebtorKind
) -> None:
    applied, _ = allocate_many(payment, claims, debtor)
    paid = dict(zip([claim.name for claim in claims], applied, strict=True))
    queue = [
        (GET[part](paid[claim.name]), GET[part](claim.open))
        for round_ in ROUNDS[debtor]
        for claim in sorted(claims, key=lambda claim: (claim.due, claim.name))
        for part in round_
    ]
    unfinished = False
    for share, owed in queue:
        assert share.is_zero or not unfinished
        unfinished = unfinished or share != owed


@given(claim=open_parts, payment=cents, debtor=debtors)
def test_one_claim_among_several_is_split_as_it_is_alone(claim: Parts, payment: Money, debtor: DebtorKind) -> None:
    applied, left = allocate_many(payment, [Claim("A", date(2026, 1, 16), claim)], debtor)
    assert (applied[0], left) == allocate(payment, claim, debtor)


@given(owed=open_parts, amount=cents)
def test_a_credit_note_takes_capital_and_the_rest_is_surplus(owed: Parts, amount: Money) -> None:
    after, surplus = credit(owed, amount)
    assert owed.total - after.total + surplus == amount
    assert (after.interest, after.costs) == (owed.interest, owed.costs)
    assert not after.capital < zero()
    assert surplus.is_zero or after.capital.is_zero
