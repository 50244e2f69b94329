"""A whole sandbox in this process, driven over HTTP as its clients drive it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx2
import msgspec

from contracts.documents import examples
from simulator.asgi import build
from simulator.outgoing import InProcess
from simulator.settings import Settings

T = TypeVar("T")

EXAMPLES: dict[str, Any] = {e.path.stem: e.value for e in examples("cfis") if e.direction == "request"}
ENCODE = msgspec.json.Encoder(decimal_format="number").encode
START = "2026-01-05T09:00:00+02:00"
TODAY = "2026-01-05"
PARTNER = "/cfis/api/v1/partner"
INVOICE = 4711


class Sandbox:
    """One process, and one world of it at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sandbox: Settings) -> None:
        self._loop = loop
        self.is_stopping = False
        self.built = build(sandbox, stopping=lambda: self.is_stopping)
        self._http = httpx2.AsyncClient(transport=InProcess(lambda: self.built.app, 60), base_url="http://sandbox")
        self.world = self.key = self.system = ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """Send a request and return its answer."""
        content = b"" if body is None else ENCODE(body)
        given = {"Content-Type": "application/json", **headers} if content else headers
        return self.run(self._http.request(method, path, content=content, headers=given))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` comes to."""
        return self._loop.run_until_complete(work)

    def found(self, **plan: Any) -> None:
        """Begin a world, and work in it from now on."""
        opened = self.ask("POST", "/sandbox/worlds", {"now": START, **plan})
        assert opened.status_code == 201, opened.text
        self.world = opened.json()["world"]
        self.system = str(plan.get("accounting", "netvisor"))
        self.key = opened.json()["cfis"]["staging"]["clients"][0]["accessToken"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Do something as a tester, which succeeds."""
        answer = self.ask(method, f"/sandbox/worlds/{self.world}{path}", body)
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    def submit(self, path: str, document: Any) -> None:
        """Hand a document in as a client, which succeeds."""
        answer = self.ask("POST", PARTNER + path, document, **{"X-Api-Key": self.key})
        assert answer.status_code == 200, answer.text

    def states(self, what: str) -> Any:
        """Return how far the client's documents are, as CFIS tells it."""
        answer = self.ask("GET", f"{PARTNER}/accounting/{what}", **{"X-Api-Key": self.key})
        return next(iter(answer.json().values())) if answer.status_code == 200 else []

    def advance(self, length: str) -> None:
        """Let time pass."""
        self.control("POST", "/clock", {"advance": length})

    def books(self, system: str) -> Any:
        """Return the books of an accounting system."""
        return next(each for each in self.control("GET", "/books")["accounting"] if each["system"] == system)

    def close(self) -> None:
        """Let go of everything."""
        self._loop.run_until_complete(self._http.aclose())
        self.built.store.close()


@contextmanager
def a_sandbox(settings: Settings = Settings()) -> Iterator[Sandbox]:  # noqa: B008
    """Give a sandbox for as long as the context is open."""
    loop = asyncio.new_event_loop()
    sandbox = Sandbox(loop, settings)
    try:
        yield sandbox
    finally:
        sandbox.close()
        loop.close()


def invoice(number: int = INVOICE, total: float = 125.5, **header: Any) -> Any:
    """Return an invoice over one row at 25.5 %, whose data goes to accounting after distribution."""
    document = json.loads(ENCODE(EXAMPLES["createInvoice.request"]))
    document["processing"]["accountingInvoiceEnabled"] = True
    document["invoice"]["header"].update(number=number, date=TODAY, dueDate="2026-01-19", **header)
    document["invoice"]["references"]["payment"] = None
    document["invoice"]["rows"] = [
        {"productName": "Example work", "quantity": 1, "unitPrice": total / 1.255, "vatPercentage": 25.5}
    ]
    document["invoice"]["amounts"] = {"totalAmount": total}
    return document


def credit_note(number: int, credited: int, total: float) -> Any:
    """Return a credit note on an invoice."""
    document = invoice(number, total, type="CREDIT_NOTE")
    document["invoice"]["references"]["creditedInvoiceNumber"] = credited
    return document


def ledger(name: str = "l-1", account: str = "3000", day: str = TODAY) -> Any:
    """Return a voucher of two rows."""
    document = json.loads(ENCODE(EXAMPLES["submitLedger.request"]))
    document["ledgers"].update(ledgerIdentifier=name, documentName=name, documentDate=day)
    rows = document["ledgers"]["ledgerRows"]
    for row in rows:
        row["bookingDate"] = day
        for dimension in row["ledgerDimensions"]:
            dimension["dimensionValue"] = "Helsinki"
    rows[1]["accountNumber"] = account
    return document


def payment(name: str = "p-1", number: int = INVOICE, amount: float = 125.5, **more: Any) -> Any:
    """Return a payment on an invoice."""
    paid = {"paymentIdentifier": name, "invoiceNumber": str(number), "paymentDate": TODAY, "amount": amount}
    return {"payments": [{**paid, "currency": "EUR", **more}]}
