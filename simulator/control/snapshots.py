"""Save a world, go back, branch off, carry it to another machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from msgspec.structs import replace

from simulator.control.naming import made
from simulator.control.opened import world_opened
from simulator.control.plane import Ask, Plane
from simulator.core.credential import SystemCredential
from simulator.core.records import WorldInfo
from simulator.http.endpoint import Reply
from simulator.world import snapshots
from simulator.world.founding import Credential, reissue
from simulator.world.portable import Export, import_world
from simulator.world.snapshots import Snapshot
from simulator.world.system_credentials import credentials_in

FILE_MEDIA = "application/gzip"


class NewSnapshot(msgspec.Struct, frozen=True):
    """What a snapshot shall be called; the next number when it has no name."""

    name: str | None = None


class NewFork(msgspec.Struct, frozen=True):
    """What a branch shall be called, and the snapshot that it starts from: the present state when there is none."""

    name: str | None = None
    snapshot: str | None = None


async def take_snapshot(plane: Plane, ask: Ask) -> Reply:
    """Save a world as it stands."""
    wanted = ask.read(NewSnapshot)
    taken = await plane.about(ask.world, partial(snapshots.take, plane.worlds, ask.world, wanted.name))
    return Reply(201, _told(taken))


async def list_snapshots(plane: Plane, ask: Ask) -> Reply:
    """List the snapshots of a world, oldest first."""
    await plane.amid(ask.world, lambda world: world.id)
    found = await plane.run(partial(snapshots.snapshots_of, plane.worlds, ask.world))
    return Reply(200, {"snapshots": [_told(one) for one in found]})


async def restore_snapshot(plane: Plane, ask: Ask) -> Reply:
    """Let a world stand as it did."""
    snapshot: str = ask.path["snapshot"]
    await plane.about(ask.world, partial(snapshots.restore, plane.worlds, ask.world, snapshot))
    plane.live.watch(ask.world)
    now = await plane.within(ask.world, lambda world: world.now)
    return Reply(200, {"world": ask.world, "snapshot": snapshot, "now": now})


async def forget_snapshot(plane: Plane, ask: Ask) -> Reply:
    """Let go of a snapshot."""
    await plane.about(ask.world, partial(snapshots.forget, plane.worlds, ask.world, ask.path["snapshot"]))
    return Reply(204)


async def fork_world(plane: Plane, ask: Ask) -> Reply:
    """Branch a world off."""
    wanted = ask.read(NewFork)
    branch = partial(_forked, plane, ask.world, snapshot=wanted.snapshot)
    return _opened(plane, ask, *await plane.about(ask.world, partial(_made, plane, wanted.name, branch)))


async def export(plane: Plane, ask: Ask) -> Reply:
    """Give a world as a file; it stands still meanwhile, and other worlds go on."""
    leaving = Export()
    async with plane.alone(ask.world):
        while await plane.amid(ask.world, lambda world: leaving.add_page(world.shelf)):
            await plane.rest()
    file = await plane.run(leaving.file)
    name = f'attachment; filename="{ask.world}.world.gz"'
    return Reply(200, file, {"Content-Type": FILE_MEDIA, "Content-Disposition": name})


async def import_file(plane: Plane, ask: Ask) -> Reply:
    """Make a world from a file."""
    guarded = plane.settings.token is not None
    load = partial(_imported, plane, ask.body, guarded=guarded)
    return _opened(plane, ask, *await plane.run(partial(_made, plane, ask.query.get("name"), load)))


def _forked(plane: Plane, world: str, new: str, *, snapshot: str | None) -> None:
    snapshots.fork(plane.worlds, world, new, snapshot=snapshot)


def _imported(plane: Plane, file: bytes, new: str, *, guarded: bool) -> None:
    import_world(plane.worlds, new, file, guarded=guarded)


def _made(
    plane: Plane, name: str | None, make: Callable[[str], None]
) -> tuple[WorldInfo, list[Credential], list[SystemCredential]]:
    """Make a world from another one, and give its clients credentials of their own."""
    new, _ = made(plane, name, make)
    with plane.worlds.open(new) as world:
        guarded = plane.settings.token is not None
        world.change(replace(world.info, name=name or new, guarded=guarded))
        credentials = reissue(world, plane.worlds.store, plane.settings.companies)
        return world.info, credentials, credentials_in(world)


def _opened(
    plane: Plane, ask: Ask, info: WorldInfo, credentials: list[Credential], systems: list[SystemCredential]
) -> Reply:
    if info.rate:
        plane.live.watch(info.world)
    location = {"Location": f"{ask.root}/sandbox/worlds/{info.world}"}
    return Reply(201, world_opened(info, credentials, systems, ask.root), location)


def _told(snapshot: Snapshot) -> dict[str, object]:
    return {"snapshot": snapshot.id, "now": snapshot.now}
