"""What the agency numbers its records by: plain running numbers, and in harsh worlds some of odd length.

Where the contract leaves a number open, a harsh world makes some much shorter and some much longer than usual, so that
a column of ten digits, an integer of 32 bits or a pattern made from one example shows. Which ones, the seed decides. No
two are ever the same: short ones stay below the first usual number, and long ones lie above all others. The number of
a settlement is not open: its digits are the documented day and running number.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final

from simulator.core.references import make_finnish_reference
from simulator.world.world import World

LONG: Final = 10**14
"""Fifteen digits: as many as the contract lets the number of a case have."""
_FIRST_CASE: Final = 480_001
_SPREAD_OF_CASES: Final = 10_000
_FIRST_ALLOCATION: Final = 9_001_001
_FIRST_SHORT_BASE: Final = 100
"""Three digits, the fewest that a reference can be made of."""
_LONG_PREFIX: Final = "9000000"
"""With the twelve digits of a settlement as many as a Finnish reference can be made of."""


class Length(Enum):
    """How long something is in a harsh world."""

    USUAL = "usual"
    SHORT = "short"
    LONG = "long"


_DRAWN: Final = (Length.USUAL, Length.USUAL, Length.SHORT, Length.LONG)
"""Drawn evenly."""
_WIDTHS: Final = MappingProxyType({Length.USUAL: 6, Length.SHORT: 1, Length.LONG: 38})
"""Digits that the code of a customer is filled up to."""


def case_number(world: World) -> int:
    """Return the number of a new case; requests name it, so it has fifteen digits at most."""
    return _number(world, "case", _FIRST_CASE + world.drawn("first case") % _SPREAD_OF_CASES)


def allocation_number(world: World) -> int:
    """Return the number of a new allocation."""
    return _number(world, "allocation", _FIRST_ALLOCATION)


def payment_number(world: World) -> int:
    """Return the number of a new payment. They count in the order of booking, so in a harsh world all are long."""
    return world.next_number("payment", first=LONG + 1 if world.is_harsh else 1)


def remittance_reference(world: World, settlement_id: int) -> str:
    """Return the reference of a payout, a Finnish one of four to twenty digits; thirteen are usual."""
    match _length(world, f"remittance/{settlement_id}"):
        case Length.SHORT:
            return make_finnish_reference(str(world.next_number("short remittance", first=_FIRST_SHORT_BASE)))
        case Length.LONG:
            return make_finnish_reference(f"{_LONG_PREFIX}{settlement_id}")
        case Length.USUAL:
            return make_finnish_reference(str(settlement_id))


def customer_code(world: World, client_id: int) -> str:
    """Return the agency's code for a client: CF and digits, of which six are usual."""
    return f"CF{client_id:0{_WIDTHS[_length(world, f'customer code/{client_id}')]}}"


def _number(world: World, sequence: str, first: int) -> int:
    number = world.next_number(sequence, first=first)
    ordinal = number - first + 1
    match _length(world, f"{sequence}/{ordinal}"):
        case Length.SHORT if ordinal < first:
            return ordinal
        case Length.LONG:
            return LONG + number
        case _:
            return number


def _length(world: World, label: str) -> Length:
    return _DRAWN[world.drawn(f"length of {label}") % len(_DRAWN)] if world.is_harsh else Length.USUAL
