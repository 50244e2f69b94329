"""One exchange with Netvisor: sign, send, read, and tell a failure from an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import httpx2

from simulator.core.carrying import Later
from simulator.core.errors import DomainError
from simulator.systems.netvisor.carrying.failures import classified
from simulator.systems.netvisor.carrying.stopping import Stopped
from simulator.systems.netvisor.signing import HMAC, Keys, Signed, mac, text_to_sign
from simulator.systems.netvisor.wire.xml import Element, Node, read, written

SENDER: Final = "CFIS sync"
LANGUAGE: Final = "EN"
ENCODING: Final = "iso-8859-15"
PREFIX: Final = "X-Netvisor-Authentication-"
UNWELL: Final = 500
TOO_MANY: Final = 429


class Exchange:
    """Speaks to one company's Netvisor through the client that it is given, whose ``base_url`` is the root."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        credentials: Mapping[str, str],
        now: Callable[[], datetime],
        nonce: Callable[[], str],
    ) -> None:
        self._http, self._credentials, self._now, self._nonce = http, credentials, now, nonce

    async def get(self, resource: str, **query: str | int) -> Element:
        """Return the root of what a resource answers. Raises Stopped for a failure, HTTPError without an answer."""
        return await self._answer(self._http.build_request("GET", f"{resource}.nv", params=query))

    async def post(self, resource: str, message: Node | None = None, **query: str | int) -> Element:
        """Send a message, or parameters alone, and return the root of the answer. Raises as ``get`` does."""
        content = b"" if message is None else written(Node("root", message)).encode()
        media = {"Content-Type": "text/xml; charset=utf-8"}
        request = self._http.build_request("POST", f"{resource}.nv", params=query, content=content, headers=media)
        return await self._answer(request)

    async def inserted(self, resource: str, message: Node, **query: str | int) -> str:
        """Send a message and return the key of what it made."""
        replies = (await self.post(resource, message, **query)).child("replies")
        key = "" if replies is None else replies.said("inserteddataidentifier")
        if not key:
            raise Stopped(Later(f"the answer of {resource}.nv names no key"))
        return key

    async def _answer(self, request: httpx2.Request) -> Element:
        request.headers.update(self._signed(str(request.url)))
        response = await self._http.send(request)
        if response.status_code == TOO_MANY or response.status_code >= UNWELL:
            wait = response.headers.get("Retry-After", "")
            message = f"status {response.status_code} from {request.url.path}"
            raise Stopped(Later(message, int(wait) if wait.isascii() and wait.isdigit() else 0))
        try:
            root = read(response.content)
        except DomainError:
            message = f"the answer of {request.url.path} (status {response.status_code}) cannot be read"
            raise Stopped(Later(message)) from None
        _check(root, request)
        return root

    def _signed(self, url: str) -> dict[str, str]:
        now, parts = self._now().astimezone(UTC), self._credentials
        signed = Signed(
            url=url,
            sender=SENDER,
            customer_id=parts["customerId"],
            timestamp=f"{now:%Y-%m-%d %H:%M:%S}.{now.microsecond // 1000:03}",
            language=LANGUAGE,
            organisation_id=parts["organisationId"],
            transaction_id=self._nonce(),
            timestamp_unix=str(int(now.timestamp())),
        )
        keys = Keys(parts["customerKey"], parts["partnerKey"])
        return {
            f"{PREFIX}Sender": signed.sender,
            f"{PREFIX}CustomerId": signed.customer_id,
            f"{PREFIX}PartnerId": parts["partnerId"],
            f"{PREFIX}Timestamp": signed.timestamp,
            f"{PREFIX}TimestampUnix": signed.timestamp_unix,
            f"{PREFIX}TransactionId": signed.transaction_id,
            "X-Netvisor-Interface-Language": signed.language,
            "X-Netvisor-Organisation-ID": signed.organisation_id,
            f"{PREFIX}MACHashCalculationAlgorithm": HMAC,
            f"{PREFIX}UseHTTPResponseStatusCodes": "1",
            f"{PREFIX}MAC": mac(HMAC, text_to_sign(HMAC, signed, keys), keys, ENCODING),
        }


def _check(root: Element, request: httpx2.Request) -> None:
    status = root.child("responsestatus")
    told = [] if status is None else [one.text for one in status.every("status")]
    if not told:
        raise Stopped(Later(f"the answer of {request.url.path} says nothing about success"))
    if told[0] != "OK":
        raise Stopped(classified(told[1] if len(told) > 1 else told[0]))
