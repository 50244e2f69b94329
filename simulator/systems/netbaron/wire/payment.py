"""Payments as they travel, and what became of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from simulator.core.money import EUR
from simulator.core.sales import InvoicePayment
from simulator.systems.netbaron.wire.document import Wire, members


class PaymentState(StrEnum):
    """Whether a payment found its invoice."""

    ALLOCATED = "ALLOCATED"
    UNALLOCATED = "UNALLOCATED"


class PaymentSaid(Wire, frozen=True):
    """A payment to be booked; ``payment_identifier`` is the sender's own key."""

    payment_identifier: str
    payment_date: date
    amount: Decimal
    currency: str = EUR
    invoice_number: str | None = None
    payment_reference: str | None = None
    booking_date: date | None = None
    payer_name: str | None = None


class PaymentAccepted(Wire, frozen=True):
    """What became of a payment, when it was taken in."""

    payment_identifier: str
    status: PaymentState
    invoice_number: str | None
    open_amount: Decimal | None
    unallocated_amount: Decimal


class PaymentTold(PaymentSaid, frozen=True, kw_only=True):
    """A payment as it was told, and what became of it."""

    status: PaymentState
    open_amount: Decimal | None
    unallocated_amount: Decimal


class Kept(Wire, frozen=True):
    """What is kept of a payment: what was said, and the first answer."""

    said: PaymentSaid
    answer: PaymentAccepted


def kept_of(known: InvoicePayment) -> Kept:
    """Return what is kept of a payment that was booked here."""
    return msgspec.json.decode(known.document, type=Kept)


def told(known: InvoicePayment) -> PaymentTold:
    """Return a payment as it is told."""
    said, answer = kept_of(known).said, kept_of(known).answer
    return PaymentTold(
        **{**members(said), "invoice_number": answer.invoice_number or said.invoice_number},
        status=answer.status,
        open_amount=answer.open_amount,
        unallocated_amount=answer.unallocated_amount,
    )
