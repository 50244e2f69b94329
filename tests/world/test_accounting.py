"""A document for the accounting system is queued once under its name, and anew only when it failed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from simulator.core.errors import AlreadyExists
from simulator.core.policy import DEFAULT
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.world.accounting import queue, queue_invoice
from tests.world.play import START, Play, day

DOCUMENT = SyncDocument(
    client_id=1001,
    kind=SyncKind.LEDGER,
    name="L-1",
    dated=day("2026-01-02"),
    label="1001",
    submitted=START,
    body=b'{"rows":[1]}',
)


def told(play: Play, document: SyncDocument = DOCUMENT) -> list[str]:
    with play.world() as world:
        return [event.because for event in world.shelf.events_of(document.key)]


def queued(play: Play, document: SyncDocument) -> SyncDocument:
    with play.world() as world:
        return queue(world, document)


def test_a_document_is_queued_and_waits() -> None:
    play = Play()
    start = START + timedelta(minutes=DEFAULT.accounting_starts_after_minutes)
    assert queued(play, DOCUMENT) == replace(DOCUMENT, rests_until=start)
    assert told(play) == ["queued for accounting"]


@pytest.mark.parametrize("status", [SyncStatus.PENDING, SyncStatus.SYNCED])
def test_the_same_document_again_is_answered_as_the_first_time(status: SyncStatus) -> None:
    play = Play()
    known = queued(play, replace(DOCUMENT, status=status))
    assert queued(play, replace(DOCUMENT, submitted=START.replace(hour=9))) == known
    assert told(play) == ["queued for accounting"]


@pytest.mark.parametrize("status", [SyncStatus.PENDING, SyncStatus.SYNCED])
def test_other_contents_under_a_name_that_is_taken_are_refused(status: SyncStatus) -> None:
    play = Play()
    queued(play, replace(DOCUMENT, status=status))
    with pytest.raises(AlreadyExists, match="ledger 'L-1' exists already"):
        queued(play, replace(DOCUMENT, body=b'{"rows":[2]}'))


@pytest.mark.parametrize("body", [DOCUMENT.body, b'{"rows":[2]}'])
def test_a_document_that_failed_may_be_handed_in_anew(body: bytes) -> None:
    play = Play()
    queued(play, replace(DOCUMENT, status=SyncStatus.FAILED))
    assert queued(play, replace(DOCUMENT, body=body)).status is SyncStatus.PENDING
    assert told(play) == ["queued for accounting", "queued for accounting again"]


def test_names_are_each_clients_and_each_kinds_own() -> None:
    play = Play()
    for other in (replace(DOCUMENT, client_id=1002), replace(DOCUMENT, kind=SyncKind.PAYMENT)):
        queued(play, replace(other, body=other.kind.encode()))
        assert told(play, other) == ["queued for accounting"]


def test_an_invoice_is_queued_once_with_the_document_as_submitted() -> None:
    play = Play()
    received = play.invoice()
    for _ in range(2):
        with play.world() as world:
            queue_invoice(world, received)
    with play.world() as world:
        (document,) = world.shelf.all(SyncDocument)
    assert (document.name, document.invoice_number, document.body) == ("1", "1", b'{"number":1}')
    assert (document.kind, document.dated) == (SyncKind.INVOICE, received.dated)
