"""All worlds of one process: open one for a unit of work, keep others out while one is moved through time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.core.records import WorldInfo
from simulator.world.store import Shelf, Store
from simulator.world.world import World


class WorldBusy(Exception):
    """The world is being moved through time; whoever asks waits until it has arrived."""

    def __init__(self, world: str) -> None:
        self.world = world
        super().__init__(f"world {world} is moving through time")


class Worlds:
    """The worlds of one store. ``moving`` names those that are under way in time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.moving: set[str] = set()

    @contextmanager
    def open(self, world: str, *, moving: bool = False) -> Iterator[World]:
        """Open ``world`` for one unit of work. Raises NotFound, and WorldBusy unless it is ``moving`` that asks."""
        if not moving and world in self.moving:
            raise WorldBusy(world)
        with self.store.open(world) as shelf:
            opened = World(shelf, info_of(shelf))
            yield opened
            opened.close()


def info_of(shelf: Shelf) -> WorldInfo:
    """Return what the world on ``shelf`` says about itself."""
    info = shelf.get(WorldInfo, "world")
    assert info is not None, "a world is made together with its record"
    return info
