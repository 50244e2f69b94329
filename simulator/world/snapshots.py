"""Snapshots of a world: save it, go back to it, branch off. A snapshot is a hidden copy in the same store (``demo@1``).

Whoever restores a world gets its credentials of then: one issued after the snapshot ends, one replaced since works
again. A fork opens to none of them; its clients are given new ones.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from simulator.core.errors import AlreadyExists, NotFound
from simulator.world.store import HIDDEN, Shelf
from simulator.world.tokens import CREDENTIALS
from simulator.world.world import World
from simulator.world.worlds import WorldBusy, Worlds, check_name, info_of


class Snapshot(NamedTuple):
    """A world as it stood when its clock showed ``now``; ``id`` is unique among the snapshots of that world."""

    id: str
    now: datetime


def snapshots_of(worlds: Worlds, world: str) -> list[Snapshot]:
    """Return the snapshots of ``world``, oldest first."""
    found = []
    for name in worlds.store.snapshots(world):
        with worlds.store.open(name) as shelf:
            found.append(Snapshot(name.rpartition(HIDDEN)[2], info_of(shelf).now))
    return found


def take(worlds: Worlds, world: str, named: str | None = None) -> Snapshot:
    """Save ``world`` as it stands, under a name or the next number.

    Raises NotFound, WorldBusy, InvalidValue for a name that cannot be one, AlreadyExists for one that is taken.
    """
    worlds.check(world)
    taken = _ids(worlds, world)
    if named is None:
        named = str(max((int(name) for name in taken if name.isdecimal()), default=0) + 1)
    check_name(named, of="snapshot")
    if named in taken:
        raise AlreadyExists("snapshot", named)
    worlds.store.copy(world, world + HIDDEN + named)
    with worlds.store.open(world) as shelf:
        return Snapshot(named, info_of(shelf).now)


def restore(worlds: Worlds, world: str, snapshot: str) -> None:
    """Let ``world`` stand as it did, its clock included; its name and snapshots stay. Raises NotFound, WorldBusy.

    A world that waits for an errand is busy too: whoever moves it would go on from another day, and take an errand off
    the agenda that was not carried out there.
    """
    worlds.check(world)
    if world in worlds.waiting:
        raise WorldBusy(world)
    worlds.store.restore(world, _place(worlds, world, snapshot))


def forget(worlds: Worlds, world: str, snapshot: str) -> None:
    """Let go of a snapshot. Raises NotFound."""
    worlds.store.drop(_place(worlds, world, snapshot))


def fork(worlds: Worlds, world: str, new: str, *, snapshot: str | None = None) -> None:
    """Make the world ``new``, which starts as ``world`` stands or as it stood at ``snapshot``, without credentials.

    Raises NotFound, WorldBusy, InvalidValue for a name that cannot be one, AlreadyExists for one that is taken.
    """
    worlds.check(world)
    check_name(new)

    def settle_in(shelf: Shelf) -> None:
        for kind in CREDENTIALS:
            for record in shelf.all(kind):
                shelf.remove(kind, record.key)
        info = info_of(shelf)
        World(shelf, info).put(replace(info, world=new), because="world forked", note=f"from {world}")

    worlds.store.copy(world if snapshot is None else _place(worlds, world, snapshot), new, settle_in)


def _ids(worlds: Worlds, world: str) -> list[str]:
    return [name.rpartition(HIDDEN)[2] for name in worlds.store.snapshots(world)]


def _place(worlds: Worlds, world: str, snapshot: str) -> str:
    """Return the hidden name of a snapshot. Raises NotFound for an unknown snapshot, or an unknown world."""
    if snapshot in _ids(worlds, world):
        return world + HIDDEN + snapshot
    with worlds.store.open(world):
        raise NotFound("snapshot", snapshot)
