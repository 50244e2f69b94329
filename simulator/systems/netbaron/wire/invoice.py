"""Invoices as they travel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from simulator.core.company import Company
from simulator.core.sales import Customer, SalesInvoice
from simulator.core.vat import row_net, vat_of_net
from simulator.systems.netbaron.wire import customer
from simulator.systems.netbaron.wire.document import Wire

TYPE: Final = "INV01"
"""The only type of invoice that is taken in."""


class PaymentStatus(StrEnum):
    """The only public status of an invoice; one that is paid in part is not paid."""

    NOTPAID = "NOTPAID"
    PAID = "PAID"


class InvoiceRow(Wire, frozen=True):
    """A row; ``vat_percent`` in percent (25.5 means 25.5 %)."""

    article_name: str
    quantity: Decimal
    unit_price: Decimal
    vat_percent: Decimal
    row_account: int | None = None
    row_costcenter: int | None = None


class InvoiceSaid(Wire, frozen=True):
    """An invoice as a caller tells it."""

    invoice_number: str
    invoice_date: date
    due_date: date
    buyer: customer.CustomerSaid
    rows: tuple[InvoiceRow, ...]
    original_invoice_number: str | None = None
    payment_reference: str | None = None


class Seller(Wire, frozen=True):
    """Whose invoice it is."""

    organization: str
    business_id: str


class Asked(Wire, frozen=True):
    """Which parts of an invoice a caller wants to be told besides its figures."""

    seller: bool = False
    buyer: bool = False
    rows: bool = False


class InvoiceTold(Wire, frozen=True, kw_only=True, omit_defaults=True):
    """An invoice as it is told."""

    invoice_type_code: str
    invoice_number: str
    invoice_date: date
    due_date: date
    original_invoice_number: str | None
    payment_reference: str | None
    currency: str
    total_net: Decimal
    total_vat: Decimal
    total_gross: Decimal
    open_amount: Decimal
    payment_status: PaymentStatus
    seller: Seller | None = None
    buyer: customer.CustomerTold | None = None
    rows: tuple[InvoiceRow, ...] | None = None


def said_of(known: SalesInvoice) -> InvoiceSaid:
    """Return what was said of an invoice."""
    return msgspec.json.decode(known.document, type=InvoiceSaid)


def status_of(known: SalesInvoice) -> PaymentStatus:
    """Return whether an invoice is paid in full."""
    return PaymentStatus.PAID if known.open.cents <= 0 else PaymentStatus.NOTPAID


def told(known: SalesInvoice, buyer: Customer, company: Company, asked: Asked) -> InvoiceTold:
    """Return an invoice as it is told, with the parts that are asked for."""
    said = said_of(known)
    vat = sum((vat_of(row) for row in said.rows), Decimal("0.00"))
    return InvoiceTold(
        invoice_type_code=TYPE,
        invoice_number=str(known.number),
        invoice_date=known.dated,
        due_date=known.due,
        original_invoice_number=said.original_invoice_number,
        payment_reference=said.payment_reference,
        currency=known.total.currency,
        total_net=known.total.decimal - vat,
        total_vat=vat,
        total_gross=known.total.decimal,
        open_amount=max(known.open.decimal, Decimal("0.00")),
        payment_status=status_of(known),
        seller=Seller(company.name, company.business_code) if asked.seller else None,
        buyer=customer.told(buyer) if asked.buyer else None,
        rows=said.rows if asked.rows else None,
    )


def vat_of(row: InvoiceRow) -> Decimal:
    """Return the VAT of a row, rounded half up to the cent."""
    return vat_of_net(row_net(row.quantity, row.unit_price), row.vat_percent).decimal
