"""The first page: what this is, which worlds there are, and where a client connects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from simulator.control import wire
from simulator.control.plane import Ask, Plane
from simulator.core.errors import NotFound
from simulator.core.lifecycle import Stage
from simulator.core.receivable import Receivable
from simulator.core.records import Environment, WorldInfo
from simulator.dashboard.view import View, number
from simulator.world.world import World

WORLDS_ON_A_PAGE: Final = 50


class Places(NamedTuple):
    """What a process offers beside worlds: where its systems are, and what people call them."""

    mounts: Mapping[str, tuple[str, Environment]]
    titles: Mapping[str, str]


class Base(wire.Shape, frozen=True):
    """One environment of one system, and the address that a client is given."""

    system: str
    environment: str
    base_url: str


class WorldLine(wire.BriefShape, frozen=True):
    """A world in the list, with how far its invoices have come."""

    moving: bool
    receivables: int
    stages: dict[str, int]


class Overview(wire.Shape, frozen=True):
    """The whole first page. ``contracts`` and ``control`` are addresses; ``next`` is what to ask for after this."""

    bases: list[Base]
    contracts: dict[str, str]
    control: str
    world_count: int
    worlds: list[WorldLine]
    after: int
    next: int | None


async def overview(plane: Plane, ask: Ask, *, places: Places) -> View:
    """Show what there is, the newest worlds first."""
    after = number(ask, "after") or 0
    names = (await plane.run(plane.worlds.store.worlds))[::-1]
    lines: list[WorldLine] = []
    for name in names[after : after + WORLDS_ON_A_PAGE]:
        line = await _line(plane, name)
        lines += [line] if line else []
        await plane.rest()
    end = after + WORLDS_ON_A_PAGE
    data = Overview(
        bases=[
            Base(system=system, environment=environment, base_url=f"{ask.root}/{mount}")
            for mount, (system, environment) in places.mounts.items()
        ],
        contracts={name: f"{ask.root}/contracts/{name}.yaml" for name in places.titles},
        control=f"{ask.root}/sandbox/openapi.json",
        world_count=len(names),
        worlds=lines,
        after=after,
        next=end if end < len(names) else None,
    )
    return View("index.html", data, {"titles": places.titles})


async def _line(plane: Plane, name: str) -> WorldLine | None:
    """Return the line of a world, nothing where it was dropped since the names were read."""
    try:
        return await plane.amid(name, partial(_told, moving=plane.worlds.is_under_way(name)))
    except NotFound:
        return None


def _told(world: World, *, moving: bool) -> WorldLine:
    stages = Counter([receivable.stage for receivable in world.shelf.all(Receivable)])
    return WorldLine(**brief(world.info), moving=moving, receivables=stages.total(), stages=in_order(stages))


def in_order(stages: Mapping[Stage, int]) -> dict[str, int]:
    """Return the stages that are met, in the order of a life."""
    return {stage.value: stages[stage] for stage in Stage if stages.get(stage)}


def brief(info: WorldInfo) -> dict[str, Any]:
    """Return what every page about a world begins with."""
    return {name: getattr(info, name) for name in ("world", "name", "now", "created", "profile", "rate")}
