"""Worlds whose clock runs by itself: each is moved along with real time, a little at a time, at its own rate.

A live world is anchored where its clock stood at some moment of the stopwatch, so no rounding adds up. Whatever else
moves its clock, or sets its rate, anchors it anew. A world that was not running (its server was stopped) goes on from
where it stood.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from simulator.control.moments import LATEST
from simulator.control.running import REST_SECONDS, SLICE_SECONDS, Run
from simulator.core.errors import NotFound
from simulator.world import timeline
from simulator.world.agenda import HANDLERS
from simulator.world.world import World
from simulator.world.worlds import WorldBusy, Worlds

INTERVAL_SECONDS: Final = 0.1
"""Real time between two moves of a world."""


class Anchor(NamedTuple):
    """Where a live clock stood when the stopwatch showed ``real``, and where it was left last."""

    real: float
    virtual: datetime
    rate: float
    left: datetime


class Live:
    """The worlds of one process whose clocks run."""

    def __init__(self, worlds: Worlds, run: Run, stopwatch: Callable[[], float]) -> None:
        self._worlds, self._run, self._stopwatch = worlds, run, stopwatch
        self._anchors: dict[str, Anchor | None] = {}

    def watch(self, world: str) -> None:
        """Move ``world`` from now on, for as long as it exists and has a rate."""
        self._anchors.setdefault(world, None)

    @property
    def watched(self) -> tuple[str, ...]:
        """The names of the worlds that are moved."""
        return tuple(self._anchors)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Move all live worlds for as long as the context is open."""
        for world in await self._run(self._worlds.store.worlds):
            self.watch(world)
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def tick(self) -> None:
        """Move every live world once. One that fails is moved no more, and its failure goes to the loop's log."""
        for world in self.watched:
            (failure,) = await asyncio.gather(self._run(partial(self._move, world)), return_exceptions=True)
            if failure is not None:
                self._anchors.pop(world, None)
                told = {"message": f"the clock of world {world} has stopped", "exception": failure}
                asyncio.get_running_loop().call_exception_handler(told)
            await asyncio.sleep(REST_SECONDS)

    async def _go_on(self) -> None:
        while True:
            await self.tick()
            await asyncio.sleep(INTERVAL_SECONDS)

    def _move(self, world: str) -> None:
        try:
            with self._worlds.open(world) as opened:
                anchor = self._moved(opened, self._anchors.get(world))
        except WorldBusy:
            return
        except NotFound:
            anchor = None
        if anchor is None:
            self._anchors.pop(world, None)
        else:
            self._anchors[world] = anchor

    def _moved(self, world: World, anchor: Anchor | None) -> Anchor | None:
        """Move ``world`` to where its clock ought to be, or a slice of the way; return nothing when it has no rate."""
        rate, real = world.info.rate, self._stopwatch()
        if not rate:
            return None
        if anchor is None or (anchor.rate, anchor.left) != (rate, world.now):
            return Anchor(real, world.now, rate, world.now)
        try:
            to = min(anchor.virtual + timedelta(seconds=(real - anchor.real) * rate), LATEST)
        except OverflowError:
            to = LATEST
        timeline.run(world, to, HANDLERS, seconds=SLICE_SECONDS)
        return anchor._replace(left=world.now)
