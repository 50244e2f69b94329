"""Payments as they travel: what marks an invoice as paid, the events that follow, and rows of payments.

Source: OpenAPI document 26.04, schemas MarkInvoiceAsPaid, PaymentEvent and BasicPaymentTransactionData. How methods
become event types, and on which account each is booked, is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from simulator.core.chart import LedgerAccount
from simulator.core.sales import InvoicePayment
from simulator.systems.procountor.wire.document import Wire
from simulator.systems.procountor.wire.invoice_status import MARKED_PAID

TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ADJUSTMENT": "ADJUSTMENT",
        "BANK_STATEMENT": "BANKSTATEMENT",
        "CASH": "CASH",
        "CHARGE_CARD": "CHARGECARD",
        "CORRECTION": "CORRECTION",
        "CREDIT_LOSS": "CREDITLOSS",
        "CREDIT_NOTE": "COMPENSATIONINVOICE",
        "EXTERNAL_BANK_TRANSFER": "BANKTRANSFERELSEWHERE",
        "SET_OFF": "SETOFF",
    }
)
"""The type of event that each method makes (assumed)."""
UNTYPED: Final = "ELSEWHERE"
ACCOUNTS: Final[Mapping[str, LedgerAccount]] = MappingProxyType(
    {
        "CREDIT_LOSS": LedgerAccount.CREDIT_LOSS,
        "CREDIT_NOTE": LedgerAccount.CLEARING,
        "SET_OFF": LedgerAccount.CLEARING,
        "ADJUSTMENT": LedgerAccount.CLEARING,
    }
)
"""What each method is booked on in place of the receivable; all others are money in the bank (assumed)."""
MENDING: Final = frozenset({"ADJUSTMENT", "CORRECTION"})
"""Methods that may follow when all is paid (assumed; a wrong entry is mended by a CORRECTION event)."""


class MarkPaid(Wire, frozen=True, kw_only=True):
    """What marks an invoice as paid, or a part of it."""

    payment_date: date
    amount: Decimal
    currency: str
    description: str | None = None
    payment_method_type: str | None = None


class PaymentEvent(Wire, frozen=True, kw_only=True):
    """What became of one payment."""

    id: int
    invoice_id: int
    type: str
    payment_date: date
    status: str
    amount: Decimal
    currency: str
    description: str | None = None
    paid_amount: Decimal
    paid_currency: str


class Row(Wire, frozen=True, kw_only=True):
    """A payment in a list."""

    id: int
    invoice_id: int
    payment_date: date
    amount: Decimal
    receiver_name: str | None = None
    status: str
    paid_amount: Decimal
    paid_currency: str


said: Final[Callable[[bytes], MarkPaid]] = msgspec.json.Decoder(MarkPaid, strict=False).decode
"""Returns what a kept payment says."""


def event(known: InvoicePayment) -> PaymentEvent:
    """Return a payment as an event of its invoice."""
    return PaymentEvent(
        id=known.payment_id,
        invoice_id=known.invoice_id,
        type=known.method,
        payment_date=known.on,
        status=MARKED_PAID,
        amount=known.amount.decimal,
        currency=known.amount.currency,
        description=said(known.document).description if known.document else None,
        paid_amount=known.amount.decimal,
        paid_currency=known.amount.currency,
    )


def row(known: InvoicePayment) -> Row:
    """Return a payment as a list shows it."""
    return Row(
        id=known.payment_id,
        invoice_id=known.invoice_id,
        payment_date=known.on,
        amount=known.amount.decimal,
        status=MARKED_PAID,
        paid_amount=known.amount.decimal,
        paid_currency=known.amount.currency,
    )
