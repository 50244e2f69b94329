"""Worlds whose clock runs by itself: each is moved along with real time, a little at a time, at its own rate.

A live world is anchored where its clock stood at some moment of the stopwatch, so no rounding adds up. Whatever else
moves its clock, or sets its rate, anchors it anew. A world that was not running (its server was stopped) goes on from
where it stood. While an errand is carried out the clock of its world stands, and catches up afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from simulator.control.errands import Errands
from simulator.control.running import REST_SECONDS, SLICE_SECONDS, Run
from simulator.core.errors import NotFound
from simulator.core.records import Due
from simulator.world import timeline
from simulator.world.agenda import HANDLERS
from simulator.world.timeline import LATEST
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

    def __init__(self, worlds: Worlds, run: Run, stopwatch: Callable[[], float], errands: Errands) -> None:
        self._worlds, self._run, self._stopwatch, self._errands = worlds, run, stopwatch, errands
        self._anchors: dict[str, Anchor | None] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}

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
            for each in (task, *self._under_way.values()):
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each

    async def tick(self) -> None:
        """Move every live world once. One that fails is moved no more, and its failure goes to the loop's log."""
        for world in self.watched:
            (stop,) = await asyncio.gather(self._run(partial(self._move, world)), return_exceptions=True)
            if isinstance(stop, BaseException):
                self._give_up(world, stop)
            elif stop is not None:
                self._under_way[world] = asyncio.create_task(self._carry_out(world, stop))
            await asyncio.sleep(REST_SECONDS)

    async def _carry_out(self, world: str, errand: Due) -> None:
        """Carry out an errand, unless somebody else moves the world by now, who will come to it too."""
        try:
            if not self._worlds.is_under_way(world):
                (failure,) = await asyncio.gather(self._errands.carry_out(world, errand), return_exceptions=True)
                if isinstance(failure, BaseException) and not isinstance(failure, NotFound):
                    self._give_up(world, failure)
        finally:
            del self._under_way[world]

    def _give_up(self, world: str, failure: BaseException) -> None:
        self._anchors.pop(world, None)
        told = {"message": f"the clock of world {world} has stopped", "exception": failure}
        asyncio.get_running_loop().call_exception_handler(told)

    async def _go_on(self) -> None:
        while True:
            await self.tick()
            await asyncio.sleep(INTERVAL_SECONDS)

    def _move(self, world: str) -> Due | None:
        """Move a world that nobody else moves; return the errand that it has come to, if any."""
        if world in self._under_way or self._worlds.is_under_way(world):
            return None
        stop: bool | Due = False
        try:
            with self._worlds.open(world) as opened:
                anchor, stop = self._moved(opened, self._anchors.get(world))
        except WorldBusy:
            return None
        except NotFound:
            anchor = None
        if anchor is None:
            self._anchors.pop(world, None)
        else:
            self._anchors[world] = anchor
        return stop if isinstance(stop, Due) else None

    def _moved(self, world: World, anchor: Anchor | None) -> tuple[Anchor | None, bool | Due]:
        """Move ``world`` to where its clock ought to be, or a slice of the way; no anchor where it goes no further."""
        rate, real = world.info.rate, self._stopwatch()
        if not rate or world.now >= LATEST:
            return None, False
        if anchor is None or (anchor.rate, anchor.left) != (rate, world.now):
            return Anchor(real, world.now, rate, world.now), False
        try:
            to = min(anchor.virtual + timedelta(seconds=(real - anchor.real) * rate), LATEST)
        except OverflowError:
            to = LATEST
        stop = timeline.run(world, to, HANDLERS, seconds=SLICE_SECONDS)
        return anchor._replace(left=world.now), stop
