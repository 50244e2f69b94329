"""``cfis-sandbox sync``: carry documents to accounting systems, in a world or between two addresses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from simulator.cli.failures import Refused
from simulator.cli.session import Session, with_world
from simulator.cli.tables import Column, plain, table
from simulator.cli.values import DAY

COLUMNS: Final = (
    Column("CLIENT"),
    Column("SYSTEM"),
    Column("KIND"),
    Column("DOCUMENT"),
    Column("RESULT"),
    Column("AS"),
    Column("BECAUSE"),
)
FINE: Final = frozenset({"booked", "already there"})


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """What became of one document."""

    kind: str
    name: str
    result: str
    message: str = ""
    reason: str | None = None
    target_id: str | None = None


class Run(msgspec.Struct, frozen=True, rename="camel"):
    """What became of one client's documents."""

    client_id: int
    system: str
    connected: bool
    counts: dict[str, int]
    ended: str | None
    lines: list[Line]


class Synced(msgspec.Struct, frozen=True):
    """The control plane's answer."""

    clients: list[Run]


@click.command()
@click.option("--from", "source", metavar="URL", help="The root of CFIS, such as https://stagapi.example/cfis.")
@click.option("--to", "system", metavar="SYSTEM", help="The accounting system behind the address in the file.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Addresses, credentials and tables; see docs/accounting.md.",
)
@click.option("--since", type=DAY, metavar="DATE", help="The first day of settlements; 30 days ago unless given.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day of settlements; today unless given.")
@click.option("--dry-run", is_flag=True, help="Show the plan, and change nothing.")
@with_world
def sync(
    session: Session,
    source: str | None,
    system: str | None,
    config: Path | None,
    since: date | None,
    until: date | None,
    dry_run: bool,
) -> None:
    """Carry documents to the accounting system.

    Without options, everything that the clients of a world have queued, now. With --from, --to and --config, the
    settlements that any CFIS shows, to any address of that system, sandboxed or real; what is booked already is left
    alone, so that it may be repeated.

    \b
    Example:
      cfis-sandbox sync
      cfis-sandbox sync --from http://127.0.0.1:8080/cfis --to netvisor --config sync.yaml --dry-run
    """
    given = (source, system, config)
    if source and system and config:
        from simulator.cli.sync_between import Between  # only who syncs between addresses pays for it

        Between(source, system, config, since, until, json=session.json).run(dry_run=dry_run)
        return
    if any(given) or since or until or dry_run:
        raise click.UsageError("--from, --to and --config belong together; without them a world syncs what is queued")
    answer = session.remote.post(session.here("/sync"), None)
    session.show(answer, Synced, told)
    _end(answer.read(Synced))


def told(found: Synced) -> str:
    """Return what became of every document, and why a run ended early."""
    rows = [
        (run.client_id, run.system, line.kind, line.name, line.result, line.target_id, _because(line))
        for run in found.clients
        for line in run.lines
    ]
    asides = [f"client {run.client_id}: {run.ended}" for run in found.clients if run.ended]
    asides += [
        f"client {run.client_id}: nothing is carried to {run.system} here" for run in found.clients if not run.connected
    ]
    body = table(COLUMNS, rows) if rows else "Nothing waits."
    return "\n\n".join([body, *(plain(each) for each in asides)])


def _because(line: Line) -> str:
    return f"{line.reason}: {line.message}" if line.reason else line.message


def _end(found: Synced) -> None:
    bad = sum(count for run in found.clients for result, count in run.counts.items() if result not in FINE)
    if bad:
        raise Refused(f"{bad} of the documents are not in the books")


def counted(counts: dict[Any, int]) -> str:
    """Return counts as a sentence."""
    return ", ".join(f"{count} {result}" for result, count in counts.items()) or "nothing to carry"
