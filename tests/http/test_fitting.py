"""A value is put as a schema says, as far as it says how; what the schema does not speak about stays as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents import Document
from simulator.http.fitting import Fit

SHARED = {"Sum": {"type": "number"}, "Old": {"type": "object", "properties": {"a": {"type": "integer"}}}}
DOCUMENT = Document("toy", {"components": {"schemas": SHARED}}, (), overlaid=True)
FIT = Fit(DOCUMENT)


def members(required: tuple[str, ...] = (), **told: Any) -> dict[str, Any]:
    return {"type": "object", "properties": told, "required": list(required)}


@pytest.mark.parametrize(
    ("value", "schema", "put"),
    [
        (Decimal("10.50"), {"type": "string"}, "10.50"),
        (10, {"type": ["string", "null"]}, "10"),
        (True, {"type": "string"}, "true"),
        ("10.50", {"type": "number"}, Decimal("10.50")),
        ("0017", {"type": "integer"}, 17),
        ("seventeen", {"type": "integer"}, "seventeen"),
        (None, {"type": ["string", "null"]}, None),
        (None, {"type": "string", "default": ""}, ""),
        ("2026-10-05", {"type": "string", "format": "date-time"}, "2026-10-05T00:00:00Z"),
        ("2026-10-05T12:00:00.000Z", {"type": "string", "format": "date"}, "2026-10-05"),
        ("SENT", {"type": "string", "x-stands-for": {"GONE": "SENT"}}, "GONE"),
        ("FAILED", {"type": "string", "x-stands-for": {"GONE": "SENT"}}, "FAILED"),
        ({"a": 1}, members(b={"type": "string", "x-stands-for": "a"}), {"b": "1"}),
        ({"a": 1, "c": 2}, members(a={"x-absent": True}), {"c": 2}),
        ({"a": 1}, members(("b",), b={"type": "integer", "examples": [0]}), {"a": 1, "b": 0}),
        ({"a": 1}, members(("b",), b={"type": "integer"}), {"a": 1}),
        ({"a": 1}, members(b={"type": "integer", "examples": [0]}), {"a": 1}),
        ([{"a": 1}], {"type": "array", "items": members(a={"type": "string"})}, [{"a": "1"}]),
        ({"a": 1}, members(a={"$ref": "#/components/schemas/Sum", "type": "string"}), {"a": "1"}),
        ({"b": 1}, {"anyOf": [{"$ref": "#/components/schemas/Old"}, {"type": "string"}]}, {"b": 1}),
        (1, {"anyOf": [{"type": "array"}, {"type": "string"}]}, "1"),
        (1, {"anyOf": [{"type": "array"}, {"type": "null"}]}, 1),
        (1, True, 1),
    ],
)
def test_a_value_is_put_as_the_schema_says(value: Any, schema: Any, put: Any) -> None:
    got = FIT.of(value, schema)
    assert (got, type(got)) == (put, type(put))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(value=VALUES)
def test_a_schema_that_says_nothing_changes_nothing(value: Any) -> None:
    assert FIT.of(value, {}) == value


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_an_amount_keeps_every_digit_on_its_way_to_text_and_back(value: Decimal) -> None:
    text = FIT.of(value, {"type": "string"})
    assert FIT.of(text, {"type": "number"}) == value


def test_members_keep_their_order_where_one_is_called_otherwise() -> None:
    schema = members(("y",), y={"x-stands-for": "b"})
    assert list(FIT.of({"a": 1, "b": 2, "c": 3}, schema)) == ["a", "y", "c"]
