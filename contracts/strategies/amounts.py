"""Amounts of money as they stand in a document, and the exact way to add them up.

An amount in JSON is a number, which Python reads and writes as a float. Of all that are made here the float prints with
at most two decimals, so nothing is lost on its way; whoever adds them up does so in cents.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Final

from hypothesis import strategies as st

from simulator.core.money import Money

MOST_CENTS: Final = 100_000_00
"""A hundred thousand euros: the largest amount, unless another is asked for."""
CURRENCIES: Final = ("EUR", "SEK", "NOK", "DKK")


@cache
def cents(*, least: int = 1, most: int = MOST_CENTS) -> st.SearchStrategy[int]:
    """Whole cents from ``least`` to ``most``, both included."""
    return st.integers(least, most)


@cache
def amounts(*, least_cents: int = 1, most_cents: int = MOST_CENTS) -> st.SearchStrategy[float]:
    """Amounts as JSON numbers, both ends included."""
    return cents(least=least_cents, most=most_cents).map(as_json)


def currencies() -> st.SearchStrategy[str]:
    """Currencies of the Nordic countries, euros first."""
    return st.sampled_from(CURRENCIES)


def as_json(number_of_cents: int) -> float:
    """Return cents as the number that stands in a document."""
    return float(Decimal(number_of_cents).scaleb(-2))


def in_cents(amount: float) -> int:
    """Return an amount of a document in cents, exactly. Raises InvalidValue for a third decimal."""
    return Money.of(Decimal(repr(amount))).cents
