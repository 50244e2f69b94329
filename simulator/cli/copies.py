"""The commands of ``cfis-sandbox world`` that copy one: snapshots, forks, files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from simulator.cli.answers import Shape
from simulator.cli.failures import CannotRun
from simulator.cli.moments import ZONE_SHOWN, instant
from simulator.cli.opened import WorldOpened, opened
from simulator.cli.session import WORLD, Session, quoted, with_sandbox
from simulator.cli.shape import print_json
from simulator.cli.tables import Column, table


class Snapshot(Shape, frozen=True, kw_only=True):
    """A saved state of a world."""

    snapshot: str
    now: datetime


class Snapshots(Shape, frozen=True, kw_only=True):
    """The saved states of a world."""

    snapshots: tuple[Snapshot, ...]


@click.command()
@WORLD
@click.option("--name", help="What to call the snapshot; numbered unless given.")
@with_sandbox
def snapshot(session: Session, name: str | None) -> None:
    """Save WORLD as it stands, to go back to it later.

    \b
    Example:
      cfis-sandbox world snapshot demo --name before-reminders
    """
    answer = session.remote.post(session.here("/snapshots"), {"name": name} if name else {})
    session.show(answer, Snapshot, lambda s: f"Snapshot {s.snapshot} of {session.world} at {_when(s.now)}.")


@click.command()
@WORLD
@with_sandbox
def snapshots(session: Session) -> None:
    """List the snapshots of WORLD, oldest first.

    \b
    Example:
      cfis-sandbox world snapshots demo
    """
    session.show(session.remote.get(session.here("/snapshots")), Snapshots, _listed)


@click.command()
@click.argument("snapshot")
@WORLD
@with_sandbox
def restore(session: Session, snapshot: str) -> None:
    """Let WORLD stand as it did when SNAPSHOT was taken.

    \b
    Example:
      cfis-sandbox world restore before-reminders demo
    """
    answer = session.remote.post(session.here(f"/snapshots/{quoted(snapshot)}/restore"))
    session.show(answer, Snapshot, lambda s: f"{session.world} stands as in snapshot {s.snapshot}: {_when(s.now)}.")


@click.command()
@click.argument("snapshot")
@WORLD
@with_sandbox
def forget(session: Session, snapshot: str) -> None:
    """Let go of SNAPSHOT of WORLD.

    \b
    Example:
      cfis-sandbox world forget before-reminders demo
    """
    session.remote.delete(session.here(f"/snapshots/{quoted(snapshot)}"))
    if session.json:
        print_json({"world": session.world, "forgotten": snapshot})
    else:
        click.echo(f"Snapshot {snapshot} of {session.world} is gone.")


@click.command()
@WORLD
@click.option("--name", help="What to call the new world; numbered unless given.")
@click.option("--snapshot", help="Start from this snapshot; from the present state unless given.")
@with_sandbox
def fork(session: Session, name: str | None, snapshot: str | None) -> None:
    """Branch a new world off WORLD, with credentials of its own.

    \b
    Example:
      cfis-sandbox world fork demo --name what-if
    """
    body = {key: value for key, value in (("name", name), ("snapshot", snapshot)) if value}
    session.show(session.remote.post(session.here("/fork"), body), WorldOpened, opened)


@click.command()
@WORLD
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), help="The file; WORLD.world.gz unless given."
)
@with_sandbox
def export(session: Session, output: Path | None) -> None:
    """Write WORLD to a file that another machine can import.

    \b
    Example:
      cfis-sandbox world export demo --output demo.world.gz
    """
    path = output or Path(f"{session.world}.world.gz")
    content = session.remote.get(session.here("/export"), accept="*/*").content
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise CannotRun(f"{path}: cannot be written ({problem.strerror or problem})") from None
    if session.json:
        print_json({"world": session.world, "file": str(path), "bytes": len(content)})
    else:
        click.echo(f"World {session.world} is in {path} ({len(content)} bytes).")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="What to call the world; as the file says unless given.")
@with_sandbox
def import_(session: Session, file: Path, name: str | None) -> None:
    """Make a world from an exported FILE.

    It has credentials of its own.

    \b
    Example:
      cfis-sandbox world import demo.world.gz --name from-colleague
    """
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise CannotRun(f"{file}: cannot be read ({problem.strerror or problem})") from None
    session.show(session.remote.post("/worlds/import", content, {"name": name}), WorldOpened, opened)


COMMANDS: Final = (snapshot, snapshots, restore, forget, fork, export, import_)
"""In the order of the help."""


def _listed(found: Snapshots) -> str:
    columns = (Column("SNAPSHOT"), Column(f"NOW ({ZONE_SHOWN})"))
    return table(columns, [(each.snapshot, instant(each.now)) for each in found.snapshots])


def _when(now: datetime) -> str:
    return f"{instant(now)} ({ZONE_SHOWN})"
