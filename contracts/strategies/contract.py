"""Requests that keep the contract of an operation, and requests that break it and say where, for any contract document.

``from_contract("createInvoice").valid`` and ``.breaking`` are strategies. They know the contract alone: a valid request
may still name an invoice that nobody has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from contracts.documents import Document, Operation, Parameter, load
from contracts.reading import ContractError
from contracts.schemas import flat, kinds
from contracts.strategies.breaking import Break, breaks
from contracts.strategies.shapes import Values, values

PLACES: Final = ("path", "query", "header")
UNREADABLE: Final = "?"
"""A text that is no number, no truth value, no date and no choice."""


class Request(NamedTuple):
    """What is sent: parameters as JSON values by name, and the body (None: there is none)."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    header: Mapping[str, Any]
    body: Any


class BrokenRequest(NamedTuple):
    """A request that is wrong in one field, and the rule it breaks: a keyword of the schema, or ``required``.

    ``field`` is what a refusal names: ``actions[0].code``, ``query.fromDate``, ``body`` for all of a body.
    """

    request: Request
    field: str
    rule: str


class Promise(NamedTuple):
    """The requests of one operation: those that keep its contract, and those that break it, if it can be broken."""

    operation: Operation
    valid: st.SearchStrategy[Request]
    breaking: st.SearchStrategy[BrokenRequest]


def from_contract(operation: str, *, system: str = "cfis", document: Document | None = None) -> Promise:
    """Return what can be sent to ``operation`` (by its id) of ``system``, or of a ``document`` that is loaded already.

    ``breaking`` is empty for an operation that takes nothing whose form is checked, and both are for one that needs a
    body of which the contract does not say the form, such as a file. Raises ContractError for an
    operation that the document does not have.
    """
    contract = document or load(system)
    found = next((each for each in contract.operations if each.operation_id == operation), None)
    if found is None:
        raise ContractError(f"{contract.name}: there is no operation {operation!r}")
    if found.request_required and found.request_schema is None:
        return Promise(found, st.nothing(), st.nothing())
    valid = _valid(contract, found)
    if not _is_checked(contract, found):
        return Promise(found, valid, st.nothing())
    return Promise(found, valid, valid.flatmap(lambda request: _breaking(contract, found, request)))


def _valid(document: Document, operation: Operation) -> st.SearchStrategy[Request]:
    given = {place: _parameters(document, operation, place) for place in PLACES}
    body: Values = st.none()
    if operation.request_schema is not None:
        body = values(document, operation.request_schema)
    return st.builds(Request, body=body, **given)


def _parameters(document: Document, operation: Operation, place: str) -> st.SearchStrategy[Mapping[str, Any]]:
    wanted = [each for each in operation.parameters if each.location == place]
    must = {each.name: _parameter(document, each) for each in wanted if each.required}
    may = {each.name: _parameter(document, each) for each in wanted if not each.required}
    return st.fixed_dictionaries(must, optional=may)


def _parameter(document: Document, parameter: Parameter) -> Values:
    """Return values of a parameter; what is empty or blank counts as absent, so it is none."""
    return values(document, parameter.schema).filter(lambda value: str(value).strip() != "")


def _breaking(document: Document, operation: Operation, request: Request) -> st.SearchStrategy[BrokenRequest]:
    found = [*_broken_bodies(document, operation, request), *_broken_parameters(document, operation, request)]
    return st.sampled_from(found) if found else st.nothing()


def _is_checked(document: Document, operation: Operation) -> bool:
    readable = any(_is_readable(document, each) for each in operation.parameters if each.location != "path")
    return operation.request_schema is not None or readable


def _broken_bodies(document: Document, operation: Operation, request: Request) -> Iterator[BrokenRequest]:
    if operation.request_schema is None:
        return
    if operation.request_required:
        yield BrokenRequest(request._replace(body=None), "body", "required")
    found: list[Break] = breaks(document, operation.request_schema, request.body)
    for each in found:
        yield BrokenRequest(request._replace(body=each.value), each.field, each.rule)


def _broken_parameters(document: Document, operation: Operation, request: Request) -> Iterator[BrokenRequest]:
    for each in operation.parameters:
        if each.location == "path":
            continue
        given: Mapping[str, Any] = getattr(request, each.location)
        field = f"{each.location}.{each.name}"
        if each.required:
            rest = {name: value for name, value in given.items() if name != each.name}
            yield BrokenRequest(request._replace(**{each.location: rest}), field, "required")
        if _is_readable(document, each):
            wrong = {**given, each.name: UNREADABLE}
            yield BrokenRequest(request._replace(**{each.location: wrong}), field, "type")


def _is_readable(document: Document, parameter: Parameter) -> bool:
    """Tell whether a text can be none of its values."""
    schema = flat(document, parameter.schema)
    return (
        bool({"integer", "number", "boolean"} & set(kinds(schema)))
        or "enum" in schema
        or schema.get("format") == "date"
    )
