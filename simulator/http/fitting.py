"""Replies put as an overlay says: under another status, with other names and types, by the words of the contract.

Somebody who knows the real service better writes down how it answers; where a document can say it, the sandbox then
answers so. ``x-stands-for`` says what of ours something stands for: on a response a status, on a member its name, on
a value that is one of several the value, by theirs; a member that is ``x-absent`` is left out. Types and formats that
differ are converted, and a required member that the sandbox knows nothing of is sent as the document's own ``default``
or example. A contract that no overlay has
changed costs nothing here, and whatever cannot be put as the overlay says breaks the contract, loudly, as ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from contracts.documents import Document
from contracts.schemas import Check, Schema, followed, kinds
from simulator.http.contract import Terms
from simulator.http.shell import Happening, Rendered, Shell

STANDS_FOR: Final = "x-stands-for"
ABSENT: Final = "x-absent"
DEEPEST: Final = 40
"""Levels that are looked at; deeper ones stay as they are."""
MIDNIGHT: Final = "T00:00:00Z"
_DECODE: Final = msgspec.json.Decoder(float_hook=Decimal).decode
"""Keeps the digits of an amount, which are all that is left of it in a text."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT.*")
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, Decimal),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
}


def fitted(shell: Shell, terms: Terms, rendered: Rendered, happening: Happening) -> Rendered:
    """Return ``rendered`` as the overlays of its contract want it; as it is where there is none, or no difference."""
    document = shell.contract.document
    if not document.overlaid:
        return rendered
    status = terms.status_instead(rendered.status)
    rule = terms.reply_rule(status)
    if rule is None or not rendered.body or not rendered.media.endswith("json"):
        return rendered._replace(status=status)
    value = _DECODE(rendered.body)
    put = Fit(document).of(value, rule.schema)
    if repr(put) == repr(value):
        return rendered._replace(status=status)
    happening.note("the reply is put as an overlay says")
    return rendered._replace(status=status, body=shell.codecs.write(put, (rendered.media,))[0])


class Fit:
    """One document at work on decoded JSON that was made for another edition of it."""

    __slots__ = ("_document",)

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, value: Any, schema: object, levels: int = DEEPEST) -> Any:
        """Return ``value`` as ``schema`` wants it, as far as the schema says how."""
        told = followed(self._document, schema)
        if not levels:
            return value
        if "anyOf" in told:
            return self._branch(value, told["anyOf"], levels)
        if isinstance(value, dict):
            return self._object(value, told, levels)
        if isinstance(value, list):
            return [self.of(each, told.get("items", {}), levels - 1) for each in value]
        return _scalar(value, told)

    def _branch(self, value: Any, branches: list[Schema], levels: int) -> Any:
        """Return ``value`` as the first alternative wants it that can be kept at all."""
        for branch in branches:
            put = self.of(value, branch, levels - 1)
            if Check(self._document, branch).keeps(put):
                return put
        return value

    def _object(self, value: dict[str, Any], schema: Schema, levels: int) -> dict[str, Any]:
        members: Mapping[str, Any] = schema.get("properties", {})
        told = {name: followed(self._document, member) for name, member in members.items()}
        ours = {member[STANDS_FOR]: name for name, member in told.items() if isinstance(member.get(STANDS_FOR), str)}
        put: dict[str, Any] = {}
        for name, one in value.items():
            theirs = ours.get(name, name) if name not in members else name
            if told.get(theirs, {}).get(ABSENT) is not True:
                put[theirs] = self.of(one, told.get(theirs, {}), levels - 1)
        for name in schema.get("required", ()):
            if name not in put and name in told:
                put.update((name, each) for each in _given(told[name]))
        return put


def _given(schema: Schema) -> list[Any]:
    """Return the value that a schema itself gives, in a list that is empty where it gives none."""
    return [schema["default"]] if "default" in schema else list(schema.get("examples", ())[:1])


def _scalar(value: Any, schema: Schema) -> Any:
    theirs = schema.get(STANDS_FOR)
    if isinstance(theirs, Mapping):
        value = next((name for name, ours in theirs.items() if ours == value), value)
    wanted = kinds(schema)
    if not wanted or any(_is(value, kind) for kind in wanted):
        return _dated(value, schema.get("format")) if isinstance(value, str) else value
    if value is None:
        return next(iter(_given(schema)), None)
    return _converted(value, wanted)


def _is(value: Any, kind: str) -> bool:
    """Tell whether ``value`` is of a JSON type; true and false are no numbers here, as they are to Python."""
    return isinstance(value, _TYPES[kind]) and isinstance(value, bool) == (kind == "boolean")


def _converted(value: Any, wanted: list[str]) -> Any:
    if isinstance(value, str) and {"number", "integer"} & {*wanted}:
        return _number(value)
    if "string" in wanted and not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, Decimal) and "integer" in wanted and value == int(value):
        return int(value)
    return value


def _number(text: str) -> int | Decimal | str:
    """Return the number that a text says, or the text where it says none."""
    try:
        return int(text) if text.isdecimal() else Decimal(text)
    except (InvalidOperation, ValueError):
        return text


def _dated(text: str, wanted: object) -> str:
    """Return a day as the instant at which it begins in UTC, or an instant as its day, where the other is wanted."""
    if wanted == "date-time" and _DAY.fullmatch(text):
        return text + MIDNIGHT
    return text[:10] if wanted == "date" and _INSTANT.fullmatch(text) else text
