"""What the journal says about a refusal, whatever kind of value was refused."""

from __future__ import annotations

import pytest

from simulator.core.errors import InvalidValue
from simulator.core.money import Money
from simulator.http.explanation import explained


@pytest.mark.parametrize(
    ("value", "seen"), [(Money.of("0.01"), "0.01 EUR"), (Money.of(0), "0.00 EUR"), (0, "0"), ("x", "x")]
)
def test_a_value_of_any_kind_is_told_as_seen(value: object, seen: str) -> None:
    told = explained(InvalidValue("amount", value, "another one"))
    assert (told["seen"], told["expected"]) == (seen, "another one")


def test_an_empty_value_is_not_told() -> None:
    assert "seen" not in explained(InvalidValue("name", "", "a name"))
