"""Parameters of query, path and headers: from text to typed values, by the schema of each.

A value of a wrong kind is a finding such as ``query.fromDate`` "'x' is not a date". An empty value counts as absent.
A name that stands twice counts the last time, unless its schema is an array.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus

from simulator.core.errors import FieldError
from simulator.http.bounds import NUMBER_CHARACTERS, has_control_characters
from simulator.http.findings import FORMATS, KINDS, said
from simulator.http.rule import Rule

MOST_PAIRS: Final = 1000
"""Pairs of a query string that are looked at."""
TRUTH: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "1": True, "false": False, "0": False})
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_CHECKED: Final = frozenset({"type", "format", "default", "description", "examples", "example", "title", "items"})
"""Keywords of a schema that reading a value has checked already, or that say nothing about it."""

Read = Callable[[str], Any]
"""Turns the text of one value into its type; raises ValueError for what is none."""


class Wanted(NamedTuple):
    """One parameter, ready to be read: ``location`` and ``name`` as in the contract, ``absent`` its default value."""

    name: str
    location: str
    required: bool
    read: Read
    expected: str
    is_list: bool
    rule: Rule | None
    absent: Any


class Taken(NamedTuple):
    """What was read from one place: typed values by name, what is wrong, and names that mean nothing here."""

    values: Mapping[str, Any]
    errors: Sequence[FieldError]
    unknown: Sequence[str]


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Return the decoded pairs of a query string, in order."""
    if not query:
        return []
    pairs = [piece.partition("=") for piece in query.split("&", MOST_PAIRS)[:MOST_PAIRS]]
    if "%" in query or "+" in query:
        return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs if name]
    return [(name, value) for name, _, value in pairs if name]


def take(wanted: Mapping[str, Wanted], pairs: Iterable[tuple[str, str]]) -> Taken:
    """Read ``pairs`` as the parameters of one place; those that are absent have their default, or are missing."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    given: dict[str, list[str]] = {}
    unknown: list[str] = []
    for name, value in pairs:
        if name not in wanted:
            unknown.append(name)
        elif value:
            given.setdefault(name, []).append(value)
    for name, parameter in wanted.items():
        if name in given:
            _take_one(parameter, given[name], values, errors)
        elif parameter.required:
            errors.append(FieldError(_field(parameter), "is missing"))
        elif parameter.absent is not None:
            values[name] = parameter.absent
    return Taken(values, errors, unknown)


def reader(schema: Mapping[str, Any]) -> tuple[Read, str]:
    """Return how a value of ``schema`` (references followed) is read, and what is expected in words."""
    kinds = schema.get("type", "string")
    kind = next((one for one in kinds if one != "null"), "string") if isinstance(kinds, list) else kinds
    if kind == "string" and schema.get("format") == "date":
        return day, FORMATS["date"]
    return READERS.get(kind, (_text, KINDS["string"]))


def says_more(schema: Mapping[str, Any]) -> bool:
    """Tell whether ``schema`` asks for more than reading a value has checked."""
    known = _CHECKED | {"pattern"} if schema.get("format") == "date" else _CHECKED
    return any(key not in known and not key.startswith("x-") for key in schema)


def day(text: str) -> date:
    """Return the date written ``YYYY-MM-DD`` and in no other of the ways of ISO 8601. Raises ValueError."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError
    return date.fromisoformat(text)


def _take_one(parameter: Wanted, texts: Sequence[str], values: dict[str, Any], errors: list[FieldError]) -> None:
    try:
        value = [parameter.read(text) for text in texts] if parameter.is_list else parameter.read(texts[-1])
    except ValueError:
        wrong = next(text for text in reversed(texts) if not _is_readable(parameter.read, text))
        errors.append(FieldError(_field(parameter), _unreadable(wrong, parameter.expected)))
        return
    if parameter.rule is not None:
        written = value.isoformat() if isinstance(value, date) else value
        if not parameter.rule.is_kept_by(written):
            errors.extend(parameter.rule.findings(written, _field(parameter)))
            return
    values[parameter.name] = value


def _field(parameter: Wanted) -> str:
    return f"{parameter.location}.{parameter.name}"


def _unreadable(text: str, expected: str) -> str:
    if has_control_characters(text):
        return "holds a control character"
    return f"{said(text)} is not {expected}"


def _is_readable(read: Read, text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _text(text: str) -> str:
    if has_control_characters(text):
        raise ValueError
    return text


def _integer(text: str) -> int:
    if len(text) > NUMBER_CHARACTERS or not ((text.isdigit() and text.isascii()) or _INTEGER.fullmatch(text)):
        raise ValueError
    return int(text)


def _number(text: str) -> int | Decimal:
    if len(text) > NUMBER_CHARACTERS or _NUMBER.fullmatch(text) is None:
        raise ValueError
    value = Decimal(text)
    whole = int(value)
    return whole if whole == value else value


def _boolean(text: str) -> bool:
    try:
        return TRUTH[text.lower()]
    except KeyError:
        raise ValueError from None


READERS: Final[Mapping[str, tuple[Read, str]]] = MappingProxyType(
    {
        "integer": (_integer, "a whole number"),
        "number": (_number, "a number, such as 100.25"),
        "boolean": (_boolean, "true or false"),
        "string": (_text, "text"),
    }
)
"""How a value of each type is read, and what is expected in words."""
