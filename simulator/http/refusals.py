"""What the shell refuses by itself, before any operation is asked, and what it reports of its own mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.core.errors import FieldError
from simulator.http.endpoint import NO_HEADERS, NO_VALUES


class Refused(Exception):
    """A request that no operation sees: its status, a sentence, and what its journal entry explains."""

    def __init__(
        self,
        status: int,
        sentence: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        explanation: Mapping[str, Any] = NO_VALUES,
    ) -> None:
        self.status, self.sentence, self.headers, self.explanation = status, sentence, headers, explanation
        super().__init__(sentence)


class ContractBroken(Exception):
    """A reply of ours that is not what our own contract promises: our mistake, never the caller's."""

    def __init__(self, operation: str, status: int, findings: Iterable[FieldError]) -> None:
        self.operation, self.status, self.findings = operation, status, tuple(findings)
        told = "; ".join(f"{field}: {message}" for field, message in self.findings)
        super().__init__(f"{operation} answered {status} with what its contract does not allow: {told}")


class ConnectionDropped(ConnectionResetError):
    """Raised in place of an answer where the server cannot break off the connection, as in a process of its own."""
