"""Ledger receipts as they travel: an accounting voucher with a version, and its row in lists.

Source: OpenAPI document 26.04, schemas LedgerReceipt, Transaction and LedgerReceiptBasicInfo.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.ledger import LedgerVoucher, VoucherState
from simulator.core.money import Money
from simulator.systems.procountor.wire.attachment import Meta
from simulator.systems.procountor.wire.document import Wire
from simulator.systems.procountor.wire.moment import stamp
from simulator.world import books

JOURNAL: Final = "JOURNAL"
SALES_INVOICE: Final = "SALES_INVOICE"
ENTRY: Final = "ENTRY"
REVERSING: Final = "REVERSING_ENTRY"
RECONCILIATION: Final = "RECONCILIATION_ENTRY"
TYPES: Final[Mapping[str, str]] = MappingProxyType({JOURNAL: JOURNAL, books.INVOICE_VOUCHER: SALES_INVOICE})
"""The type of receipt that each kind of voucher is; a kind that is missing is never told (assumed)."""
KINDS: Final[Mapping[str, str]] = MappingProxyType({receipt: kind for kind, receipt in TYPES.items()})
STATUSES: Final[Mapping[VoucherState, str]] = MappingProxyType(
    {VoucherState.DRAFT: "UNFINISHED", VoucherState.VALID: "APPROVED", VoucherState.INVALIDATED: "INVALIDATED"}
)
"""What a journal is called in each state; the page of an invoice is called what the invoice is."""


class DimensionItemValue(Wire, frozen=True, kw_only=True):
    """How much of a transaction counts for an item of a dimension, always positive."""

    dimension_id: int
    item_id: int
    value: Decimal


class Transaction(Wire, frozen=True, kw_only=True):
    """One row: a value without tax, debit positive, credit negative; the tax is implied by ``vat_percent``."""

    id: int | None = None
    transaction_type: str
    account: str
    accounting_value: Decimal
    vat_percent: Decimal
    vat_type: str | None = None
    vat_status: int | None = None
    description: str | None = None
    balance_code: str | None = None
    allocations: tuple[Decimal, ...] | None = None
    partner_id: int | None = None
    dimension_item_values: tuple[DimensionItemValue, ...] | None = None
    vat_deduction_percent: Decimal | None = None
    start_date: date | None = None
    end_date: date | None = None


class Receipt(Wire, frozen=True, kw_only=True):
    """A ledger receipt whole, as it comes in and as it goes out."""

    id: int | None = None
    type: str
    status: str | None = None
    name: str
    receipt_date: date
    vat_type: str
    vat_status: int
    vat_processing: str | None = None
    invoice_id: int | None = None
    receipt_number: int | None = None
    invoice_notes: str | None = None
    invoice_number: int | None = None
    accountants_notes: str | None = None
    transaction_description: str | None = None
    receipt_validity: str | None = None
    period_start_date: date | None = None
    period_end_date: date | None = None
    partner_id: int | None = None
    partner_code: str | None = None
    version: str | None = None
    depreciation: str | None = None
    vat_date: date | None = None
    transactions: tuple[Transaction, ...]
    attachments: tuple[Meta, ...] | None = None


class Row(Wire, frozen=True, kw_only=True):
    """A receipt in a list."""

    id: int
    type: str
    status: str
    name: str
    receipt_date: date
    receipt_number: int
    invoice_number: int | None = None
    created: str
    version: str


class Journal(Wire, frozen=True, kw_only=True):
    """A journal in the list of journals; ``id`` is that of its companion invoice."""

    id: int
    ledger_receipt_id: int
    partner_id: int | None = None
    type: str
    status: str
    invoice_number: int | None = None
    date: datetime.date
    created: str
    version: str


said: Final[Callable[[bytes], Receipt]] = msgspec.json.Decoder(Receipt, strict=False).decode
"""Returns what a kept receipt says."""


def status_of(voucher: LedgerVoucher) -> str:
    """Return the status of a journal."""
    return STATUSES[voucher.state]


def whole(
    voucher: LedgerVoucher, receipt: Receipt, status: str, notes: str | None, attachments: Sequence[Meta] = ()
) -> Receipt:
    """Return a receipt as it is told; ``receipt`` is what is kept of it."""
    return replace(
        receipt,
        id=voucher.voucher_id,
        status=status,
        receipt_number=voucher.number,
        invoice_notes=notes,
        version=stamp(voucher.changed),
        attachments=tuple(attachments),
    )


def row(voucher: LedgerVoucher, status: str, invoice_number: int | None) -> Row:
    """Return a receipt as a list shows it."""
    receipt = said(voucher.document)
    return Row(
        id=voucher.voucher_id,
        type=TYPES[voucher.kind],
        status=status,
        name=receipt.name,
        receipt_date=voucher.on,
        receipt_number=voucher.number,
        invoice_number=invoice_number,
        created=stamp(voucher.created),
        version=stamp(voucher.changed),
    )


def journal(voucher: LedgerVoucher, status: str, invoice_number: int | None) -> Journal:
    """Return a journal as the list of journals shows it."""
    receipt = said(voucher.document)
    return Journal(
        id=receipt.invoice_id or 0,
        ledger_receipt_id=voucher.voucher_id,
        partner_id=receipt.partner_id,
        type=JOURNAL,
        status=status,
        invoice_number=invoice_number,
        date=voucher.on,
        created=stamp(voucher.created),
        version=stamp(voucher.changed),
    )


def value_of(transaction: Transaction) -> Money:
    """Return the value of a row, rounded to the cent (values with more decimals are rounded first, since 22.11)."""
    return Money.rounded(transaction.accounting_value)
