"""What a payment pays: how it is split over capital, interest and costs, and over several claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue, NotFound
from simulator.core.money import EUR, Money


class Part(StrEnum):
    """The three parts of a claim."""

    CAPITAL = "CAPITAL"
    INTEREST = "INTEREST"
    COSTS = "COSTS"


class Parts(msgspec.Struct, frozen=True, gc=False):
    """Capital, interest and costs in one currency: of a claim what is open, of a payment what it pays."""

    capital: Money
    interest: Money
    costs: Money

    @classmethod
    def zero(cls, currency: str = EUR) -> Parts:
        """Return nothing of anything in ``currency``."""
        nothing = Money(0, currency)
        return cls(nothing, nothing, nothing)

    @property
    def total(self) -> Money:
        """The three parts together."""
        return self.capital + self.interest + self.costs

    def __add__(self, other: Parts) -> Parts:
        return Parts(self.capital + other.capital, self.interest + other.interest, self.costs + other.costs)

    def __sub__(self, other: Parts) -> Parts:
        return Parts(self.capital - other.capital, self.interest - other.interest, self.costs - other.costs)


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One claim among several: its name, the date on which it fell due and what is open."""

    name: str
    due: date
    open: Parts


_PROTECTED: Final = ((Part.INTEREST, Part.CAPITAL), (Part.COSTS,))
_AGREED: Final = ((Part.COSTS, Part.INTEREST, Part.CAPITAL),)

ROUNDS: Final[Mapping[DebtorKind, tuple[tuple[Part, ...], ...]]] = MappingProxyType(
    {DebtorKind.CONSUMER: _PROTECTED, DebtorKind.BUSINESS: _AGREED, DebtorKind.PUBLIC: _AGREED}
)
"""What is paid in which round: every claim is served in one round before the next round begins.

Consumer: Debt Collection Act 513/1999, section 11 a (documented); that the costs of one claim wait for the capital
of the others too is the cautious reading (assumed). Others: contract and agency practice (assumed).
"""

ORDER: Final[Mapping[DebtorKind, tuple[Part, ...]]] = MappingProxyType(
    {kind: tuple(part for parts in rounds for part in parts) for kind, rounds in ROUNDS.items()}
)
"""The order in which the parts of one claim are paid."""

_PLACE: Final[Mapping[Part, int]] = MappingProxyType({part: place for place, part in enumerate(Part)})
_ROUNDS: Final[Mapping[DebtorKind, tuple[tuple[int, ...], ...]]] = MappingProxyType(
    {kind: tuple(tuple(_PLACE[part] for part in parts) for parts in rounds) for kind, rounds in ROUNDS.items()}
)
_ORDER: Final[Mapping[DebtorKind, tuple[int, ...]]] = MappingProxyType(
    {kind: tuple(_PLACE[part] for part in parts) for kind, parts in ORDER.items()}
)


def allocate(payment: Money, open: Parts, debtor: DebtorKind) -> tuple[Parts, Money]:
    """Return what ``payment`` pays of one claim, and what is left over when everything is paid.

    No part is paid beyond what is open of it; a part that is open below zero is paid nothing. What is paid and
    what is left add up to ``payment``. Raises InvalidValue for a negative payment and for a mix of currencies.
    """
    paid = [0, 0, 0]
    left = _pay(_ORDER[debtor], _cents(open), paid, _payable(payment, (open,)))
    return _parts(paid, payment.currency), Money(left, payment.currency)


def allocate_many(
    payment: Money, claims: Sequence[Claim], debtor: DebtorKind, designated: str | None = None
) -> tuple[tuple[Parts, ...], Money]:
    """Return what ``payment`` pays of each of ``claims``, in their order, and what is left over.

    The claim that the payer named (``designated``) is served whole first, costs included: a debtor may choose
    (Kauppakaari 9:5). The rest goes to the oldest due date first, then by name (assumed), round by round.
    Raises NotFound when ``designated`` is none of the claims; else as ``allocate``.
    """
    left = _payable(payment, [claim.open for claim in claims])
    owed = [_cents(claim.open) for claim in claims]
    paid = [[0, 0, 0] for _ in claims]
    if designated is not None:
        chosen = _position(claims, designated)
        left = _pay(_ORDER[debtor], owed[chosen], paid[chosen], left)
    oldest_first = sorted(range(len(claims)), key=lambda index: (claims[index].due, claims[index].name))
    for places in _ROUNDS[debtor]:
        for index in oldest_first:
            left = _pay(places, owed[index], paid[index], left)
    return tuple(_parts(cents, payment.currency) for cents in paid), Money(left, payment.currency)


def credit(open: Parts, amount: Money) -> tuple[Parts, Money]:
    """Return what stays open after a credit note of ``amount``, and what it credits beyond the open capital.

    A credit note lowers the capital only; interest and costs are for the caller to count again.
    Raises InvalidValue for a negative amount and for a mix of currencies.
    """
    taken = min(_payable(amount, (open,)), max(open.capital.cents, 0))
    lowered = Parts(open.capital - Money(taken, amount.currency), open.interest, open.costs)
    return lowered, Money(amount.cents - taken, amount.currency)


def _payable(payment: Money, opens: Sequence[Parts]) -> int:
    """Return the cents of ``payment`` once it is known to be no negative amount and of the claims' currency."""
    if payment.cents < 0:
        raise InvalidValue("payment", payment, "an amount of zero or more")
    for parts in opens:
        if parts.capital.currency != payment.currency:
            raise InvalidValue("currency", payment.currency, parts.capital.currency)
    return payment.cents


def _position(claims: Sequence[Claim], name: str) -> int:
    for index, claim in enumerate(claims):
        if claim.name == name:
            return index
    raise NotFound("claim", name)


def _cents(parts: Parts) -> tuple[int, int, int]:
    """Return the cents of ``parts`` in the order of ``Part``."""
    return parts.capital.cents, parts.interest.cents, parts.costs.cents


def _pay(places: Sequence[int], owed: Sequence[int], paid: list[int], left: int) -> int:
    """Add to ``paid`` what ``left`` cents pay of ``owed``, place by place; return the cents that remain."""
    for place in places:
        share = max(min(left, owed[place] - paid[place]), 0)
        paid[place] += share
        left -= share
    return left


def _parts(cents: Sequence[int], currency: str) -> Parts:
    capital, interest, costs = cents
    return Parts(Money(capital, currency), Money(interest, currency), Money(costs, currency))
