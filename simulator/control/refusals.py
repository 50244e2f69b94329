"""Every refusal of the control plane, in its one shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.errors import (
    Conflict,
    DomainError,
    FieldError,
    InvalidDocument,
    InvalidValue,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    of_kind,
    shown,
)
from simulator.http.endpoint import Reply
from simulator.http.refusals import Refused

STATUS: Final[Mapping[type[DomainError], int]] = MappingProxyType(
    {InvalidValue: 400, NotAuthenticated: 401, NotPermitted: 403, NotFound: 404, Conflict: 409}
)
"""The status of each kind of refusal; a kind that is missing has its parent's."""

CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        404: "no_such_address",
        405: "method_not_allowed",
        413: "too_large",
        415: "wrong_media_type",
        500: "our_mistake",
        503: "stopping",
    }
)
"""The codes of what is refused before any operation is asked, and of our own mistakes."""

CHALLENGE: Final[Mapping[str, str]] = MappingProxyType({"WWW-Authenticate": 'Bearer realm="sandbox control plane"'})


def refuse(error: DomainError) -> Reply:
    """Return the answer to what the domain refuses."""
    status = of_kind(error, STATUS)
    if isinstance(error, InvalidDocument):
        fields = error.errors
    elif isinstance(error, InvalidValue):
        fields = (FieldError(error.what, f"{shown(error.value)} is not valid; expected {error.expected}"),)
    else:
        fields = ()
    reply = _reply(status, error.code, str(error), fields)
    return reply._replace(headers=CHALLENGE) if status == 401 else reply


def turn_away(refused: Refused) -> Reply:
    """Return the answer to a request that no operation sees."""
    return _reply(refused.status, CODES[refused.status], refused.sentence)._replace(headers=refused.headers)


def own_mistake() -> Reply:
    """Return the answer where this program has failed."""
    return _reply(500, CODES[500], "the sandbox itself has failed; its log says where")


def _reply(status: int, code: str, message: str, errors: Iterable[FieldError] = ()) -> Reply:
    return Reply(status, {"error": {"code": code, "message": message, "errors": [e._asdict() for e in errors]}})
