"""Payments before the settlement, and settlements in the newer and in the older shape."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from simulator.core.allocation import Parts
from simulator.core.payment import Allocation, Settlement
from simulator.core.payment import Payment as PaymentRecord
from simulator.core.receivable import Receivable
from simulator.core.records import Client
from simulator.systems.cfis.wire.document import Wire


class Payment(Wire, frozen=True):
    """Money that reached the agency, as allocated so far. Days travel as midnights in UTC, as documented."""

    case_id: int
    invoice_number: str
    invoice_payment_reference: str
    original_payment_reference: str | None
    account_name: str | None
    booking_date: str
    payment_date: str
    amount: Decimal
    currency: str
    capital_amount: Decimal | None
    interest_amount: Decimal | None
    costs_amount: Decimal | None
    agency: str


class Part(Wire, frozen=True):
    """One part of an allocation."""

    type: str
    amount: Decimal


class Beneficiary(Wire, frozen=True):
    """Who is paid out."""

    name: str
    iban: str
    bic: str


class AllocationNew(Wire, frozen=True):
    """What one invoice got of a payout, newer shape."""

    allocation_id: int
    allocated_total_amount: Decimal
    allocation_date: date
    currency: str
    case_id: int | None
    original_invoice_number: str
    original_payment_reference: str
    breakdown: tuple[Part, ...]


class SettlementNew(Wire, frozen=True):
    """One payout, newer shape."""

    settlement_id: int
    settlement_date: date
    agency: str
    remittance_reference: str | None
    beneficiary: Beneficiary | None
    settlement_amount: Decimal
    currency: str
    api_fetch_date: date | None
    allocations: tuple[AllocationNew, ...]


class AllocationOld(Wire, frozen=True):
    """What one invoice got of a payout, older shape."""

    allocation_id: int
    allocated_total_amount: Decimal
    allocation_date: date
    currency: str
    original_invoice_number: str
    events: tuple[Part, ...]


class SettlementOld(Wire, frozen=True):
    """One payout, older shape."""

    settlement_id: int
    settlement_date: date
    agency: str
    remittance_reference: None
    beneficiary: None
    settlement_amount: Decimal
    currency: str
    allocations: tuple[AllocationOld, ...]


class Settlements(Wire, frozen=True):
    """The answer: settlements in one of the two shapes."""

    created_at: str
    settlements: tuple[SettlementNew, ...] | tuple[SettlementOld, ...]


def payment(record: PaymentRecord, receivable: Receivable, agency: str) -> Payment:
    """Return a matched payment as CFIS shows it before the settlement."""
    assert receivable.case_id is not None, "the agency receives payments for its cases only"
    parts = record.parts
    return Payment(
        case_id=receivable.case_id,
        invoice_number=str(receivable.number),
        invoice_payment_reference=receivable.reference,
        original_payment_reference=record.reference,
        account_name=record.payer,
        booking_date=f"{record.booked_on}T00:00:00Z",
        payment_date=f"{record.paid_on}T00:00:00Z",
        amount=record.amount.decimal,
        currency=record.amount.currency,
        capital_amount=parts.capital.decimal if parts else None,
        interest_amount=parts.interest.decimal if parts else None,
        costs_amount=parts.costs.decimal if parts else None,
        agency=agency,
    )


def _parts(parts: Parts) -> tuple[Part, ...]:
    return (
        Part("CAPITAL", parts.capital.decimal),
        Part("INTEREST", parts.interest.decimal),
        Part("FEES", parts.costs.decimal),
    )


def settlement_new(
    record: Settlement, client: Client, agency: str, *, names_case: bool, names_reference: bool
) -> SettlementNew:
    """Return a settlement in the newer shape; whether allocations name case and reference is a policy."""
    return SettlementNew(
        settlement_id=record.settlement_id,
        settlement_date=record.settled_on,
        agency=agency,
        remittance_reference=record.remittance_reference,
        beneficiary=Beneficiary(client.name, client.iban, client.bic),
        settlement_amount=record.amount.decimal,
        currency=record.amount.currency,
        api_fetch_date=record.fetched,
        allocations=tuple(
            AllocationNew(
                allocation_id=each.allocation_id,
                allocated_total_amount=each.parts.total.decimal,
                allocation_date=record.settled_on,
                currency=record.amount.currency,
                case_id=each.case_id if names_case else None,
                original_invoice_number=str(each.invoice_number),
                original_payment_reference=each.reference if names_reference else "",
                breakdown=_parts(each.parts),
            )
            for each in record.allocations
        ),
    )


def settlement_old(record: Settlement, agency: str) -> SettlementOld:
    """Return a settlement in the older shape."""
    return SettlementOld(
        settlement_id=record.settlement_id,
        settlement_date=record.settled_on,
        agency=agency,
        remittance_reference=None,
        beneficiary=None,
        settlement_amount=record.amount.decimal,
        currency=record.amount.currency,
        allocations=tuple(_allocation_old(each, record) for each in record.allocations),
    )


def _allocation_old(allocation: Allocation, record: Settlement) -> AllocationOld:
    return AllocationOld(
        allocation_id=allocation.allocation_id,
        allocated_total_amount=allocation.parts.total.decimal,
        allocation_date=record.settled_on,
        currency=record.amount.currency,
        original_invoice_number=str(allocation.invoice_number),
        events=_parts(allocation.parts),
    )
