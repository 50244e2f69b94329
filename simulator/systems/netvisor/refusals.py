"""How Netvisor refuses: its codes, their HTTP statuses, and the sentences known by the letter.

Source: support.netvisor.fi, "Error codes" and "HTTP status codes"; statuses that no page gives are assumed to be 400.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.errors import (
    AlreadyExists,
    Conflict,
    DomainError,
    InvalidValue,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    PeriodLocked,
    of_kind,
)

HTTP_STATUS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "AUTHENTICATION_FAILED": 401,
        "INVALID_DATA": 400,
        "INVALID_DATA_SIZE": 400,
        "DUPLICATE_DATA": 400,
        "REQUEST_NOT_UNIQUE": 400,
        "PERIOD_LOCK": 400,
        "SERVICE_ACCESS_ERROR": 403,
        "SYSTEM_MAINTANANCE": 500,
        "TECHNICAL_ERROR": 500,
    }
)
"""The status of each code for callers that ask for HTTP statuses; for all others it is 200."""
CODES: Final[Mapping[type[DomainError], str]] = MappingProxyType(
    {
        InvalidValue: "INVALID_DATA",
        NotFound: "INVALID_DATA",
        Conflict: "INVALID_DATA",
        AlreadyExists: "DUPLICATE_DATA",
        PeriodLocked: "PERIOD_LOCK",
        NotAuthenticated: "AUTHENTICATION_FAILED",
        NotPermitted: "SERVICE_ACCESS_ERROR",
        DomainError: "INVALID_DATA",
    }
)
"""The code of each kind of refusal; a kind that is missing has its parent's."""
DATA_FORM: Final = "Data form incorrect:. "
"""Stands before every sentence about the data, to the letter."""
WRONG_KEYS: Final = "Integration keys are not valid. Please check the keys specific to the user and partner."


class Refusal(DomainError):
    """A refusal in Netvisor's own words; ``with_status`` when the caller asked for HTTP statuses."""

    def __init__(self, netvisor_code: str, sentence: str, *, with_status: bool = False, status: int = 0) -> None:
        self.netvisor_code, self.sentence, self.with_status = netvisor_code, sentence, with_status
        self.http_status = status or HTTP_STATUS[netvisor_code]
        super().__init__(f"{netvisor_code} :: {sentence}")


def invalid(sentence: str) -> Refusal:
    """Return a refusal of the data."""
    return Refusal("INVALID_DATA", DATA_FORM + sentence)


def not_xml(why: str) -> Refusal:
    """Return the refusal of a body that is no valid message; ``why`` is told in the journal only."""
    refusal = invalid("XML message validation failed: Could not validate xml")
    refusal.add_note(why)
    return refusal


def not_authenticated(sentence: str, *notes: str) -> Refusal:
    """Return the refusal of a caller; ``notes`` are told in the journal only."""
    refusal = Refusal("AUTHENTICATION_FAILED", sentence)
    for note in notes:
        refusal.add_note(note)
    return refusal


def code_of(error: DomainError) -> str:
    """Return Netvisor's code for a refusal of the domain."""
    if isinstance(error, Refusal):
        return error.netvisor_code
    return of_kind(error, CODES)


def sentence_of(error: DomainError) -> str:
    """Return what stands after the code."""
    if isinstance(error, Refusal):
        return error.sentence
    return DATA_FORM + str(error) if code_of(error) == "INVALID_DATA" else str(error)


def in_netvisor_words(error: DomainError, *, with_status: bool) -> Refusal:
    """Return ``error`` as a refusal for one caller, with everything that explains it."""
    if isinstance(error, Refusal):
        error.with_status = with_status
        return error
    told = Refusal(code_of(error), sentence_of(error), with_status=with_status)
    told.__dict__.update({name: value for name, value in vars(error).items() if name != "__notes__"})
    for note in getattr(error, "__notes__", ()):
        told.add_note(note)
    return told
