"""Sets the sync off in worlds of this process: as an errand when documents are due, and when somebody asks for it.

Each client's documents go to the system that it is connected to, over HTTP, through that system's connector.
Where there is none, or the world has no company there, documents stay pending.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from itertools import count
from typing import Final, NamedTuple, TypeVar

from simulator.connectors import connector_of
from simulator.control.running import Run
from simulator.core.company import Company
from simulator.core.credential import SystemCredential
from simulator.core.records import Client, Due
from simulator.http.transport import Application
from simulator.outgoing import own_systems
from simulator.sync.engine import Manner, sync
from simulator.sync.patience import Patience, drawn
from simulator.sync.ports import Connector
from simulator.sync.report import ClientReport, Report
from simulator.systems.cfis.source import ClientDocuments
from simulator.world import accounting
from simulator.world.system_credentials import credentials_in
from simulator.world.timeline import stopwatch
from simulator.world.world import World
from simulator.world.worlds import Worlds

T = TypeVar("T")

LONGEST_SECONDS: Final = 0.01
"""Real time that a run takes before it lets others in."""
REST_SECONDS: Final = 0.001


class Connected(NamedTuple):
    """A client and the system that its documents go to, with what is needed to get in."""

    client_id: int
    system: str
    credentials: Mapping[str, str]
    seed: str
    now: datetime
    patience: Patience
    run: int


class Bookkeeper:
    """Carries documents for the worlds of one process. ``rest`` lets others in; ``app`` answers for all systems."""

    def __init__(
        self,
        app: Callable[[], Application],
        worlds: Worlds,
        run: Run,
        rest: Callable[[float], Awaitable[None]],
        connectors: Callable[[str], Connector | None] = connector_of,
    ) -> None:
        self._app, self._worlds, self._run, self._rest, self._connectors = app, worlds, run, rest, connectors

    async def errand(self, world: str, due: Due) -> None:
        """Carry what is due for the client named, and plan the next errand."""
        await self._carry(world, int(due.key), at_once=False)

    async def at_once(self, world: str) -> tuple[ClientReport, ...]:
        """Carry everything that waits or rests, for every client of the world."""
        clients = await self._within(world, lambda opened: [each.client_id for each in opened.shelf.all(Client)])
        return tuple([await self._carry(world, client_id, at_once=True) for client_id in clients])

    async def _carry(self, world: str, client_id: int, *, at_once: bool) -> ClientReport:
        system, connected = await self._within(world, partial(_connected, client_id=client_id))
        connector = self._connectors(system)
        if connected is None or connector is None:
            return ClientReport(client_id=client_id, system=system, connected=False, report=Report(lines=()))
        within = partial(self._within, world)
        pause = _Pause(self._rest)
        source = ClientDocuments(within, client_id, at_once=at_once, pause=pause)
        manner = Manner(chance=partial(drawn, f"{connected.seed}/{world}"), patience=connected.patience, pause=pause)
        async with own_systems(self._app, system) as http:
            target = connector.connect(
                http,
                connected.credentials,
                connector.TABLES,
                now=lambda: connected.now,
                nonce=_nonces(connected, world),
            )
            report = await sync(source, target, manner)
        await within(partial(accounting.plan_next, client_id=client_id))
        return ClientReport(client_id=client_id, system=system, connected=True, report=report)

    async def _within(self, world: str, work: Callable[[World], T]) -> T:
        return await self._run(partial(self._opened, world, work))

    def _opened(self, world: str, work: Callable[[World], T]) -> T:
        with self._worlds.open(world) as opened:
            return work(opened)


class _Pause:
    """Lets others in when a stretch of work has taken long enough."""

    def __init__(self, rest: Callable[[float], Awaitable[None]]) -> None:
        self._rest, self._since = rest, stopwatch()

    async def __call__(self) -> None:
        if stopwatch() - self._since > LONGEST_SECONDS:
            await self._rest(REST_SECONDS)
            self._since = stopwatch()


def _connected(world: World, client_id: int) -> tuple[str, Connected | None]:
    """Return which system a client's documents go to, and how to get in where that is possible."""
    system = accounting.system_of(world, world.find(Client, str(client_id)))
    credential = _credential(world, system)
    if credential is None or world.look(Company, system) is None:
        return system, None
    return system, Connected(
        client_id,
        system,
        _parts(credential),
        world.info.seed,
        world.now,
        _patience(world),
        world.next_number("accounting/run"),
    )


def _credential(world: World, system: str) -> SystemCredential | None:
    """Return the oldest credential of a system that still works, or else the oldest; so a further one is a cure."""
    known = [each for each in credentials_in(world) if each.system == system]
    alive = (each for each in known if each.expires is None or each.expires > world.now)
    return next(alive, known[0] if known else None)


def _parts(credential: SystemCredential) -> Mapping[str, str]:
    return dict(credential.parts)


def _patience(world: World) -> Patience:
    policy = world.policy
    return Patience(
        first_seconds=policy.accounting_retry_minutes * 60,
        longest_seconds=policy.accounting_retry_longest_minutes * 60,
        attempts=policy.accounting_attempts,
    )


def _nonces(connected: Connected, world: str) -> Callable[[], str]:
    """Return what makes texts that no other run makes: they follow from the seed, the run and their number in it."""
    numbers = count(1)

    def nonce() -> str:
        label = f"{connected.seed}/{world}/{connected.system}/{connected.run}/{next(numbers)}"
        return hashlib.sha256(label.encode()).hexdigest()[:32]

    return nonce
