"""The envelope of every answer: a root, a status with the Finnish time, and what was asked for.

Source: support.netvisor.fi, "Response messages"; casing, declaration and the form of the time are as recorded.
"""

from __future__ import annotations

from datetime import datetime

from simulator.http.endpoint import Reply
from simulator.systems.netvisor.refusals import Refusal
from simulator.systems.netvisor.wire.figures import finnish_time, on_finnish_clocks
from simulator.systems.netvisor.wire.xml import DECLARATION, Node, leaf, written


def answered(now: datetime, *content: Node) -> Reply:
    """Return a success with ``content``, or with nothing but the status."""
    return Reply(200, _document(now, [leaf("Status", "OK")], content))


def inserted(now: datetime, key: int) -> Reply:
    """Return the success of an insert, with the key that the new object has."""
    return answered(now, Node("Replies", leaf("InsertedDataIdentifier", key)))


def refused(now: datetime, refusal: Refusal) -> Reply:
    """Return a failure; its HTTP status is 200 unless the caller asked for real ones."""
    statuses = [leaf("Status", "FAILED"), leaf("Status", f"{refusal.netvisor_code} :: {refusal.sentence}")]
    return Reply(refusal.http_status if refusal.with_status else 200, _document(now, statuses, ()))


def _document(now: datetime, statuses: list[Node], content: tuple[Node, ...]) -> bytes:
    stamp = leaf("TimeStamp", finnish_time(on_finnish_clocks(now)))
    root = Node("Root", Node("ResponseStatus", *statuses, stamp), *content)
    return (DECLARATION + written(root)).encode()
