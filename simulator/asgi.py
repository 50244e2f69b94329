"""The composition root: settings become a store, worlds, systems and a control plane, and one ASGI application.

A start builds what every request needs. A system, the control plane and the pages are loaded when they are first asked:
what is imported inside of a function here is what a start does not pay for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from simulator import __version__
from simulator.core.on_demand import OnDemand
from simulator.core.policy import DEFAULT, Policy, replaced
from simulator.core.records import Client, Environment
from simulator.front import Front
from simulator.http.faults import Faults
from simulator.http.introduction import Introduction
from simulator.http.journal import Journals
from simulator.http.transport import Application
from simulator.http.weather import Weather
from simulator.messengers import Messengers
from simulator.runner import Runner
from simulator.settings import Settings
from simulator.site import Rest, Site
from simulator.stories import Stories
from simulator.systems.cfis.introduction import CFIS
from simulator.systems.netbaron.introduction import NETBARON
from simulator.systems.netvisor.introduction import NETVISOR
from simulator.systems.procountor.introduction import PROCOUNTOR
from simulator.world import tokens
from simulator.world.books_opening import open_companies
from simulator.world.founding import ClientPlan, Credential, WorldPlan, found
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.timeline import real_now
from simulator.world.world import World
from simulator.world.worlds import Worlds

if TYPE_CHECKING:
    from contracts.documents import Document
    from simulator.http.shell import Shell

DEMO: Final = "demo"
SYSTEMS: Final[Mapping[str, Introduction]] = {each.name: each for each in (CFIS, NETVISOR, PROCOUNTOR, NETBARON)}
TITLES: Final[Mapping[str, str]] = {each.name: each.title for each in SYSTEMS.values()}
MOUNTS: Final[Mapping[str, tuple[str, Environment]]] = {
    segment: (each.name, environment) for each in SYSTEMS.values() for segment, environment in each.mounts.items()
}
"""The first segment of a path, the system that it leads to, and in which environment."""
COMPANIES: Final = tuple(each.company for each in SYSTEMS.values() if each.company)
DATABASE_FILE: Final = "worlds.sqlite3"


class Sandbox(NamedTuple):
    """The parts of one process, put together. ``demo`` has the credentials of the demo world, as far as known.

    ``shells`` are the systems by name; looking one up loads it.
    """

    app: Application
    store: Store
    worlds: Worlds
    journals: Journals
    faults: Faults
    shells: Mapping[str, Shell]
    settings: Settings
    demo: Sequence[Credential]


class Parts(NamedTuple):
    """What whatever is loaded late is handed."""

    documents: Mapping[str, Document]
    worlds: Worlds
    journals: Journals
    faults: Faults
    weather: Weather
    runner: Runner


def build(settings: Settings, *, stopping: Callable[[], bool] = lambda: False) -> Sandbox:
    """Put a sandbox together, with its demo world. ``stopping`` tells whether the server is about to stop.

    Systems that an overlay changes are loaded at once, so that a broken one is told now. Raises ContractError for such
    an overlay, InvalidDocument for a policy that is none, OSError for unusable data.
    """
    overlays = _overlays(settings.overlays)
    documents = OnDemand(SYSTEMS, partial(_document, overlays))
    policy = _policy({name: documents[name] for name in overlays}, settings)
    store = _store(settings.data)
    faults = Faults(OnDemand(SYSTEMS, partial(_operations, documents)))
    parts = Parts(documents, Worlds(store), Journals(), faults, Weather(), Runner(store))
    shells = OnDemand(SYSTEMS, partial(_shell, parts))
    for name in overlays:
        _ = shells[name]
    demo = _demo(parts.worlds, settings, policy)
    messengers = Messengers(lambda: app, parts.worlds, parts.journals, parts.runner, stopping)
    stories = Stories(lambda: app, settings.control_token, stopping)
    site = Site(store, documents, partial(_rest, parts, settings, policy, stopping, messengers, stories))
    app = Front(
        OnDemand(MOUNTS, partial(_mounted, parts.runner, shells)),
        site,
        systems=frozenset(SYSTEMS),
        exposed={port: system for system, port in settings.expose.items()},
        lifespan=partial(
            _lifespan, site, parts.runner, store, clocks_may_run=store.blocking or bool(settings.live_rate)
        ),
    )
    return Sandbox(app, store, parts.worlds, parts.journals, faults, shells, settings, demo)


def _overlays(files: Sequence[Path]) -> dict[str, list[Path]]:
    """Return the overlays of each system that has any; one that names no system extends CFIS."""
    by_system: dict[str, list[Path]] = {}
    if files:
        from contracts.overlay import OverlayError, extended  # noqa: PLC0415

        for overlay in files:
            system = extended(overlay) or CFIS.name
            if system not in SYSTEMS:
                raise OverlayError(overlay, None, f"it extends {system}; there are {', '.join(SYSTEMS)}")
            by_system.setdefault(system, []).append(overlay)
    return by_system


def _document(overlays: Mapping[str, Sequence[Path]], name: str) -> Document:
    from contracts.documents import load  # noqa: PLC0415

    return load(name, overlays.get(name, ()))


def _operations(documents: Mapping[str, Document], name: str) -> frozenset[str]:
    return frozenset(operation.operation_id for operation in documents[name].operations)


def _shell(parts: Parts, name: str) -> Shell:
    """Load one system. Raises ContractError where code and contract do not name the same operations."""
    from simulator.http.contract import Contract  # noqa: PLC0415
    from simulator.http.shell import Shell  # noqa: PLC0415

    contract = Contract.of(parts.documents[name])
    return Shell.around(SYSTEMS[name].load(), contract, parts.worlds, parts.journals, parts.faults, parts.weather)


def _mounted(runner: Runner, shells: Mapping[str, Shell], segment: str) -> Application:
    from simulator.http.app import system_app  # noqa: PLC0415
    from simulator.http.transport import MOST_BODY_BYTES  # noqa: PLC0415

    name, environment = MOUNTS[segment]
    most = shells[name].system.most_body_bytes or MOST_BODY_BYTES
    return system_app(shells[name], environment, run=runner, most_body_bytes=most)


def _rest(
    parts: Parts,
    settings: Settings,
    policy: Policy,
    stopping: Callable[[], bool],
    messengers: Messengers,
    stories: Stories,
) -> Rest:
    """Load the control plane and the pages."""
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.routing import Mount  # noqa: PLC0415

    from simulator.control.app import control_app  # noqa: PLC0415
    from simulator.control.plane import ControlSettings  # noqa: PLC0415
    from simulator.dashboard.app import dashboard  # noqa: PLC0415

    plane = ControlSettings(
        token=settings.control_token,
        default_policy=policy,
        profile=settings.profile,
        rate=settings.live_rate,
        systems=tuple(SYSTEMS),
        companies=COMPANIES,
        version=__version__,
        forget=parts.weather.forget,
        stopping=stopping,
        errands=messengers.errands,
        sync=messengers.sync,
        play=stories.play,
    )
    control = control_app(parts.worlds, parts.journals, parts.faults, parts.runner, plane)
    pages = dashboard(control.plane, MOUNTS, TITLES)
    app = Starlette(routes=[*pages.routes, Mount("/sandbox", control), pages.lost])
    return Rest(app, control.live.running)


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


def _demo(worlds: Worlds, settings: Settings, policy: Policy) -> list[Credential]:
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
        given = found(worlds.store, plan, [ClientPlan()], COMPANIES)
    with worlds.open(DEMO) as world:
        open_companies(world, worlds.store, COMPANIES)
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


@asynccontextmanager
async def _lifespan(site: Site, runner: Runner, store: Store, *, clocks_may_run: bool) -> AsyncIterator[None]:
    """Keep the process in order from its start to its end; where no clock runs yet, nothing waits for its mover."""
    async with site.serving(at_once=clocks_may_run):
        yield
    runner.close()
    store.close()
