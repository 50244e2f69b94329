"""Carry what waits for accounting now, and tell how far every document is."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from simulator.control.plane import Ask, Plane
from simulator.control.wire import Shape
from simulator.core.records import Client
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.http.endpoint import Reply
from simulator.world.accounting import system_of
from simulator.world.world import World

if TYPE_CHECKING:
    from simulator.sync.report import ClientReport, Line

NEWEST: Final = 100
"""Documents of a client that are shown, the last ones."""
MOST_LINES: Final = 1000
"""Documents of a client that one report tells one by one."""


class LineShape(Shape, frozen=True):
    """What became of one document in a run."""

    kind: SyncKind
    name: str
    result: str
    reason: str | None
    message: str
    target_id: str | None


class RunShape(Shape, frozen=True):
    """What became of one client's documents: how many came to each result, and the first of them one by one."""

    client_id: int
    system: str
    connected: bool
    counts: dict[str, int]
    renewals: int
    ended: str | None
    lines: list[LineShape]


class SyncedShape(Shape, frozen=True):
    """What a run came to, client by client."""

    now: datetime
    clients: list[RunShape]


class DocumentShape(Shape, frozen=True):
    """How far one document is. ``hitch`` is why the last attempt came to nothing."""

    kind: SyncKind
    name: str
    document_date: date
    status: SyncStatus
    description: str
    document_status: str | None
    sync_date: date | None
    attempts: int
    next_attempt: datetime | None
    hitch: str | None
    target_id: str | None


class QueueShape(Shape, frozen=True):
    """What a client has handed in for accounting: the counts, and the newest documents."""

    client_id: int
    system: str
    pending: int
    synced: int
    failed: int
    documents: list[DocumentShape]


async def run_sync(plane: Plane, ask: Ask) -> Reply:
    """Carry everything that waits, while the world stands still and everybody may look."""
    async with plane.alone(ask.world):
        await plane.amid(ask.world, lambda world: world.id)
        async with plane.errands.standing(ask.world):
            reports = await plane.settings.sync(ask.world)
        now = await plane.amid(ask.world, lambda world: world.now)
    return Reply(200, SyncedShape(now=now, clients=[_told(each) for each in reports]))


def queues(world: World) -> list[QueueShape]:
    """Return the queue of every client that has handed something in for accounting."""
    by_client: dict[int, list[SyncDocument]] = {}
    for document in world.shelf.all(SyncDocument):
        by_client.setdefault(document.client_id, []).append(document)
    return [_queue(world, client_id, documents) for client_id, documents in by_client.items()]


def _told(one: ClientReport) -> RunShape:
    return RunShape(
        client_id=one.client_id,
        system=one.system,
        connected=one.connected,
        counts={str(result): count for result, count in one.report.counts.items()},
        renewals=one.report.renewals,
        ended=one.report.ended or None,
        lines=[_line(each) for each in one.report.lines[:MOST_LINES]],
    )


def _line(one: Line) -> LineShape:
    return LineShape(
        kind=one.kind,
        name=one.name,
        result=one.result,
        reason=one.reason,
        message=one.message,
        target_id=one.target_id or None,
    )


def _queue(world: World, client_id: int, documents: list[SyncDocument]) -> QueueShape:
    counts = Counter(each.status for each in documents)
    return QueueShape(
        client_id=client_id,
        system=system_of(world, world.find(Client, str(client_id))),
        pending=counts[SyncStatus.PENDING],
        synced=counts[SyncStatus.SYNCED],
        failed=counts[SyncStatus.FAILED],
        documents=[_document(each) for each in documents[-NEWEST:]],
    )


def _document(one: SyncDocument) -> DocumentShape:
    return DocumentShape(
        kind=one.kind,
        name=one.name,
        document_date=one.dated,
        status=one.status,
        description=one.description,
        document_status=one.document_status,
        sync_date=one.synced,
        attempts=one.attempts,
        next_attempt=one.rests_until,
        hitch=one.hitch or None,
        target_id=one.target_id or None,
    )
