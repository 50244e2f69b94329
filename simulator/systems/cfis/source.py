"""What waits for a client's accounting system, as the sync gathers it, and what it is told became of it.

Fits ``simulator.sync.ports.Source``. Every call is one or more units of work of its own, so that the accounting
system, which may be in this very world, can be asked in between.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from math import ceil
from typing import Final, Protocol, TypeVar

from simulator.core.carrying import Booked, Refused, Waiting
from simulator.core.receivable import Receivable
from simulator.core.sync_document import SyncDocument, SyncKind
from simulator.systems.cfis.wire.carried import carried
from simulator.world import accounting
from simulator.world.world import World

T = TypeVar("T")

READ_AT_A_TIME: Final = 100
"""Documents that are read within one unit of work."""


class Within(Protocol):
    """Opens one world for a unit of work."""

    def __call__(self, work: Callable[[World], T], /) -> Awaitable[T]:
        """Return what ``work`` does to the world."""


class ClientDocuments:
    """The waiting documents of one client. With ``at_once``, what rests is carried as well."""

    def __init__(self, within: Within, client_id: int, *, at_once: bool, pause: Callable[[], Awaitable[None]]) -> None:
        self._within, self._client_id, self._at_once, self._pause = within, client_id, at_once, pause

    async def gather(self) -> Sequence[Waiting]:
        """Return what waits; of what rests only invoices, since only on them others depend."""
        found = await self._within(self._found)
        gathered: list[Waiting] = []
        for start in range(0, len(found), READ_AT_A_TIME):
            gathered += await self._within(partial(_read, found[start : start + READ_AT_A_TIME]))
            await self._pause()
        return gathered

    async def begin(self, waiting: Sequence[Waiting]) -> None:
        """Remember that these may have been sent."""
        keys = [self._key(each) for each in waiting]
        await self._within(lambda world: accounting.begin(world, keys))

    async def done(self, waiting: Waiting, outcome: Booked | Refused) -> None:
        """Remember how a document ended."""
        key = self._key(waiting)
        if isinstance(outcome, Booked):
            target, state = outcome.target_id, outcome.state
            await self._within(lambda world: accounting.synced(world, key, target_id=target, document_status=state))
        else:
            why = f"{outcome.reason}: {outcome.message}"
            await self._within(lambda world: accounting.failed(world, key, why))

    async def put_off(self, waiting: Waiting, seconds: int, message: str, *, counts: bool) -> None:
        """Let a document rest."""
        in_doubt = counts or waiting.in_doubt
        rest = partial(
            accounting.put_off, key=self._key(waiting), seconds=seconds, why=message, in_doubt=in_doubt, counts=counts
        )
        await self._within(rest)

    def _found(self, world: World) -> list[tuple[SyncDocument, int]]:
        """Return what is pending, and how many seconds it still rests."""
        found = []
        for each in accounting.pending(world, self._client_id):
            rests = 0 if self._at_once or each.rests_until is None else (each.rests_until - world.now).total_seconds()
            if rests <= 0 or each.kind is SyncKind.INVOICE:
                found.append((each, max(ceil(rests), 0)))
        return found

    def _key(self, waiting: Waiting) -> str:
        return f"{self._client_id}/{waiting.kind}/{waiting.name}"


def _read(found: Sequence[tuple[SyncDocument, int]], world: World) -> list[Waiting]:
    return [
        Waiting(each.kind, each.name, carried(each, _reference(world, each)), each.attempts, each.in_doubt, rests)
        for each, rests in found
    ]


def _reference(world: World, document: SyncDocument) -> str:
    """Return the reference that an invoice is paid with, which the agency may have given it."""
    if document.kind is not SyncKind.INVOICE:
        return ""
    receivable = world.look(Receivable, f"{document.client_id}/{document.name}")
    return "" if receivable is None else receivable.reference
