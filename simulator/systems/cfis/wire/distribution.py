"""Delivery records with their counters, in the documented shape and in the assumed flat one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from simulator.core.receivable import Delivery, Receivable
from simulator.systems.cfis.wire.case import invoice_status
from simulator.systems.cfis.wire.document import Wire, instant

OUTCOMES: Final[Mapping[str, frozenset[Delivery]]] = MappingProxyType(
    {"SUCCESSFUL": frozenset({Delivery.SENT, Delivery.DELIVERED}), "FAILED": frozenset({Delivery.FAILED})}
)
"""The outcomes that each fetchType stands for; one that is missing stands for all."""


class Filters(Wire, frozen=True):
    """Which filters were in force."""

    invoice_number: int | None
    from_inv_date: date | None
    to_inv_date: date | None
    fetch_type: str | None
    default_last30_days: bool


class MetaData(Wire, frozen=True):
    """How many records there are, by outcome."""

    total_count: int
    successful_count: int
    failed_count: int
    filters_applied: Filters


class DeliveryState(Wire, frozen=True):
    """How one invoice was delivered."""

    method: str | None
    status: str | None
    created_at: str
    delivered_at: str | None
    error_message: str | None


class PaymentControl(Wire, frozen=True):
    """Whether the agency watches the invoice."""

    enabled: bool
    status: str


class CaseName(Wire, frozen=True):
    """A case of the invoice."""

    case_id: int
    agency: str


class DistributionRecord(Wire, frozen=True):
    """One invoice, its delivery and its cases."""

    invoice_number: int
    invoice_date: date
    due_date: date
    status: str
    distribution: DeliveryState
    payment_control: PaymentControl
    cases: tuple[CaseName, ...]


class Distributions(Wire, frozen=True):
    """The documented answer."""

    meta_data: MetaData
    invoices: tuple[DistributionRecord, ...]


class FlatRecord(Wire, frozen=True):
    """One delivery without nesting."""

    invoice_number: int
    invoice_date: date
    due_date: date
    invoice_status: str
    distribution_method: str | None
    distribution_status: str | None
    created_at: str
    delivered_at: str | None
    error_message: str | None
    payment_control_status: str
    case_id: int | None
    agency: str | None


class PageMeta(Wire, frozen=True):
    """Which page this is, and of how many records."""

    request_id: str
    timestamp: str
    count: int
    page: int
    page_size: int
    total_count: int


class DistributionPage(Wire, frozen=True):
    """The assumed second version of the answer."""

    data: tuple[FlatRecord, ...]
    meta: PageMeta


def distributions(receivables: Sequence[Receivable], filters: Filters, agency: str) -> Distributions:
    """Return the documented answer for ``receivables``."""
    meta = MetaData(
        total_count=len(receivables),
        successful_count=sum(each.delivery in OUTCOMES["SUCCESSFUL"] for each in receivables),
        failed_count=sum(each.delivery in OUTCOMES["FAILED"] for each in receivables),
        filters_applied=filters,
    )
    return Distributions(meta, tuple(_record(each, agency) for each in receivables))


def _record(receivable: Receivable, agency: str) -> DistributionRecord:
    return DistributionRecord(
        invoice_number=receivable.number,
        invoice_date=receivable.dated,
        due_date=receivable.due,
        status=invoice_status(receivable),
        distribution=DeliveryState(
            method=_sent_by(receivable),
            status=_status(receivable),
            created_at=instant(receivable.received),
            delivered_at=None if receivable.delivered is None else instant(receivable.delivered),
            error_message=receivable.failure if receivable.delivery is Delivery.FAILED else None,
        ),
        payment_control=PaymentControl(receivable.payment_control, _control(receivable)),
        cases=() if receivable.case_id is None else (CaseName(receivable.case_id, agency),),
    )


def flat(receivable: Receivable, agency: str) -> FlatRecord:
    """Return one delivery in the assumed flat shape."""
    return FlatRecord(
        invoice_number=receivable.number,
        invoice_date=receivable.dated,
        due_date=receivable.due,
        invoice_status=invoice_status(receivable),
        distribution_method=_sent_by(receivable),
        distribution_status=_status(receivable),
        created_at=instant(receivable.received),
        delivered_at=None if receivable.delivered is None else instant(receivable.delivered),
        error_message=receivable.failure if receivable.delivery is Delivery.FAILED else None,
        payment_control_status=_control(receivable),
        case_id=receivable.case_id,
        agency=None if receivable.case_id is None else agency,
    )


def _status(receivable: Receivable) -> str | None:
    """Return how far the delivery is; nothing where nothing is to be sent."""
    return None if receivable.delivery is Delivery.NOT_ENABLED else receivable.delivery.value


def _sent_by(receivable: Receivable) -> str | None:
    return None if receivable.delivery is Delivery.NOT_ENABLED else receivable.method


def _control(receivable: Receivable) -> str:
    if not receivable.payment_control:
        return "NOT_ENABLED"
    return "ACTIVE" if receivable.closed is None else "CLOSED"
