"""A connector at work on the emulated Netvisor, in this process: documents go in, outcomes and books come out."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import httpx2
from msgspec.structs import replace

from simulator.core.carried import (
    Address,
    Buyer,
    Carried,
    Dimension,
    InvoiceDocument,
    InvoiceRow,
    LedgerDocument,
    LedgerRow,
    PaymentDocument,
)
from simulator.core.carrying import Found, Outcome
from simulator.core.money import Money
from simulator.core.tables import Tables, over
from simulator.systems.netvisor import client
from tests.systems.netvisor.desk import START, Desk

DAY = date(2026, 6, 10)
_NONCES = itertools.count(1)


class InProcess(httpx2.AsyncBaseTransport):
    """An application in this process; a connection that it breaks off is one, as over a socket."""

    def __init__(self, app: Any) -> None:
        self._asgi = httpx2.ASGITransport(app=app)
        self.requests: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        try:
            return await self._asgi.handle_async_request(request)
        except ConnectionResetError as error:
            raise httpx2.ReadError(str(error), request=request) from error


class Carrier:
    """One world, and as many connectors to its Netvisor as there are runs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.keys: Mapping[str, str] = desk.keys
        self.tables: Tables = client.TABLES
        self.transport = InProcess(desk.driver.app)

    def run(self, *documents: Carried, look_first: bool = False) -> list[Outcome | Found | httpx2.HTTPError]:
        """Send documents in one run; where a document is in doubt, it is looked for first."""
        return asyncio.run(self._ran(documents, look_first=look_first))

    def find(self, document: Carried) -> Found:
        """Look for a document."""

        async def looked() -> Found:
            async with self._http() as http:
                return await self._target(http).find(document)

        return asyncio.run(looked())

    def fault(self, fault: str, operation: str, **more: Any) -> None:
        """Let something go wrong with the next request of an operation."""
        wanted = {"system": "netvisor", "operation": operation, "fault": fault, **more}
        answer = self.desk.driver.post(f"/sandbox/worlds/{self.desk.world}/faults", wanted)
        assert answer is not None
        assert answer.status == 201, answer.body

    def named(self, **tables: Any) -> None:
        """Name what the defaults do not."""
        self.tables = over(Tables(**tables), client.TABLES)

    async def _ran(
        self, documents: tuple[Carried, ...], *, look_first: bool
    ) -> list[Outcome | Found | httpx2.HTTPError]:
        outcomes: list[Outcome | Found | httpx2.HTTPError] = []
        async with self._http() as http:
            target = self._target(http)
            for document in documents:
                try:
                    found = await target.find(document) if look_first else None
                    outcomes.append(found if found.__class__.__name__ == "Booked" else await target.book(document))
                except httpx2.HTTPError as error:
                    outcomes.append(error)
        return outcomes

    def _http(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=self.transport, base_url=f"http://sandbox{self.desk.base}")

    def _target(self, http: httpx2.AsyncClient) -> client.Netvisor:
        now = datetime.fromisoformat(START)
        return client.connect(http, self.keys, self.tables, now=lambda: now, nonce=lambda: f"nonce-{next(_NONCES)}")


BUYER = Buyer(
    name="Made-Up Customer 1",
    identifier="2468135-7",
    address=Address(street="Esimerkkikatu 1", postal_code="00100", town="Helsinki"),
)


def an_invoice(number: int = 7001, **changed: Any) -> InvoiceDocument:
    """Return an invoice of 125.50 euros."""
    row = InvoiceRow(
        text="Made-up work",
        net=Money(100_00),
        vat=Money(25_50),
        unit_price=Decimal(100),
        vat_percent=Decimal("25.5"),
        dimensions=(Dimension("COST_CENTER", "Kuopio"), Dimension("UNHEARD", "of")),
    )
    plain = InvoiceDocument(
        identifier=str(number),
        number=number,
        dated=date(2026, 6, 1),
        due=date(2026, 6, 15),
        buyer=BUYER,
        rows=(row,),
        gross=Money(125_50),
        reference="20019",
    )
    return replace(plain, **changed)


def a_payment(cents: int = 125_50, identifier: str = "payment-1", **changed: Any) -> PaymentDocument:
    """Return a payment on the invoice 7001."""
    plain = PaymentDocument(
        identifier=identifier, invoice_number="7001", paid_on=DAY, amount=Money(cents), payer="Made-Up Payer"
    )
    return replace(plain, **changed)


def a_voucher(identifier: str = "ledger-1", **changed: Any) -> LedgerDocument:
    """Return a voucher of a remittance: bank, commission with its tax, clearing."""

    def row(account: str, cents: int, **more: Any) -> LedgerRow:
        return LedgerRow(on=DAY, account=account, amount=Money(cents), gross=Money(cents), text="Tilitys", **more)

    rows = (
        row("1910", 117_95, dimensions=(Dimension("COST_CENTER", "Kuopio"),)),
        row("8600", 10_00, vat_percent=Decimal("25.5"), vat_code="20"),
        row("1763", 2_55, is_vat=True),
        row("1889", -130_50),
    )
    plain = LedgerDocument(identifier=identifier, type="MT", number="1001", on=DAY, text="Tilitys 6/2026", rows=rows)
    return replace(plain, **changed)
