"""Find out before anything else whether the server lets this caller in, and say what to look at where it does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from contracts.conformance.answers import NO_ANSWER
from contracts.conformance.doors import CannotEnter
from contracts.conformance.server import Server
from contracts.documents import Document, Operation

NOT_LET_IN: Final = frozenset({401, 403})
NOT_THERE: Final = frozenset({301, 302, 303, 307, 308, 404, 405, 410, 501})
MOST_REFUSALS: Final = 3
"""How often wrong credentials are shown: a server may close the door to one who shows them often."""
TELLS_OF_A_TOKEN: Final = frozenset({"validateToken"})
"""Operations that may be granted to somebody whose credentials open nothing: that is what they tell."""


def enter(server: Server, document: Document, left_out: Collection[str]) -> None:
    """Ask plain reads until one is granted. Raises CannotEnter where none is; asks nothing where all are left out."""
    seen: list[int] = []
    for operation in _plain_reads(server, document, left_out):
        path = operation.path.format(**server.door.values())
        answer = server.send(operation, {"method": operation.method, "url": server.base + path})
        if answer.is_success:
            return
        seen.append(answer.status)
        if len([status for status in seen if status in NOT_LET_IN]) == MOST_REFUSALS:
            break
    if seen:
        raise CannotEnter(closed(document, server.base, seen))


def closed(document: Document, base: str, statuses: Collection[int]) -> str:
    """Return the sentence about a server that has granted nothing: what it answered, and what may be the matter."""
    told = ", ".join(str(status) for status in sorted(set(statuses) - {NO_ANSWER}))
    said = f"status {told}" if told else "no answer came"
    return f"the server grants none of the reads ({said}); {_advice(document, base, set(statuses))}"


def _advice(document: Document, base: str, statuses: set[int]) -> str:
    if statuses <= NOT_LET_IN:
        return "are the credentials right, and are they those of this environment?"
    if statuses <= NOT_THERE:
        path = next(each.path for each in document.operations)
        return f"is {base} the root of {document.name}, to which paths such as {path} are added?"
    return "are address and credentials right?"


def _plain_reads(server: Server, document: Document, left_out: Collection[str]) -> Iterator[Operation]:
    """Yield the reads that need nothing but credentials."""
    own = server.door.values()
    for each in document.operations:
        needs = [one.name for one in each.parameters if one.required and one.name not in own]
        if each.method == "GET" and not (needs or each.absent or each.operation_id in TELLS_OF_A_TOKEN | {*left_out}):
            yield each
