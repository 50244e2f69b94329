"""A dry run tells what would be done, and changes nothing."""

from __future__ import annotations

import asyncio

from simulator.core.carrying import Reason, Refused
from simulator.core.sync_document import SyncKind
from simulator.sync.plan import plan
from simulator.sync.preview import Prospect, preview
from tests.sync.vendor import Bad, Connection, Vendor
from tests.sync.waiting_room import Queue, invoice, ledger, payment


def previewed(queue: Queue, vendor: Vendor) -> list[Prospect]:
    async def told() -> list[Prospect]:
        return [each async for each in preview(plan(await queue.gather()), Connection.to(vendor))]

    return asyncio.run(told())


def test_every_document_is_told_with_what_would_become_of_it() -> None:
    queue, vendor = Queue(), Vendor()
    for one in (invoice(1), ledger("a"), ledger("b"), payment("p", 1), payment("q", 2)):
        queue.add(one)
    queue.entries[SyncKind.LEDGER, "a"].in_doubt = True
    queue.entries[SyncKind.LEDGER, "b"].document = Refused(Reason.INVALID, "no rows")
    queue.entries[SyncKind.INVOICE, "1"].due = 60
    queue.entries[SyncKind.PAYMENT, "q"].in_doubt = True
    vendor.booked["LEDGER/a"] = 1
    told = {each.name: f"{each.deed} {each.message}".rstrip() for each in previewed(queue, vendor)}
    assert told == {
        "a": "skip is there already as LEDGER/a",
        "b": "fail invalid document: no rows",
        "p": "hold waits for invoice 1",
        "q": "book",
    }
    assert vendor.booked == {"LEDGER/a": 1}
    assert all(each.outcome is None for each in queue.entries.values())


def test_an_expired_token_is_renewed_and_an_answer_that_does_not_come_is_told() -> None:
    queue, vendor = Queue(), Vendor([Bad.EXPIRED, None, None, Bad.DROP])
    for name in ("a", "b"):
        queue.add(ledger(name))
        queue.entries[SyncKind.LEDGER, name].in_doubt = True
    assert [each.deed for each in previewed(queue, vendor)] == ["book", "unknown"]
