"""All worlds of one process: open one for a unit of work, keep others out while one is moved through time."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final

from simulator.core.errors import InvalidValue, NotFound
from simulator.core.records import WorldInfo
from simulator.world.store import HIDDEN, Shelf, Store
from simulator.world.world import World

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
"""What a world or a snapshot may be called, so that its name can stand in a URL."""


class WorldBusy(Exception):
    """The world is being moved through time; whoever asks waits until it has arrived."""

    def __init__(self, world: str) -> None:
        self.world = world
        super().__init__(f"world {world} is moving through time")


class Worlds:
    """The worlds of one store. ``moving`` names those that are under way in time.

    ``waiting`` names those that have stopped on their way for an errand: open to everybody but to whoever would move
    them.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.moving: set[str] = set()
        self.waiting: set[str] = set()

    def open(self, world: str, *, moving: bool = False) -> AbstractContextManager[World]:
        """Open ``world`` for one unit of work. Raises NotFound, and WorldBusy unless it is ``moving`` that asks."""
        self.check(world, moving=moving)
        return _Opening(self.store.open(world))

    def is_under_way(self, world: str) -> bool:
        """Whether somebody moves ``world`` through time, be it that it waits for an errand."""
        return world in self.moving or world in self.waiting

    def check(self, world: str, *, moving: bool = False) -> None:
        """Refuse a snapshot's name with NotFound, and a world under way with WorldBusy unless who moves it asks."""
        if HIDDEN in world:
            raise NotFound("world", world)
        if not moving and world in self.moving:
            raise WorldBusy(world)


class _Opening:
    """The shelf of a world, opened as a world. A class, as a generator would cost every request twice the time."""

    __slots__ = ("_unit", "_world")

    def __init__(self, unit: AbstractContextManager[Shelf]) -> None:
        self._unit = unit

    def __enter__(self) -> World:
        shelf = self._unit.__enter__()
        try:
            self._world = World(shelf, info_of(shelf))
        except BaseException as mistake:
            self._unit.__exit__(type(mistake), mistake, mistake.__traceback__)
            raise
        return self._world

    def __exit__(
        self, kind: type[BaseException] | None, mistake: BaseException | None, trace: TracebackType | None
    ) -> None:
        if mistake is None:
            try:
                self._world.close()
            except BaseException as own:
                self._unit.__exit__(type(own), own, own.__traceback__)
                raise
        self._unit.__exit__(kind, mistake, trace)


def check_name(name: str, *, of: str = "world") -> None:
    """Refuse a name that could not stand in a URL, or hides what it names. Raises InvalidValue."""
    if not NAME.fullmatch(name):
        raise InvalidValue(f"{of} name", name, "1 to 63 letters a-z, digits, dots, hyphens and underscores")


def info_of(shelf: Shelf) -> WorldInfo:
    """Return what the world on ``shelf`` says about itself."""
    info = shelf.get(WorldInfo, "world")
    assert info is not None, "a world is made together with its record"
    return info
