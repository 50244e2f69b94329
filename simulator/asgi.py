"""The composition root: settings become a store, worlds, systems and a control plane, and one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.routing import Mount

from contracts.documents import Document, load
from contracts.overlay import OverlayError, extended
from simulator import __version__
from simulator.control.app import ControlApp, control_app
from simulator.control.plane import ControlSettings
from simulator.core.policy import DEFAULT, Policy, replaced
from simulator.core.records import Client, Environment
from simulator.dashboard.app import dashboard
from simulator.front import Front
from simulator.http.app import Application, system_app
from simulator.http.contract import Contract
from simulator.http.endpoint import System
from simulator.http.faults import Faults
from simulator.http.journal import Journals
from simulator.http.shell import Shell
from simulator.http.weather import Weather
from simulator.runner import Runner
from simulator.settings import Settings
from simulator.site import site
from simulator.systems.cfis.system import SYSTEM as CFIS
from simulator.systems.netvisor.system import SYSTEM as NETVISOR
from simulator.world import tokens
from simulator.world.books_opening import CompanyPlan, open_companies
from simulator.world.founding import ClientPlan, Credential, WorldPlan, found
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.timeline import real_now
from simulator.world.world import World
from simulator.world.worlds import Worlds

DEMO: Final = "demo"
SYSTEMS: Final[Sequence[System]] = (CFIS, NETVISOR)
MOUNTS: Final[Mapping[str, tuple[str, Environment]]] = {
    "cfis": ("cfis", Environment.STAGING),
    "cfis-production": ("cfis", Environment.PRODUCTION),
    "netvisor": ("netvisor", Environment.STAGING),
}
"""The first segment of a path, the system that it leads to, and in which environment."""
DATABASE_FILE: Final = "worlds.sqlite3"


class Sandbox(NamedTuple):
    """The parts of one process, put together. ``demo`` has the credentials of the demo world, as far as known."""

    app: Application
    store: Store
    worlds: Worlds
    journals: Journals
    faults: Faults
    documents: Mapping[str, Document]
    settings: Settings
    demo: Sequence[Credential]


def build(settings: Settings, *, stopping: Callable[[], bool] = lambda: False) -> Sandbox:
    """Put a sandbox together, with its demo world. ``stopping`` tells whether the server is about to stop.

    Raises ContractError for a broken overlay, InvalidDocument for a policy that is none, OSError for unusable data.
    """
    documents = _documents(settings.overlays)
    policy = _policy(documents, settings)
    store = _store(settings.data)
    worlds, journals, weather, runner = Worlds(store), Journals(), Weather(), Runner(store)
    contracts = {name: Contract.of(document) for name, document in documents.items()}
    faults = Faults({name: contract.terms.keys() for name, contract in contracts.items()})
    shells = {
        system.name: Shell.around(system, contracts[system.name], worlds, journals, faults, weather)
        for system in SYSTEMS
    }
    mounts = {path: system_app(shells[name], environment, run=runner) for path, (name, environment) in MOUNTS.items()}
    companies = tuple(system.company for system in SYSTEMS if system.company)
    plane = ControlSettings(
        token=settings.control_token,
        default_policy=policy,
        profile=settings.profile,
        rate=settings.live_rate,
        systems=tuple(documents),
        companies=companies,
        version=__version__,
        forget=weather.forget,
        stopping=stopping,
    )
    control = control_app(worlds, journals, faults, runner, plane)
    demo = _demo(worlds, settings, policy, companies)
    pages = dashboard(control.plane, MOUNTS, tuple(documents))
    more = [*pages.routes, Mount("/sandbox", control), pages.lost]
    rest = site(store, documents, more, _lifespan(control, runner, store))
    exposed = {port: system for system, port in settings.expose.items()}
    app = Front(mounts, rest, systems=frozenset(shells), exposed=exposed)
    return Sandbox(app, store, worlds, journals, faults, documents, settings, demo)


def _documents(overlays: Sequence[Path]) -> dict[str, Document]:
    """Load every contract with the overlays that extend it; an overlay that names none extends CFIS."""
    names = [system.name for system in SYSTEMS]
    by_system: dict[str, list[Path]] = {name: [] for name in names}
    for overlay in overlays:
        system = extended(overlay) or CFIS.name
        if system not in by_system:
            raise OverlayError(overlay, None, f"it extends {system}; there are {', '.join(names)}")
        by_system[system].append(overlay)
    return {name: load(name, paths) for name, paths in by_system.items()}


def _policy(documents: Mapping[str, Document], settings: Settings) -> Policy:
    policy = DEFAULT
    for name, document in documents.items():
        policy = replaced(policy, document.policy, origin=f"x-policy of {name}")
    return replaced(policy, settings.policy, origin="--policy")


def _store(data: Path | None) -> Store:
    if data is None:
        return MemoryStore()
    from simulator.world.sql import SqlStore  # noqa: PLC0415 - only a store on disk pays for it

    data.mkdir(parents=True, exist_ok=True)
    return SqlStore(data / DATABASE_FILE)


def _demo(worlds: Worlds, settings: Settings, policy: Policy, companies: Sequence[CompanyPlan]) -> list[Credential]:
    """Return the credentials of the demo world, which is founded where the store has none yet.

    A world from an earlier start gets the companies of those systems that were not emulated then.
    """
    given: list[Credential] = []
    if DEMO not in worlds.store.worlds():
        plan = WorldPlan(
            world=DEMO,
            name=DEMO,
            seed=DEMO,
            now=real_now(),
            profile=settings.profile,
            policy=policy,
            guarded=settings.control_token is not None,
        )
        given = found(worlds.store, plan, [ClientPlan()], companies)
    with worlds.open(DEMO) as world:
        open_companies(world, worlds.store, companies)
        if world.info.rate != settings.live_rate:
            world.change(replace(world.info, rate=settings.live_rate))
        return given or _known(world)


def _known(world: World) -> list[Credential]:
    """Return the credentials of a world from an earlier start; a token that nothing tells any more is left empty."""
    known = [
        Credential(environment=environment, token=tokens.still_known(world, environment, None) or "")
        for environment in Environment
    ]
    for client in world.shelf.all(Client):
        token = tokens.still_known(world, client.environment, client.client_id)
        known.append(Credential(environment=client.environment, token=token or "", client=client))
    return known


def _lifespan(control: ControlApp, runner: Runner, store: Store) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with control.live.running():
            yield
        runner.close()
        store.close()

    return lifespan
