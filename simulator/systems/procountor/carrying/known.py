"""Invoices that are in Procountor: found by the sender's number, by their reference, or by their own id."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from simulator.core.carried import FoundBy, PaymentDocument
from simulator.core.carrying import Reason
from simulator.core.money import EUR, Money, total
from simulator.core.references import payment_key
from simulator.systems.procountor.carrying.exchange import Exchange
from simulator.systems.procountor.carrying.keys import bears
from simulator.systems.procountor.carrying.stopping import refused

MOST: Final = 200
PAID: Final = frozenset({"MARKED_PAID", "PAID"})
UNPAID: Final = frozenset({"NOT_SENT", "APPROVED", "SENT"})
LIVE: Final = UNPAID | PAID | {"PARTLY_PAID"}
"""Statuses of invoices that count."""


class Sum(msgspec.Struct, frozen=True, rename="camel"):
    """What an invoice comes to."""

    invoice_sum_total: Decimal


class Known(msgspec.Struct, frozen=True, rename="camel"):
    """An invoice as a list tells it."""

    id: int
    status: str
    date: date
    original_invoice_number: str | None = None
    invoice_sum_info: tuple[Sum, ...] | None = None

    @property
    def total(self) -> Money:
        """What it comes to."""
        return Money.of(self.invoice_sum_info[0].invoice_sum_total) if self.invoice_sum_info else Money(0)


class Page(msgspec.Struct, frozen=True):
    """A page of invoices."""

    results: list[Known]


class Info(msgspec.Struct, frozen=True, rename="camel"):
    """How an invoice is paid."""

    bank_reference_code: str | None = None


class Detailed(msgspec.Struct, frozen=True, rename="camel"):
    """An invoice whole, as far as it is needed here."""

    id: int
    payment_info: Info


class Event(msgspec.Struct, frozen=True, rename="camel"):
    """One payment on an invoice."""

    id: int
    amount: Decimal
    description: str | None = None


class Events(msgspec.Struct, frozen=True):
    """A page of payments."""

    results: list[Event]


class Account(msgspec.Struct, frozen=True):
    """What happened on one invoice: its payments, and what is open."""

    invoice: Known
    events: tuple[Event, ...]

    @property
    def open(self) -> Money:
        """What is still to be paid."""
        return self.invoice.total - total((Money.of(one.amount) for one in self.events), EUR)

    def paid_by(self, identifier: str) -> Money:
        """Return what the payment of a sender's key has brought."""
        return total((Money.of(one.amount) for one in self.events if bears(one.description or "", identifier)), EUR)


class Invoices:
    """The invoices of a company, as far as they are there."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._referring: dict[str, list[int]] = {}
        self._last = 0

    async def called(self, number: str) -> Known | None:
        """Return the invoice that the sender calls by a number; one that counts comes first. Raises Stopped."""
        query = {"originalInvoiceNumber": number, "types": "SALES_INVOICE", "orderById": "ASC"}
        found = (await self._exchange.read("invoices", Page, size=MOST, **query)).results
        live = [one for one in found if one.status != "INVALIDATED"]
        return next((one for one in live if one.status != "UNFINISHED"), next(iter(live), None))

    async def paid_by(self, document: PaymentDocument) -> Known:
        """Return the invoice that a payment is on. Raises Stopped where it is not there."""
        match document.found_by:
            case FoundBy.TARGET:
                found, name = await self._numbered(document.invoice_number), f"id {document.invoice_number[:40]}"
            case FoundBy.REFERENCE:
                found, name = await self._referenced(document.reference), f"reference {document.reference[:40]}"
            case _:
                found, name = await self.called(document.invoice_number), f"number {document.invoice_number[:40]}"
        if found is None:
            raise refused(Reason.UNKNOWN_INVOICE, f"no invoice with the {name or '(none)'} is in the books")
        return found

    async def account(self, invoice: Known, *, for_sum: bool = False) -> Account:
        """Return what happened on an invoice. Raises Stopped.

        Where only the sum is wanted, a status of nothing paid says all there is; payments that cancel out are not seen.
        """
        events: list[Event] = []
        if for_sum and invoice.status in UNPAID:
            return Account(invoice, ())
        while True:
            query: dict[str, str | int] = {"orderById": "ASC", "size": MOST}
            if events:
                query["previousId"] = max(one.id for one in events)
            page = (await self._exchange.read(f"invoices/{invoice.id}/paymentevents", Events, **query)).results
            events += page
            if len(page) < MOST:
                return Account(invoice, tuple(events))

    async def _numbered(self, text: str) -> Known | None:
        if not (text.isascii() and text.isdigit() and len(text) <= 12):
            return None
        return await self._exchange.find(f"invoices/{int(text)}", Known)

    async def _referenced(self, reference: str) -> Known | None:
        """Return the invoice with a reference, the first that is not paid."""
        wanted = payment_key(reference)
        if not wanted:
            return None
        await self._read_references()
        found = [await self._exchange.read(f"invoices/{number}", Known) for number in self._referring.get(wanted, ())]
        live = [one for one in found if one.status in LIVE]
        return next((one for one in live if one.status not in PAID), next(iter(live), None))

    async def _read_references(self) -> None:
        """Read the references of all invoices that were not read before: Procountor has no search for them."""
        while True:
            query: dict[str, str | int] = {"types": "SALES_INVOICE", "orderById": "ASC", "size": MOST}
            if self._last:
                query["previousId"] = self._last
            rows = (await self._exchange.read("invoices", Page, **query)).results
            if rows:
                ids = ",".join(str(row.id) for row in rows)
                for one in await self._exchange.read(f"invoices/{ids},", list[Detailed]):
                    self._referring.setdefault(payment_key(one.payment_info.bank_reference_code or ""), []).append(
                        one.id
                    )
                self._last = max(row.id for row in rows)
            if len(rows) < MOST:
                return
