"""Look at a server: ask what is safe to ask, tell each operation as soon as it is known, and then every difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from contracts.conformance.doors import CannotEnter
from contracts.conformance.entering import TELLS_OF_A_TOKEN, closed
from contracts.conformance.findings import BREAKS, DIFFERS
from contracts.conformance.server import Server
from contracts.documents import Document
from contracts.drift.asking import Round, Sighting, rounds
from contracts.drift.bodies import Bodies
from contracts.drift.defaults import default_differences
from contracts.drift.differences import Difference
from contracts.drift.draft import place_of
from contracts.drift.questions import PLAIN, Who, is_safe
from contracts.drift.statuses import Statuses
from contracts.drift.walking import Walk

OK = "ok"


class Looked(msgspec.Struct, frozen=True, rename="camel"):
    """How one operation was found: requests sent, how many had a success, and the worst difference.

    ``untested`` says why nothing was sent, and is empty where something was.
    """

    name: str
    grade: str
    sent: int = 0
    accepted: int = 0
    untested: str = ""


class Look:
    """One look at a server. Iterate it to ask; then ``differences`` tells what all of it comes to."""

    def __init__(self, server: Server, document: Document) -> None:
        self._server, self._document = server, document
        self._seen: list[Sighting] = []
        self.day = f"{server.now():%Y-%m-%d}"
        self._source = f"seen at {place_of(server.base)} on {self.day}"

    def __iter__(self) -> Iterator[Looked]:
        """Yield how each operation was found. Raises CannotEnter where no read is granted at all."""
        for operation in self._document.operations:
            if operation.method == "GET" and not is_safe(self._document.name, operation):
                yield Looked(operation.operation_id, OK, untested="a read that changes something")
        for each in rounds(self._server, self._document):
            self._seen += each.sightings
            yield self._looked(each)
        plain = [each for each in self._seen if each.question.who is Who.CLIENT and each.question.name == PLAIN]
        answers = [each.answer for each in plain if each.operation.operation_id not in TELLS_OF_A_TOKEN]
        if not any(answer.is_success for answer in answers):
            raise CannotEnter(closed(self._document, self._server.base, [answer.status for answer in answers]))

    def differences(self) -> tuple[Difference, ...]:
        """Return everything that was seen and is not as the contract says, each place of it once."""
        return tuple(self._compared(self._seen))

    def _compared(self, sightings: Sequence[Sighting]) -> Iterator[Difference]:
        return compared(self._document, sightings, self._source, self._server.now())

    def _looked(self, each: Round) -> Looked:
        grades = [one.grade for one in self._compared(each.sightings)]
        grade = next((word for word in (BREAKS, DIFFERS) if word in grades), OK)
        granted = sum(one.answer.is_success for one in each.sightings)
        return Looked(each.operation.operation_id, grade, len(each.sightings), granted, each.untested)


def compared(document: Document, sightings: Sequence[Sighting], source: str, now: datetime) -> Iterator[Difference]:
    """Yield how what was seen differs from ``document``; ``source`` and ``now`` say where and when it was seen."""
    walk = Walk(document)
    yield from Statuses(walk, sightings, source).differences()
    yield from Bodies(walk, source).differences()
    yield from default_differences(document, tuple(sightings), now)
