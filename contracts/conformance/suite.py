"""Verify a server: every operation of its contract, then the journeys; each outcome is told as soon as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from contracts.conformance.attack import Attack
from contracts.conformance.doors import PARTNER_TOKEN
from contracts.conformance.entering import enter
from contracts.conformance.findings import Finding, Outcome
from contracts.conformance.journeys import travel
from contracts.conformance.judge import Judge
from contracts.conformance.money import money_findings
from contracts.conformance.server import Server
from contracts.documents import Document, Operation

UNSAFE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "cfis": frozenset({"renewToken", "getSettlements"}),
        "netvisor": frozenset(
            {"deletePaymentByGet", "updateInvoiceStatusByGet", "deleteInvoiceByGet", "deleteCustomerByGet"}
            | {"deleteOrderRowByGet", "readAnyCase"}
        ),
    }
)
"""Operations that change something though they are a GET: a token is replaced, settlements count as read, and so on."""
LAST: Final = ("renewToken", "logOut")
"""Operations that end a credential."""


class Plan(NamedTuple):
    """What is verified: so many requests an operation and kind; safe reads alone; operations to leave out."""

    examples: int = 10
    read_only: bool = False
    without: frozenset[str] = frozenset()


def verify(server: Server, document: Document, plan: Plan) -> Iterator[Outcome]:
    """Yield how each operation and each journey came through.

    Raises CannotEnter, before anything is written, where the server grants not a single read: neither what it refuses
    nor what it does not have says anything about its contract then.
    """
    enter(server, document, {*plan.without, *UNSAFE.get(server.system, ())})
    judge = Judge(document)
    attack = Attack(document, judge, plan.examples)
    for operation in sorted(document.operations, key=lambda each: each.operation_id in LAST):
        untested = _untested(server, operation, plan)
        if untested:
            yield Outcome(operation.operation_id, untested=untested)
        else:
            yield _attacked(server, operation, attack, judge)
    yield from travel(server, document, read_only=plan.read_only, without=plan.without)


def _attacked(server: Server, operation: Operation, attack: Attack, judge: Judge) -> Outcome:
    sent = accepted = 0
    found: list[Finding] = []
    for answer, more in attack.answers(server, operation):
        sent, accepted = sent + 1, accepted + answer.is_success
        found += (*judge.findings(operation, answer), *money_findings(server.system, operation, answer), *more)
    return Outcome(operation.operation_id, sent, accepted, tuple(_distinct(found)))


def _untested(server: Server, operation: Operation, plan: Plan) -> str:
    """Return why an operation is left out, if it is."""
    name = operation.operation_id
    if name in plan.without:
        return "left out"
    if plan.read_only and (operation.method != "GET" or name in UNSAFE.get(server.system, ())):
        return "not a safe read"
    if name == "createClient" and not server.has(PARTNER_TOKEN):
        return f"no {PARTNER_TOKEN}"
    return ""


def _distinct(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first finding of each kind: what happens at every request is told once."""
    seen: set[tuple[str, ...]] = set()
    for each in found:
        place = "".join(letter for letter in each.place if not letter.isdigit())
        kind = (each.check, place, each.expected)
        if kind not in seen:
            seen.add(kind)
            yield each
