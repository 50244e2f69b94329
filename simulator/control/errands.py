"""Errands: what is due in a world and has to talk over HTTP, perhaps to that very world, to be done.

Between two units of work the world stands still at the errand's instant and is open to everybody, except to whoever
would move it. The errand stays on the agenda until it is done: one that is broken off is carried out again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from simulator.control.running import Run
from simulator.core.records import Due
from simulator.world import timeline
from simulator.world.worlds import Worlds

Errand = Callable[[str, Due], Awaitable[None]]
"""Carries out one errand of the world named. To be repeated, it plans itself for a later instant.

It may be carried out twice, and leaves a moment to everybody else where it takes long. What it raises stops the clock.
"""
NO_ERRANDS: Final[Mapping[str, Errand]] = MappingProxyType({})


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
            await self._let_out(world, errand, due)
        await self._run(partial(self._done, world, due))

    async def _let_out(self, world: str, errand: Errand, due: Due) -> None:
        closed = world in self._worlds.moving
        self._worlds.waiting.add(world)
        self._worlds.moving.discard(world)
        try:
            await errand(world, due)
        finally:
            if closed:
                self._worlds.moving.add(world)
            self._worlds.waiting.discard(world)

    def _done(self, world: str, due: Due) -> None:
        with self._worlds.open(world, moving=True) as opened:
            timeline.errand_done(opened, due)
