"""Values that keep a schema of a contract document, made keyword by keyword.

hypothesis-jsonschema does the same for schemas at large and is maintained no more; what schemathesis makes is for its
own requests, costs a quarter of a second apiece and is not small when it fails. The contracts use few keywords. What
this module does not know of is left to the check that every value passes in the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import MappingProxyType
from typing import Any, Final

from hypothesis import strategies as st

from contracts.documents import Document
from contracts.schemas import Check, Schema, flat, kinds, merged

Values = st.SearchStrategy[Any]
LEVELS: Final = 12
"""How deep values go; schemas that refer to themselves end there."""
MOST_ITEMS: Final = 3
MOST_CHARACTERS: Final = 12
REACH: Final = 1000
"""How far numbers without an end go."""
LETTERS: Final = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))
PRINTABLE: Final = st.characters(min_codepoint=32, max_codepoint=126)
FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)


def values(document: Document, schema: Schema) -> Values:
    """Return values that keep ``schema``, a schema of ``document``; optional members come and go."""
    check = Check(document, schema)
    return _made(document, schema, LEVELS).filter(check.keeps)


def _made(document: Document, schema: object, levels: int) -> Values:
    whole = flat(document, schema)
    if "const" in whole:
        return st.just(whole["const"])
    if "enum" in whole:
        return st.sampled_from([each for each in whole["enum"] if _fits(each, whole)])
    for word in ("anyOf", "oneOf"):
        if word in whole:
            rest = {name: value for name, value in whole.items() if name != word}
            return st.one_of(
                [_made(document, merged(document, rest, flat(document, each)), levels) for each in whole[word]]
            )
    named = kinds(whole) or (["object"] if "properties" in whole else ["string", "null"])
    return st.one_of([MAKERS[kind](document, whole, levels) for kind in named])


def _fits(value: object, schema: Schema) -> bool:
    return value is not None or "null" in kinds(schema) or not kinds(schema)


def _objects(document: Document, schema: Schema, levels: int) -> Values:
    members: Mapping[str, object] = schema.get("properties", {})
    if not members and isinstance(schema.get("additionalProperties"), Mapping):
        names = st.text("abcdefghij", min_size=1, max_size=6)
        return st.dictionaries(names, _made(document, schema["additionalProperties"], levels - 1), max_size=MOST_ITEMS)
    required = schema.get("required", ())
    must = {name: _made(document, members.get(name, {}), levels - 1) for name in required}
    may = {
        name: _made(document, member, levels - 1) for name, member in members.items() if name not in must and levels > 0
    }
    plain: Values = st.fixed_dictionaries(must, optional=may)
    conditions = schema.get("allOf", ())
    return _mended(document, schema, plain, levels) if conditions else plain


def _mended(document: Document, schema: Schema, plain: Values, levels: int) -> Values:
    """Return objects of which those members are drawn again that a condition asks otherwise of."""

    @st.composite
    def mended(draw: st.DrawFn) -> Any:
        value = draw(plain)
        for condition in schema["allOf"]:
            branch = branch_of(document, condition, value)
            for name, told in _wrong(document, branch, value):
                known = flat(document, schema.get("properties", {}).get(name, {}))
                asked = merged(document, known, flat(document, told))
                value = {**value, name: draw(_made(document, asked, levels - 1))}
        return value

    return mended()


def _wrong(document: Document, branch: Schema, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the members of ``value`` that a branch asks otherwise of, or misses, and what it asks of them."""
    told = {**{name: {} for name in branch.get("required", ())}, **branch.get("properties", {})}
    return [
        (name, asked)
        for name, asked in told.items()
        if (not Check(document, asked).keeps(value[name]) if name in value else name in branch.get("required", ()))
    ]


def branch_of(document: Document, condition: Schema, value: Any) -> dict[str, Any]:
    """Return what ``condition`` asks of ``value``: its ``then`` or its ``else``."""
    return flat(document, condition.get("then" if Check(document, condition["if"]).keeps(value) else "else", {}))


def _arrays(document: Document, schema: Schema, levels: int) -> Values:
    least = schema.get("minItems", 0)
    most = min(schema.get("maxItems", least + MOST_ITEMS), least + MOST_ITEMS) if levels > 0 else least
    items = _made(document, schema.get("items", {}), levels - 1)
    if schema.get("uniqueItems"):
        return st.lists(items, min_size=least, max_size=most, unique_by=_written)
    return st.lists(items, min_size=least, max_size=most)


def _numbers(_: Document, schema: Schema, __: int) -> Values:
    is_whole = "integer" in kinds(schema)
    step = Decimal(str(schema.get("multipleOf", 1 if is_whole else "0.01")))
    low, high = _ends(schema, step)
    return st.integers(low, high).map(lambda times: int(times * step) if is_whole else float(times * step))


def _ends(schema: Schema, step: Decimal) -> tuple[int, int]:
    """Return the least and the greatest multiple of ``step``."""
    low = _end(schema, "minimum", "exclusiveMinimum", step)
    high = _end(schema, "maximum", "exclusiveMaximum", -step)
    least = low if low is not None else min(Decimal(-REACH), high or Decimal(0))
    most = high if high is not None else max(Decimal(REACH), least + REACH)
    return int((least / step).to_integral_value(ROUND_CEILING)), int((most / step).to_integral_value(ROUND_FLOOR))


def _end(schema: Schema, inclusive: str, exclusive: str, inwards: Decimal) -> Decimal | None:
    if inclusive in schema:
        return Decimal(str(schema[inclusive]))
    return Decimal(str(schema[exclusive])) + inwards if exclusive in schema else None


def _strings(_: Document, schema: Schema, __: int) -> Values:
    least = schema.get("minLength", 0)
    most = max(least, min(schema.get("maxLength", MOST_CHARACTERS), MOST_CHARACTERS))
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if "pattern" in schema:
        matching = st.from_regex(schema["pattern"], alphabet=PRINTABLE)
        return matching.filter(lambda text: least <= len(text) <= schema.get("maxLength", len(text)))
    return st.text(LETTERS, min_size=least, max_size=most)


def _written(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _instant(when: datetime) -> str:
    return when.replace(microsecond=0, tzinfo=UTC).isoformat().replace("+00:00", "Z")


FORMATS: Final[Mapping[str, Values]] = MappingProxyType(
    {
        "date": st.dates(FIRST, LAST).map(date.isoformat),
        "date-time": st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(_instant),  # noqa: DTZ001  see _instant
        "uuid": st.uuids().map(str),
        "uri": st.integers(1, 999).map(lambda number: f"https://example.com/{number}"),
        "email": st.integers(1, 999).map(lambda number: f"customer{number}@example.com"),
    }
)
MAKERS: Final[Mapping[str, Callable[[Document, Schema, int], Values]]] = MappingProxyType(
    {
        "object": _objects,
        "array": _arrays,
        "integer": _numbers,
        "number": _numbers,
        "string": _strings,
        "boolean": lambda *_: st.booleans(),
        "null": lambda *_: st.none(),
    }
)
"""The values of each type."""
