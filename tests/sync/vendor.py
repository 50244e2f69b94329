"""A made-up accounting system: a tiny web application with books, faults at any request, and a connector to it.

``PUT /invoice/7`` books a document under its own name, ``GET`` tells whether it is there. A document is refused by
what its text says: *poison* for ever, *unwell* with 500 each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

import httpx2

from simulator.core.carried import Carried, InvoiceDocument, LedgerDocument, PaymentDocument
from simulator.core.carrying import Booked, Expired, Found, Later, NotThere, Outcome, Reason, Refused
from simulator.core.tables import Tables

POISON: Final = "poison"
UNWELL: Final = "unwell"
PAUSE_SECONDS: Final = 900


class Bad(StrEnum):
    """What may happen to a request in place of an honest answer."""

    STATUS = "status"
    DROP = "drop"
    LOST_ANSWER = "lost answer"
    TRUNCATED = "truncated"
    RATE_LIMIT = "rate limit"
    EXPIRED = "expired token"


class Vendor:
    """The system. ``booked`` counts how often each document was booked; ``faults`` meet the requests in their order."""

    def __init__(self, faults: Sequence[Bad | None] = (), *, root: str = "") -> None:
        self.faults = list(faults)
        self.root = root
        self.booked: dict[str, int] = {}
        self.order: list[str] = []
        self.token = 1
        self.requests = self.renewals = 0
        self.opens = True

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        self.requests += 1
        fault = self.faults.pop(0) if self.faults else None
        if fault is Bad.DROP:
            raise httpx2.ConnectError("dropped")
        if fault is Bad.EXPIRED:
            self.token += 1
        status, answer = self._carried_out(scope, fault, body)
        if fault is Bad.LOST_ANSWER:
            raise httpx2.ReadTimeout("no answer in time")
        content = json.dumps(answer).encode()
        headers = [(b"retry-after", str(PAUSE_SECONDS).encode())] if status == 429 else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content[:-1] if fault is Bad.TRUNCATED else content})

    def _carried_out(self, scope: Mapping[str, Any], fault: Bad | None, body: bytes) -> tuple[int, Any]:
        headers = dict(scope["headers"])
        name = scope["path"].removeprefix(self.root)[1:]
        if fault is Bad.STATUS:
            return 503, "down"
        if fault is Bad.RATE_LIMIT:
            return 429, "slowly"
        if name == "token":
            self.renewals += 1
            return 200, self.token
        if headers[b"authorization"] != str(self.token).encode() or not self.opens:
            return 401, "token"
        return self._answered(scope["method"], name, body.decode())

    def _answered(self, method: str, name: str, text: str) -> tuple[int, Any]:
        if method == "GET":
            return (200, name) if name in self.booked else (404, "nothing")
        if POISON in text:
            return 422, "poison"
        if UNWELL in text:
            return 500, "unwell"
        invoice = text.partition("on ")[2]
        if invoice and f"INVOICE/{invoice}" not in self.booked:
            return 422, "invoice"
        self.booked[name] = self.booked.get(name, 0) + 1
        self.order.append(name)
        return 200, name


class Connection:
    """A connector to the made-up system."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http
        self.token = 1

    @classmethod
    def to(cls, vendor: Vendor) -> Self:
        """Connect to a system of this process."""
        transport = httpx2.ASGITransport(app=vendor)
        return cls(httpx2.AsyncClient(transport=transport, base_url="http://vendor.test", trust_env=False))

    async def find(self, document: Carried) -> Found:
        got = await self._asked("GET", document)
        return got if got is not None else NotThere()

    async def book(self, document: Carried) -> Outcome:
        got = await self._asked("PUT", document)
        assert got is not None
        return got

    async def renew(self) -> Refused | Later | None:
        got = await self.http.get("/token")
        try:
            self.token = int(got.json())
        except ValueError:
            return Later("the new token cannot be read")
        return None

    async def _asked(self, method: str, document: Carried) -> Booked | Refused | Later | Expired | None:
        headers = {"Authorization": str(self.token)}
        got = await self.http.request(
            method, f"/{document.kind}/{document.identifier}", content=_said(document), headers=headers
        )
        if got.status_code == 401:
            return Expired("the token has run out")
        if got.status_code == 404:
            return None
        if got.status_code == 429:
            return Later("too many requests", int(got.headers["retry-after"]))
        if got.status_code >= 500:
            return Later(f"status {got.status_code}")
        return _read(got, was_there=method == "GET")


class Connector:
    """Connects to the made-up system, as the module ``client`` in a system's folder does."""

    NAME = "toy"
    CREDENTIALS: tuple[str, ...] = ("user",)
    TABLES = Tables()

    def connect(
        self,
        http: httpx2.AsyncClient,
        credentials: Mapping[str, str],
        tables: Tables,
        *,
        now: Callable[[], datetime],
        nonce: Callable[[], str],
    ) -> Connection:
        """Return the system behind ``http``."""
        assert set(self.CREDENTIALS) <= set(credentials)
        assert now().tzinfo is not None
        assert nonce() != nonce()
        return Connection(http)


def _said(document: Carried) -> str:
    match document:
        case PaymentDocument():
            return f"{document.method} on {document.invoice_number}"
        case InvoiceDocument() | LedgerDocument():
            return document.text


def _read(got: httpx2.Response, *, was_there: bool) -> Booked | Refused | Later:
    try:
        answer = got.json()
    except ValueError:
        return Later("the answer cannot be read")
    if got.status_code == 422:
        return Refused(Reason.UNKNOWN_INVOICE if answer == "invoice" else Reason.INVALID, answer)
    return Booked(answer, was_there=was_there)
