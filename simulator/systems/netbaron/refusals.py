"""How the assumed contract refuses: its codes, their statuses, and which code each refusal of the domain has.

No error format of the vendor is public; all of this is assumed. A world's policy may give a code another status.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

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
from simulator.core.policy import Policy
from simulator.http.endpoint import NO_HEADERS

STATUS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "AUTH_FAILED": 401,
        "IP_NOT_ALLOWED": 403,
        "METHOD_NOT_ALLOWED": 405,
        "VALIDATION": 400,
        "TOO_LONG": 400,
        "CURRENCY": 400,
        "UNBALANCED": 400,
        "PERIOD_CLOSED": 400,
        "UNKNOWN_ACCOUNT": 400,
        "UNKNOWN_COST_CENTER": 400,
        "UNKNOWN_VAT_CODE": 400,
        "NOT_FOUND": 404,
        "DUPLICATE": 409,
        "CONFLICT": 409,
    }
)
"""The status of each code."""
CODES: Final[Mapping[type[DomainError], str]] = MappingProxyType(
    {
        InvalidValue: "VALIDATION",
        NotFound: "NOT_FOUND",
        AlreadyExists: "DUPLICATE",
        PeriodLocked: "PERIOD_CLOSED",
        Conflict: "CONFLICT",
        NotAuthenticated: "AUTH_FAILED",
        NotPermitted: "IP_NOT_ALLOWED",
        DomainError: "VALIDATION",
    }
)
"""The code of each kind of refusal; a kind that is missing has its parent's."""
TOO_LONG: Final = "or fewer"
"""How a finding about a text or a list ends that is longer than the contract allows."""


class Refusal(DomainError):
    """A refusal with a code of its own."""

    def __init__(self, netbaron_code: str, message: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self.netbaron_code, self.headers = netbaron_code, headers
        super().__init__(message)


def code_of(error: DomainError) -> str:
    """Return the code of a refusal."""
    if isinstance(error, Refusal):
        return error.netbaron_code
    if isinstance(error, InvalidDocument):
        return _code_of_fields(error.errors)
    return of_kind(error, CODES)


def status_of(code: str, policy: Policy) -> int:
    """Return the status of a code under ``policy``."""
    return policy.netbaron_statuses.get(code, STATUS[code])


def _code_of_fields(errors: tuple[FieldError, ...]) -> str:
    """Return the code that all fields at fault have in common, else the general one."""
    codes = {_code_of_field(one) for one in errors}
    return codes.pop() if len(codes) == 1 else "VALIDATION"


def _code_of_field(one: FieldError) -> str:
    if one.field.rpartition(".")[2] == "currency":
        return "CURRENCY"
    return "TOO_LONG" if one.message.endswith(TOO_LONG) else "VALIDATION"
