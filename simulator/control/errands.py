"""Errands: what is due in a world and has to talk over HTTP, perhaps to that very world, to be done.

Between two units of work the world stands still at the errand's instant and is open to everybody, except to whoever
would move it. The errand stays on the agenda until it is done: one that is broken off is carried out again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from simulator.control.running import Run
from simulator.core.records import Due
from simulator.world import timeline
from simulator.world.worlds import Worlds

if TYPE_CHECKING:
    from simulator.sync.report import ClientReport

Errand = Callable[[str, Due], Awaitable[None]]
"""Carries out one errand of the world named. To be repeated, it plans itself for a later instant.

It may be carried out twice, and leaves a moment to everybody else where it takes long. What it raises stops the clock.
"""
Sync = Callable[[str], Awaitable["tuple[ClientReport, ...]"]]
"""Carries everything that waits for accounting in the world named, and tells what became of it, client by client."""
NO_ERRANDS: Final[Mapping[str, Errand]] = MappingProxyType({})


async def no_sync(_: str) -> tuple[ClientReport, ...]:
    """Carry nothing."""
    return ()


class Errands:
    """The errands of the worlds of one process; a kind that nobody carries out here lapses."""

    def __init__(self, worlds: Worlds, run: Run, kinds: Mapping[str, Errand]) -> None:
        self._worlds, self._run, self._kinds = worlds, run, kinds

    async def carry_out(self, world: str, due: Due) -> None:
        """Carry out one errand of a world that only the caller moves, and take it off the agenda.

        Raises what the errand raises, which then is still due; NotFound where the world was dropped meanwhile.
        """
        errand = self._kinds.get(due.what)
        if errand is not None:
            async with self.standing(world):
                await errand(world, due)
        await self._run(partial(self._done, world, due))

    @asynccontextmanager
    async def standing(self, world: str) -> AsyncIterator[None]:
        """Open a world to everybody, except to whoever would move it. Only the caller may be moving it."""
        closed = world in self._worlds.moving
        self._worlds.waiting.add(world)
        self._worlds.moving.discard(world)
        try:
            yield
        finally:
            if closed:
                self._worlds.moving.add(world)
            self._worlds.waiting.discard(world)

    def _done(self, world: str, due: Due) -> None:
        with self._worlds.open(world, moving=True) as opened:
            timeline.errand_done(opened, due)
