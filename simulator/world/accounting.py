"""The queue of documents on their way to the client's accounting system, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from simulator.core.errors import AlreadyExists
from simulator.core.lifecycle import Stage
from simulator.core.receivable import Receivable
from simulator.core.records import Client, Document
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.world.world import World

ERRAND: Final = "account"
"""What carries the waiting documents of a client to its accounting system."""
PENDING: Final = "Pending"
SYNCED: Final = "Successfully synced"
FAILED: Final = "Sync failed"
NOT_SENT: Final = frozenset({Stage.PENDING_APPROVAL, Stage.RECEIVED})
"""An invoice for accounting is queued when it leaves these stages, unless its distribution fails."""
SOONEST: Final = timedelta(seconds=1)
"""An errand plans itself anew for an instant that is later than its own."""


def queue(world: World, document: SyncDocument) -> SyncDocument:
    """Queue a document of the client, and plan that it is carried.

    The very same document again is answered as the first time, so that a lost answer can be retried; one that
    failed may be handed in anew. Raises AlreadyExists for other contents under a name that is taken.
    """
    known = world.look(SyncDocument, document.key)
    if known is not None and known.status is not SyncStatus.FAILED:
        if known.body == document.body:
            return known
        raise AlreadyExists(document.kind.value.lower(), document.name)
    because = "queued for accounting" if known is None else "queued for accounting again"
    at = world.now + timedelta(minutes=world.policy.accounting_starts_after_minutes)
    queued = replace(document, rests_until=at, in_doubt=known is not None)
    world.put(queued, because=because, note=f"{document.kind.value.lower()} {document.name}")
    _plan(world, document.client_id, at)
    return queued


def queue_invoice(world: World, receivable: Receivable) -> None:
    """Queue a distributed invoice, once, with the document as it was submitted."""
    stored = world.find(Document, receivable.key)
    document = SyncDocument(
        client_id=receivable.client_id,
        kind=SyncKind.INVOICE,
        name=str(receivable.number),
        dated=receivable.dated,
        label=str(receivable.number),
        submitted=world.now,
        body=stored.body,
        invoice_number=str(receivable.number),
    )
    if world.look(SyncDocument, document.key) is None:
        queue(world, document)


def system_of(world: World, client: Client) -> str:
    """Return the name of the accounting system that a client is connected to."""
    return client.accounting or world.info.accounting


def pending(world: World, client_id: int) -> list[SyncDocument]:
    """Return what waits or rests, in the order in which it was handed in.

    A payment on an invoice that is still to be distributed is left out: the accounting system cannot know it yet.
    """
    found = [
        each
        for kind in SyncKind
        for each in world.shelf.select(SyncDocument, "status", f"{client_id}/{kind}/{SyncStatus.PENDING}")
        if not _is_early(world, each)
    ]
    return sorted(found, key=lambda each: (each.submitted, each.key))


def _is_early(world: World, document: SyncDocument) -> bool:
    if document.kind is not SyncKind.PAYMENT:
        return False
    paid = world.look(Receivable, f"{document.client_id}/{document.invoice_number}")
    return paid is not None and paid.accounting_enabled and paid.stage in NOT_SENT


def begin(world: World, keys: Iterable[str]) -> None:
    """Remember that these documents may have been sent."""
    for key in keys:
        document = world.find(SyncDocument, key)
        if not document.in_doubt:
            world.keep(replace(document, in_doubt=True))


def synced(world: World, key: str, *, target_id: str, document_status: str) -> None:
    """A document is in the accounting system's books."""
    ended = replace(
        world.find(SyncDocument, key),
        status=SyncStatus.SYNCED,
        description=SYNCED,
        document_status=document_status,
        synced=world.today,
        rests_until=None,
        hitch="",
        target_id=target_id,
    )
    world.put(ended, because="synced to accounting", note=f"as {target_id}")


def failed(world: World, key: str, why: str) -> None:
    """A document is not taken, and is not sent again until it is handed in anew."""
    known = world.find(SyncDocument, key)
    ended = replace(known, status=SyncStatus.FAILED, description=f"{FAILED}: {why}", rests_until=None, hitch=why)
    world.put(ended, because="sync to accounting failed", note=why)


def put_off(world: World, key: str, seconds: int, why: str, *, in_doubt: bool, counts: bool) -> None:
    """Let a document rest; only where that ``counts`` as an attempt it is a fact of its own."""
    known = world.find(SyncDocument, key)
    until = world.now + timedelta(seconds=seconds)
    rested = replace(known, attempts=known.attempts + counts, in_doubt=in_doubt, rests_until=until, hitch=why)
    if counts:
        world.put(rested, because="sync to accounting put off", note=why)
    else:
        world.keep(rested)


def plan_next(world: World, client_id: int) -> None:
    """Plan when the client's documents are carried next; nothing is planned when none waits."""
    instants = [each.rests_until or world.now for each in pending(world, client_id)]
    if instants:
        world.plan(ERRAND, str(client_id), max(min(instants), world.now + SOONEST))
    else:
        world.call_off(ERRAND, str(client_id))


def _plan(world: World, client_id: int, at: datetime) -> None:
    """Plan that documents are carried, unless that is planned for sooner."""
    known = world.shelf.scheduled(ERRAND, str(client_id))
    if known is None or known > at:
        world.plan(ERRAND, str(client_id), at)
