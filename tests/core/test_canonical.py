"""Documents that say the same are the same bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.core.canonical import kept

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=4)),
    max_leaves=12,
)


@given(VALUES)
def test_the_order_of_members_changes_nothing(value: Any) -> None:
    assert kept(turned(value)) == kept(value)


def turned(value: Any) -> Any:
    """Return ``value`` with the members of every object in the opposite order."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value


def test_a_document_is_kept_compact_and_in_its_own_digits() -> None:
    assert kept({"b": Decimal("1.50"), "a": ["ä", None]}) == '{"a":["ä",null],"b":1.50}'.encode()
