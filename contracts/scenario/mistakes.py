"""What is wrong with a scenario file: the place, what is wrong, and what would be right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from contracts.yaml_1_2 import Marked, Misread, Place, parse_marked

SCHEMA_FILE: Final = Path(__file__).parent / "scenario.schema.json"
MOST_MISTAKES: Final = 20
LIKELY: Final = 0.5
"""How near a word must be to one that is known, for that to have been meant."""
START: Final = Place(1, 1)
Json = Mapping[str, Any]


class UnreadableScenario(Exception):
    """A file that is no scenario; the message says what is wrong with it, a line for each mistake."""


def read(text: str, origin: str) -> Marked:
    """Return what a scenario file says, once it is known to keep the schema; ``origin`` names the file in mistakes.

    Raises UnreadableScenario.
    """
    try:
        told = parse_marked(text)
    except Misread as misread:
        raise UnreadableScenario(_line(origin, misread.place, str(misread))) from None
    mistakes = sorted((_place(told, error), _sentence(error)) for error in _validator().iter_errors(told.value))
    if mistakes:
        raise UnreadableScenario("\n".join(_line(origin, *each) for each in mistakes[:MOST_MISTAKES]))
    return told


def schema_text() -> str:
    """Return the JSON Schema of the format."""
    return SCHEMA_FILE.read_text("utf-8")


@cache
def schema() -> Json:
    """Return the JSON Schema of the format, parsed."""
    told: Json = json.loads(schema_text())
    return told


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(schema()), validate_formats=True)


def _line(origin: str, place: Place, what: str) -> str:
    return f"{origin}:{place.line}:{place.column}: {what}"


def _place(told: Marked, error: jsonschema_rs.ValidationError) -> Place:
    """Return where a mistake stands: the unknown name, the name of what is incomplete, or the wrong value itself."""
    path = tuple(error.instance_path)
    unknown = getattr(error.kind, "unexpected", None)
    if unknown:
        return told.names[*path, unknown[0]]
    if error.kind.name in ("required", "minProperties", "maxProperties", "anyOf"):
        return told.names.get(path, told.values[path])
    return told.values.get(path, START)


def _sentence(error: jsonschema_rs.ValidationError) -> str:
    name, path = error.kind.name, error.instance_path
    about = ".".join(str(each + 1) if isinstance(each, int) else each for each in path) or "the document"
    rule = _at(error.schema_path[:-1])
    kind: Any = error.kind
    if name == "additionalProperties":
        return f"{about}: {_unknown(kind.unexpected, rule)}"
    if name == "required":
        missing = kind.property
        return f"{about}: {missing} is missing{_meaning(rule.get('properties', {}).get(missing, {}))}"
    if name == "anyOf":
        ways = " or ".join(" and ".join(each["required"]) for each in rule["anyOf"])
        return f"{about}: needs {ways}"
    if name == "minProperties":
        return f"{about}: says nothing{_meaning(rule)}"
    if name == "maxProperties":
        said = list(error.instance) if isinstance(error.instance, dict) else []
        return f"{about}: says {len(said)} things, {', '.join(said)}; each has a line of its own"
    if name == "enum":
        return f"{about}: {_no_option(error.instance, kind.options)}{_meaning(rule)}"
    return f"{about}: {error.message}{_meaning(rule)}"


def _unknown(unexpected: Sequence[str], rule: Json) -> str:
    known = list(rule.get("properties", {}))
    near = get_close_matches(unexpected[0], known, 1)
    meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"{unexpected[0]} is not known here; {meant}"


def _no_option(value: object, options: Sequence[str | None]) -> str:
    near = get_close_matches(str(value), [each for each in options if each], 1, LIKELY)
    meant = f"; did you mean {near[0]}?" if near else ""
    return f"{json.dumps(value)} is not one of {', '.join(each or 'null' for each in options)}{meant}"


def _meaning(rule: Json) -> str:
    """Return what a value means and how one looks, as far as the schema says so."""
    said = list(_said(rule))
    return f" ({' '.join(said)})" if said else ""


def _said(rule: Json) -> Iterator[str]:
    target = _at(rule["$ref"].removeprefix("#/").split("/")) if "$ref" in rule else {}
    description = rule.get("description") or target.get("description")
    examples = rule.get("examples") or target.get("examples") or ()
    if description:
        yield description
    if examples:
        yield f"Such as {', '.join(map(str, examples))}."


def _at(path: Sequence[str | int]) -> Json:
    found: Any = schema()
    for each in path:
        found = found[each]
    return found if isinstance(found, dict) else {}
