"""Checks of RES-05: what a restart made a client forget."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.checks.documents import Handed, handed, renumbered
from contracts.checks.exchange import whole
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.tellings import allocations, readings
from contracts.scenario.turn import Turn


def forgets_nothing(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-05: what was handed in or read before a restart is known, or taken up again, after it."""
    for restart in exhibit.told("restart"):
        if exhibit.belief is None or not exhibit.works_after(restart.first):
            continue
        forgotten = [*forgotten_documents(exhibit, restart), *forgotten_bookings(exhibit, restart)]
        for what in forgotten:
            yield Sight(False, f"the restart made the client forget {what}")
        if not forgotten and any(each.last > each.first and each.last <= restart.first for each in exhibit.turns):
            yield Sight(True, "the restarted client knows everything that it had read and sent")


def forgotten_documents(exhibit: Exhibit, restart: Turn) -> Iterator[str]:
    """Yield what the client was handed before a restart, and knows nothing of, or never sends, after it."""
    known = {whole(each.get("invoiceNumber")) for each in exhibit.believed("invoices")}
    for each in handed(exhibit, "submit"):
        is_before = each.turn.last <= restart.first and each.turn.trouble is None
        if is_before and any(one.number <= restart.first for one in each.sent) and each.key not in known:
            yield f"invoice {each.key}"
    for each in handed(exhibit, "submit", "action", "ledger", "booking"):
        waited = was_kept(exhibit, each, restart) and each.sent[-1].number <= restart.first
        if waited and not renumbered(exhibit) and not _is_looked_for(exhibit, each):
            yield f"{each.kind.called} {each.key}, which waited to be sent"


def was_kept(exhibit: Exhibit, document: Handed, restart: Turn) -> bool:
    """Tell whether a document waited when the client was restarted, as its being tried in several turns shows."""
    tried = [each for each in document.sent if each.number <= restart.first]
    turns = [each for each in exhibit.turns if any(each.first < one.number <= each.last for one in tried)]
    return len(turns) > 1 and not any(each.succeeded or each.is_refused for each in tried)


def _is_looked_for(exhibit: Exhibit, document: Handed) -> bool:
    """Tell whether the client found out in another way what became of a document whose answer was lost."""
    if not document.taken:
        return False
    if document.kind.called == "invoice":
        believed = (each for each in exhibit.believed("invoices") if whole(each.get("invoiceNumber")) == document.key)
        return any(each.get("state", "ACCEPTED") == "ACCEPTED" for each in believed)
    last = document.sent[-1].number
    return any(each.number > last and each.succeeded and each.method == "GET" for each in exhibit.exchanges)


def forgotten_bookings(exhibit: Exhibit, restart: Turn) -> Iterator[str]:
    """Yield allocations that had arrived before a restart, did not come again, and are not booked."""
    if exhibit.books_otherwise:
        return
    booked = {whole(each.get("allocationId")) for each in exhibit.believed("bookings")}
    before, after = set[int](), set[int]()
    for reading in readings(exhibit):
        if reading.succeeded:
            side = before if reading.number <= restart.first else after
            side |= {each.number for each in allocations(reading)}
    for number in sorted(before - after - booked):
        yield f"allocation {number}"


def is_amnesia(exhibit: Exhibit, restart: Turn) -> bool:
    """Tell whether the client lost in a restart more than its token."""
    return any(forgotten_documents(exhibit, restart)) or any(forgotten_bookings(exhibit, restart))
