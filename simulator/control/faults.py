"""Break the network of a world, one request at a time, and see what is going to break in a harsh one."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.control.plane import Ask, Plane
from simulator.core.errors import InvalidValue
from simulator.core.records import Profile, WorldInfo
from simulator.http.endpoint import Reply
from simulator.http.faults import Fault, Kind
from simulator.http.weather import plan


async def arm_fault(plane: Plane, ask: Ask) -> Reply:
    """Arm a fault."""
    await plane.amid(ask.world, lambda world: world.id)
    return Reply(201, plane.faults.arm(ask.world, ask.body).as_json())


async def list_faults(plane: Plane, ask: Ask) -> Reply:
    """List the faults of a world, those used up included until another is armed."""
    await plane.amid(ask.world, lambda world: world.id)
    return Reply(200, {"faults": [armed.as_json() for armed in plane.faults.list(ask.world)]})


async def clear_faults(plane: Plane, ask: Ask) -> Reply:
    """Disarm all faults of a world."""
    await plane.amid(ask.world, lambda world: world.id)
    plane.faults.clear(ask.world)
    return Reply(204)


async def clear_fault(plane: Plane, ask: Ask) -> Reply:
    """Disarm one fault."""
    await plane.amid(ask.world, lambda world: world.id)
    plane.faults.clear(ask.world, ask.path["fault"])
    return Reply(204)


async def get_weather(plane: Plane, ask: Ask) -> Reply:
    """Print the plan of what goes wrong in a harsh world; in any other, nothing does."""
    system, turns = ask.query["system"], ask.query["turns"]
    if system not in plane.settings.systems:
        raise InvalidValue("system", system, f"one of {', '.join(plane.settings.systems)}")
    info = await plane.amid(ask.world, lambda world: world.info)
    return Reply(200, {"profile": info.profile, "system": system, "turns": turns, "bad": _bad(info, system, turns)})


def _bad(info: WorldInfo, system: str, turns: int) -> list[dict[str, Any]]:
    if info.profile is not Profile.HARSH:
        return []
    planned = plan(info.seed, info.world, system, turns)
    return [{"turn": turn.ordinal, **_told(turn.fault)} for turn in planned if turn.fault is not None]


def _told(fault: Fault) -> dict[str, Any]:
    told: dict[str, Any] = {"fault": fault.kind}
    if fault.kind is Kind.STATUS:
        told["status"] = fault.status
    plain: dict[str, Any] = msgspec.to_builtins(told)
    return plain
