"""What can go wrong in the domain, as one tree that knows no HTTP.

DomainError
 |- InvalidValue          a value that can never be right
 |   `- InvalidDocument   a document with one or more wrong fields
 |- NotFound              nothing is known by that name here
 |- Conflict              the request is well formed, but what it meets forbids it
 |   |- AlreadyExists
 |   |- TransitionNotAllowed
 |   |- CaseClosed
 |   `- PeriodLocked
 |- NotAuthenticated      no credential, or one that opens nothing
 |   `- CredentialExpired
 `- NotPermitted          a live credential of the wrong kind
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Final, NamedTuple, TypeVar

T = TypeVar("T")

SHOWN_CHARACTERS: Final = 80
"""A value quoted in a message is cut to this many characters."""

_SHOWN_BITS: Final = 256
"""A whole number longer than this is not spelled out: Python refuses to spell the very long ones."""


def shown(value: object) -> str:
    """Return ``value`` as it may stand in a message: quoted, and cut when it is long."""
    if isinstance(value, int) and value.bit_length() > _SHOWN_BITS:
        return f"(a number of {value.bit_length()} bits)"
    text = repr(value) if isinstance(value, int | float) else repr(str(value))
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


class FieldError(NamedTuple):
    """One wrong field: where it stands (``invoice.header.dueDate``, ``actions[1].code``) and what is wrong with it."""

    field: str
    message: str


class DomainError(Exception):
    """Anything the domain refuses. ``code`` is stable; the message is for people."""

    code: ClassVar[str] = "domain_error"


class InvalidValue(DomainError):
    """A value that can never be right, whatever the state of the world."""

    code = "invalid_value"

    def __init__(self, what: str, value: object, expected: str) -> None:
        self.what, self.value, self.expected = what, value, expected
        super().__init__(f"{what} {shown(value)} is not valid; expected {expected}")


class InvalidDocument(InvalidValue):
    """A document in which every field named is wrong."""

    code = "invalid_document"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        self.what, self.value, self.expected = "document", "", ""
        DomainError.__init__(self, "; ".join(f"{field}: {message}" for field, message in self.errors))


class NotFound(DomainError):
    """Nothing is known by that name to the one who asks."""

    code = "not_found"

    def __init__(self, what: str, name: object, *, closest: str | None = None) -> None:
        self.what, self.name, self.closest = what, name, closest
        hint = f"; the closest known is {closest}" if closest else ""
        super().__init__(f"{what} {shown(name)} is not known{hint}")


class Conflict(DomainError):
    """A well-formed request that the present state forbids."""

    code = "conflict"


class AlreadyExists(Conflict):
    """A second thing by a name that may be taken only once."""

    code = "already_exists"

    def __init__(self, what: str, name: object) -> None:
        self.what, self.name = what, name
        super().__init__(f"{what} {shown(name)} exists already; each may be created once")


class TransitionNotAllowed(Conflict):
    """A trigger that the present stage has no arrow for."""

    code = "transition_not_allowed"

    def __init__(self, stage: str, trigger: str, allowed: tuple[str, ...]) -> None:
        self.stage, self.trigger, self.allowed = stage, trigger, allowed
        options = ", ".join(allowed) or "nothing"
        super().__init__(f"stage {stage} does not accept {trigger}; it accepts {options}")


class CaseClosed(Conflict):
    """A change asked of a case that has ended."""

    code = "case_closed"

    def __init__(self, case_id: int | str, reason: str) -> None:
        self.case_id, self.reason = case_id, reason
        super().__init__(f"case {case_id} is closed ({reason}); a closed case takes no more actions")


class PeriodLocked(Conflict):
    """A change dated within a part of the books that takes no changes."""

    code = "period_locked"

    def __init__(self, day: date, reason: str) -> None:
        self.day, self.reason = day, reason
        super().__init__(f"the books take no changes on {day}: {reason}")


class NotAuthenticated(DomainError):
    """No credential, or one that opens nothing here."""

    code = "not_authenticated"


class CredentialExpired(NotAuthenticated):
    """A credential that did open something, until its time ran out or it was replaced."""

    code = "credential_expired"


class NotPermitted(DomainError):
    """A live credential of the wrong kind for what was asked."""

    code = "not_permitted"


def of_kind(error: DomainError, table: Mapping[type[DomainError], T]) -> T:
    """Return what ``table``, which has DomainError, has for the kind of ``error`` or for the nearest kind above it."""
    return next(table[kind] for kind in type(error).__mro__ if kind in table)
