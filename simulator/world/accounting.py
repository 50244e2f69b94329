"""The queue of documents on their way to the client's accounting system."""

from __future__ import annotations

from simulator.core.errors import AlreadyExists
from simulator.core.receivable import Receivable
from simulator.core.records import Document
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.world.world import World


def queue(world: World, document: SyncDocument) -> SyncDocument:
    """Queue a document of the client.

    The very same document again is answered as the first time, so that a lost answer can be retried; one that
    failed may be handed in anew. Raises AlreadyExists for other contents under a name that is taken.
    """
    known = world.look(SyncDocument, document.key)
    if known is not None and known.status is not SyncStatus.FAILED:
        if known.body == document.body:
            return known
        raise AlreadyExists(document.kind.value.lower(), document.name)
    because = "queued for accounting" if known is None else "queued for accounting again"
    world.put(document, because=because, note=f"{document.kind.value.lower()} {document.name}")
    return document


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
