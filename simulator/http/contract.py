"""The contract of one system at work: which operation is meant, what is wrong with a request, whether a reply holds.

Validators are compiled once, each when it is first needed: a system's contract has some 150 of them, of which a run
uses a few. ``Contract.compile`` makes all of them, for tests and for servers that have time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from contracts.documents import Document, Operation, Parameter, ResponseSpec, resolve
from simulator.core.errors import FieldError, InvalidDocument
from simulator.http.endpoint import NO_VALUES, Incoming
from simulator.http.findings import MOST_FINDINGS
from simulator.http.parameters import Taken, Wanted, pairs_of, reader, says_more, take
from simulator.http.routes import Routes, Way
from simulator.http.rule import Rule

NOTHING: Final = Taken(NO_VALUES, (), ())
"""What is taken from a place where nothing is and nothing is wanted."""
BODY_MISSING: Final = FieldError("body", "is missing; a document is expected")


class Checked(NamedTuple):
    """What a request that keeps its contract says: typed parameters, and names in the query that mean nothing."""

    query: Mapping[str, Any]
    path: Mapping[str, Any]
    unknown: Sequence[str]


class Terms:
    """What one operation takes and gives."""

    __slots__ = ("_headers", "_path", "_replies", "body", "body_required", "id", "media", "operation", "query")

    def __init__(self, document: Document, operation: Operation) -> None:
        self.operation = operation
        self.id = operation.operation_id
        self.media = operation.request_media
        self.body_required = operation.request_required
        self.body = None if operation.request_schema is None else Rule(document, operation.request_schema)
        self.query = _wanted(document, operation, "query")
        self._path = _wanted(document, operation, "path")
        self._headers = _wanted(document, operation, "header")
        self._replies = {status: _reply_rule(document, spec) for status, spec in operation.responses.items()}

    def check(self, incoming: Incoming, path: Mapping[str, str], body: Any) -> Checked:
        """Return the typed parameters of a request whose body was decoded. Raises InvalidDocument with every error.

        A body that is there and says null is checked; one that is not there is missing, if it is required.
        """
        query = take(self.query, pairs_of(incoming.query)) if incoming.query or self.query else NOTHING
        in_path = take(self._path, path.items()) if self._path else NOTHING
        in_headers = take(self._headers, incoming.headers.items()) if self._headers else NOTHING
        in_body = self._body_errors(incoming, body)
        if query.errors or in_path.errors or in_headers.errors or in_body:
            errors = [*query.errors, *in_path.errors, *in_headers.errors, *in_body]
            raise InvalidDocument(errors[:MOST_FINDINGS])
        return Checked(query.values, in_path.values, query.unknown)

    def reply_media(self, status: int) -> Sequence[str]:
        """Return the media types of a reply, none when the contract does not know the status."""
        spec = self.operation.responses.get(status)
        return spec.media if spec else ()

    def reply_rule(self, status: int) -> Rule | None:
        """Return what a reply's body must keep to, if anything."""
        return self._replies.get(status)

    def status_instead(self, status: int) -> int:
        """Return the status that an overlay puts in the place of one of ours; mostly it is the same."""
        responses = self.operation.responses.items()
        return next((theirs for theirs, spec in responses if spec.stands_for == status), status)

    def promises(self, status: int) -> bool:
        """Tell whether the contract knows the status."""
        return status in self._replies

    def compile(self) -> None:
        """Compile every schema of this operation."""
        wanted = (*self.query.values(), *self._path.values(), *self._headers.values())
        for rule in (self.body, *self._replies.values(), *(one.rule for one in wanted)):
            if rule is not None:
                rule.compile()

    def _body_errors(self, incoming: Incoming, body: Any) -> Sequence[FieldError]:
        if incoming.body:
            return () if self.body is None else self.body.findings(body)
        return (BODY_MISSING,) if self.body_required else ()


class Contract:
    """One document at work."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.terms = {operation.operation_id: Terms(document, operation) for operation in document.operations}
        there = (one for one in document.operations if not one.absent)
        self._routes = Routes(Way(one.method, one.path, one.operation_id) for one in there)

    @classmethod
    def of(cls, document: Document) -> Contract:
        """Return ``document`` at work."""
        return cls(document)

    def find(self, method: str, path: str) -> tuple[Terms, Mapping[str, str]]:
        """Return the operation that is meant and the path's parameters as text. Raises Refused, 404 or 405."""
        operation, values = self._routes.find(method, path)
        return self.terms[operation], values

    def compile(self) -> None:
        """Compile every schema now."""
        for terms in self.terms.values():
            terms.compile()


def _reply_rule(document: Document, spec: ResponseSpec) -> Rule | None:
    return None if spec.schema is None else Rule(document, spec.schema)


def _wanted(document: Document, operation: Operation, location: str) -> dict[str, Wanted]:
    chosen = (one for one in operation.parameters if one.location == location)
    named = ((one.name.lower() if location == "header" else one.name, one) for one in chosen)
    return {name: _ready(document, name, parameter) for name, parameter in named}


def _ready(document: Document, name: str, parameter: Parameter) -> Wanted:
    schema = _flat(document, parameter.schema)
    is_list = schema.get("type") == "array"
    item = _flat(document, schema.get("items", {})) if is_list else schema
    read, expected = reader(item)
    return Wanted(
        name=name,
        location=parameter.location,
        required=parameter.required,
        read=read,
        expected=expected,
        is_list=is_list,
        rule=Rule(document, parameter.schema) if says_more(schema) or says_more(item) else None,
        absent=schema.get("default"),
    )


def _flat(document: Document, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``schema`` with the keywords of what it refers to, its own first."""
    if "$ref" not in schema:
        return dict(schema)
    own = {key: value for key, value in schema.items() if key != "$ref"}
    return {**_flat(document, resolve(document, schema["$ref"])), **own}
