"""Refusals as they travel: one shape for all, a code for programs and a message for people (assumed)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.errors import DomainError, NotAuthenticated
from simulator.core.policy import Policy
from simulator.http.endpoint import NO_HEADERS, Reply
from simulator.systems.netbaron.refusals import Refusal, code_of, status_of
from simulator.systems.netbaron.wire.document import Wire

OF_THE_SHELL: Final[Mapping[int, str]] = MappingProxyType(
    {
        404: "NOT_FOUND",
        405: "METHOD_NOT_ALLOWED",
        413: "TOO_LARGE",
        415: "UNSUPPORTED_MEDIA",
        429: "TOO_MANY_REQUESTS",
        500: "SERVER_ERROR",
        503: "UNAVAILABLE",
    }
)
"""The code for each status of the shell itself."""
AUTH_SENTENCE: Final = "organization, password or instance is wrong"
"""The same for all three, since the real interface tells them apart no more."""
CHALLENGE: Final = MappingProxyType({"WWW-Authenticate": 'Basic realm="NB-A"'})


class ErrorDetail(Wire, frozen=True):
    """A code for programs and a message for people."""

    code: str
    message: str


class ErrorBody(Wire, frozen=True):
    """The one shape of every refusal."""

    error: ErrorDetail


def refusal(error: DomainError, policy: Policy) -> Reply:
    """Return the answer that refuses with ``error``; who failed to identify is told nothing further."""
    code = code_of(error)
    is_stranger = isinstance(error, NotAuthenticated)
    body = ErrorBody(ErrorDetail(code, AUTH_SENTENCE if is_stranger else str(error)))
    headers = CHALLENGE if is_stranger else error.headers if isinstance(error, Refusal) else NO_HEADERS
    return Reply(status_of(code, policy), body, headers)


def unwell(status: int, message: str) -> Reply:
    """Return the body for a status of the shell itself."""
    return Reply(status, ErrorBody(ErrorDetail(OF_THE_SHELL.get(status, "VALIDATION"), message)))
