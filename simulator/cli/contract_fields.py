"""The fields of a body that a contract describes, one line each, with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from contracts.documents import Document, Operation, evidence_at, resolve
from contracts.evidence import pointer_of
from contracts.reading import JsonObject

DEEPEST: Final = 8
"""Levels of nesting that are listed; deeper ones would be a schema that contains itself."""

MOST_CHOICES: Final = 10
"""Allowed values that are spelled out; of a longer list (currencies, languages) a few and their number."""


class Field(NamedTuple):
    """One member of a body: its path (``rows[].amount``), what it may hold, if it must be there, how sure that is."""

    path: str
    kind: str
    required: bool
    evidence: str
    source: str


def request_fields(document: Document, operation: Operation) -> Iterator[Field]:
    """Yield the members of a request body, outermost first; none where the operation takes no body."""
    schema = operation.request_schema
    if schema is not None:
        media = next(media for media in operation.request_media)
        where = ["paths", operation.path, operation.method.lower(), "requestBody", "content", media, "schema"]
        yield from _fields(document, schema, pointer_of(where), "", 0)


def answer_fields(document: Document, operation: Operation, status: int) -> Iterator[Field]:
    """Yield the members of the answer with ``status``; none where it has no described body."""
    schema = operation.responses[status].schema
    if schema is not None:
        media = next(media for media in operation.responses[status].media)
        where = [
            "paths",
            operation.path,
            operation.method.lower(),
            "responses",
            str(status),
            "content",
            media,
            "schema",
        ]
        yield from _fields(document, schema, pointer_of(where), "", 0)


def _fields(document: Document, schema: JsonObject, pointer: str, path: str, depth: int) -> Iterator[Field]:
    followed, pointer = _followed(document, schema, pointer)
    if depth > DEEPEST:
        return
    required = followed.get("required", ())
    for name, member in followed.get("properties", {}).items():
        inside = f"{pointer}{pointer_of(['properties', name])}"
        below = f"{path}.{name}" if path else name
        evidence, source = evidence_at(document, inside)
        yield Field(below, _kind(document, member), name in required, evidence, source)
        yield from _fields(document, member, inside, below, depth + 1)
    if "items" in followed:
        yield from _fields(document, followed["items"], f"{pointer}/items", f"{path}[]", depth + 1)
    for keyword in ("allOf", "oneOf", "anyOf"):
        for place, part in enumerate(followed.get(keyword, ())):
            yield from _fields(document, part, f"{pointer}/{keyword}/{place}", path, depth + 1)


def _followed(document: Document, schema: JsonObject, pointer: str) -> tuple[Any, str]:
    """Return the schema that ``schema`` refers to, if it refers to one, and where that stands."""
    while "$ref" in schema:
        pointer = schema["$ref"].removeprefix("#")
        schema = resolve(document, schema["$ref"])
    return schema, pointer


def _kind(document: Document, schema: JsonObject) -> str:
    """Say in a few words what a member may hold."""
    followed, _ = _followed(document, schema, "")
    if "enum" in followed:
        return _choices(followed["enum"])
    if "const" in followed:
        return str(followed["const"])
    kinds = followed.get("type", "any")
    text = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{text} ({followed['format']})" if "format" in followed else text


def _choices(values: Sequence[object]) -> str:
    words = ["null" if value is None else str(value) for value in values]
    if len(words) <= MOST_CHOICES:
        return " | ".join(words)
    return f"{' | '.join(words[:3])} | ... ({len(words)} values)"
