"""Hold an answer to its contract: status, content type, form of the body, and what a refusal may not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from jsonschema_rs import Draft202012Validator, ValidationError

from contracts.conformance.answers import Answer
from contracts.conformance.findings import Finding
from contracts.documents import Document, Operation, evidence_at, schema_document
from contracts.evidence import EVIDENCE, Mark, pointer_of
from contracts.reading import ContractError
from contracts.schemas import field_name
from contracts.variations import opened

HTTP: Final = Mark("documented", "RFC 9110, section 15.6")
UNSAID: Final = Mark("derived", "a refusal is read by the one who was refused")
SERVER_ERROR: Final = 500
REFUSED: Final = 400
MOST_ERRORS: Final = 5
"""Wrong places of one answer that are told."""
MOST_CHARACTERS: Final = 300
TRACES: Final = (b"Traceback (most recent call last)", b"\tat java.", b"   at System.")
"""What the programs of a server say to their own people."""
STATUS: Final = re.compile(rb"<Status[^>]*>(OK|FAILED)</Status>")
JSON: Final = "application/json"


class Judge:
    """One contract document at work on answers."""

    def __init__(self, document: Document) -> None:
        self.document, self._opened = document, opened(document)
        self._validator = lru_cache(maxsize=None)(self._compiled)

    def findings(self, operation: Operation, answer: Answer) -> Iterator[Finding]:
        """Yield everything in ``answer`` that the contract of ``operation`` does not allow."""
        if answer.raw is None:
            yield finding(operation, answer, "no-answer", HTTP, expected="an answer", saw=answer.exchange.answer)
            return
        if answer.status >= SERVER_ERROR:
            yield finding(operation, answer, "server-error", HTTP, expected="no failure of the server")
        yield from self._form(operation, answer)
        yield from _refusal(operation, answer)

    def broken(self, operation: Operation, body: object) -> tuple[str, Mark] | None:
        """Return the surest rule for request bodies that ``body`` breaks, and its mark; None where it breaks none."""
        found = [
            (_rule(error), self._mark(operation, ["requestBody", "content", operation.request_media[0]], error))
            for error in self._validator(operation.operation_id, 0).iter_errors(body)
        ]
        return min(found, key=lambda each: EVIDENCE.index(each[1].evidence), default=None)

    def _form(self, operation: Operation, answer: Answer) -> Iterator[Finding]:
        mark = Mark(operation.evidence, operation.source)
        spec = operation.responses.get(answer.status)
        if spec is None:
            if answer.status < SERVER_ERROR:
                known = ", ".join(str(status) for status in operation.responses)
                yield finding(operation, answer, "status", mark, expected=f"one of {known}")
            return
        if spec.media and _media(answer.media) not in [_media(each) for each in spec.media]:
            wanted = " or ".join(spec.media)
            yield finding(operation, answer, "content-type", mark, expected=wanted, saw=answer.media or "none")
            return
        if spec.schema is not None and JSON in spec.media:
            yield from self._body(operation, answer)

    def _body(self, operation: Operation, answer: Answer) -> Iterator[Finding]:
        try:
            value = json.loads(answer.body)
        except ValueError as problem:
            mark = Mark(operation.evidence, operation.source)
            yield finding(operation, answer, "body", mark, expected="JSON", saw=str(problem))
            return
        errors = self._validator(operation.operation_id, answer.status).iter_errors(value)
        for error, _ in zip(errors, range(MOST_ERRORS), strict=False):
            place = field_name("", error.instance_path)
            mark = self._mark(operation, ["responses", str(answer.status), "content", JSON], error)
            told = error.message[:MOST_CHARACTERS]
            yield finding(operation, answer, "body", mark, place=place, expected=_rule(error), saw=told)

    def _compiled(self, name: str, status: int) -> Draft202012Validator:
        """Return the check of an answer's body by its status; of a request's where that is 0."""
        operation = next(each for each in self.document.operations if each.operation_id == name)
        # A server may answer values that nobody knows yet, where the contract leaves them open.
        document = self._opened if status else self.document
        schema = operation.responses[status].schema if status else operation.request_schema
        return Draft202012Validator(schema_document(document, schema or {}), validate_formats=True)

    def _mark(self, operation: Operation, place: list[str], error: ValidationError) -> Mark:
        """Return the evidence of the rule that ``error`` is about, in the schema at ``place`` of the operation."""
        steps = [step for step in error.schema_path if step != "$ref"]
        around = ["paths", operation.path, operation.method.lower(), *place, "schema"]
        try:
            return evidence_at(self.document, pointer_of(steps if steps[:1] == ["components"] else [*around, *steps]))
        except ContractError:
            return Mark(operation.evidence, operation.source)


def finding(
    operation: Operation, answer: Answer, check: str, mark: Mark, *, expected: str, saw: str = "", place: str = ""
) -> Finding:
    """Return one finding about ``answer``; what was seen is its status, unless told otherwise."""
    told = saw or f"status {answer.status}"
    name = operation.operation_id
    return Finding(name, check, place, told, expected, mark.evidence, mark.source, answer.exchange)


def _refusal(operation: Operation, answer: Answer) -> Iterator[Finding]:
    """Yield what is wrong with how a refusal is put, whichever system it is."""
    for trace in TRACES:
        if trace in answer.body:
            yield finding(operation, answer, "error-body", UNSAID, expected="no trace of the program", saw=str(trace))
    verdict = STATUS.search(answer.body)
    if verdict is not None and (verdict[1] == b"OK") != answer.is_success:
        mark = Mark(operation.evidence, operation.source)
        saw = f"{verdict[1].decode()} under status {answer.status}"
        wanted = "OK" if answer.is_success else "FAILED"
        yield finding(operation, answer, "error-body", mark, expected=f"a body that says {wanted}", saw=saw)
    if answer.status in range(REFUSED, SERVER_ERROR) and not answer.body.strip():
        yield finding(operation, answer, "error-body", UNSAID, expected="a reason", saw="an empty body")


def _rule(error: ValidationError) -> str:
    """Return the rule that was broken as the contract writes it: its keyword, and what stands there if it is short."""
    return f"{error.kind.name} at {pointer_of(error.schema_path)}"


def _media(text: str) -> str:
    return text.replace(" ", "").partition(";")[0].lower()
