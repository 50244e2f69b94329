"""How debtors really pay: on time or late, in parts, twice, too much, with a wrong reference, or not at all.

A way of paying is a list of bodies of ``POST /sandbox/worlds/{world}/bank/payments``, each for the day it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from hypothesis import strategies as st

from contracts.reading import JsonObject
from contracts.strategies.accounting import shares
from contracts.strategies.amounts import as_json, cents
from contracts.strategies.references import wrong_references

Payments = st.SearchStrategy[list[JsonObject]]


class Bill(NamedTuple):
    """What a debtor has in hand: the reference, what is to be paid in cents, and until when."""

    reference: str
    cents: int
    due: date
    currency: str = "EUR"


class Habit(NamedTuple):
    """How a debtor pays: the way in a word, and the payments in the order in which they are made."""

    way: str
    payments: Sequence[JsonObject]


@st.composite
def habits(draw: st.DrawFn, bill: Bill, ways: Sequence[str] = ()) -> Habit:
    """Ways to pay ``bill``, of the kinds named in ``ways``, or of all."""
    way = draw(st.sampled_from(tuple(ways) or tuple(WAYS)))
    return Habit(way, draw(WAYS[way](bill)))


def _once(bill: Bill, amount: st.SearchStrategy[int], first: int = 0, last: int = 0) -> Payments:
    """One payment, from ``first`` to ``last`` days after the due date."""
    return st.builds(lambda cents_, day: [_payment(bill, cents_, day)], amount, st.integers(first, last))


def _exactly(bill: Bill) -> Payments:
    return _once(bill, st.just(bill.cents), -3)


def _never(_: Bill) -> Payments:
    return st.just([])


def _late(bill: Bill) -> Payments:
    return _once(bill, st.just(bill.cents), 1, 90)


def _partly(bill: Bill) -> Payments:
    return _once(bill, cents(most=max(bill.cents - 1, 1)), -3, 30)


def _in_parts(bill: Bill) -> Payments:
    return shares(bill.cents).map(lambda parts: [_payment(bill, part, 7 * place) for place, part in enumerate(parts)])


def _twice(bill: Bill) -> Payments:
    return st.integers(0, 5).map(lambda later: [_payment(bill, bill.cents, 0), _payment(bill, bill.cents, later)])


def _too_much(bill: Bill) -> Payments:
    return _once(bill, cents(least=bill.cents + 1, most=2 * bill.cents + 10_000))


def _wrong_reference(bill: Bill) -> Payments:
    return wrong_references().map(lambda reference: [_payment(bill._replace(reference=reference), bill.cents, 0)])


def _early(bill: Bill) -> Payments:
    return _once(bill, st.just(bill.cents), -14, -1)


def _payment(bill: Bill, amount: int, days_after_due: int) -> JsonObject:
    return {
        "reference": bill.reference,
        "amount": as_json(amount),
        "currency": bill.currency,
        "paymentDate": (bill.due + timedelta(days=days_after_due)).isoformat(),
    }


WAYS: Final[Mapping[str, Callable[[Bill], Payments]]] = MappingProxyType(
    {
        "exactly": _exactly,
        "never": _never,
        "late": _late,
        "partly": _partly,
        "in parts": _in_parts,
        "twice": _twice,
        "too much": _too_much,
        "wrong reference": _wrong_reference,
        "early": _early,
    }
)
"""The ways, by a word for each; the first is the simplest."""
