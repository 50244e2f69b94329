"""The truth about a world's money: what is claimed, paid and open, where every payment is, and that it all adds up.

A page is a number of invoices with everything that hangs on them: their payments, the final splits of those, and the
settlements that paid them out. The first page also has the payments that are on no invoice, totals of everything, and,
where it is not about one client alone, the books of the accounting systems.
Records are gathered in one unit of work, so that a page agrees with itself, and worked on a slice at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, TypeVar

from simulator.control import wire
from simulator.control.accounting_books import AccountingShape, accounting_books
from simulator.control.plane import Ask, Plane
from simulator.control.queues import QueueShape, queues
from simulator.control.totals import Totals, TotalsShape
from simulator.core.payment import Payment, PaymentState, Settlement
from simulator.core.receivable import Receivable
from simulator.http.endpoint import Reply
from simulator.world.posting import balance_of
from simulator.world.world import World

T = TypeVar("T")


class Books(wire.Shape, frozen=True, omit_defaults=True):
    """A page of the books. ``next`` is what to ask for after it; totals and ``accounting`` are on the first page."""

    world: str
    now: datetime
    today: date
    receivables: list[wire.ReceivableShape]
    payments: list[wire.PaymentShape]
    allocations: list[wire.AllocationShape]
    settlements: list[wire.SettlementShape]
    unmatched: list[wire.PaymentShape]
    more: bool
    next: int | None = None
    totals: list[TotalsShape] | None = None
    accounting: list[AccountingShape] | None = None
    sync: list[QueueShape] | None = None


class Gathered(NamedTuple):
    """The records of one page, and of everything (nothing on later pages) for the totals."""

    world: str
    now: datetime
    today: date
    page: Sequence[Receivable]
    more: bool
    payments: Sequence[Payment]
    settlements: Sequence[Settlement]
    every_receivable: Sequence[Receivable]
    every_payment: Sequence[Payment]
    accounting: list[AccountingShape] | None
    sync: list[QueueShape] | None


async def get_books(plane: Plane, ask: Ask) -> Reply:
    """Show a page of the books."""
    after: int = ask.query["after"]
    client: int | None = ask.query.get("clientId")
    found = await plane.within(ask.world, partial(gather, client=client, after=after, limit=ask.query["limit"]))
    by_key = {receivable.key: receivable for receivable in found.page}
    payments = [wire.payment(payment) async for payment in plane.sliced(found.payments)]
    books = Books(
        world=found.world,
        now=found.now,
        today=found.today,
        receivables=[
            wire.receivable(receivable, balance_of(receivable, found.today))
            async for receivable in plane.sliced(found.page)
        ],
        payments=payments,
        allocations=[
            wire.allocation(payment, by_key[payment.receivable or ""])
            async for payment in plane.sliced(found.payments)
            if payment.allocation_id is not None
        ],
        settlements=[wire.settlement(settlement) for settlement in found.settlements],
        unmatched=[payment for payment in payments if payment.state is PaymentState.UNMATCHED],
        more=found.more,
        next=after + len(found.page) if found.more else None,
        totals=await _totals(plane, found) if after == 0 else None,
        accounting=found.accounting,
        sync=found.sync,
    )
    return Reply(200, books)


def gather(world: World, client: int | None, after: int, limit: int) -> Gathered:
    """Return the records of the page that starts after so many invoices, of one client or of all."""
    every = _of(world.shelf.all(Receivable), client)
    page = every[after : after + limit]
    every_payment = _of(world.shelf.all(Payment), client) if after == 0 else []
    if after == 0 and len(page) == len(every):
        payments = every_payment
    else:
        hanging = (payment for one in page for payment in world.shelf.select(Payment, "receivable", one.key))
        loose = (payment for payment in every_payment if payment.client_id is None)
        payments = sorted((*loose, *hanging), key=lambda payment: payment.payment_id)
    paid_out = sorted({payment.settlement_id for payment in payments if payment.settlement_id is not None})
    return Gathered(
        world=world.id,
        now=world.now,
        today=world.today,
        page=page,
        more=after + limit < len(every),
        payments=payments,
        settlements=[world.find(Settlement, str(number)) for number in paid_out],
        every_receivable=every if after == 0 else [],
        every_payment=every_payment,
        accounting=accounting_books(world) if after == 0 and client is None else None,
        sync=queues(world) if after == 0 and client is None else None,
    )


def _of(records: Iterable[T], client: int | None) -> list[T]:
    if client is None:
        return list(records)
    return [record for record in records if getattr(record, "client_id", None) == client]


async def _totals(plane: Plane, found: Gathered) -> list[TotalsShape]:
    totals = Totals()
    async for receivable in plane.sliced(found.every_receivable):
        totals.add_receivable(receivable, balance_of(receivable, found.today))
    async for payment in plane.sliced(found.every_payment):
        totals.add_payment(payment)
    return totals.told()
