"""Differences that are seen before a body is read: statuses, content types, paths that nobody answers at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from contracts.documents import Operation
from contracts.drift.asking import Sighting
from contracts.drift.bodies import SHOWN, STANDS_FOR
from contracts.drift.differences import Action, Difference, difference, merged_into, target
from contracts.drift.inference import schema_of
from contracts.drift.questions import Who, shared
from contracts.drift.walking import First, Spot, Walk, node_at
from contracts.evidence import Mark, mark_at, pointer_of, tokens
from contracts.schemas import Check

GONE: Final = (404, 405, 410, 501)
SERVER_ERROR: Final = 500
REFUSED: Final = 400
PASSING: Final = (429, 503)
BODILESS: Final = (204, 304)
JSON: Final = "application/json"
ABSENT: Final = "x-absent"
HTTP: Final = Mark("documented", "RFC 9110, section 15.6")
MANY: Final = "the sandbox answers other requests of this kind with another status, and a document cannot say which"


class Statuses:
    """What was answered, against one document; bodies that have a schema are handed to ``walk``."""

    def __init__(self, walk: Walk, sightings: Sequence[Sighting], source: str) -> None:
        self._walk, self._document, self._sightings = walk, walk.document, sightings
        self._marks: Final = {"x-evidence": SHOWN, "x-source": source}

    def differences(self) -> Iterator[Difference]:
        """Yield every difference once, and let the walk see what is left to be looked at."""
        told: set[tuple[str, ...]] = set()
        absent = {each.operation.operation_id for each in self._sightings if is_gone(each.operation, self._sightings)}
        for sighting in self._sightings:
            name = sighting.operation.operation_id
            found = self._absent(sighting) if name in absent or sighting.operation.absent else self._one(sighting)
            for each in found:
                kind = (each.kind, each.place, each.operation, each.saw, each.expected.partition(" (")[0])
                if kind not in told:
                    told.add(kind)
                    yield each

    def _absent(self, sighting: Sighting) -> Iterator[Difference]:
        """Yield that an operation is not there, or that one is that was taken out."""
        operation = sighting.operation
        is_answered = sighting.answer.status not in GONE
        if sighting.question.who is not Who.CLIENT or operation.absent != is_answered:
            return
        spot = ("paths", operation.path, operation.method.lower())
        mark = Mark(operation.evidence, operation.source)
        if is_answered:
            actions: tuple[Action, ...] = (Action(target((*spot, ABSENT)), remove=True),)
            words, saw, expected = "", f"status {sighting.answer.status}", "nothing at this path"
        else:
            actions = merged_into(spot, {ABSENT: True})
            words = "at which path it is instead cannot be seen; an overlay may move it once that is known"
            saw, expected = f"status {sighting.answer.status}", f"an answer at {operation.path}"
        yield difference("path", First(sighting, ""), mark, saw=saw, expected=expected, actions=actions, words=words)

    def _one(self, sighting: Sighting) -> Iterator[Difference]:
        answer, operation = sighting.answer, sighting.operation
        mark = Mark(operation.evidence, operation.source)
        if answer.raw is None or answer.status in PASSING:
            saw = answer.exchange.answer if answer.raw is None else f"status {answer.status}"
            words = "nothing can be said of this request; ask again later"
            yield difference("no-answer", First(sighting, ""), HTTP, saw=saw, expected="an answer", words=words)
        elif answer.status >= SERVER_ERROR:
            words = "a failure is no rule; arm a fault where a client should meet one"
            saw = f"status {answer.status}"
            yield difference("failure", First(sighting, ""), HTTP, saw=saw, expected="no failure", words=words)
        elif answer.status not in operation.responses:
            yield self._unknown_status(sighting, mark)
        else:
            if sighting.question.expected not in (0, answer.status):
                yield self._other_status(sighting)
            yield from self._body(sighting, mark)

    def _unknown_status(self, sighting: Sighting, mark: Mark) -> Difference:
        """Return the status that the contract does not have, with what came under it."""
        operation, status, expected = sighting.operation, sighting.answer.status, sighting.question.expected
        known = ", ".join(str(each) for each in operation.responses)
        if not expected or status < REFUSED or not self._always(sighting):
            spot = ("paths", operation.path, operation.method.lower(), "responses")
            actions = merged_into(spot, {str(status): self._described(sighting, [])})
            wanted = f"{expected} ({sighting.question.name})" if expected else f"one of {known}"
            words = MANY if expected else "when it is answered is not seen; the sandbox never does"
            return self._status(sighting, mark, wanted, actions, words)
        alike = [each for each in self._sightings if self._is_alike(each, sighting)]
        actions = self._in_the_stead(sighting, {**self._described(sighting, alike), STANDS_FOR: self._ours(sighting)})
        mark = self._mark_of(operation, expected)
        return self._status(sighting, mark, f"{expected} ({sighting.question.name})", actions, "")

    def _other_status(self, sighting: Sighting) -> Difference:
        """Return the status that the contract has for something else."""
        operation, expected, status = sighting.operation, sighting.question.expected, sighting.answer.status
        mark = self._mark_of(operation, expected)
        if status >= REFUSED and self._always(sighting):
            actions = self._in_the_stead(sighting, {STANDS_FOR: self._ours(sighting)})
            return self._status(sighting, mark, f"{expected} ({sighting.question.name})", actions, "")
        return self._status(sighting, mark, f"{expected} ({sighting.question.name})", (), MANY)

    def _status(
        self, sighting: Sighting, mark: Mark, expected: str, actions: tuple[Action, ...], words: str
    ) -> Difference:
        saw = f"status {sighting.answer.status}"
        return difference("status", First(sighting, ""), mark, saw=saw, expected=expected, actions=actions, words=words)

    def _always(self, sighting: Sighting) -> bool:
        """Tell whether all that should have had one status had this other one, wherever the contract speaks of both."""
        alike = [each for each in self._sightings if self._is_alike(each, sighting)]
        return all(each.answer.status == sighting.answer.status for each in alike)

    def _is_alike(self, one: Sighting, other: Sighting) -> bool:
        """Tell whether the contract has one description for what both should have been answered."""
        expected = other.question.expected
        if one.question.expected != expected:
            return False
        if one.operation.operation_id == other.operation.operation_id:
            return True
        reference = shared(self._document, other.operation, expected)
        return reference != "" and shared(self._document, one.operation, expected) == reference

    def _ours(self, sighting: Sighting) -> int:
        """Return the status of the sandbox's own that is expected under whatever name."""
        expected = sighting.question.expected
        return sighting.operation.responses[expected].stands_for or expected

    def _in_the_stead(self, sighting: Sighting, described: Mapping[str, Any]) -> tuple[Action, ...]:
        """Return the actions that put a status in the stead of the expected one, wherever that is shared."""
        operation, expected = sighting.operation, str(sighting.question.expected)
        reference = shared(self._document, operation, int(expected))
        where = target(("paths", operation.path, operation.method.lower(), "responses"))
        if reference:
            where = f"$.paths[*][?@.responses['{expected}']['$ref'] == '{reference}'].responses"
        changed = Action(where, update={str(sighting.answer.status): dict(described)})
        return changed, Action(f"{where}['{expected}']", remove=True)

    def _described(self, sighting: Sighting, alike: Sequence[Sighting]) -> dict[str, Any]:
        """Return the description of a status that was seen, its body that of the expected one if they agree."""
        answer, operation = sighting.answer, sighting.operation
        described: dict[str, Any] = {"description": f"Seen: {sighting.question.name}.", **self._marks}
        if not answer.body:
            return described
        media = plain_media(answer.media) or "application/octet-stream"
        bodies = [each.answer.json() for each in alike or [sighting]]
        if not is_json(media) or any(body is None for body in bodies):
            return {**described, "content": {media: {}}}
        schemas = [spec.schema for status, spec in operation.responses.items() if status >= REFUSED and spec.schema]
        known = (each for each in schemas if all(Check(self._document, each).keeps(body) for body in bodies))
        return {**described, "content": {media: {"schema": next(known, None) or schema_of(bodies)}}}

    def _body(self, sighting: Sighting, mark: Mark) -> Iterator[Difference]:
        """Yield what is wrong with a body as a whole, and let the walk go through one that has a schema."""
        answer, spec = sighting.answer, sighting.operation.responses[sighting.answer.status]
        if answer.status in BODILESS or not spec.media:
            return
        media = plain_media(answer.media)
        place = self._place(sighting)
        if media not in [plain_media(each) for each in spec.media]:
            yield self._media(sighting, mark, place, media)
        if spec.schema is None or not is_json(media or JSON):
            return
        body = answer.json()
        if body is None and answer.body.strip() != b"null":
            words = "what is no JSON has no schema"
            saw = "an empty body" if not answer.body else "no JSON"
            yield difference("body", First(sighting, ""), mark, saw=saw, expected="JSON", words=words)
            return
        content = node_at(self._document, place)["content"]
        first = next(each for each, told in content.items() if "schema" in told)
        self._walk.through(body, (*place, "content", first, "schema"), sighting)

    def _media(self, sighting: Sighting, mark: Mark, place: Spot, media: str) -> Difference:
        """Return the content type that the contract does not have."""
        spec = sighting.operation.responses[sighting.answer.status]
        content = node_at(self._document, place)["content"]
        first = next(iter(content.values()))
        if is_json(media):
            actions: tuple[Action, ...] = (
                Action(target((*place, "content")), remove=True),
                *merged_into(place, {"content": {media: first}}),
            )
            words = ""
        else:
            actions = merged_into((*place, "content"), {media or "application/octet-stream": {}})
            words = "the sandbox goes on writing what it has a form for"
        wanted = " or ".join(spec.media)
        where = First(sighting, f"status {sighting.answer.status}")
        saw = media or "none"
        return difference("content-type", where, mark, saw=saw, expected=wanted, actions=actions, words=words)

    def _place(self, sighting: Sighting) -> Spot:
        """Return where the contract describes an answer, its reference followed."""
        operation, status = sighting.operation, sighting.answer.status
        reference = shared(self._document, operation, status)
        if reference:
            return tuple(tokens(reference))
        return ("paths", operation.path, operation.method.lower(), "responses", str(status))

    def _mark_of(self, operation: Operation, status: int) -> Mark:
        """Return how sure the contract is of a status."""
        spot = ("paths", operation.path, operation.method.lower(), "responses", str(status))
        reference = shared(self._document, operation, status)
        return mark_at(self._document.raw, pointer_of(tuple(tokens(reference)) if reference else spot))


def is_gone(operation: Operation, sightings: Sequence[Sighting]) -> bool:
    """Tell whether nobody answers at the path of an operation: not even where another refusal was due."""
    own = [each for each in sightings if each.operation is operation and each.question.who is Who.CLIENT]
    if not own or any(each.answer.status not in GONE for each in own):
        return False
    is_unlisted = any(each.answer.status not in operation.responses for each in own)
    return is_unlisted or any(each.question.expected == REFUSED for each in own)


def plain_media(text: str) -> str:
    """Return a content type without its parameters."""
    return text.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Tell whether a content type is JSON or one of its relatives."""
    return media in (JSON, "text/json") or media.endswith("+json")
