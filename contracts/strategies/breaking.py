"""Ways to break a value against its schema, one rule at a time; each says which field it breaks, and which rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.documents import Document
from contracts.schemas import Check, Place, Schema, field_name, flat, kinds, merged
from contracts.strategies.shapes import branch_of

NO_CHOICE: Final = "NOT-A-CHOICE"
UNKNOWN: Final = "notAMember"


class Break(NamedTuple):
    """A value that is wrong in one field: ``rule`` is the keyword of the schema that it breaks."""

    value: Any
    field: str
    rule: str


def breaks(document: Document, schema: Schema, value: Any) -> list[Break]:
    """Return the ways to break ``value``, which keeps ``schema``. Each is sure to be wrong in the field it names."""
    check = Check(document, schema)
    found = _found(document, flat(document, schema), value, ())
    broken = (Break(_replaced(value, place, wrong), field_name("", place), rule) for place, rule, wrong in found)
    return [each for each in broken if each.field in check.fields(each.value)]


class Gone:
    """Stands for a member that is taken away."""


GONE: Final = Gone()
Found = tuple[Place, str, Any]


def _found(document: Document, schema: Schema, value: Any, place: tuple[str | int, ...]) -> Iterator[Found]:
    """Yield places, rules and wrong values; not all of them are wrong, for a schema may allow several things."""
    whole = schema
    for condition in () if value is GONE else schema.get("allOf", ()):
        whole = merged(document, whole, branch_of(document, condition, value))
    if isinstance(value, dict):
        yield from _found_in_object(document, whole, value, place)
    if isinstance(value, list):
        items = flat(document, whole.get("items", {}))
        for index, item in enumerate(value):
            yield from _found(document, items, item, (*place, index))
    named = kinds(whole)
    if named:
        yield place, "type", OTHER_TYPE[named[0]]
    for rule, wrong in WRONG.items():
        if rule in whole:
            yield place, rule, wrong(whole[rule])


def _found_in_object(
    document: Document, schema: Schema, value: Mapping[str, Any], place: tuple[str | int, ...]
) -> Iterator[Found]:
    members = schema.get("properties", {})
    for name in schema.get("required", ()):
        yield (*place, name), "required", GONE
    if schema.get("additionalProperties") is False:
        yield (*place, UNKNOWN), "additionalProperties", 1
    for name, member in members.items():
        yield from _found(document, flat(document, member), value.get(name, GONE), (*place, name))


def _replaced(value: Any, place: Place, wrong: Any) -> Any:
    """Return ``value`` with ``wrong`` at ``place``, or without what is there; ``value`` stays as it is."""
    if not place:
        return wrong
    first, *rest = place
    if isinstance(value, list):
        return [_replaced(each, rest, wrong) if index == first else each for index, each in enumerate(value)]
    inner = _replaced(value.get(first), rest, wrong) if isinstance(value, dict) else GONE
    kept = {name: each for name, each in value.items() if name != first}
    return kept if inner is GONE else {**kept, first: inner}


OTHER_TYPE: Final[Mapping[str, Any]] = MappingProxyType(
    {"object": "text", "array": "text", "string": 7, "integer": "text", "number": "text", "boolean": "text", "null": 7}
)
"""A value that is not of the type."""
WRONG: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "enum": lambda choices: 987_654 if isinstance(choices[0], int) else NO_CHOICE,
        "const": lambda _: NO_CHOICE,
        "minLength": lambda least: "x" * (least - 1),
        "maxLength": lambda most: "x" * (most + 1),
        "pattern": lambda _: "?",
        "format": lambda _: "?",
        "minimum": lambda least: least - 1,
        "exclusiveMinimum": lambda least: least,
        "maximum": lambda most: most + 1,
        "exclusiveMaximum": lambda most: most,
        "multipleOf": lambda step: step / 10,
        "minItems": lambda _: [],
    }
)
"""A value that breaks the rule, made of what the rule says."""
