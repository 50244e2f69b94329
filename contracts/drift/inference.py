"""A schema of values that were seen: their types, the form of days and instants, members; never a value itself.

What a real server answered may be about real people, so nothing of it is written down but names of members.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d)?(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?")
ZONED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NEUTRAL: Final[Mapping[str, Any]] = MappingProxyType(
    {"null": None, "boolean": False, "integer": 0, "number": 0, "string": "", "array": [], "object": {}}
)
FORMED: Final[Mapping[str, str]] = MappingProxyType({"date": "2000-01-01", "date-time": "2000-01-01T00:00:00Z"})


def schema_of(values: Sequence[Any]) -> dict[str, Any]:
    """Return what all ``values`` keep to."""
    types = types_of(values)
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        names = list(dict.fromkeys(name for value in objects for name in value))
        schema["properties"] = {name: schema_of([each[name] for each in objects if name in each]) for name in names}
        schema["required"] = [name for name in names if all(name in each for each in objects)]
    items = [item for value in values if isinstance(value, list) for item in value]
    if items:
        schema["items"] = schema_of(items)
    form = form_of(values)
    return {**schema, "format": form} if form else schema


def types_of(values: Sequence[Any]) -> list[str]:
    """Return the JSON types of values, null last; whole numbers are integers where all are whole."""
    found = list(dict.fromkeys(type_of(value) for value in values))
    if "number" in found and "integer" in found:
        found.remove("integer")
    return sorted(found, key=lambda kind: kind == "null")


def type_of(value: Any) -> str:
    """Return the JSON type of a value by name."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case int():
            return "integer"
        case _:
            return "number"


def form_of(values: Sequence[Any]) -> str:
    """Return the format that all strings among ``values`` have, if it is one of a day or an instant."""
    texts = [value for value in values if isinstance(value, str)]
    if texts and all(DAY.fullmatch(text) for text in texts):
        return "date"
    return "date-time" if texts and all(ZONED.fullmatch(text) for text in texts) else ""


def told(values: Sequence[Any]) -> str:
    """Return in words what kind of values there are, without saying any of them."""
    words = types_of(values)
    texts = [value for value in values if isinstance(value, str)]
    if texts and all(DAY.fullmatch(text) for text in texts):
        words[words.index("string")] = "string that is a date"
    elif texts and all(INSTANT.fullmatch(text) for text in texts):
        words[words.index("string")] = "string that is a date-time"
    elif texts and all(text == "" for text in texts):
        words[words.index("string")] = "empty string"
    return " or ".join(words)


def neutral(schema: Mapping[str, Any]) -> Any:
    """Return a value that keeps a schema made here and says nothing."""
    kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][-1]
    if kind == "object":
        members = schema.get("properties", {})
        return {name: neutral(members[name]) for name in schema.get("required", ())}
    return FORMED.get(schema.get("format", ""), NEUTRAL[kind]) if kind == "string" else NEUTRAL[kind]
