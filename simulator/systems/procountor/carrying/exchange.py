"""One request to Procountor, and what its answer means to somebody who carries documents.

The access token is asked for before the first request and kept for as long as it works; another one is asked for only
when the caller says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

import httpx2
import msgspec

from simulator.core.carrying import Expired, Later, Reason, Refused
from simulator.systems.procountor.carrying.stopping import Stopped
from simulator.systems.procountor.wire import codes

T = TypeVar("T")
API: Final = "api"
REASONS: Final[Mapping[str, Reason]] = MappingProxyType(
    {
        codes.CLOSED_PERIOD: Reason.CLOSED_PERIOD,
        codes.ACCOUNT_OR_VAT: Reason.UNKNOWN_ACCOUNT,
        codes.STATUS_AND_PERCENT: Reason.UNKNOWN_VAT_CODE,
        codes.INVALID_VAT_PERCENT: Reason.UNKNOWN_VAT_CODE,
        codes.DIMENSION: Reason.UNKNOWN_DIMENSION,
        codes.INVALID_CURRENCY: Reason.CURRENCY,
        codes.INVALID_BALANCE: Reason.UNBALANCED,
        codes.INVALID_PARTNER: Reason.UNKNOWN_CUSTOMER,
        "Unauthorized": Reason.CREDENTIAL,
    }
)
"""What a partner can do about a code; any other means that the document is invalid."""
MESSAGE_CHARACTERS: Final = 300
ENCODE: Final[Callable[[object], bytes]] = msgspec.json.Encoder(decimal_format="number").encode


class Violation(msgspec.Struct, frozen=True):
    """One thing that is wrong."""

    message: str
    field: str | None = None


class Violations(msgspec.Struct, frozen=True):
    """Procountor's envelope for refusals."""

    errors: list[Violation]


class Token(msgspec.Struct, frozen=True):
    """An access token."""

    access_token: str


class Exchange:
    """One company's Procountor, opened by an API key."""

    def __init__(self, http: httpx2.AsyncClient, credentials: Mapping[str, str]) -> None:
        self._http, self._credentials = http, credentials
        self._token = ""

    async def read(self, place: str, kind: type[T], **query: str | int) -> T:
        """Return what stands at ``place`` below the API, as ``kind``. Raises Stopped."""
        return _decoded(await self._answered("GET", place, params=query), kind)

    async def find(self, place: str, kind: type[T]) -> T | None:
        """Return what stands at ``place``, or nothing. Raises Stopped."""
        answer = await self._sent("GET", place)
        return None if answer.status_code == httpx2.codes.NOT_FOUND else _decoded(_checked(answer), kind)

    async def write(self, method: str, place: str, document: object, kind: type[T]) -> T:
        """Send a document, and return what is answered as ``kind``. Raises Stopped."""
        headers = {"Content-Type": "application/json"}
        return _decoded(await self._answered(method, place, content=ENCODE(document), headers=headers), kind)

    async def act(self, place: str) -> None:
        """Carry out an action that has nothing to say. Raises Stopped."""
        await self._answered("PUT", place)

    async def renew(self) -> None:
        """Ask for another token. Raises Stopped; with ``Refused`` when the key itself is not accepted."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials["clientId"],
            "client_secret": self._credentials["clientSecret"],
            "api_key": self._credentials["apiKey"],
        }
        answer = await self._http.post(f"{API}/oauth/token", data=form)
        if answer.status_code in (httpx2.codes.UNAUTHORIZED, httpx2.codes.BAD_REQUEST, httpx2.codes.FORBIDDEN):
            raise Stopped(Refused(Reason.CREDENTIAL, f"client or API key is not accepted: {_sentence(answer)}"))
        self._token = _decoded(_checked(answer), Token).access_token

    async def _answered(self, method: str, place: str, **more: Any) -> httpx2.Response:
        return _checked(await self._sent(method, place, **more))

    async def _sent(self, method: str, place: str, **more: Any) -> httpx2.Response:
        if not self._token:
            await self.renew()
        headers = {**more.pop("headers", {}), "Authorization": f"Bearer {self._token}"}
        answer = await self._http.request(method, f"{API}/{place}", headers=headers, **more)
        if answer.status_code == httpx2.codes.UNAUTHORIZED:
            raise Stopped(Expired("the access token is no longer accepted"))
        return answer


def _checked(answer: httpx2.Response) -> httpx2.Response:
    """Return a success as it is. Raises Stopped for anything else."""
    status = answer.status_code
    if status == httpx2.codes.TOO_MANY_REQUESTS or status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        raise Stopped(Later(f"the system answers {status}", _seconds(answer.headers.get("retry-after", ""))))
    if answer.is_success:
        return answer
    try:
        violations = msgspec.json.decode(answer.content, type=Violations).errors
    except msgspec.DecodeError:
        raise Stopped(Later(f"the system answers {status} with a body that cannot be read")) from None
    named = next((REASONS[one.message] for one in violations if one.message in REASONS), None)
    reason = named or (Reason.NOT_PAYABLE if status == httpx2.codes.FORBIDDEN else Reason.INVALID)
    raise Stopped(Refused(reason, _told(violations)))


def _told(violations: list[Violation]) -> str:
    texts = (f"{one.field}: {one.message}" if one.field else one.message for one in violations)
    return "; ".join(texts)[:MESSAGE_CHARACTERS]


def _sentence(answer: httpx2.Response) -> str:
    try:
        return _told(msgspec.json.decode(answer.content, type=Violations).errors)
    except msgspec.DecodeError:
        return str(answer.status_code)


def _decoded(answer: httpx2.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=kind, strict=False)
    except msgspec.DecodeError as error:
        raise Stopped(Later(f"the answer cannot be read: {error}")) from None


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
