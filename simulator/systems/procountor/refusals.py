"""How Procountor refuses: its envelope, its statuses, and the sentences that are known of it.

Source: dev.procountor.com, requests and responses; the two sentences are quoted by integrators.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from simulator.core.errors import (
    AlreadyExists,
    Conflict,
    DomainError,
    FieldError,
    InvalidDocument,
    InvalidValue,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    PeriodLocked,
    of_kind,
)

CODE: Final = re.compile(r"[A-Z][A-Z0-9_/]+")
"""What a validation code looks like; anything else is a sentence."""
UNAUTHORIZED: Final = "Unauthorized"
STATUS: Final[Mapping[type[DomainError], int]] = MappingProxyType(
    {
        InvalidValue: 400,
        NotFound: 404,
        Conflict: 403,
        AlreadyExists: 400,
        PeriodLocked: 400,
        NotAuthenticated: 401,
        NotPermitted: 403,
        DomainError: 400,
    }
)
"""The status of each kind of refusal; a kind that is missing has its parent's. A wrong state is 403 (documented)."""
BLANK: Final = frozenset({"is missing", "is empty"})
PLACES: Final = ("query.", "path.", "header.", "body.")


class ErrorEntry(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One violation; ``field`` is left out for those of a whole document."""

    status: int
    message: str
    field: str = ""


class Errors(msgspec.Struct, frozen=True, gc=False):
    """The envelope of every refusal."""

    errors: Sequence[ErrorEntry]


class Refusal(DomainError):
    """A refusal in the vendor's own words: a status and its violations, as pairs of a message and a field."""

    code = "procountor_refusal"

    def __init__(self, status: int, *violations: tuple[str, str]) -> None:
        self.status, self.violations = status, violations
        super().__init__("; ".join(f"{field}: {message}" if field else message for message, field in violations))


def invalid(code: str, field: str = "", *, explained: str = "") -> Refusal:
    """Return a refusal with one validation code; ``explained`` is told in the journal only."""
    refusal = Refusal(400, (code, field))
    if explained:
        refusal.add_note(explained)
    return refusal


def status_of(error: DomainError) -> int:
    """Return the status with which ``error`` is refused."""
    if isinstance(error, Refusal):
        return error.status
    return of_kind(error, STATUS)


def envelope(error: DomainError) -> Errors:
    """Return ``error`` in the words of Procountor."""
    status = status_of(error)
    return Errors([ErrorEntry(status, message, field) for message, field in violations(error)])


def told(status: int, message: str) -> Errors:
    """Return the envelope for one sentence."""
    return Errors([ErrorEntry(status, message)])


def violations(error: DomainError) -> Iterable[tuple[str, str]]:
    """Return what is wrong, as pairs of a message and a field."""
    match error:
        case Refusal():
            return error.violations
        case InvalidDocument():
            return [_violation(each) for each in error.errors]
        case NotAuthenticated():
            return [(UNAUTHORIZED, "")]
        case PeriodLocked():
            return [("CLOSED_FISCAL_PERIOD", "")]
        case _:
            return [(str(error), "")]


def _violation(error: FieldError) -> tuple[str, str]:
    """Return what the contract's check found, in the two sentences that are known of the vendor's own check."""
    field = error.field
    for place in PLACES:
        field = field.removeprefix(place)
    field = "" if field == "body" else field
    if CODE.fullmatch(error.message):
        return error.message, field
    if error.message in BLANK and field:
        return f"Value of the '{field}' cannot be blank.", field
    if not field:
        return f"The request {error.message}", ""
    return f"Value of the '{field}' field is invalid: {error.message}", ""
