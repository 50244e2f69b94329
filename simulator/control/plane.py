"""What every control operation is handed: the worlds, the ways to open one, and the request.

An operation is an asynchronous function of the plane and the request. Whatever touches a world goes through ``within``,
which waits while the world moves through time and runs the work where the store wants it run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from difflib import get_close_matches
from functools import partial
from itertools import count
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from simulator.control.errands import NO_ERRANDS, Errand, Errands, Sync, no_sync
from simulator.control.live import Live
from simulator.control.playing import Play, no_play
from simulator.control.running import REST_TURNS, SLICE_SECONDS, Run
from simulator.core.errors import NotFound
from simulator.core.policy import DEFAULT, Policy
from simulator.core.records import Due, Profile
from simulator.http.endpoint import NO_VALUES, Reply
from simulator.http.faults import Faults
from simulator.http.journal import Journals
from simulator.http.refusals import Refused
from simulator.world import timeline
from simulator.world.agenda import HANDLERS
from simulator.world.books_opening import CompanyPlan
from simulator.world.world import World
from simulator.world.worlds import WorldBusy, Worlds

T = TypeVar("T")

WAIT_SECONDS: Final = 0.005
"""How long a request to a moving world waits between two looks at whether it has arrived."""
NAMES_COMPARED: Final = 1000
"""Of so many worlds, the newest, one is offered for a name that is not known."""
ACCOUNTING: Final = ("netvisor", "procountor", "netbaron", "fennoa", "fivaldi", "talenom")


class ControlSettings(NamedTuple):
    """What a control plane is like.

    ``token`` guards it, and makes the credentials of new worlds random. Policy, profile and rate are those of a new
    world that names none. ``systems`` are emulated, and ``accounting`` may be named as accounting systems; those of
    ``companies`` are emulated, and open a company in every new world. ``forget``
    is told of every world that is dropped. ``stopping`` tells whether the server is about to stop, so that streams
    end. ``real_now`` and ``stopwatch`` are the clocks of the machine. ``errands`` carries out each kind of errand;
    ``sync`` carries what waits for accounting at once, ``play`` plays a story in a world.
    """

    token: str | None = None
    default_policy: Policy = DEFAULT
    profile: Profile = Profile.FAITHFUL
    rate: float = 0.0
    systems: tuple[str, ...] = ("cfis",)
    accounting: tuple[str, ...] = ACCOUNTING
    companies: tuple[CompanyPlan, ...] = ()
    version: str = "0"
    forget: Callable[[str], None] = lambda _: None
    errands: Mapping[str, Errand] = NO_ERRANDS
    sync: Sync = no_sync
    play: Play = no_play
    stopping: Callable[[], bool] = lambda: False
    real_now: Callable[[], datetime] = timeline.real_now
    stopwatch: Callable[[], float] = timeline.stopwatch


class Ask(NamedTuple):
    """A request that keeps the contract. ``root`` is the address of the whole sandbox, without a slash at its end."""

    world: str
    path: Mapping[str, Any] = NO_VALUES
    query: Mapping[str, Any] = NO_VALUES
    body: Any = None
    headers: Mapping[str, str] = NO_VALUES
    root: str = ""

    def read(self, kind: type[T]) -> T:
        """Return the body, an empty object when there is none, as ``kind``."""
        return msgspec.convert({} if self.body is None else self.body, kind, strict=False)


class Plane:
    """The worlds of one process and what is known about them beside the store. ``numbers`` name nameless worlds."""

    def __init__(self, worlds: Worlds, journals: Journals, faults: Faults, run: Run, settings: ControlSettings) -> None:
        self.worlds, self.journals, self.faults, self.settings = worlds, journals, faults, settings
        self.run = run
        self.errands = Errands(worlds, run, settings.errands)
        self.live = Live(worlds, run, settings.stopwatch, self.errands)
        self.numbers = count(1)

    async def within(self, world: str, work: Callable[[World], T]) -> T:
        """Return what ``work`` does to ``world`` in one unit of work, as soon as the world stands still.

        Raises NotFound, naming the world that was probably meant.
        """
        return await self.about(world, partial(self._opened, world, work, moving=False))

    async def amid(self, world: str, work: Callable[[World], T]) -> T:
        """Return what ``work`` does to ``world`` between two slices of a move: for the mover, or only to look."""
        return await self.about(world, partial(self._opened, world, work, moving=True))

    async def about(self, world: str, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, tried again for as long as ``world``, which it is about, moves through time.

        Raises NotFound, naming the world that was probably meant.
        """
        while True:
            try:
                return await self.run(partial(self._known, world, work))
            except WorldBusy:
                await asyncio.sleep(WAIT_SECONDS)

    @asynccontextmanager
    async def alone(self, world: str) -> AsyncIterator[None]:
        """Keep everybody else out of ``world``; wait for whoever moves it already."""
        while self.worlds.is_under_way(world):
            await asyncio.sleep(WAIT_SECONDS)
        self.worlds.moving.add(world)
        try:
            yield
        finally:
            self.worlds.moving.discard(world)

    async def run_to(self, world: str, to: datetime) -> None:
        """Move ``world``, which the caller has ``alone``, to an instant: in slices, carrying out errands between them.

        Raises Refused (503) when the server stops.
        """
        while True:
            stop = await self.amid(world, lambda opened: timeline.run(opened, to, HANDLERS, seconds=SLICE_SECONDS))
            if stop is True:
                return
            if isinstance(stop, Due):
                await self.errands.carry_out(world, stop)
            await self.go_on()

    async def rest(self) -> None:
        """Leave a moment to everybody else; none goes by where nobody waits."""
        for _ in range(REST_TURNS):
            await asyncio.sleep(0)

    async def sliced(self, records: Iterable[T]) -> AsyncIterator[T]:
        """Yield ``records``, letting others in whenever a slice of real time has gone by."""
        end = self.settings.stopwatch() + SLICE_SECONDS
        for record in records:
            yield record
            if self.settings.stopwatch() > end:
                await self.rest()
                end = self.settings.stopwatch() + SLICE_SECONDS

    async def go_on(self) -> None:
        """Leave a moment to everybody else in work that may take long. Raises Refused (503) when the server stops."""
        await self.rest()
        if self.settings.stopping():
            raise Refused(503, "the server is stopping; the world has stopped on its way")

    def _opened(self, world: str, work: Callable[[World], T], *, moving: bool) -> T:
        with self.worlds.open(world, moving=moving) as opened:
            return work(opened)

    def _known(self, world: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except NotFound as unknown:
            if unknown.what != "world":
                raise
            near = get_close_matches(world, self.worlds.store.worlds()[-NAMES_COMPARED:], 1)
            raise NotFound("world", world, closest=near[0] if near else None) from None


Operation = Callable[[Plane, Ask], Awaitable[Reply]]
"""What an operation of the contract does. A reply's body may be an asynchronous iterator of bytes."""
