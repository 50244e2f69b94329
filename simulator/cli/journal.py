"""``cfis-sandbox journal``: what a world was asked and answered, and why."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any, Final

import click

from simulator.cli.answers import Shape
from simulator.cli.exchange import JournalEntry, JournalLine, told
from simulator.cli.failures import CannotRun
from simulator.cli.moments import instant
from simulator.cli.session import Session, at_most, with_world
from simulator.cli.shape import print_json
from simulator.cli.tables import Column, table

SHOWN: Final = 50
PAGE: Final = 500
"""Entries that are asked for at a time while the newest are looked for."""
COLUMNS: Final = (
    Column("ENTRY", right=True),
    Column("AT"),
    Column("STATUS", right=True),
    Column("SYSTEM"),
    Column("OPERATION"),
    Column("REQUEST"),
    Column("FAULT"),
)


class JournalLines(Shape, frozen=True, kw_only=True):
    """A page of the journal."""

    entries: tuple[JournalLine, ...]
    more: bool = False


@click.command()
@click.argument("entry", type=int, required=False)
@click.option("--status", type=int, metavar="NUMBER", help="Only this status, or its first digit: 4 means every 4xx.")
@click.option("--operation", help="Only this operation, such as createInvoice.")
@click.option("--system", help="Only this system, such as cfis.")
@click.option(
    "--after", type=click.IntRange(min=0), metavar="NUMBER", default=0, help="Only entries with a higher number."
)
@at_most(SHOWN, "entries")
@click.option("--har", metavar="FILE", type=click.Path(path_type=Path), help="Write an HTTP archive (HAR) instead.")
@with_world
def journal(session: Session, entry: int | None, limit: int, har: Path | None, **filters: Any) -> None:
    """Show the requests a world received, and why they ended as they did.

    Lists the newest; with an ENTRY, shows that exchange whole, with what its contract says and why it was refused.
    Requests that no world let in are in --world lobby. Secrets are masked.

    \b
    Example:
      cfis-sandbox journal --status 4
      cfis-sandbox journal 17
      cfis-sandbox journal --har monday.har
    """
    if entry is not None:
        session.show(session.remote.get(session.here(f"/journal/{entry}")), JournalEntry, told)
    elif har is not None:
        _archive(session, har, filters)
    elif session.json:
        session.show(session.remote.get(session.here("/journal"), {**filters, "limit": limit}), JournalLines, _listed)
    else:
        click.echo(_listed(_newest(session, filters, limit)))


def _newest(session: Session, filters: dict[str, Any], limit: int) -> JournalLines:
    """Return the last ``limit`` entries that pass the filters; the journal is bounded, so it is read to its end."""
    newest: deque[JournalLine] = deque(maxlen=limit)
    query = {**filters, "limit": PAGE}
    while True:
        page = session.remote.get(session.here("/journal"), query).read(JournalLines)
        newest.extend(page.entries)
        if not page.more:
            return JournalLines(entries=tuple(newest))
        query["after"] = page.entries[-1].number


def _archive(session: Session, path: Path, filters: dict[str, Any]) -> None:
    content = session.remote.get(session.here("/journal.har"), filters).content
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise CannotRun(f"{path}: cannot be written ({problem.strerror or problem})") from None
    if session.json:
        print_json({"world": session.world, "file": str(path), "bytes": len(content)})
    else:
        click.echo(f"The journal of {session.world} is in {path}.")


def _listed(found: JournalLines) -> str:
    return table(COLUMNS, [_row(each) for each in found.entries])


def _row(each: JournalLine) -> tuple[object, ...]:
    request = f"{each.method} {each.path}{'?' + each.query if each.query else ''}"
    status = each.status or "none"
    return (each.number, instant(each.at), status, each.system, each.operation, request, each.fault)
