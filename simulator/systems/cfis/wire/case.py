"""Case details: the agency's view of one receivable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from simulator.core.account import Balance
from simulator.core.action import Action
from simulator.core.calendar import helsinki_date
from simulator.core.lifecycle import Stage
from simulator.core.money import Money
from simulator.core.payment import Payment
from simulator.core.receivable import Receivable
from simulator.core.records import Client, Event
from simulator.systems.cfis.wire.document import Wire, instant, written
from simulator.world.posting import balance_of

OPENED: Final = "CASE_OPENED"
CASES_KEPT: Final = 1024
"""Documents of cases that are kept; each weighs about two kilobytes, and more with a long history."""
INVOICE_STATUS: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.REMINDED: "OVERDUE",
        Stage.REMINDED_AGAIN: "OVERDUE",
        Stage.DEMANDED: "IN_COLLECTION",
        Stage.DEMANDED_AGAIN: "IN_COLLECTION",
        Stage.LEGAL: "IN_COLLECTION",
        Stage.ENFORCEMENT: "IN_COLLECTION",
    }
)
"""Stages that are missing here are called the same in CFIS."""

FACTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "submitted": ("RECEIVED", "The invoice was received"),
        "approved": ("APPROVED", "The invoice was approved"),
        "sent": ("SENT", "The invoice was sent"),
        "registered without distribution": ("REGISTERED", "The invoice was registered without distribution"),
        "delivered": ("DELIVERED", "The invoice was delivered"),
        "distribution failed": ("DISTRIBUTION_FAILED", "The invoice could not be delivered"),
        "payment control started": (OPENED, "Payment control started"),
        "overdue": ("OVERDUE", "The due date has passed"),
        "standard compensation claimed": ("COMPENSATION_CLAIMED", "The standard compensation was claimed"),
        "reminded": ("REMINDER_SENT", "A payment reminder was sent"),
        "payment demanded": ("PAYMENT_DEMAND_SENT", "A payment demand was sent"),
        "no payment demand is allowed any more": ("DEMANDS_EXHAUSTED", "The law allows no further payment demand"),
        "taken to court": ("LEGAL_COLLECTION", "The claim was taken to the district court"),
        "enforcement applied for": ("ENFORCEMENT", "Enforcement was applied for"),
        "paid": ("PAYMENT", "A payment was received"),
        "paid directly to the creditor": ("DIRECT_PAYMENT", "The creditor received a payment"),
        "credited": ("CREDITED", "A credit note was received"),
        "commented": ("COMMENT", "Comment"),
        "case due date moved": ("DUE_DATE_MOVED", "The due date of the case was moved"),
        "paused": ("PAUSED", "The case is paused"),
        "debtor cannot be reached": ("DEBTOR_UNREACHABLE", "The debtor cannot be reached"),
        "disputed": ("DISPUTED", "The debtor objects"),
        "objection answered": ("OBJECTION_ANSWERED", "The objection was found groundless"),
        "resumed": ("RESUMED", "The case goes on"),
        "payment plan allowed": ("PAYMENT_PLAN_ALLOWED", "The creditor allows a payment plan"),
        "payment plan charged": ("PAYMENT_PLAN_CHARGED", "The payment plan was charged for"),
        "payment plan of": ("PAYMENT_PLAN", "The debtor pays by a payment plan"),
        "payment plan confirmed": ("PAYMENT_PLAN_CONFIRMED", "The payment plan was confirmed"),
        "payment plan broken": ("PAYMENT_PLAN_BROKEN", "An instalment was not paid"),
        "closed": ("CLOSED", "The case was closed"),
    }
)
"""Code and words of every fact about an invoice or its case, by how the fact begins in the event log."""
_CASE_KINDS: Final = frozenset({"Receivable", "Plan"})


def invoice_status(receivable: Receivable) -> str:
    """Return what CFIS calls the stage of ``receivable``."""
    return INVOICE_STATUS.get(receivable.stage, receivable.stage.value)


class Summary(Wire, frozen=True):
    """The case in short."""

    case_id: int
    status: str
    stage: str
    created_at: str
    closed_at: date | None
    active_days: int
    creditor: str
    currency: str
    agency: str
    close_reason: str | None


class CaseBalance(Wire, frozen=True):
    """What is open by its parts, what was paid and what was given up."""

    capital_amount: Decimal
    interest_amount: Decimal
    costs_amount: Decimal
    total_amount: Decimal
    paid_amount: Decimal
    written_off_amount: Decimal


class CasePayment(Wire, frozen=True):
    """A payment and what it covered."""

    payment_id: int
    payment_date: date
    amount: Decimal
    capital_amount: Decimal
    interest_amount: Decimal
    costs_amount: Decimal
    reference: str | None


class CaseEvent(Wire, frozen=True):
    """Something that happened to the case."""

    event_id: int
    event_date: date
    code: str
    description: str


class CaseAction(Wire, frozen=True):
    """An action and its fate."""

    action_id: int
    code: str
    status: str
    reason: str | None


class Case(Wire, frozen=True):
    """What the agency knows of one receivable."""

    summary: Summary
    balance: CaseBalance
    payments: tuple[CasePayment, ...]
    events: tuple[CaseEvent, ...]
    actions: tuple[CaseAction, ...]


class TimelineEntry(Wire, frozen=True):
    """One moment in the life of the invoice."""

    timestamp: str
    type: str
    description: str


class CaseInvoice(Wire, frozen=True):
    """The invoice of the case."""

    invoice_number: int
    invoice_date: date
    due_date: date
    amount: Decimal
    status: str
    timeline: tuple[TimelineEntry, ...]


class CaseDetails(Wire, frozen=True):
    """A case and its invoice."""

    case: Case
    invoice: CaseInvoice


class CaseFile:
    """What a case is told from: ``events`` are all facts about it, oldest first.

    Records never change, so two files are equal when they hold the very same ones.
    """

    __slots__ = ("_identities", "actions", "client", "events", "payments", "receivable")

    def __init__(
        self,
        receivable: Receivable,
        client: Client,
        *,
        events: Sequence[Event],
        payments: Sequence[Payment],
        actions: Sequence[Action],
    ) -> None:
        self.receivable, self.client = receivable, client
        self.events, self.payments, self.actions = events, payments, actions
        self._identities = (id(receivable), id(client), *map(id, events), *map(id, payments), *map(id, actions))

    def __hash__(self) -> int:
        return hash(self._identities)

    def __eq__(self, other: object) -> bool:
        # Both hold on to their records, so no other record can have taken over an identity.
        return isinstance(other, CaseFile) and self._identities == other._identities


@lru_cache(maxsize=CASES_KEPT)
def case_document(file: CaseFile, agency: str, today: date) -> bytes:
    """Return the case of ``file`` as it is told on ``today``, in JSON; kept for a while, since clients poll."""
    return written(_case_details(file, balance_of(file.receivable, today), agency=agency, today=today))


def _case_details(file: CaseFile, now: Balance, *, agency: str, today: date) -> CaseDetails:
    receivable = file.receivable
    facts = [event for event in file.events if event.kind in _CASE_KINDS]
    timeline = [_entry(event.at, event.because, event.note, event.amount) for event in facts]
    start = next((place for place, entry in enumerate(timeline) if entry.type == OPENED), 0)
    case = Case(
        summary=_summary(receivable, file.client, agency, today),
        balance=_balance(now),
        payments=tuple(_payment(payment) for payment in file.payments),
        events=tuple(
            [_event(place, event.at, timeline[start + place - 1]) for place, event in enumerate(facts[start:], 1)]
        ),
        actions=tuple(
            CaseAction(action.action_id, action.code.value, action.status.value, action.reason)
            for action in file.actions
        ),
    )
    invoice = CaseInvoice(
        invoice_number=receivable.number,
        invoice_date=receivable.dated,
        due_date=receivable.due,
        amount=receivable.account.capital.decimal,
        status=invoice_status(receivable),
        timeline=tuple(timeline),
    )
    return CaseDetails(case, invoice)


def _summary(receivable: Receivable, client: Client, agency: str, today: date) -> Summary:
    assert receivable.case_id is not None, "only a receivable with a case is shown"
    opened = receivable.case_opened or receivable.received
    closed = None if receivable.closed is None else helsinki_date(receivable.closed)
    return Summary(
        case_id=receivable.case_id,
        status=receivable.standing.value,
        stage=receivable.case_stage.value,
        created_at=instant(opened),
        closed_at=closed,
        active_days=((closed or today) - helsinki_date(opened)).days,
        creditor=client.name,
        currency=receivable.currency,
        agency=agency,
        close_reason=None if receivable.close_reason is None else receivable.close_reason.value,
    )


def _balance(now: Balance) -> CaseBalance:
    return CaseBalance(
        capital_amount=now.open.capital.decimal,
        interest_amount=now.open.interest.decimal,
        costs_amount=now.open.costs.decimal,
        total_amount=now.open.total.decimal,
        paid_amount=now.paid.total.decimal,
        written_off_amount=now.written_off.total.decimal,
    )


def _payment(payment: Payment) -> CasePayment:
    assert payment.parts is not None, "a payment on a case has a split"
    return CasePayment(
        payment_id=payment.payment_id,
        payment_date=payment.paid_on,
        amount=payment.amount.decimal,
        capital_amount=payment.parts.capital.decimal,
        interest_amount=payment.parts.interest.decimal,
        costs_amount=payment.parts.costs.decimal,
        reference=payment.reference or None,
    )


@lru_cache(maxsize=4096)
def _entry(at: datetime, because: str, note: str | None, amount: Money | None) -> TimelineEntry:
    """Return a fact as it is told; what has no words of its own is told in those of the event log.

    Facts stay as they are, so their words are kept for a while, as are those of the function below.
    """
    known = max((start for start in FACTS if because.startswith(start)), key=len, default=because)
    code, description = FACTS.get(known, ("OTHER", because.capitalize()))
    more = because.removeprefix(known).strip(": ")
    details = [part for part in (more, note, None if amount is None else str(amount)) if part]
    return TimelineEntry(instant(at), code, f"{description} ({'; '.join(details)})" if details else description)


@lru_cache(maxsize=4096)
def _event(place: int, at: datetime, entry: TimelineEntry) -> CaseEvent:
    return CaseEvent(place, helsinki_date(at), entry.type, entry.description)
