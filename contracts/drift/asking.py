"""Ask a server what may be asked, and keep every answer with what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from contracts.conformance.answers import Answer
from contracts.conformance.doors import CannotEnter
from contracts.conformance.journeys import ENTRANCES
from contracts.conformance.server import Server
from contracts.documents import Document, Operation
from contracts.drift.questions import Known, Question, Who, doorkeepers, in_turn, questions, refused

NO_ID: Final = frozenset({"id", "ids"})


class Sighting(NamedTuple):
    """What came of one question."""

    operation: Operation
    question: Question
    answer: Answer


class Round(NamedTuple):
    """What came of all questions about one operation, or why there was none."""

    operation: Operation
    sightings: tuple[Sighting, ...]
    untested: str = ""


def rounds(server: Server, document: Document) -> Iterator[Round]:
    """Yield what each safe read answers, operation after operation, and what is answered to those not to be let in."""
    known, own = Known({}, {}), server.door.values()
    doors = [each.operation_id for each in doorkeepers(document, ENTRANCES[server.system])]
    for operation in in_turn(document):
        asked = list(questions(document, operation, known, own))
        if operation.operation_id in doors:
            asked += refused(document, operation, own)
        seen = tuple(each for question in asked for each in _asked(server, operation, question))
        for each in seen:
            _learn(known, each)
        why = "" if seen else "nothing is known that it could be asked with"
        yield Round(operation, seen, why)


def _asked(server: Server, operation: Operation, question: Question) -> Iterator[Sighting]:
    """Yield the answer; none where a stranger cannot even ask, as where the server gives out tokens first."""
    path = operation.path.format(**question.path)
    parts = {"method": operation.method, "url": server.base + path, "params": dict(question.query)}
    match question.who:
        case Who.CLIENT:
            yield Sighting(operation, question, server.send(operation, parts))
        case Who.NOBODY:
            yield Sighting(operation, question, server.send_bare(parts))
        case Who.STRANGER:
            try:
                with server.stranger() as stranger:
                    yield Sighting(operation, question, stranger.send(operation, parts))
            except CannotEnter:
                return


def _learn(known: Known, sighting: Sighting) -> None:
    """Take note of identifiers in an answer."""
    if not sighting.answer.is_success or sighting.question.who is not Who.CLIENT:
        return
    body = sighting.answer.json()
    for each in _objects(body):
        named = {name: value for name, value in each.items() if _names_something(name, value)}
        for name, value in named.items():
            known.by_name.setdefault(name, value)
        if named:
            known.by_path.setdefault(sighting.operation.path, named)


def _names_something(name: str, value: Any) -> bool:
    is_plain = (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and value != "")
    return is_plain and (name in NO_ID or name.endswith(("Id", "Number", "Identifier", "id")))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in lists of a body, then those within them."""
    if isinstance(value, list):
        for each in value[:1]:
            if isinstance(each, dict):
                yield each
            yield from _objects(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _objects(each)
