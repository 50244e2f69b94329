"""What is wrong with a document, field by field, in words for the people who sent it.

Each sentence continues the name of its field: ``invoice.header.dueDate`` "is missing". One field is named once, with
what weighs most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from jsonschema_rs import ValidationError, ValidationErrorKind

from simulator.core.errors import FieldError, shown

MOST_FINDINGS: Final = 50
"""Fields that one refusal names; more tell nobody anything."""
MOST_OPTIONS: Final = 10
"""Values of an enumeration that are listed."""
MOST_CHARACTERS_OF_A_NAME: Final = 200
MOST_CHARACTERS_OF_A_NUMBER: Final = 80

Described = Callable[[Sequence[str | int]], str | None]
"""Returns the description of the rule at a place in the schema, where it has one."""
Place = Sequence[str | int]

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string": "text",
        "integer": "a whole number",
        "number": "a number",
        "object": "an object",
        "array": "a list",
        "boolean": "true or false",
        "null": "null",
    }
)
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "date": "a date; expected YYYY-MM-DD, such as 2026-01-31",
        "date-time": "an instant; expected ISO 8601 with an offset, such as 2026-01-31T12:00:00.000Z",
        "email": "an e-mail address",
        "uuid": "a UUID",
        "uri": "a web address with its scheme",
    }
)
WEIGHT: Final[Mapping[str, int]] = MappingProxyType({"required": 0, "type": 1, "enum": 2, "const": 2, "format": 3})
"""Of several things wrong with one field, the lightest is told."""
OTHERWISE: Final = 9


def findings(errors: Iterable[ValidationError], root: str, described: Described) -> tuple[FieldError, ...]:
    """Return what ``errors`` say, by field, at most 50. ``root`` is the name of the whole that was checked."""
    told: dict[str, tuple[int, str]] = {}
    for error in errors:
        if len(told) >= MOST_FINDINGS:
            break
        for place, weight, message in _told(error, described):
            field = field_name(root, place)
            if field not in told or weight < told[field][0]:
                told[field] = (weight, message)
    return tuple(FieldError(field, message) for field, (_, message) in told.items())[:MOST_FINDINGS]


def field_name(root: str, place: Place) -> str:
    """Return the name of a field as people write it: ``actions[1].data.dueDate``, or ``body`` for all of a body."""
    name = root
    for step in place:
        told = f"[{step}]" if isinstance(step, int) else step
        name = f"{name}.{told}" if name and told is step else name + told
    return name[:MOST_CHARACTERS_OF_A_NAME] or "body"


def said(value: object) -> str:
    """Return ``value`` as it may stand in a sentence: quoted when it is text, and short."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return shown(value)
        case dict():
            return "an object"
        case list():
            return "a list"
        case _:
            return str(value)[:MOST_CHARACTERS_OF_A_NUMBER]


def _told(error: ValidationError, described: Described) -> list[tuple[Place, int, str]]:
    """Return the places at fault, with the weight of the fault and the sentence about it."""
    kind, place = error.kind.name, error.instance_path
    match kind:
        case "required" | "dependentRequired":
            return [([*place, error.kind.value], 0, "is missing")]
        case "additionalProperties" | "unevaluatedProperties":
            return [([*place, name], OTHERWISE, "is not a member that is known here") for name in error.kind.value]
        case "anyOf" | "oneOf":
            return _told_of_branches(error, described)
        case _:
            return [(place, WEIGHT.get(kind, OTHERWISE), _sentence(kind, error, described))]


def _told_of_branches(error: ValidationError, described: Described) -> list[tuple[Place, int, str]]:
    """Return what the alternative that was most likely meant says, or all that would have been accepted."""
    if isinstance(error.kind, ValidationErrorKind.OneOfMultipleValid):
        return [(error.instance_path, OTHERWISE, "fits several alternatives of which only one may fit")]
    branches: list[list[ValidationError]] = error.kind.value
    meant = [branch for branch in branches if branch and not any(_is_other_kind(error, inner) for inner in branch)]
    if meant:
        likeliest = min(meant, key=_unlikeliness)
        return [told for inner in likeliest for told in _told(inner, described)]
    types = [name for branch in branches for inner in branch if inner.kind.name == "type" for name in inner.kind.value]
    if types:
        return [(error.instance_path, WEIGHT["type"], _wrong_type(error.instance, types))]
    told = described(error.schema_path)
    expected = _within(told) or "exactly one of the alternatives that the contract lists"
    return [(error.instance_path, OTHERWISE, f"is none of what is allowed; expected {expected}")]


def _is_other_kind(whole: ValidationError, inner: ValidationError) -> bool:
    return inner.kind.name in {"type", "enum", "const"} and inner.instance_path == whole.instance_path


def _unlikeliness(branch: list[ValidationError]) -> tuple[int, int]:
    return sum(inner.kind.name in {"const", "enum"} for inner in branch), len(branch)


def _sentence(kind: str, error: ValidationError, described: Described) -> str:
    fixed = SENTENCES.get(kind)
    if fixed is not None:
        return fixed(error.instance, error.kind.value)
    if kind == "pattern":
        told = described(error.schema_path)
        return f"{said(error.instance)} is not right; expected {_within(told) or f'a match of {error.kind.value}'}"
    told = described(error.schema_path)
    return f"is not allowed as it is; expected {_within(told)}" if told else error.message[:200]


def _within(told: str | None) -> str:
    """Return a description as it may stand within a sentence."""
    return told[0].lower() + told[1:] if told and not told[1:2].isupper() else told or ""


def _wrong_type(value: Any, types: Sequence[str]) -> str:
    in_order = sorted(dict.fromkeys(types), key=lambda name: name == "null")
    expected = " or ".join(KINDS.get(name, name) for name in in_order)
    if isinstance(value, Decimal | float) and "integer" in types:
        return f"{said(value)} has decimals; expected {expected}"
    if isinstance(value, dict | list) or value is None:
        return f"is {said(value)}; expected {expected}"
    kind = KINDS["boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"]
    return f"{said(value)} is {kind}; expected {expected}"


def _not_listed(value: Any, options: Sequence[Any]) -> str:
    listed = ", ".join(said(option) for option in options[:MOST_OPTIONS] if option is not None)
    more = f" and {len(options) - MOST_OPTIONS} more" if len(options) > MOST_OPTIONS else ""
    return f"{said(value)} is not known here; expected one of {listed}{more}"


def _not_a_multiple(value: Any, step: Any) -> str:
    decimals = -_exponent(step)
    if decimals > 0 and Decimal(str(step)) == Decimal(1).scaleb(-decimals):
        words = {1: "one decimal", 2: "two decimals"}.get(decimals, f"{decimals} decimals")
        return f"has more than {words}: {said(value)}"
    return f"{said(value)} is not a multiple of {step}"


def _exponent(step: Any) -> int:
    exponent = Decimal(str(step)).normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


SENTENCES: Final[Mapping[str, Callable[[Any, Any], str]]] = MappingProxyType(
    {
        "type": _wrong_type,
        "enum": _not_listed,
        "const": lambda value, only: f"is {said(value)}; expected {said(only)}",
        "format": lambda value, name: f"{said(value)} is not {FORMATS.get(name, f'written as {name}')}",
        "multipleOf": _not_a_multiple,
        "minimum": lambda value, limit: f"{said(value)} is too small; expected {limit} or more",
        "maximum": lambda value, limit: f"{said(value)} is too large; expected {limit} or less",
        "exclusiveMinimum": lambda value, limit: f"{said(value)} is too small; expected more than {limit}",
        "exclusiveMaximum": lambda value, limit: f"{said(value)} is too large; expected less than {limit}",
        "minLength": lambda value, limit: (
            f"is {len(value)} characters long; expected {limit} or more" if value else "is empty"
        ),
        "maxLength": lambda value, limit: f"is {len(value)} characters long; expected {limit} or fewer",
        "minItems": lambda value, limit: f"has {len(value)} entries; expected {limit} or more",
        "maxItems": lambda value, limit: f"has {len(value)} entries; expected {limit} or fewer",
        "minProperties": lambda value, limit: f"has {len(value)} members; expected {limit} or more",
        "maxProperties": lambda value, limit: f"has {len(value)} members; expected {limit} or fewer",
        "uniqueItems": lambda value, _: f"has the same entry twice among its {len(value)}",
        "falseSchema": lambda _value, _: "is not allowed here",
        "not": lambda value, _: f"{said(value)} is not allowed here",
    }
)
"""What each keyword's failure says, from the value and the limit."""
