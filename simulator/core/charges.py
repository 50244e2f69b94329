"""What a collection step may charge the debtor now, given what was charged before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from simulator.core.caps import CAPS, CHARGEABLE_DEMANDS, FEW_INSTALMENTS, MANY_INSTALMENTS, Caps, band
from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue
from simulator.core.money import EUR, Money

ANSWERS_KEPT: Final = 4096
"""Answers of ``charge_allowed`` that are kept."""


class ChargeKind(StrEnum):
    """What a debtor may be charged for besides the claim and its interest."""

    REMINDER = "REMINDER"
    DEMAND = "DEMAND"
    EXTENSION = "EXTENSION"
    PLAN = "PLAN"
    TRATTA = "TRATTA"
    BANKRUPTCY_DEMAND = "BANKRUPTCY_DEMAND"
    STANDARD_COMPENSATION = "STANDARD_COMPENSATION"
    COURT = "COURT"
    ENFORCEMENT = "ENFORCEMENT"


class Charge(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """One step that was taken, and what it charged: zero when it was free."""

    kind: ChargeKind
    on: date
    amount: Money


UNDER_TOTAL: Final = frozenset(
    {
        ChargeKind.REMINDER,
        ChargeKind.DEMAND,
        ChargeKind.EXTENSION,
        ChargeKind.PLAN,
        ChargeKind.TRATTA,
        ChargeKind.BANKRUPTCY_DEMAND,
    }
)
"""The collection steps whose sum the law limits; standard compensation, court and enforcement stand outside."""


class _Terms(NamedTuple):
    """What a cap turns on besides the debtor, the capital and what was done before."""

    instalments: int
    directly_enforceable: bool
    exempt_collector: bool
    with_tratta: bool


class _Step(NamedTuple):
    """What the cap of one step turns on; ``sent`` has the steps taken before, ``charged`` those that cost money."""

    caps: Caps
    band: int
    sent: list[ChargeKind]
    charged: list[ChargeKind]
    terms: _Terms


def charge_allowed(
    kind: ChargeKind,
    *,
    debtor: DebtorKind,
    capital: Money,
    earlier: Sequence[Charge],
    instalments: int | None = None,
    directly_enforceable: bool = False,
    exempt_collector: bool = False,
    with_tratta: bool = False,
) -> Money:
    """Return the most that a step of ``kind`` may charge now; zero when it may charge nothing.

    ``capital`` is the capital that the claim had when its collection began. ``earlier`` has every step taken before
    on the claim, free ones included: a repeated demand costs half even when the first was free. ``instalments``
    is for plans (none means few). ``with_tratta`` says that a tratta will be used later; one that was used stands
    in ``earlier``. Waiting times are not judged here but in ``waiting``.

    Assumed: two charged demands leave nothing to charge for a tratta; the demand of an exempt collector is not
    halved when repeated. Raises InvalidValue for court and enforcement, which have tables of their own, and for an
    earlier charge in another currency.

    Source: Debt Collection Act 513/1999, sections 10 a, 10 c - 10 e and 10 g - 10 i.
    """
    if kind not in _CAP:
        raise InvalidValue("kind", kind, "a collection step; see court and enforcement for their fees")
    place, has_capital = band(CAPS[debtor], capital.cents), capital.cents > 0
    terms = _Terms(instalments or 1, directly_enforceable, exempt_collector, with_tratta)
    return _most(kind, debtor, place, has_capital, capital.currency, tuple(earlier), terms)


@lru_cache(maxsize=ANSWERS_KEPT)
def _most(
    kind: ChargeKind,
    debtor: DebtorKind,
    place: int,
    has_capital: bool,
    currency: str,
    earlier: tuple[Charge, ...],
    terms: _Terms,
) -> Money:
    """Return what ``charge_allowed`` does; kept, as of a capital only its band counts, and claims share the rest."""
    caps = CAPS[debtor]
    sent = [charge.kind for charge in earlier]
    charged = [charge.kind for charge in earlier if charge.amount.cents > 0]
    step = _Step(caps, place, sent, charged, terms)
    cents = _CAP[kind](step) if has_capital else 0
    if kind in UNDER_TOTAL:
        bankruptcy = ChargeKind.BANKRUPTCY_DEMAND in (kind, *sent)
        room = _total_cap(caps, place, terms.directly_enforceable, bankruptcy) - _under_total(earlier, currency)
        cents = min(cents, room)
    return Money(max(cents, 0), currency)


def total_cap(
    debtor: DebtorKind, capital: Money, *, directly_enforceable: bool = False, bankruptcy_demand: bool = False
) -> Money:
    """Return the most that all collection steps on one claim may charge together.

    Source: Debt Collection Act 513/1999, sections 10 d and 10 h.
    """
    caps = CAPS[debtor]
    cents = _total_cap(caps, band(caps, capital.cents), directly_enforceable, bankruptcy_demand)
    return Money(cents, capital.currency)


def claimable(charges: Iterable[Charge], currency: str = EUR) -> Money:
    """Return what the debtor owes for ``charges``, all in ``currency``.

    The standard compensation absorbs the collection costs up to its own amount: of the two the larger is owed.
    Court and enforcement come on top. Source: Debt Collection Act 513/1999, section 10 i.
    """
    collection = compensation = other = Money(0, currency)
    for charge in charges:
        if charge.kind in UNDER_TOTAL:
            collection += charge.amount
        elif charge.kind is ChargeKind.STANDARD_COMPENSATION:
            compensation += charge.amount
        else:
            other += charge.amount
    return max(collection, compensation) + other


def _total_cap(caps: Caps, place: int, directly_enforceable: bool, bankruptcy_demand: bool) -> int:
    if not directly_enforceable:
        return caps.total[place]
    return caps.total_enforceable_with_bankruptcy_demand if bankruptcy_demand else caps.total_enforceable


def _under_total(earlier: Sequence[Charge], currency: str) -> int:
    cents = 0
    for charge in earlier:
        if charge.amount.currency != currency:
            raise InvalidValue("currency", charge.amount.currency, currency)
        if charge.kind in UNDER_TOTAL:
            cents += charge.amount.cents
    return cents


def _reminder(step: _Step) -> int:
    return step.caps.reminder


def _extension(step: _Step) -> int:
    return step.caps.extension


def _demand(step: _Step) -> int:
    tratta = step.terms.with_tratta or ChargeKind.TRATTA in step.sent
    if step.charged.count(ChargeKind.DEMAND) >= (1 if tratta else CHARGEABLE_DEMANDS):
        return 0
    if step.terms.exempt_collector:
        return step.caps.demand_exempt
    cents = step.caps.demand_enforceable if step.terms.directly_enforceable else step.caps.demand[step.band]
    return cents // 2 if ChargeKind.DEMAND in step.sent else cents


def _plan(step: _Step) -> int:
    caps = step.caps
    two = step.band > 0 and (caps.second_enforceable_plan or not step.terms.directly_enforceable)
    if step.charged.count(ChargeKind.PLAN) >= (2 if two else 1):
        return 0
    if step.terms.directly_enforceable or step.terms.instalments <= FEW_INSTALMENTS:
        return caps.plan[0]
    return caps.plan[step.band] + caps.plan_further_instalment * max(step.terms.instalments - MANY_INSTALMENTS, 0)


def _tratta(step: _Step) -> int:
    if ChargeKind.TRATTA in step.charged or step.charged.count(ChargeKind.DEMAND) > 1:
        return 0
    return step.caps.tratta_enforceable if step.terms.directly_enforceable else step.caps.tratta[step.band]


def _bankruptcy_demand(step: _Step) -> int:
    return 0 if ChargeKind.BANKRUPTCY_DEMAND in step.charged else step.caps.bankruptcy_demand


def _standard_compensation(step: _Step) -> int:
    return 0 if ChargeKind.STANDARD_COMPENSATION in step.charged else step.caps.standard_compensation


_CAP: Final[Mapping[ChargeKind, Callable[[_Step], int]]] = MappingProxyType(
    {
        ChargeKind.REMINDER: _reminder,
        ChargeKind.DEMAND: _demand,
        ChargeKind.EXTENSION: _extension,
        ChargeKind.PLAN: _plan,
        ChargeKind.TRATTA: _tratta,
        ChargeKind.BANKRUPTCY_DEMAND: _bankruptcy_demand,
        ChargeKind.STANDARD_COMPENSATION: _standard_compensation,
    }
)
