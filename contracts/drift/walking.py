"""Go through bodies along their schemas, and keep what was seen at every place of the document.

A place of the document is the JSON Pointer, as steps, of the schema that stands where a value belongs: a member that
refers to a shared type is its own place, so that what is wrong with one amount is not said of all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from contracts.documents import Document
from contracts.drift.asking import Sighting
from contracts.evidence import tokens
from contracts.schemas import Check, Place, Schema, field_name, flat, kinds

Spot = tuple[str, ...]
"""Steps from the root of the document to a schema."""
MOST_VALUES: Final = 500
"""Values that are kept of one place."""
CHOICES: Final = ("anyOf", "oneOf")
UNTYPED: Final = frozenset({"type", "enum", "const", "x-open"})
"""What is looked at apart from the form of a value."""


class First(NamedTuple):
    """Where something was seen first."""

    sighting: Sighting
    place: str


class Seen:
    """What was seen at one place: its values, and the first that has the wrong type, form or value."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.wrong: dict[str, First] = {}
        self.names: dict[str, list[Any]] = {}
        """Of an object, the members that the contract does not know, with their values."""
        self.lacking: Counter[str] = Counter()
        """Of an object, how often each required member was not there."""
        self.objects = 0
        self.first: First | None = None

    def note(self, wrong: str, first: First) -> None:
        """Keep in mind that a value was wrong in some way."""
        self.wrong.setdefault(wrong, first)


class Walk:
    """One document, and everything that was seen of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: dict[Spot, Seen] = {}
        self._forms: dict[Spot, Check] = {}
        self._schemas: dict[Spot, Schema] = {}

    def through(self, value: Any, spot: Spot, sighting: Sighting, place: Place = ()) -> None:
        """Go through ``value``, which should be what the schema at ``spot`` says."""
        schema = self.schema_at(spot)
        spot = self._shared(spot, schema) if isinstance(value, dict | list) else spot
        seen = self.seen.setdefault(spot, Seen())
        first = First(sighting, field_name("", place))
        if len(seen.values) < MOST_VALUES:
            seen.values.append(value)
        branch = self._branch(value, spot, schema)
        if branch is not None:
            self.through(value, branch, sighting, place)
            return
        wrong = self._wrong(value, spot, schema)
        if wrong:
            seen.note(wrong, first)
        elif isinstance(value, dict):
            self._object(value, spot, schema, first, place)
        elif isinstance(value, list) and isinstance(schema.get("items"), dict):
            for index, each in enumerate(value):
                self.through(each, (*self.holder(spot, "items"), "items"), sighting, [*place, index])

    def is_right(self, value: Any, spot: Spot) -> bool:
        """Tell whether a value itself is right, whatever is in it."""
        schema = self.schema_at(spot)
        if any(each in schema for each in CHOICES):
            return Check(self.document, schema).keeps(value)
        return not self._wrong(value, spot, schema)

    def schema_at(self, spot: Spot) -> Schema:
        """Return the schema at a place as one, with the keywords of everything that it refers to and consists of."""
        if spot not in self._schemas:
            self._schemas[spot] = flat(self.document, node_at(self.document, spot))
        return self._schemas[spot]

    def parts(self, spot: Spot) -> Iterator[Spot]:
        """Yield the places that a schema consists of: its own, those that it refers to, those that it joins."""
        node = node_at(self.document, spot)
        if not isinstance(node, dict):
            return
        yield spot
        if "$ref" in node:
            yield from self.parts(tuple(tokens(node["$ref"])))
        for index in range(len(node.get("allOf", ()))):
            yield from self.parts((*spot, "allOf", str(index)))

    def holder(self, spot: Spot, keyword: str, member: str = "") -> Spot:
        """Return the part of a schema in which ``keyword`` stands, and in it ``member``; ``spot`` where none does."""
        for part in self.parts(spot):
            node = node_at(self.document, part)
            if keyword in node and (not member or member in node[keyword]):
                return part
        return spot

    def _shared(self, spot: Spot, schema: Schema) -> Spot:
        """Return where an object or a list is described that several places refer to and say nothing more about."""
        node = node_at(self.document, spot)
        while {"object", "array"} & {*kinds(schema)} and "$ref" in node and not _rules(node):
            spot = tuple(tokens(node["$ref"]))
            node = node_at(self.document, spot)
        return spot

    def _branch(self, value: Any, spot: Spot, schema: Schema) -> Spot | None:
        """Return the alternative that ``value`` is of, the first where it is of none."""
        keyword = next((each for each in CHOICES if each in schema), None)
        if keyword is None:
            return None
        holder = self.holder(spot, keyword)
        fits = [index for index, each in enumerate(schema[keyword]) if Check(self.document, each).keeps(value)]
        return (*holder, keyword, str(fits[0] if fits else 0))

    def _wrong(self, value: Any, spot: Spot, schema: Schema) -> str:
        """Return what is wrong with a value itself: its type, one of several values, or its form."""
        wanted = kinds(schema)
        if wanted and not any(is_kind(value, kind) for kind in wanted):
            return "null" if value is None else "type"
        if "enum" in schema and value not in schema["enum"]:
            return "value"
        if isinstance(value, dict | list):
            return ""
        return "" if self._form(spot, schema).keeps(value) else "form"

    def _form(self, spot: Spot, schema: Schema) -> Check:
        """Return the check of everything about a value but its type, and whether it is one of several."""
        if spot not in self._forms:
            form = {name: each for name, each in schema.items() if name not in UNTYPED}
            self._forms[spot] = Check(self.document, form)
        return self._forms[spot]

    def _object(self, value: Mapping[str, Any], spot: Spot, schema: Schema, first: First, place: Place) -> None:
        seen = self.seen[spot]
        seen.objects += 1
        seen.first = seen.first or first
        members, more = schema.get("properties", {}), schema.get("additionalProperties")
        for name in schema.get("required", ()):
            if name not in value:
                seen.lacking[name] += 1
        for name, each in value.items():
            if name in members and members[name] is not True and not members[name].get("x-absent"):
                inside = (*self.holder(spot, "properties", name), "properties", name)
                self.through(each, inside, first.sighting, [*place, name])
            elif isinstance(more, dict):
                inside = (*self.holder(spot, "additionalProperties"), "additionalProperties")
                self.through(each, inside, first.sighting, [*place, name])
            elif members and (name not in members or members[name] is not True):
                seen.names.setdefault(name, []).append(each)


def _rules(node: Schema) -> bool:
    """Tell whether a schema that refers to another has rules of its own."""
    return any(name not in ("$ref", "description") and not name.startswith("x-") for name in node)


def node_at(document: Document, spot: Spot) -> Any:
    """Return what stands at a place of the document."""
    node: Any = document.raw
    for step in spot:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


def is_kind(value: Any, kind: str) -> bool:
    """Tell whether ``value`` is of a JSON type; 1.0 is an integer, as JSON Schema has it."""
    match kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "string" | "array" | "object":
            return isinstance(value, {"string": str, "array": list, "object": dict}[kind])
        case _:
            return _is_number(value) and (kind == "number" or value == int(value))


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | str | list | dict) and value is not None
