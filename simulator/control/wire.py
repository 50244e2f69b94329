"""The control plane's documents: amounts are decimals, times instants in UTC, names in camelCase."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec

from simulator.core.account import Balance
from simulator.core.allocation import Parts
from simulator.core.lifecycle import CaseStage, Stage, Standing
from simulator.core.payment import Payment, PaymentState, Settlement
from simulator.core.receivable import CloseReason, Delivery, InvoiceType, Receivable
from simulator.core.records import Event, Profile


class Shape(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    """A document, or part of one."""


class PartsShape(Shape, frozen=True):
    """An amount by what it is for."""

    capital: Decimal
    interest: Decimal
    costs: Decimal
    total: Decimal


class EventShape(Shape, frozen=True, omit_defaults=True):
    """One fact of the log; what it does not say is left out."""

    number: int
    at: datetime
    kind: str
    key: str
    subject: str
    because: str
    client_id: int | None = None
    invoice_number: int | None = None
    stage: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    note: str | None = None


class ReceivableShape(Shape, frozen=True):
    """One invoice, its case, and what it comes to today."""

    client_id: int
    invoice_number: int
    case_id: int | None
    type: InvoiceType
    invoice_date: date
    due_date: date
    case_due_date: date | None
    currency: str
    reference: str
    debtor: str
    stage: Stage
    case_stage: CaseStage
    standing: Standing
    resumes: date | None
    delivery: Delivery
    failure: str | None
    closed: datetime | None
    close_reason: CloseReason | None
    claimed: PartsShape
    paid: PartsShape
    written_off: PartsShape
    credited: Decimal
    open: PartsShape


class PaymentShape(Shape, frozen=True):
    """One payment and its split, which is null as long as the payment is on no invoice."""

    payment_id: int
    receipt: int
    state: PaymentState
    amount: Decimal
    currency: str
    payment_date: date
    booking_date: date
    reference: str
    payer: str
    direct: bool
    client_id: int | None
    invoice_number: int | None
    capital: Decimal | None
    interest: Decimal | None
    costs: Decimal | None
    overpaid: Decimal | None
    allocation_id: int | None
    settlement_id: int | None
    note: str


class AllocationShape(Shape, frozen=True):
    """The final split of one settled payment."""

    allocation_id: int
    settlement_id: int
    payment_id: int
    client_id: int
    invoice_number: int
    case_id: int | None
    currency: str
    capital: Decimal
    interest: Decimal
    costs: Decimal
    total: Decimal


class SettlementShape(Shape, frozen=True):
    """One payout to a creditor."""

    settlement_id: int
    client_id: int
    settlement_date: date
    amount: Decimal
    currency: str
    remittance_reference: str
    fetched: date | None


class TokenShape(Shape, frozen=True):
    """A token by its first characters. Without a client it is the partner's provisioning token."""

    hint: str
    environment: str
    client_id: int | None
    issued: datetime
    expires: datetime | None
    ended: datetime | None


class BriefShape(Shape, frozen=True):
    """A world in a list."""

    world: str
    name: str
    now: datetime
    created: datetime
    profile: Profile
    rate: float


def parts(of: Parts) -> PartsShape:
    """Return ``of`` as it travels."""
    return PartsShape(
        capital=of.capital.decimal, interest=of.interest.decimal, costs=of.costs.decimal, total=of.total.decimal
    )


def event(number: int, fact: Event) -> EventShape:
    """Return a numbered fact as it travels; a fact about an invoice names its client and number."""
    client, invoice = invoice_of(fact.subject)
    return EventShape(
        number=number,
        at=fact.at,
        kind=fact.kind,
        key=fact.key,
        subject=fact.subject,
        because=fact.because,
        client_id=client,
        invoice_number=invoice,
        stage=fact.stage,
        amount=None if fact.amount is None else fact.amount.decimal,
        currency=None if fact.amount is None else fact.amount.currency,
        note=fact.note,
    )


def receivable(of: Receivable, now: Balance) -> ReceivableShape:
    """Return a receivable as it travels, with the balance ``now``."""
    return ReceivableShape(
        client_id=of.client_id,
        invoice_number=of.number,
        case_id=of.case_id,
        type=of.type,
        invoice_date=of.dated,
        due_date=of.due,
        case_due_date=of.case_due,
        currency=of.currency,
        reference=of.reference,
        debtor=of.debtor_name,
        stage=of.stage,
        case_stage=of.case_stage,
        standing=of.standing,
        resumes=of.resumes,
        delivery=of.delivery,
        failure=of.failure,
        closed=of.closed,
        close_reason=of.close_reason,
        claimed=parts(now.claimed),
        paid=parts(now.paid),
        written_off=parts(now.written_off),
        credited=now.credited.decimal,
        open=parts(now.open),
    )


def payment(of: Payment) -> PaymentShape:
    """Return a payment as it travels."""
    split = of.parts
    return PaymentShape(
        payment_id=of.payment_id,
        receipt=of.receipt,
        state=of.state,
        amount=of.amount.decimal,
        currency=of.amount.currency,
        payment_date=of.paid_on,
        booking_date=of.booked_on,
        reference=of.reference,
        payer=of.payer,
        direct=of.direct,
        client_id=of.client_id,
        invoice_number=invoice_of(of.receivable or "")[1],
        capital=None if split is None else split.capital.decimal,
        interest=None if split is None else split.interest.decimal,
        costs=None if split is None else split.costs.decimal,
        overpaid=None if of.overpaid is None else of.overpaid.decimal,
        allocation_id=of.allocation_id,
        settlement_id=of.settlement_id,
        note=of.note,
    )


def allocation(of: Payment, target: Receivable) -> AllocationShape:
    """Return the final split of a settled payment on its invoice as it travels."""
    assert of.parts is not None, "a settled payment has a split"
    assert of.allocation_id is not None, "a settled payment has an allocation"
    assert of.settlement_id is not None, "a settled payment has a settlement"
    return AllocationShape(
        allocation_id=of.allocation_id,
        settlement_id=of.settlement_id,
        payment_id=of.payment_id,
        client_id=target.client_id,
        invoice_number=target.number,
        case_id=target.case_id,
        currency=of.amount.currency,
        capital=of.parts.capital.decimal,
        interest=of.parts.interest.decimal,
        costs=of.parts.costs.decimal,
        total=of.parts.total.decimal,
    )


def settlement(of: Settlement) -> SettlementShape:
    """Return a payout as it travels."""
    return SettlementShape(
        settlement_id=of.settlement_id,
        client_id=of.client_id,
        settlement_date=of.settled_on,
        amount=of.amount.decimal,
        currency=of.amount.currency,
        remittance_reference=of.remittance_reference,
        fetched=of.fetched,
    )


def invoice_of(subject: str) -> tuple[int | None, int | None]:
    """Return the client id and invoice number that a receivable's key names, nothing for any other key."""
    client, slash, number = subject.partition("/")
    if slash and client.isdecimal() and number.isdecimal():
        return int(client), int(number)
    return None, None
