"""Schemas of a contract document with their references followed, and checks of values against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, ValidationError

from contracts.documents import Document, resolve, schema_document

Schema = Mapping[str, Any]
Place = Sequence[str | int]
BRANCHES: Final = ("if", "then", "else")


class Check:
    """One schema at work on many values."""

    __slots__ = ("_validator",)

    def __init__(self, document: Document, schema: Schema) -> None:
        # Formats are unchecked unless asked for.
        self._validator = Draft202012Validator(schema_document(document, dict(schema)), validate_formats=True)

    def keeps(self, value: Any) -> bool:
        """Tell whether ``value`` is right."""
        return self._validator.is_valid(value)

    def fields(self, value: Any) -> frozenset[str]:
        """Return the names of the fields at fault in ``value``, none when it is right."""
        return frozenset(name for error in self._validator.iter_errors(value) for name in _named(error))


def followed(document: Document, schema: object) -> dict[str, Any]:
    """Return ``schema`` with the keywords of what it refers to; a schema that is true says nothing.

    Members and required names are those of both; of any other keyword its own holds.
    """
    if not isinstance(schema, Mapping):
        return {}
    if "$ref" not in schema:
        return dict(schema)
    own = {name: value for name, value in schema.items() if name != "$ref"}
    target = followed(document, resolve(document, schema["$ref"]))
    joined = {**target, **own}
    if "properties" in own:
        joined["properties"] = {**target.get("properties", {}), **own["properties"]}
    if "required" in own:
        joined["required"] = [*target.get("required", ()), *own["required"]]
    return joined


def flat(document: Document, schema: object) -> dict[str, Any]:
    """Return ``schema`` as one that says the same without references and ``allOf``.

    What depends on the value stands in its ``allOf``: objects of ``if``, ``then`` and ``else``, and nothing more.
    """
    whole = followed(document, schema)
    parts = [flat(document, part) for part in whole.pop("allOf", ())]
    conditions = [condition for part in parts for condition in part.pop("allOf", ())]
    if "if" in whole:
        conditions.append({name: whole.pop(name) for name in BRANCHES if name in whole})
    for part in parts:
        whole = merged(document, whole, part)
    return {**whole, "allOf": conditions} if conditions else whole


def merged(document: Document, one: Schema, other: Schema) -> dict[str, Any]:
    """Return a schema that asks for what both ask; of keywords that cannot be joined, those of ``other`` hold."""
    joined = {**one, **other}
    if "properties" in one and "properties" in other:
        joined["properties"] = {**one["properties"]}
        for name, member in other["properties"].items():
            known = one["properties"].get(name)
            joined["properties"][name] = (
                member if known is None else merged(document, flat(document, known), flat(document, member))
            )
    if "required" in one and "required" in other:
        joined["required"] = list(dict.fromkeys((*one["required"], *other["required"])))
    if "type" in one and "type" in other:
        joined["type"] = [kind for kind in kinds(one) if kind in kinds(other)]
    if "allOf" in one and "allOf" in other:
        joined["allOf"] = [*one["allOf"], *other["allOf"]]
    return joined


def kinds(schema: Schema) -> list[str]:
    """Return the JSON types that ``schema`` allows by name, null last; none when it does not say."""
    told = schema.get("type", [])
    named = [told] if isinstance(told, str) else told
    return sorted(named, key=lambda kind: bool(kind == "null"))


def field_name(root: str, place: Place) -> str:
    """Return the name of a field as refusals write it: ``actions[1].data.dueDate``, or ``body`` for all of a body."""
    name = root
    for step in place:
        told = f"[{step}]" if isinstance(step, int) else step
        name = f"{name}.{told}" if name and told is step else name + told
    return name or "body"


def _named(error: ValidationError) -> Iterator[str]:
    place = error.instance_path
    match error.kind.name:
        case "required" | "dependentRequired":
            yield field_name("", [*place, error.kind.value])
        case "additionalProperties" | "unevaluatedProperties":
            yield from (field_name("", [*place, name]) for name in error.kind.value)
        case _:
            yield field_name("", place)
