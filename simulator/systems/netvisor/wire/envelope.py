"""The envelope of every answer: a root, a status with the Finnish time, and what was asked for.

Source: support.netvisor.fi, "Response messages"; casing, declaration and the form of the time are as recorded.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from simulator.http.endpoint import Reply
from simulator.systems.netvisor.refusals import Refusal
from simulator.systems.netvisor.wire.figures import finnish_time, on_finnish_clocks
from simulator.systems.netvisor.wire.xml import DECLARATION, Node, leaf, written


def answered(now: datetime, *content: Node) -> Reply:
    """Return a success with ``content``, or with nothing but the status."""
    return Reply(200, _document(now, "<Status>OK</Status>", "".join(map(written, content))))


def inserted(now: datetime, key: int) -> Reply:
    """Return the success of an insert, with the key that the new object has."""
    replies = f"<Replies><InsertedDataIdentifier>{key}</InsertedDataIdentifier></Replies>"
    return Reply(200, _document(now, "<Status>OK</Status>", replies))


def refused(now: datetime, refusal: Refusal) -> Reply:
    """Return a failure; its HTTP status is 200 unless the caller asked for real ones."""
    told = written(leaf("Status", f"{refusal.netvisor_code} :: {refusal.sentence}"))
    body = _document(now, f"<Status>FAILED</Status>{told}", "")
    return Reply(refusal.http_status if refusal.with_status else 200, body)


def _document(now: datetime, statuses: str, content: str) -> bytes:
    status = f"<ResponseStatus>{statuses}<TimeStamp>{_stamp(now)}</TimeStamp></ResponseStatus>"
    return f"{DECLARATION}<Root>{status}{content}</Root>".encode()


@lru_cache(maxsize=64)
def _stamp(now: datetime) -> str:
    """Return what an answer says of the time; a world's clock often stands still."""
    return finnish_time(on_finnish_clocks(now))
