"""Ledger documents and accounting payments on their way to the accounting system, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.money import Money
from simulator.core.records import Client
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.systems.cfis.wire.document import Wire

STATUS: Final[Mapping[SyncStatus, int]] = MappingProxyType(
    {SyncStatus.PENDING: 0, SyncStatus.SYNCED: 1, SyncStatus.FAILED: 2}
)
STATUS_OF: Final[Mapping[int, SyncStatus]] = MappingProxyType({number: status for status, number in STATUS.items()})


class LedgerRow(Wire, frozen=True):
    """One row; debit is positive, credit negative."""

    amount: Decimal
    net_amount: Decimal


class Ledger(Wire, frozen=True):
    """A voucher for the accounting system."""

    ledger_identifier: str
    document_name: str
    document_date: date
    ledger_rows: tuple[LedgerRow, ...]


class LedgerRequest(Wire, frozen=True):
    """One ledger document, in spite of the plural."""

    ledgers: Ledger


class AccountingAllocation(Wire, frozen=True):
    """One part of an accounting payment."""

    amount: Decimal


class AccountingPayment(Wire, frozen=True):
    """One payment for the accounting system."""

    payment_identifier: str
    payment_date: date
    amount: Decimal
    currency: str
    invoice_number: str | None = None
    payment_reference: str | None = None
    target_identifier: str | None = None
    allocations: tuple[AccountingAllocation, ...] | None = None


class AccountingPaymentsRequest(Wire, frozen=True):
    """One or more payments."""

    payments: tuple[AccountingPayment, ...]


class LedgerAccepted(Wire, frozen=True):
    """The answer: the document waits."""

    message: str
    ledger_identifier: str
    status: int
    description: str


class PaymentAccepted(Wire, frozen=True):
    """One payment that waits."""

    payment_identifier: str
    status: int
    description: str


class PaymentsAccepted(Wire, frozen=True):
    """The answer: the payments wait, in the order they were sent."""

    message: str
    payments: tuple[PaymentAccepted, ...]


class LedgerState(Wire, frozen=True):
    """How far one ledger document is."""

    source_identifier: str
    document_date: date
    document_name: str
    document_status: str | None
    sync_date: date | None
    status: int
    description: str


class LedgerStates(Wire, frozen=True):
    """Ledger documents and how far they are: an array here, an object on submission."""

    ledgers: tuple[LedgerState, ...]


class PaymentState(Wire, frozen=True):
    """How far one accounting payment is."""

    source_identifier: str
    invoice_number: str | None
    payment_date: date
    sync_date: date | None
    status: int
    description: str


class PaymentStates(Wire, frozen=True):
    """Accounting payments and how far they are."""

    payments: tuple[PaymentState, ...]


class InvoiceState(Wire, frozen=True):
    """How far one invoice is."""

    source_identifier: str
    invoice_number: str
    invoice_date: date
    sync_date: date | None
    status: int
    description: str


class InvoiceStates(Wire, frozen=True):
    """Invoices on their way to accounting."""

    invoices: tuple[InvoiceState, ...]


class FinvoiceCredentials(Wire, frozen=True):
    """An e-invoice address and the operator that serves it."""

    finvoice_address: str
    intermediator: str


def ledger_document(request: LedgerRequest, client: Client, body: bytes, now: datetime) -> SyncDocument:
    """Return the document to be queued. Raises InvalidDocument where it does not balance on ``netAmount``."""
    ledger = request.ledgers
    _check_balance(ledger)
    return SyncDocument(
        client_id=client.client_id,
        kind=SyncKind.LEDGER,
        name=ledger.ledger_identifier,
        dated=ledger.document_date,
        label=ledger.document_name,
        submitted=now,
        body=body,
    )


def _check_balance(ledger: Ledger) -> None:
    cents = sum(Money.of(row.net_amount).cents for row in ledger.ledger_rows)
    if cents:
        message = (
            f"the rows' netAmount add up to {Money(cents).decimal}; a document balances on netAmount (not on amount), "
            "debit positive and credit negative, so they must add up to 0.00"
        )
        raise InvalidDocument([FieldError("ledgers.ledgerRows", message)])


def payment_documents(
    request: AccountingPaymentsRequest, client: Client, bodies: Sequence[bytes], now: datetime
) -> list[SyncDocument]:
    """Return the payments to be queued. Raises InvalidDocument for every one that cannot be."""
    faults = [fault for place, each in enumerate(request.payments) for fault in _faults(each, f"payments[{place}]")]
    names = [each.payment_identifier for each in request.payments]
    faults += [
        FieldError(f"payments[{place}].paymentIdentifier", f"{name!r} stands twice in this batch")
        for place, name in enumerate(names)
        if name in names[:place]
    ]
    if faults:
        raise InvalidDocument(faults)
    return [
        SyncDocument(
            client_id=client.client_id,
            kind=SyncKind.PAYMENT,
            name=each.payment_identifier,
            dated=each.payment_date,
            label=each.payment_reference or "",
            submitted=now,
            body=body,
            invoice_number=each.invoice_number or "",
        )
        for each, body in zip(request.payments, bodies, strict=True)
    ]


def _faults(payment: AccountingPayment, place: str) -> list[FieldError]:
    faults = []
    by_reference = payment.target_identifier == "reference"
    if by_reference and not payment.payment_reference:
        faults.append(FieldError(f"{place}.paymentReference", "is missing; the target is to be found by reference"))
    if not by_reference and not payment.invoice_number:
        faults.append(FieldError(f"{place}.invoiceNumber", "is missing; the target is to be found by invoice number"))
    if payment.allocations:
        parts = sum(Money.of(each.amount).cents for each in payment.allocations)
        if parts != Money.of(payment.amount).cents:
            message = f"the allocations add up to {Money(parts).decimal}, the payment is {payment.amount}"
            faults.append(FieldError(f"{place}.allocations", message))
    return faults


def ledger_state(document: SyncDocument) -> LedgerState:
    """Return how far a ledger document is."""
    return LedgerState(
        source_identifier=document.name,
        document_date=document.dated,
        document_name=document.label,
        document_status=document.document_status,
        sync_date=document.synced,
        status=STATUS[document.status],
        description=document.description,
    )


def payment_state(document: SyncDocument) -> PaymentState:
    """Return how far an accounting payment is."""
    return PaymentState(
        source_identifier=document.name,
        invoice_number=document.invoice_number or None,
        payment_date=document.dated,
        sync_date=document.synced,
        status=STATUS[document.status],
        description=document.description,
    )


def invoice_state(document: SyncDocument) -> InvoiceState:
    """Return how far an invoice is."""
    return InvoiceState(
        source_identifier=document.name,
        invoice_number=document.invoice_number,
        invoice_date=document.dated,
        sync_date=document.synced,
        status=STATUS[document.status],
        description=document.description,
    )
