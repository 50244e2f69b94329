"""The connector to Procountor at work on the books of a desk, and documents for it to carry."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx2

from simulator.core.carried import (
    Buyer,
    Carried,
    InvoiceDocument,
    InvoiceRow,
    LedgerDocument,
    LedgerRow,
    PaymentDocument,
)
from simulator.core.carrying import Expired, Later, NotThere
from simulator.core.money import Money
from simulator.core.tables import Tables
from simulator.systems.procountor import client
from tests.systems.dropping import Dropping
from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import standing

DAY = date(2026, 6, 5)


class Carrier:
    """The connector at work on the books of a desk, for one run after another."""

    def __init__(self, desk: Desk, tables: Tables = client.TABLES, **changed: str) -> None:
        self.desk, self.tables = desk, tables
        self.credentials = {name: desk.keys[name] for name in client.CREDENTIALS} | changed

    def book(self, *documents: Carried) -> Any:
        """Book documents in one run, and return what came of the last."""
        return self.run(lambda target: in_turn(target.book, documents))

    def find(self, document: Carried) -> Any:
        return self.run(lambda target: target.find(document))

    def carried(self, document: Carried) -> Any:
        """Look for a document and, where it is not there, book it; whatever is not told is another try."""
        for _ in range(10):
            try:
                outcome = self.run(lambda target: looked_for_and_booked(target, document))
            except httpx2.HTTPError:
                continue
            if not isinstance(outcome, Later | Expired):
                return outcome
        raise AssertionError("ten tries came to nothing")

    def run(self, work: Any) -> Any:
        async def within() -> Any:
            transport = Dropping(self.desk.driver.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox/procountor") as http:
                return await work(client.connect(http, self.credentials, self.tables, now=now, nonce=str))

        return asyncio.run(within())


async def in_turn(work: Any, documents: tuple[Carried, ...]) -> Any:
    outcome = None
    for document in documents:
        outcome = await work(document)
    return outcome


async def looked_for_and_booked(target: Any, document: Carried) -> Any:
    found = await target.find(document)
    return await target.book(document) if isinstance(found, NotThere) else found


def now() -> datetime:
    return datetime(2026, 6, 10, tzinfo=UTC)


def euros(text: str) -> Money:
    return Money.of(text)


def voucher(*rows: tuple[str, str], identifier: str = "SETTLE-1", **more: Any) -> LedgerDocument:
    made = tuple(
        LedgerRow(on=DAY, account=account, amount=euros(amount), gross=euros(amount), **more)
        for account, amount in rows
    )
    return LedgerDocument(identifier=identifier, type="ML", number="1001", on=DAY, text="Made up", rows=made)


def bill(number: int = 1001, gross: str = "125.50", **more: Any) -> InvoiceDocument:
    row = InvoiceRow(
        text="Service", net=euros("100"), vat=euros("25.50"), unit_price=Decimal(100), vat_percent=Decimal("25.5")
    )
    given: dict[str, Any] = {"rows": (row,), "gross": euros(gross), "reference": "1337109", **more}
    return InvoiceDocument(
        identifier=str(number),
        number=number,
        dated=date(2026, 6, 1),
        due=date(2026, 6, 15),
        buyer=Buyer(name="Made-Up Customer 1", code="D-77"),
        **given,
    )


def paid(amount: str = "60", identifier: str = "P-1", **more: Any) -> PaymentDocument:
    given = {"invoice_number": "1001", "paid_on": DAY, **more}
    return PaymentDocument(identifier=identifier, amount=euros(amount), **given)


def balances(desk: Desk, *accounts: str) -> list[float]:
    stood = standing(desk)
    return [stood.get(account, 0) for account in accounts]


def open_sums(desk: Desk) -> list[Any]:
    answer = desk.driver.get(f"/sandbox/worlds/{desk.world}/books")
    assert answer is not None
    (books,) = (one for one in answer.json["accounting"] if one["system"] == "procountor")
    return [one["open"] for one in books["invoices"] if one["stage"] != "cancelled"]


def arm(desk: Desk, **fault: Any) -> None:
    path = f"/sandbox/worlds/{desk.world}/faults"
    armed = desk.driver.post(path, {"system": "procountor", "times": 1, **fault})
    assert armed is not None
    assert armed.status == 201, armed.body


def clear(desk: Desk) -> None:
    assert desk.driver.send("DELETE", f"/sandbox/worlds/{desk.world}/faults") is not None
