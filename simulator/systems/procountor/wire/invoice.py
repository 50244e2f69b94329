"""Sales invoices as they travel, whole and as rows of lists.

Source: OpenAPI document 26.04, schemas Invoice, CounterParty, PaymentInfo, InvoiceRow and InvoiceBasicInfo.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.sales import SalesInvoice
from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.attachment import Meta
from simulator.systems.procountor.wire.document import Wire
from simulator.systems.procountor.wire.invoice_status import status_of
from simulator.systems.procountor.wire.moment import stamp


class SumInfo(Wire, frozen=True, kw_only=True, omit_defaults=False):
    """What an invoice comes to in one currency."""

    currency: str
    in_accounting_currency: bool
    excluding_vat_total: Decimal
    vat_sum_total: Decimal
    invoice_sum_total: Decimal


class BankAccount(Wire, frozen=True):
    """An account to pay to."""

    account_number: str | None = None
    bic: str | None = None


class EInvoiceAddress(Wire, frozen=True):
    """Where an e-invoice goes."""

    operator: str | None = None
    address: str | None = None
    edi_id: str | None = None


class CounterParty(Wire, frozen=True, kw_only=True):
    """The buyer."""

    contact_person_name: str | None = None
    identifier: str | None = None
    tax_code: str | None = None
    customer_number: str | None = None
    email: str | None = None
    bcc_addresses: tuple[str, ...] | None = None
    counter_party_address: Address
    bank_account: BankAccount | None = None
    einvoice_address: EInvoiceAddress | None = None


class PaymentInfo(Wire, frozen=True, kw_only=True):
    """How and when to pay. No reference code means none; an empty one asks for one to be made."""

    payment_method: str
    currency: str
    bank_account: BankAccount | None = None
    due_date: datetime.date
    currency_rate: Decimal
    payment_term_percentage: Decimal | None = None
    bank_reference_code: str | None = None
    bank_reference_code_type: str | None = None
    clearing_code: str | None = None


class ExtraInfo(Wire, frozen=True, kw_only=True, omit_defaults=False):
    """How the invoice is booked, and whether its prices hold the tax."""

    accounting_by_row: bool
    unit_prices_include_vat: bool


class InvoiceRow(Wire, frozen=True, kw_only=True):
    """One row."""

    id: int | None = None
    product_id: int | None = None
    product: str
    product_code: str | None = None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    vat_percent: Decimal
    vat_status: int | None = None
    comment: str | None = None
    start_date: datetime.date | None = None
    end_date: datetime.date | None = None
    header_text: str | None = None
    explanation_text: str | None = None


class Invoice(Wire, frozen=True, kw_only=True):
    """An invoice whole, as it comes in and as it goes out."""

    id: int | None = None
    partner_id: int | None = None
    type: str
    status: str | None = None
    date: datetime.date
    payment_date: datetime.date | None = None
    counter_party: CounterParty
    billing_address: Address | None = None
    delivery_address: Address | None = None
    payment_info: PaymentInfo
    extra_info: ExtraInfo
    discount_percent: Decimal
    order_reference: str | None = None
    invoice_rows: tuple[InvoiceRow, ...]
    invoice_number: int | None = None
    vat_status: int
    original_invoice_number: str | None = None
    delivery_start_date: datetime.date | None = None
    delivery_end_date: datetime.date | None = None
    delivery_method: str | None = None
    delivery_instructions: str | None = None
    invoice_channel: str
    penalty_percent: Decimal | None = None
    language: str
    additional_information: str | None = None
    ledger_receipt_id: int | None = None
    notes: str | None = None
    attachments: tuple[Meta, ...] | None = None
    order_number: str | None = None
    agreement_number: str | None = None
    accounting_code: str | None = None
    delivery_site: str | None = None
    tender_reference: str | None = None
    buyer_reference_identifier: str | None = None
    seller_reference_identifier: str | None = None
    version: str | None = None
    invoice_sum_info: tuple[SumInfo, ...] | None = None
    creator_id: int | None = None
    created: str | None = None


class Row(Wire, frozen=True, kw_only=True):
    """An invoice in a list."""

    id: int
    partner_id: int | None = None
    type: str
    status: str
    invoice_number: int
    original_invoice_number: str | None = None
    invoice_channel: str
    date: datetime.date
    due_date: datetime.date
    created: str
    version: str
    invoice_sum_info: tuple[SumInfo, ...] | None = None
    creator_id: int | None = None
    counter_party: CounterParty


said: Final[Callable[[bytes], Invoice]] = msgspec.json.Decoder(Invoice, strict=False).decode
"""Returns what a kept invoice says."""


def bare(invoice: Invoice) -> Invoice:
    """Return what is kept of an invoice: all but what its record says."""
    return replace(
        invoice, id=None, status=None, payment_date=None, invoice_number=None, ledger_receipt_id=None, attachments=None,
        version=None, created=None,
    )  # fmt: skip


def whole(
    known: SalesInvoice, invoice: Invoice, *, attachments: Sequence[Meta] = (), paid_on: datetime.date | None = None
) -> Invoice:
    """Return an invoice as it is told; ``paid_on`` is the day of the latest payment."""
    return replace(
        invoice,
        id=known.invoice_id,
        partner_id=known.customer_id or None,
        status=status_of(known),
        payment_date=paid_on,
        invoice_number=known.number,
        ledger_receipt_id=known.voucher_id,
        attachments=tuple(attachments),
        version=stamp(known.changed),
    )


def row(known: SalesInvoice) -> Row:
    """Return an invoice as a list shows it."""
    invoice = said(known.document)
    return Row(
        id=known.invoice_id,
        partner_id=known.customer_id or None,
        type=invoice.type,
        status=status_of(known),
        invoice_number=known.number,
        original_invoice_number=invoice.original_invoice_number,
        invoice_channel=invoice.invoice_channel,
        date=known.dated,
        due_date=known.due,
        created=stamp(known.created),
        version=stamp(known.changed),
        invoice_sum_info=invoice.invoice_sum_info,
        creator_id=invoice.creator_id,
        counter_party=invoice.counter_party,
    )
