"""The page of one world: its clock, its invoices, its money, what comes next and what came last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple

from simulator.control import wire
from simulator.control.plane import Ask, Plane
from simulator.control.worlds import DueShape, token
from simulator.core.errors import InvalidValue
from simulator.core.lifecycle import Stage
from simulator.core.payment import Payment, PaymentState, Settlement
from simulator.core.receivable import Receivable
from simulator.core.records import Client, Due, Event, Token, WorldInfo
from simulator.dashboard.overview import brief, in_order
from simulator.dashboard.sums import Sum, bar, sums
from simulator.dashboard.view import View, number, whole
from simulator.world.posting import balance_of
from simulator.world.world import World

INVOICES_ON_A_PAGE: Final = 100
SUMMED_AT_ONCE: Final = 2000
"""More invoices than these are added up only when somebody asks for it."""
DUE_SHOWN: Final = 15
EVENTS_SHOWN: Final = 20
HAPPENED_SHOWN: Final = 200
SETTLEMENTS_SHOWN: Final = 20
UNMATCHED_SHOWN: Final = 20
CLIENTS_SHOWN: Final = 100
TOKENS_SHOWN: Final = 10


class ClientLine(wire.Shape, frozen=True):
    """A client, how many invoices it has, and its tokens that are alive, by their first characters."""

    client_id: int
    environment: str
    name: str
    service: str
    invoices: int
    tokens: list[wire.TokenShape]


class Happened(wire.Shape, frozen=True):
    """What a move of the clock brought about: the first events after number ``since``, and how many there were."""

    since: int
    events: list[wire.EventShape]
    event_count: int


class Payout(wire.SettlementShape, frozen=True):
    """A settlement and the number of payments in it."""

    payments: int


class WorldPage(wire.BriefShape, frozen=True):
    """Everything on the page. ``receivables`` are those that ``stage``, ``client_id`` and ``find`` let through, the
    newest first; ``next`` is what to ask for after these. ``sums`` are absent where they take long and nobody asked.
    """

    today: date
    seed: str
    strict: bool
    guarded: bool
    moving: bool
    receivable_count: int
    stages: dict[str, int]
    clients: list[ClientLine]
    stage: str | None
    client_id: int | None
    find: str | None
    matching: int
    after: int
    next: int | None
    receivables: list[wire.ReceivableShape]
    agenda: list[DueShape]
    event_count: int
    events: list[wire.EventShape]
    happened: Happened | None
    settlements: list[Payout]
    unmatched: list[wire.PaymentShape]
    sums: list[Sum] | None
    faults: list[dict[str, Any]]


class Gathered(NamedTuple):
    """The records of the page, from one unit of work, so that they agree with each other."""

    info: WorldInfo
    today: date
    receivables: Sequence[Receivable]
    clients: Sequence[Client]
    tokens: Sequence[Token]
    agenda: Sequence[Due]
    last_event: int
    events: Sequence[tuple[int, Event]]
    happened: Sequence[tuple[int, Event]]
    settlements: Sequence[Settlement]
    unmatched: Sequence[Payment]


class Filter(NamedTuple):
    """Which invoices are looked for."""

    stage: str | None
    client_id: int | None
    find: str | None

    def lets_through(self, receivable: Receivable) -> bool:
        """Whether ``receivable`` is one of those."""
        if self.stage is not None and receivable.stage != self.stage:
            return False
        if self.client_id is not None and receivable.client_id != self.client_id:
            return False
        return self.find is None or _is_like(receivable, self.find)


async def world_page(plane: Plane, ask: Ask) -> View:
    """Show a world, even while it moves."""
    wanted, after, since = _filter(ask), number(ask, "after") or 0, number(ask, "since")
    moving = plane.worlds.is_under_way(ask.world)
    found = await plane.amid(ask.world, partial(_gathered, since=since))
    stages: Counter[Stage] = Counter()
    owners: Counter[int] = Counter()
    matching: list[Receivable] = []
    async for receivable in plane.sliced(found.receivables):
        stages[receivable.stage] += 1
        owners[receivable.client_id] += 1
        if wanted.lets_through(receivable):
            matching.append(receivable)
    page = matching[::-1][after : after + INVOICES_ON_A_PAGE]
    end = after + len(page)
    adds_up = len(found.receivables) <= SUMMED_AT_ONCE or "sums" in ask.query
    data = WorldPage(
        **brief(found.info),
        today=found.today,
        seed=found.info.seed,
        strict=found.info.strict,
        guarded=found.info.guarded,
        moving=moving,
        receivable_count=len(found.receivables),
        stages=in_order(stages),
        clients=[_client(client, owners, found.tokens) for client in found.clients],
        **wanted._asdict(),
        matching=len(matching),
        after=after,
        next=end if end < len(matching) else None,
        receivables=[wire.receivable(one, balance_of(one, found.today)) async for one in plane.sliced(page)],
        agenda=[DueShape(at=due.at, what=due.what, key=due.key) for due in found.agenda],
        event_count=found.last_event,
        events=[wire.event(place, fact) for place, fact in reversed(found.events)],
        happened=_happened(found, since),
        settlements=[_payout(one) for one in found.settlements],
        unmatched=[wire.payment(one) for one in found.unmatched],
        sums=await sums(plane, found.receivables, found.today) if adds_up else None,
        faults=[armed.as_json() for armed in plane.faults.list(ask.world)],
    )
    drawn = {"bars": [bar(one) for one in data.sums or ()], "every_stage": [stage.value for stage in Stage]}
    return View("world.html", data, drawn)


def _filter(ask: Ask) -> Filter:
    stage = ask.query.get("stage") or None
    if stage is not None and stage not in set(Stage):
        raise InvalidValue("stage", stage, ", ".join(Stage))
    client = ask.query.get("client") or ""
    find = ask.query.get("find", "").strip()
    return Filter(stage, whole(client, "client") if client else None, find or None)


def _is_like(receivable: Receivable, text: str) -> bool:
    """Whether the invoice has ``text`` as its number, its case or its reference, or as part of its debtor's name."""
    known = (str(receivable.number), str(receivable.case_id or ""), receivable.reference)
    return text in known or text.casefold() in receivable.debtor_name.casefold()


def _gathered(world: World, since: int | None) -> Gathered:
    shelf = world.shelf
    receivables = list(shelf.all(Receivable))
    last = shelf.last_event()
    settlements = list(shelf.all(Settlement))
    return Gathered(
        info=world.info,
        today=world.today,
        receivables=receivables,
        clients=list(islice(shelf.all(Client), CLIENTS_SHOWN)),
        tokens=[one for one in shelf.all(Token) if one.ended is None],
        agenda=shelf.agenda(DUE_SHOWN),
        last_event=last,
        events=shelf.events(max(last - EVENTS_SHOWN, 0), EVENTS_SHOWN),
        happened=[] if since is None else shelf.events(since, HAPPENED_SHOWN),
        settlements=settlements[: -SETTLEMENTS_SHOWN - 1 : -1],
        unmatched=shelf.select(Payment, "state", PaymentState.UNMATCHED)[:UNMATCHED_SHOWN],
    )


def _client(client: Client, owners: Counter[int], tokens: Sequence[Token]) -> ClientLine:
    alive = (token(one) for one in tokens if one.client_id == client.client_id)
    return ClientLine(
        client_id=client.client_id,
        environment=client.environment,
        name=client.name,
        service=client.service,
        invoices=owners[client.client_id],
        tokens=list(islice(alive, TOKENS_SHOWN)),
    )


def _happened(found: Gathered, since: int | None) -> Happened | None:
    if since is None:
        return None
    return Happened(
        since=since,
        events=[wire.event(place, fact) for place, fact in found.happened],
        event_count=max(found.last_event - since, 0),
    )


def _payout(of: Settlement) -> Payout:
    told = wire.settlement(of)
    return Payout(**{name: getattr(told, name) for name in told.__struct_fields__}, payments=len(of.allocations))
