"""What may be asked of a server without changing anything: reads, and reads that are refused on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.conformance.suite import UNSAFE
from contracts.documents import Document, Operation, Parameter
from contracts.schemas import Check, flat, kinds

PLAIN: Final = "read"
"""The name of a question that asks for whatever there is."""
NO_DATE: Final = "not-a-date"
LARGEST: Final = 2_147_483_647
NAMES: Final = (str(LARGEST), "made-up-0000")
"""Identifiers that name nothing."""
GUARDS: Final[Mapping[tuple[str, str], Mapping[str, str]]] = MappingProxyType(
    {("cfis", "getSettlements"): MappingProxyType({"fromDate": "2000-01-01", "toDate": "2000-01-31"})}
)
"""Queries that make a read safe: whatever a settlement is listed in marks it as read, and of long ago there is none."""
REFUSES_NOBODY: Final = frozenset({"cfis", "procountor", "netbaron"})
"""Systems that refuse a request without credentials with a status; Netvisor's caller must ask for statuses first."""
WITHOUT_TOKEN: Final[Mapping[tuple[str, str], int]] = MappingProxyType({("cfis", "validateToken"): 400})
"""The status of a request without credentials, where it is not 401."""


class Who(StrEnum):
    """Who asks."""

    CLIENT = "client"
    NOBODY = "nobody"
    """Somebody without any credentials."""
    STRANGER = "stranger"
    """Somebody whose every secret is wrong."""


class Question(NamedTuple):
    """One read: what its parameters are, who asks, and the status that it should have; 0 where that is open."""

    name: str
    path: Mapping[str, object]
    query: Mapping[str, object]
    expected: int = 0
    who: Who = Who.CLIENT


class Known(NamedTuple):
    """Identifiers that answers have shown: by the path they were read at, and by the name of their member."""

    by_path: dict[str, Mapping[str, object]]
    by_name: dict[str, object]


def is_safe(system: str, operation: Operation) -> bool:
    """Tell whether an operation may be asked, be it with a query that makes it safe."""
    if operation.method != "GET":
        return False
    return operation.operation_id not in UNSAFE.get(system, ()) or (system, operation.operation_id) in GUARDS


def in_turn(document: Document) -> list[Operation]:
    """Return the safe reads, those that need an identifier after those that show some."""
    safe = [each for each in document.operations if is_safe(document.name, each)]
    return sorted(safe, key=lambda each: "{" in each.path or status_for(each, 404) != 0)


def questions(document: Document, operation: Operation, known: Known, own: Mapping[str, object]) -> Iterator[Question]:
    """Yield what a client asks; ``own`` are the path parameters that belong to its credentials."""
    guard = GUARDS.get((document.name, operation.operation_id), {})
    wanted = [each for each in operation.parameters if each.location == "path" and each.name not in own]
    path = {
        **{name: own[name] for name in own if f"{{{name}}}" in operation.path},
        **_identified(operation, wanted, known),
    }
    is_whole = all(each.name in path for each in wanted) and not _lacking(operation)
    if is_whole:
        yield Question(PLAIN, path, guard)
    yield from _by_identifier(operation, known, path, guard, is_whole=is_whole)
    yield from _unknown(document, operation, wanted, path, guard)
    dates = [each for each in operation.parameters if each.location == "query" and _format(document, each) == "date"]
    bad = status_for(operation, 400)
    if is_whole and dates and bad:
        yield Question(f"bad {dates[0].name}", path, {**guard, dates[0].name: NO_DATE}, bad)


def refused(document: Document, operation: Operation, own: Mapping[str, object]) -> Iterator[Question]:
    """Yield what is asked of ``operation`` by somebody who should not be let in."""
    path = {each.name: own.get(each.name, NAMES[0]) for each in operation.parameters if each.location == "path"}
    guard = GUARDS.get((document.name, operation.operation_id), {})
    expected = status_for(operation, 401)
    if document.name in REFUSES_NOBODY:
        silent = WITHOUT_TOKEN.get((document.name, operation.operation_id))
        yield Question("no credentials", path, guard, status_for(operation, silent) if silent else expected, Who.NOBODY)
    yield Question("wrong credentials", path, guard, expected, Who.STRANGER)


def doorkeepers(document: Document, first: str) -> list[Operation]:
    """Return one operation for each way in which a contract describes status 401, ``first`` if it can be.

    Wrong credentials are shown rarely, since a server may close the door to one who shows them often.
    """
    found: dict[str, Operation] = {}
    guarded = [each for each in in_turn(document) if status_for(each, 401) and _is_guarded(document, each)]
    there = [each for each in guarded if not each.absent and not _lacking(each)]
    for each in sorted(there, key=lambda one: one.operation_id != first):
        found.setdefault(shared(document, each, status_for(each, 401)) or each.operation_id, each)
    return list(found.values())


def shared(document: Document, operation: Operation, status: int) -> str:
    """Return the reference by which an operation shares the description of a status with others; mostly empty."""
    described = document.raw["paths"][operation.path][operation.method.lower()]["responses"].get(str(status), {})
    return str(described.get("$ref", ""))


def status_for(operation: Operation, status: int) -> int:
    """Return the status that stands for ``status`` in an operation: itself, or another by an overlay; 0 for none."""
    for theirs, spec in operation.responses.items():
        if spec.stands_for == status:
            return theirs
    return status if status in operation.responses else 0


def _identified(operation: Operation, wanted: list[Parameter], known: Known) -> dict[str, object]:
    """Return the path parameters that an answer at the path before them has shown."""
    found: dict[str, object] = {}
    for each in wanted:
        shown = known.by_path.get(operation.path.partition(f"/{{{each.name}}}")[0], {})
        name = next((name for name in (each.name, each.name.removesuffix("s"), "id") if name in shown), None)
        if name is not None:
            found[each.name] = shown[name]
    return found


def _by_identifier(
    operation: Operation, known: Known, path: Mapping[str, object], guard: Mapping[str, str], *, is_whole: bool
) -> Iterator[Question]:
    """Yield a question with each identifier in the query that was seen, where one may name nothing."""
    if is_whole and status_for(operation, 404) and "{" not in operation.path:
        for each in operation.parameters:
            if each.location == "query" and each.name in known.by_name:
                yield Question(f"by {each.name}", path, {**guard, each.name: known.by_name[each.name]})


def _unknown(
    document: Document,
    operation: Operation,
    wanted: list[Parameter],
    path: Mapping[str, object],
    guard: Mapping[str, str],
) -> Iterator[Question]:
    """Yield a question about something that is not there, where the contract has a status for that."""
    missing = status_for(operation, 404)
    if not missing or _lacking(operation):
        return
    if wanted:
        given = {each.name: _nothing(document, each) for each in wanted}
        yield Question(f"unknown {wanted[0].name}", {**path, **given}, guard, missing)
        return
    numbers = (each for each in operation.parameters if "integer" in kinds(flat(document, each.schema)))
    for each in numbers:
        yield Question(f"unknown {each.name}", path, {**guard, each.name: _nothing(document, each)}, missing)
        return


def _is_guarded(document: Document, operation: Operation) -> bool:
    """Tell whether an operation wants credentials at all."""
    described = document.raw["paths"][operation.path][operation.method.lower()]
    return bool(described.get("security", document.raw.get("security", True)))


def _lacking(operation: Operation) -> bool:
    """Tell whether the query needs something that nobody but a person can give."""
    return any(each.required for each in operation.parameters if each.location == "query")


def _nothing(document: Document, parameter: Parameter) -> object:
    """Return an identifier that the contract allows and that names nothing."""
    schema = flat(document, parameter.schema)
    one = flat(document, schema.get("items", schema))
    if "integer" in kinds(one):
        return one.get("maximum", LARGEST)
    check = Check(document, one)
    return next((each for each in NAMES if check.keeps(each)), NAMES[0])


def _format(document: Document, parameter: Parameter) -> Any:
    return flat(document, parameter.schema).get("format")
