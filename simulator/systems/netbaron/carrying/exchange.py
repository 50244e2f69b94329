"""One request to a module instance, and what its answer means to somebody who carries documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx2
import msgspec

from simulator.core.carrying import Expired, Later, NotThere, Reason, Refused
from simulator.systems.netbaron.wire.document import Wire
from simulator.systems.netbaron.wire.refused import ErrorBody

Trouble = Refused | Later | Expired
"""Anything but an answer."""
T = TypeVar("T")
REASONS: Final[Mapping[str, Reason]] = MappingProxyType(
    {
        "UNKNOWN_ACCOUNT": Reason.UNKNOWN_ACCOUNT,
        "PERIOD_CLOSED": Reason.CLOSED_PERIOD,
        "UNKNOWN_COST_CENTER": Reason.UNKNOWN_DIMENSION,
        "UNKNOWN_VAT_CODE": Reason.UNKNOWN_VAT_CODE,
        "CURRENCY": Reason.CURRENCY,
        "UNBALANCED": Reason.UNBALANCED,
        "DUPLICATE": Reason.NUMBER_TAKEN,
        "IP_NOT_ALLOWED": Reason.CREDENTIAL,
        "METHOD_NOT_ALLOWED": Reason.CREDENTIAL,
    }
)
"""What a partner can do about a code; any other means that the document is invalid."""
LONGEST_KEY: Final = 60
MESSAGE_CHARACTERS: Final = 300
_ENCODE: Final[Callable[[object], bytes]] = msgspec.json.Encoder(decimal_format="number").encode


class Exchange:
    """The modules of one organization, each behind its own password."""

    def __init__(self, http: httpx2.AsyncClient, credentials: Mapping[str, str]) -> None:
        self._http, self._credentials = http, credentials

    async def read(self, place: str, kind: type[T], **query: str) -> T | NotThere | Trouble:
        """Return what stands at ``place``, which begins with its module, as ``kind``."""
        return await self._exchanged("GET", place, kind, params=query)

    async def write(self, method: str, place: str, document: Wire, kind: type[T]) -> T | Trouble:
        """Send a document, and return what is answered as ``kind``."""
        headers = {"Content-Type": "application/json"}
        told = await self._exchanged(method, place, kind, content=_ENCODE(document), headers=headers)
        return Refused(Reason.INVALID, f"nothing answers at {place}") if isinstance(told, NotThere) else told

    async def _exchanged(self, method: str, place: str, kind: type[T], **more: Any) -> T | NotThere | Trouble:
        organization = self._credentials["organization"]
        answer = await self._http.request(
            method,
            f"nb-a/{quote(organization, safe='')}/{place}",
            auth=(organization, self._credentials[f"{place.partition('/')[0]}Password"]),
            **more,
        )
        if answer.status_code != httpx2.codes.OK:
            return classified(answer)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.DecodeError as error:
            return Later(f"the answer cannot be read: {error}")


def classified(answer: httpx2.Response) -> NotThere | Trouble:
    """Return what an answer other than a success means."""
    status = answer.status_code
    if status == httpx2.codes.TOO_MANY_REQUESTS or status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        return Later(f"the system answers {status}", _seconds(answer.headers.get("retry-after", "")))
    try:
        told = msgspec.json.decode(answer.content, type=ErrorBody).error
    except msgspec.DecodeError:
        return Later(f"the system answers {status} with a body that cannot be read")
    message = told.message[:MESSAGE_CHARACTERS]
    if status == httpx2.codes.UNAUTHORIZED:
        # An expired credential and a wrong one get the same answer.
        return Expired(message)
    if told.code == "NOT_FOUND":
        return NotThere()
    return Refused(REASONS.get(told.code, Reason.INVALID), message)


def key(identifier: str, *, prefix: str = "") -> str:
    """Return the key under which a document is sent: the identifier itself where it may stand in a path.

    With a ``prefix`` it is a digest, so that it meets no identifier that somebody chose.
    """
    is_plain = 0 < len(identifier) <= LONGEST_KEY and "/" not in identifier and identifier not in (".", "..")
    if is_plain and not prefix:
        return identifier
    return f"{prefix or 'document'}-{sha256(identifier.encode()).hexdigest()[:40]}"


def at(module: str, name: str) -> str:
    """Return the place of something in a module."""
    return f"{module}/{quote(name, safe='')}"


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
