"""What schemathesis makes of one operation: requests that fit its contract, and requests whose bodies do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core import NotSet
from schemathesis.core.result import Ok

from contracts.conformance.answers import Answer
from contracts.conformance.findings import Finding
from contracts.conformance.judge import Judge, finding
from contracts.conformance.server import Server
from contracts.documents import Document, Operation
from contracts.evidence import Mark


class Attack:
    """The operations of one contract, each ready to be asked with made-up requests."""

    def __init__(self, document: Document, judge: Judge, examples: int) -> None:
        self._judge = judge
        schema = schemathesis.openapi.from_dict(document.raw)
        self._made: dict[str, Any] = {}
        for found in schema.get_all_operations():
            if isinstance(found, Ok):
                made = found.ok()
                self._made[made.definition.raw["operationId"]] = made
        self._quiet: Final = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=True,
            # Nothing is shrunk: a server that is not ours would be asked hundreds of times for it.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )

    def answers(self, server: Server, operation: Operation) -> Iterator[tuple[Answer, tuple[Finding, ...]]]:
        """Yield every answer, with what only the one who made the request can find wrong with it."""
        for mode in _modes(operation):
            yield from self._asked(server, operation, mode)

    def _asked(
        self, server: Server, operation: Operation, mode: GenerationMode
    ) -> list[tuple[Answer, tuple[Finding, ...]]]:
        seen: list[tuple[Answer, tuple[Finding, ...]]] = []

        @self._quiet
        @given(case=self._made[operation.operation_id].as_strategy(generation_mode=mode))
        def ask(case: Case[Any]) -> None:
            case.path_parameters.update({k: v for k, v in server.door.values().items() if k in case.path_parameters})
            answer = server.send(operation, dict(case.as_transport_kwargs(base_url=server.base)))
            wrong = () if mode is GenerationMode.POSITIVE else tuple(_taken(self._judge, operation, case, answer))
            seen.append((answer, wrong))

        ask()
        return seen


def _modes(operation: Operation) -> tuple[GenerationMode, ...]:
    """Return how an operation can be asked. Queries that mean nothing may be passed over, so only bodies are wrong."""
    if operation.request_schema is None:
        return (GenerationMode.POSITIVE,)
    return (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def _taken(judge: Judge, operation: Operation, case: Case[Any], answer: Answer) -> Iterator[Finding]:
    """Yield a finding where a body was taken that breaks the contract; by accident a made-up body may keep it."""
    if not answer.is_success:
        return
    if isinstance(case.body, NotSet):
        if operation.request_required:
            mark = Mark(operation.evidence, operation.source)
            yield finding(operation, answer, "wrong-body-taken", mark, expected="a refusal of no body at all")
        return
    broken = _broken(judge, operation, case.body)
    if broken:
        rule, mark = broken
        yield finding(operation, answer, "wrong-body-taken", mark, expected=f"a refusal of a body that breaks {rule}")


def _broken(judge: Judge, operation: Operation, body: object) -> tuple[str, Mark] | None:
    """Return the rule that a body breaks, if it breaks one; raw bytes need not even be JSON."""
    if not isinstance(body, bytes):
        return judge.broken(operation, body)
    try:
        return judge.broken(operation, json.loads(body))
    except ValueError:
        return "its media type: it is no JSON", Mark(operation.evidence, operation.source)
