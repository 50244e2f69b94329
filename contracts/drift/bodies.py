"""Differences between bodies and their schemas, each told once for the place in the contract where it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from contracts.conformance.findings import ASSUMED
from contracts.drift.differences import Action, Difference, difference, merged_into, put, rule_mark, target
from contracts.drift.inference import neutral, schema_of, told, types_of
from contracts.drift.renaming import Renaming
from contracts.drift.walking import Seen, Spot, Walk, node_at
from contracts.evidence import Mark
from contracts.schemas import Schema, kinds

SHOWN: Final = "derived"
"""How sure the draft is of what was seen: an example shows it."""
STANDS_FOR: Final = "x-stands-for"
ABSENT: Final = "x-absent"
CODE: Final = re.compile(r"[A-Za-z0-9_.\-]{1,40}")
"""Values that are codes, and name nobody."""
DESCRIBING: Final = frozenset({"description", "title", "x-open", "x-order"})
MOST_LISTED: Final = 12
ALWAYS: Final = "the sandbox sends a value where it has one; when the server has none is not seen"
GOES_ON: Final = "a value of the sandbox that cannot be written so stays as it is"
ANEW: Final = frozenset({"type", "form", "null"})
"""What is wrong with a value whose place is described anew."""
DATED: Final = ("date", "date-time")
"""Formats of which each can be written as the other."""
STRUCTURED: Final = frozenset({"array", "object"})
WRITABLE: Final = frozenset({"number", "integer", "boolean", "string", "null"})
"""Types whose values can be written as a text."""
OPEN: Final = "members may be added at any time"


class Bodies:
    """What was seen of bodies, against one document; ``source`` says where and when it was seen."""

    def __init__(self, walk: Walk, source: str) -> None:
        self._walk, self._document = walk, walk.document
        self._renaming = Renaming(walk)
        self._marks: Final = {"x-evidence": SHOWN, "x-source": source}

    def differences(self) -> Iterator[Difference]:
        """Yield every difference, place after place as they were come by."""
        anew = {spot for spot, seen in self._walk.seen.items() if ANEW & seen.wrong.keys()}
        for spot, seen in list(self._walk.seen.items()):
            schema = self._walk.schema_at(spot)
            for each in self._at(spot, seen, schema):
                # What is described anew as a whole is described with everything in it.
                is_covered = any(spot[:length] in anew for length in range(1, len(spot)))
                actions = () if is_covered else tuple(self._renaming.moved(spot, each.actions))
                yield Difference(**{**_fields(each), "actions": actions})

    def _at(self, spot: Spot, seen: Seen, schema: Schema) -> Iterator[Difference]:
        """Yield what is different about the values of one place."""
        if ANEW & seen.wrong.keys():
            yield self._otherwise(spot, seen, schema)
        elif "value" in seen.wrong:
            yield from self._values(spot, seen, schema)
        if seen.objects:
            for each in self._members(spot, seen, schema):
                yield Difference(**{**_fields(each), "actions": ()}) if ANEW & seen.wrong.keys() else each

    def _otherwise(self, spot: Spot, seen: Seen, schema: Schema) -> Difference:
        """Return what a value is that has another type or form, or is null."""
        kind = next(each for each in ("type", "null", "form") if each in seen.wrong)
        keyword = _keyword(kind, schema)
        holder = self._walk.holder(spot, keyword)
        mark = rule_mark(self._document, spot, holder, keyword)
        if kind == "form":
            rule = schema[keyword] if isinstance(schema[keyword], str | int | float) else keyword
            expected = f"{keyword} {rule}"
        else:
            expected = " or ".join(kinds(schema))
        words = ALWAYS if kind == "null" else ""
        if kind == "type" and not _can_be_written(schema_of(seen.values), schema):
            words = GOES_ON
        actions = put(spot, self._loosened(spot, seen, schema))
        return difference(
            kind, seen.wrong[kind], mark, saw=told(seen.values), expected=expected, actions=actions, words=words
        )

    def _loosened(self, spot: Spot, seen: Seen, schema: Schema) -> dict[str, Any]:
        """Return a schema that what was seen keeps; null stays allowed where it was.

        Where the sandbox may not be able to write its own values so, the present schema stays as an alternative.
        """
        known = [value for value in seen.values if value is not None]
        is_plain = not STRUCTURED & {*types_of(seen.values), *kinds(schema)}
        if is_plain and {*seen.wrong} <= {"null"}:
            kept = {name: each for name, each in schema.items() if not name.startswith("x-evidence")}
            listed = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
            return {**kept, "type": [*kinds(schema), "null"], **listed, **self._marks}
        found: dict[str, Any] = schema_of(known) if known else {"type": "null"}
        types = types_of(known)
        if "integer" in types and "number" in kinds(schema):
            types[types.index("integer")] = "number"
        has_null = "null" in kinds(schema) or len(known) < len(seen.values)
        named = [*types, "null"] if has_null else types
        found["type"] = named[0] if len(named) == 1 else named
        about = {name: each for name, each in schema.items() if name in DESCRIBING}
        if is_plain and _can_be_written(found, schema):
            return {**about, **found, **self._marks}
        return {**about, "anyOf": [found, node_at(self._document, spot)], **self._marks}

    def _values(self, spot: Spot, seen: Seen, schema: Schema) -> Iterator[Difference]:
        """Yield the value that is not one of several, or a difference for each of them."""
        holder = self._walk.holder(spot, "enum")
        mark = rule_mark(self._document, spot, holder, "enum")
        new = list(dict.fromkeys(value for value in seen.values if value not in schema["enum"]))
        for value in new:
            is_code = not isinstance(value, str) or CODE.fullmatch(value) is not None
            shown = str(value) if is_code else told([value])
            actions = (Action(target((*holder, "enum")), update=[value]),) if is_code else ()
            words = (
                f"which value of the sandbox {shown} stands for cannot be seen; an overlay may say so with {STANDS_FOR}"
            )
            if not is_code:
                words = "a text of its own, that no draft may repeat, stands where the contract lists the values"
            first = seen.wrong["value"]
            listed = ("null" if each is None else str(each) for each in schema["enum"][:MOST_LISTED])
            expected = "one of " + ", ".join(listed)
            yield difference("value", first, mark, saw=shown, expected=expected, actions=actions, words=words)

    def _members(self, spot: Spot, seen: Seen, schema: Schema) -> Iterator[Difference]:
        """Yield the members that are called otherwise, are not there, or are not in the contract."""
        holder = self._walk.holder(spot, "properties")
        lacking = dict(seen.lacking)
        renamed = self._renaming.by_spot.get(spot, {})
        assert seen.first is not None, "an object was seen"
        gained = [new for new, old in renamed.items() if old in schema.get("required", ())]
        found: list[Difference] = []
        around = seen.first.place if seen.first.place != "body" else ""
        for new, old in renamed.items():
            node = node_at(self._document, (*holder, "properties", old))
            known = {"description": f"Stands where {old} was expected.", **node, STANDS_FOR: old, **self._marks}
            actions = (
                Action(target((*holder, "properties", old)), remove=True),
                *merged_into((*holder, "properties"), {new: known}),
            )
            mark = rule_mark(self._document, (*holder, "properties", old), (*holder, "properties"), old)
            place = f"{around}.{new}".lstrip(".")
            found.append(
                difference("renamed-member", seen.first, mark, saw=new, expected=old, actions=actions, place=place)
            )
        for name in [each for each in lacking if each not in renamed.values()]:
            found.append(self._missing(spot, holder, seen, name, around))
        for name in [each for each in seen.names if each not in renamed]:
            found.append(self._unknown(holder, schema, seen, name, around))
            gained += [name] if len(seen.names[name]) == seen.objects else []
        yield from self._with_required(spot, holder, found, lost=lacking.keys(), gained=gained)

    def _missing(self, spot: Spot, holder: Spot, seen: Seen, name: str, around: str) -> Difference:
        assert seen.first is not None, "an object was seen"
        where = self._walk.holder(spot, "required")
        inside = (*holder, "properties", name)
        mark = rule_mark(self._document, inside, where, "required")
        is_never = seen.lacking[name] == seen.objects
        words = "" if is_never else "the sandbox sends it always; when the server leaves it out is not seen"
        actions = merged_into(inside, {ABSENT: True}) if is_never else ()
        saw = "never" if is_never else f"in {seen.objects - seen.lacking[name]} of {seen.objects}"
        place = f"{around}.{name}".lstrip(".")
        return difference(
            "missing-member", seen.first, mark, saw=saw, expected="always", actions=actions, words=words, place=place
        )

    def _unknown(self, holder: Spot, schema: Schema, seen: Seen, name: str, around: str) -> Difference:
        assert seen.first is not None, "an object was seen"
        values = seen.names[name]
        made = schema_of(values)
        is_always = len(values) == seen.objects
        known = {**made, "examples": [neutral(made)], **self._marks} if is_always else {**made, **self._marks}
        gone = (Action(target((*holder, "properties", name)), remove=True),) if name in schema["properties"] else ()
        words = (
            "the sandbox sends a made-up value" if is_always else "when it is sent is not seen; the sandbox never does"
        )
        mark = rule_mark(self._document, holder, holder, "properties")
        if schema.get("additionalProperties", True) is not False:
            mark = Mark(ASSUMED, f"{mark.source}; {OPEN}")
        often = "" if is_always else f", in {len(values)} of {seen.objects}"
        return difference(
            "unknown-member",
            seen.first,
            mark,
            saw=told(values) + often,
            expected="no such member",
            actions=(*gone, *merged_into((*holder, "properties"), {name: known})),
            words=words,
            place=f"{around}.{name}".lstrip("."),
        )

    def _with_required(
        self, spot: Spot, holder: Spot, found: list[Difference], *, lost: Collection[str], gained: list[str]
    ) -> Iterator[Difference]:
        """Yield ``found``, of which the last one also writes the lists of required members anew, where they change."""
        changes: list[Action] = []
        for part in self._walk.parts(spot):
            node = node_at(self._document, part)
            known = node.get("required", [])
            anew = [name for name in known if name not in lost] + (gained if part == holder else [])
            if anew != known:
                changes += [Action(target((*part, "required")), remove=True)] if "required" in node else []
                changes += merged_into(part, {"required": anew}) if anew else ()
        yield from found[:-1]
        for last in found[-1:]:
            yield Difference(**{**_fields(last), "actions": (*last.actions, *changes)})


def _can_be_written(found: Schema, schema: Schema) -> bool:
    """Tell whether every value that ``schema`` allows can be written so that it keeps ``found``."""
    types, old = {*kinds(found)}, {*kinds(schema)}
    if "format" in found and not (schema.get("format") in DATED and old <= {"string", "null"}):
        return False
    return old <= {*types, "null"} or (types <= {"string", "null"} and old <= WRITABLE)


def _fields(one: Difference) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


def _keyword(kind: str, schema: Schema) -> str:
    """Return the keyword that a value breaks: its format or the first that says something about its form."""
    if kind != "form":
        return "type"
    said = ("format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
    return next((each for each in (*said, "minLength", "maxLength") if each in schema), "type")
