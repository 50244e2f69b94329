"""The page of one invoice: its life in time, its account, its payments, and what a tester may do to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from simulator.control import wire
from simulator.control.plane import Ask, Plane
from simulator.core.account import Balance, Entry, EntryKind
from simulator.core.action import Action, Plan
from simulator.core.allocation import Parts
from simulator.core.debtor import DebtorKind
from simulator.core.errors import NotFound
from simulator.core.lifecycle import FINAL, Stage
from simulator.core.money import Money
from simulator.core.payment import Payment
from simulator.core.receivable import Delivery, InvoiceType, Method, Receivable
from simulator.core.records import Client, Document, Due, Event, WorldInfo
from simulator.dashboard.drawing import draw
from simulator.dashboard.history import Moment, Open, days, moments, open_on, opened, words_of
from simulator.dashboard.overview import brief
from simulator.dashboard.view import View, number
from simulator.http.masking import masked_body
from simulator.world.posting import AGENDA, balance_of
from simulator.world.submission import closest_number
from simulator.world.world import World

MOST_ROWS: Final = 300
"""Of entries, payments, actions and events the newest are shown, up to so many each."""
MOST_DOCUMENT: Final = 65_536
"""Bytes of the invoice, as it was handed in, that are shown."""

OUTCOMES: Final[Mapping[str, Delivery]] = MappingProxyType({"deliver": Delivery.DELIVERED, "fail": Delivery.FAILED})
"""How a tester may end a delivery, and what it is then."""


class EntryLine(wire.Shape, frozen=True):
    """One posting. ``split`` is what of it went where, ``is_final`` whether that can still change."""

    on: date
    kind: EntryKind
    what: str
    amount: Decimal
    split: wire.PartsShape | None
    is_final: bool


class ActionLine(wire.Shape, frozen=True):
    """One action that the creditor asked for."""

    action_id: int
    code: str
    status: str
    submitted: datetime
    processed: datetime | None
    comment: str
    reason: str | None


class PlanLine(wire.Shape, frozen=True):
    """A payment plan."""

    agreed: date
    broken: date | None
    instalments: list[tuple[date, Decimal]]


class Coming(wire.Shape, frozen=True):
    """Something on the agenda for this invoice."""

    at: datetime
    what: str


class Fact(wire.Shape, frozen=True):
    """One fact of the log about this invoice or what hangs on it."""

    at: datetime
    kind: str
    because: str
    stage: str | None
    amount: Decimal | None
    currency: str | None
    note: str | None


class LifePage(wire.BriefShape, frozen=True):
    """Everything on the page. ``may`` names the forms that make sense now; ``paid`` is the payment just made."""

    today: date
    environment: str
    client: str
    service: str
    debtor_kind: DebtorKind
    agreed_percent: Decimal | None
    method: Method | None
    received: datetime
    sent: datetime | None
    delivered: datetime | None
    interest_until: date | None
    payment_control: bool
    credits: int | None
    receivable: wire.ReceivableShape
    may: list[str]
    moments: list[Moment]
    history: list[Open]
    entries: list[EntryLine]
    payments: list[wire.PaymentShape]
    paid: wire.PaymentShape | None
    actions: list[ActionLine]
    plan: PlanLine | None
    agenda: list[Coming]
    events: list[Fact]
    event_count: int
    document: str | None


class Gathered(NamedTuple):
    """The records of the page, from one unit of work."""

    info: WorldInfo
    today: date
    client: Client
    receivable: Receivable
    payments: Sequence[Payment]
    actions: Sequence[Action]
    plan: Plan | None
    agenda: Sequence[Due]
    events: Sequence[Event]
    document: Document | None


async def life_page(plane: Plane, ask: Ask) -> View:
    """Show the life of one invoice, even while its world moves."""
    just_paid = number(ask, "payment")
    found = await plane.amid(ask.world, partial(_gathered, client=ask.path["client"], invoice=ask.path["number"]))
    of, today = found.receivable, found.today
    now = balance_of(of, today)
    payments = [wire.payment(payment) for payment in found.payments]
    data = LifePage(
        **brief(found.info),
        today=today,
        environment=found.client.environment,
        client=found.client.name,
        service=found.client.service,
        debtor_kind=of.account.terms.debtor,
        agreed_percent=of.account.terms.agreed_percent,
        method=of.method,
        received=of.received,
        sent=of.sent,
        delivered=of.delivered,
        interest_until=of.interest_until,
        payment_control=of.payment_control,
        credits=of.credits,
        receivable=wire.receivable(of, now),
        may=_may(of, now),
        moments=moments(of, today, found.events, found.agenda),
        history=[opened(day, open_on(of, day)) async for day in plane.sliced(_days(of, today))],
        entries=[_entry(entry, of.currency, now) for entry in of.account.entries[-MOST_ROWS:]],
        payments=payments[-MOST_ROWS:],
        paid=next((payment for payment in payments if payment.payment_id == just_paid), None),
        actions=[_action(action) for action in found.actions[-MOST_ROWS:]],
        plan=None if found.plan is None else _plan(found.plan),
        agenda=[Coming(at=due.at, what=due.what) for due in found.agenda],
        events=[_fact(event) for event in found.events[-MOST_ROWS:]],
        event_count=len(found.events),
        document=None if found.document is None else _written(found.document),
    )
    return View("invoice.html", data, {"picture": draw(data.history, data.moments, today)})


def _gathered(world: World, client: str, invoice: str) -> Gathered:
    shelf = world.shelf
    receivable = shelf.get(Receivable, f"{client}/{invoice}")
    if receivable is None:
        raise _unknown(world, client, invoice)
    key = receivable.key
    planned = [Due(at, what, key) for what in AGENDA if (at := shelf.scheduled(what, key)) is not None]
    return Gathered(
        info=world.info,
        today=world.today,
        client=world.find(Client, client),
        receivable=receivable,
        payments=sorted(shelf.select(Payment, "receivable", key), key=lambda one: one.payment_id),
        actions=sorted(shelf.select(Action, "receivable", key), key=lambda one: one.action_id),
        plan=shelf.get(Plan, key),
        agenda=sorted(planned, key=lambda due: due.at),
        events=shelf.events_of(key),
        document=shelf.get(Document, key),
    )


def _unknown(world: World, client: str, invoice: str) -> NotFound:
    if world.look(Client, client) is None:
        return NotFound("client", client)
    near = closest_number(world, int(client), int(invoice)) if _is_number(invoice) else None
    return NotFound("invoice", invoice, closest=near)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _days(of: Receivable, today: date) -> list[date]:
    """Return the days of the picture; a credit note, which owes nothing, has none."""
    return [] if of.type is InvoiceType.CREDIT_NOTE else days(of, today)


def _may(of: Receivable, now: Balance) -> list[str]:
    may = []
    if of.stage is Stage.PENDING_APPROVAL:
        may.append("approve")
    elif of.delivery is not Delivery.NOT_ENABLED and of.stage not in FINAL:
        may += [deed for deed, state in OUTCOMES.items() if of.delivery is not state]
    if of.type is InvoiceType.INVOICE:
        may.append("pay")
        if of.payment_control and now.open.total.is_positive:
            may.append("pay-exactly")
    return may


def _entry(entry: Entry, currency: str, now: Balance) -> EntryLine:
    split: Parts | None = entry.fixed or now.splits.get(entry.name) if _is_split(entry) else None
    return EntryLine(
        on=entry.on,
        kind=entry.kind,
        what=words_of(entry),
        amount=Money(entry.cents, currency).decimal,
        split=None if split is None else wire.parts(split),
        is_final=entry.fixed is not None,
    )


def _is_split(entry: Entry) -> bool:
    return entry.kind in (EntryKind.PAYMENT, EntryKind.DIRECT_PAYMENT, EntryKind.WRITE_OFF)


def _fact(of: Event) -> Fact:
    return Fact(
        at=of.at,
        kind=of.kind,
        because=of.because,
        stage=of.stage,
        amount=None if of.amount is None else of.amount.decimal,
        currency=None if of.amount is None else of.amount.currency,
        note=of.note,
    )


def _action(of: Action) -> ActionLine:
    return ActionLine(
        action_id=of.action_id,
        code=of.code,
        status=of.status,
        submitted=of.submitted,
        processed=of.processed,
        comment=of.comment,
        reason=of.reason,
    )


def _plan(of: Plan) -> PlanLine:
    return PlanLine(
        agreed=of.agreed,
        broken=of.broken,
        instalments=[(on, part.decimal) for on, part in of.instalments],
    )


def _written(of: Document) -> str:
    """Return the invoice as it was handed in, secrets masked, indented where it is JSON and short enough."""
    body = of.body
    if len(body) <= MOST_DOCUMENT:
        with suppress(msgspec.DecodeError, RecursionError):
            body = msgspec.json.format(body, indent=2)
    return masked_body(body[:MOST_DOCUMENT].decode(errors="replace"), "")
