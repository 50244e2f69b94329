"""Play stories of the library in a world, and tell which there are."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from simulator.control.plane import Ask, Plane
from simulator.core.errors import Conflict, NotFound
from simulator.http.endpoint import Reply


async def play_scenario(plane: Plane, ask: Ask) -> Reply:
    """Play a story in a world as it is, to the reference client."""
    from contracts.scenario import library  # noqa: PLC0415 - only who plays pays for it
    from contracts.scenario.plane import NoSuchWorld, SandboxFailed  # noqa: PLC0415

    name = ask.path["name"]
    await plane.within(ask.world, lambda world: world.id)
    known = await asyncio.to_thread(library.names)
    if name not in known:
        raise NotFound("scenario", name, closest=library.nearest(name))
    try:
        return Reply(200, await plane.settings.play(ask.world, name, ask.root))
    except (NoSuchWorld, SandboxFailed) as problem:
        raise Conflict(str(problem)) from None


async def list_scenarios(_plane: Plane, _ask: Ask) -> Reply:
    """Return the stories of the library."""
    return Reply(200, {"scenarios": await asyncio.to_thread(_stories)})


async def get_schema(_plane: Plane, _ask: Ask) -> Reply:
    """Return the JSON Schema of scenario files."""
    from contracts.scenario.mistakes import schema_text  # noqa: PLC0415

    return Reply(200, msgspec.Raw(schema_text().encode()))


def _stories() -> list[dict[str, Any]]:
    from contracts.scenario import library  # noqa: PLC0415

    return [
        {
            "scenario": each.name,
            "story": each.story,
            "why": each.why,
            "service": each.service,
            "weather": each.weather,
            "requirements": list(each.requirements),
        }
        for each in library.stories()
    ]
