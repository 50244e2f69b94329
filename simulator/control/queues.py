"""How far every document is on its way to accounting, client by client."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Final

from simulator.control.wire import Shape
from simulator.core.records import Client
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.world.accounting import system_of
from simulator.world.world import World

NEWEST: Final = 100
"""Documents of a client that are shown, the last ones."""


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


def queues(world: World) -> list[QueueShape]:
    """Return the queue of every client that has handed something in for accounting."""
    by_client: dict[int, list[SyncDocument]] = {}
    for document in world.shelf.all(SyncDocument):
        by_client.setdefault(document.client_id, []).append(document)
    return [_queue(world, client_id, documents) for client_id, documents in by_client.items()]


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
