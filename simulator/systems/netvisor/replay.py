"""Transaction ids that a partner has used: each opens one request only, as long as the policy says.

A bounded memory of digests in a few documents of the world, so that it follows snapshots and costs the same however
many requests there were. Source: support.netvisor.fi, "Authentication"; how long ids are remembered is assumed.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Final

from simulator.core.records import Document
from simulator.systems.netvisor.refusals import Refusal
from simulator.world.world import World

MOST_PER_SHELF: Final = 512
"""Ids on each of the 256 shelves; the oldest make room for new ones."""
DIGEST_BYTES: Final = 16
SECONDS_BYTES: Final = 8
ENTRY_BYTES: Final = DIGEST_BYTES + SECONDS_BYTES


def use(world: World, partner: str, transaction_id: str) -> None:
    """Note that ``partner`` has used an id. Raises Refusal, REQUEST_NOT_UNIQUE, when it was used before."""
    digest = blake2b(f"{partner}/{transaction_id}".encode(), digest_size=DIGEST_BYTES).digest()
    name = f"netvisor/transactions/{digest[0]:02x}"
    shelf = world.look(Document, name)
    used = b"" if shelf is None else shelf.body
    at = _seconds(world.now)
    place = _place(used, digest)
    memory = world.policy.netvisor_transaction_memory_seconds
    if place is not None and at - int.from_bytes(used[place + DIGEST_BYTES : place + ENTRY_BYTES]) < memory:
        raise Refusal("REQUEST_NOT_UNIQUE", "Transaction identifier has been used before; each request needs a new one")
    entry = digest + at.to_bytes(SECONDS_BYTES)
    world.keep(Document(owner=name, body=(used + entry)[-MOST_PER_SHELF * ENTRY_BYTES :]))


def _place(used: bytes, digest: bytes) -> int | None:
    """Return where the newest entry of ``digest`` begins."""
    place = used.rfind(digest)
    while place > 0 and place % ENTRY_BYTES:
        place = used.rfind(digest, 0, place + DIGEST_BYTES - 1)
    return None if place < 0 else place


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
