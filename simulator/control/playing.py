"""What plays stories in worlds: the place that the composition root fills, where there are systems to play with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from simulator.core.errors import Conflict

if TYPE_CHECKING:
    from contracts.scenario.played import Played

Play = Callable[[str, str, str], Awaitable["Played"]]
"""Plays the story of a name (second) in a world (first) of the sandbox at an address (third)."""


async def no_play(world: str, name: str, root: str) -> Played:
    """Play nothing: there are no systems that a client could speak to. Raises Conflict."""
    raise Conflict(f"world {world} has no systems to play {name} with at {root}")
