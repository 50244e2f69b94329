"""Payment references in both forms, with right check digits; and wrong ones, as payers type them."""

from __future__ import annotations

from functools import cache
from string import ascii_uppercase, digits
from typing import Final

from hypothesis import strategies as st

from simulator.core.references import is_payment_reference, make_finnish_reference, make_rf_reference, rf_from_finnish

FEWEST: Final = 100
"""The least number that a Finnish reference can be made of."""
MOST: Final = 10**19 - 1


@cache
def finnish_references() -> st.SearchStrategy[str]:
    """Finnish references: 3 to 19 digits and a check digit."""
    return st.integers(FEWEST, MOST).map(str).map(make_finnish_reference)


@cache
def rf_references() -> st.SearchStrategy[str]:
    """RF references of ISO 11649: those that hold a Finnish one, as Finnish banks make them, and all others."""
    foreign = st.text(ascii_uppercase + digits, min_size=1, max_size=21).map(make_rf_reference)
    return finnish_references().map(rf_from_finnish) | foreign


@cache
def payment_references() -> st.SearchStrategy[str]:
    """References in either form."""
    return finnish_references() | rf_references()


@cache
def wrong_references() -> st.SearchStrategy[str]:
    """What a payer typed wrongly: a Finnish reference whose last digit is another."""
    return st.builds(_mistyped, finnish_references(), st.integers(1, 9)).filter(
        lambda text: not is_payment_reference(text)
    )


def _mistyped(reference: str, by: int) -> str:
    return f"{reference[:-1]}{(int(reference[-1]) + by) % 10}"
