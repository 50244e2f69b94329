"""A sync between two addresses as a command: read the file, connect, show progress, and end with a code."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

import click
import httpx2

from simulator.cli.failures import CannotRun, Refused
from simulator.cli.shape import print_json
from simulator.cli.sync import counted
from simulator.cli.tables import Column, plain, table
from simulator.connectors import connected_systems, connector_of
from simulator.core.tables import over
from simulator.sync.between import run_between
from simulator.sync.cfis import CfisSettlements, Period, SourceUnreadable, seconds_ahead
from simulator.sync.config import Clock, Config, ConfigError, read_config
from simulator.sync.engine import Manner
from simulator.sync.patience import drawn
from simulator.sync.plan import plan
from simulator.sync.ports import Connector, Target
from simulator.sync.preview import Prospect, preview
from simulator.sync.report import Line, Report
from simulator.world.timeline import real_now, stopwatch

TIMEOUT_SECONDS: Final = 30.0
PROSPECTS: Final = (Column("KIND"), Column("DOCUMENT"), Column("WOULD"), Column("BECAUSE"))
LINES: Final = (Column("KIND"), Column("DOCUMENT"), Column("RESULT"), Column("AS"), Column("BECAUSE"))


class Between(NamedTuple):
    """What is asked for."""

    source: str
    system: str
    config: Path
    since: date | None
    until: date | None
    json: bool

    def run(self, *, dry_run: bool) -> None:
        """Sync, or show the plan. Raises CannotRun, and Refused where something is not in the books."""
        connector = connector_of(self.system)
        if connector is None:
            raise CannotRun(f"--to {self.system}: there is no connector; there are {', '.join(connected_systems())}")
        try:
            config = _config(self.config, connector, os.environ)
            work = self._planned if dry_run else self._synced
            asyncio.run(work(config, connector))
        except (ConfigError, SourceUnreadable) as problem:
            raise CannotRun(str(problem)) from None

    async def _planned(self, config: Config, connector: Connector) -> None:
        async with _client(self.source) as cfis, _client(config.to.url) as system:
            source = self._settlements(cfis, config)
            steps = plan(await source.gather())
            target = _target(system, config, connector, source.date_header)
            prospects = [each async for each in preview(steps, target)]
        if self.json:
            print_json(prospects)
        else:
            click.echo(_prospects(prospects))

    async def _synced(self, config: Config, connector: Connector) -> None:
        async with _client(self.source) as cfis, _client(config.to.url) as system:
            source = self._settlements(cfis, config)
            await source.gather()
            target = _target(system, config, connector, source.date_header)
            manner = Manner(partial(drawn, self.source), config.patience.patience, tell=_tell)
            report = await run_between(source, target, manner, asyncio.sleep)
        if self.json:
            print_json(report)
        else:
            click.echo(_lines(report))
        if not report.is_clean:
            told = counted({str(result): number for result, number in report.counts.items()})
            raise Refused(f"not everything is in the books: {told}{'; ' + report.ended if report.ended else ''}")

    def _settlements(self, http: httpx2.AsyncClient, config: Config) -> CfisSettlements:
        return CfisSettlements(http, config.source, Period(self.since, self.until), stopwatch, asyncio.sleep)


def _config(file: Path, connector: Connector, environment: Mapping[str, str]) -> Config:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{file}: {error}") from None
    return read_config(text, file=str(file), environment=environment, credentials=tuple(connector.CREDENTIALS))


def _client(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=url.rstrip("/") + "/", timeout=TIMEOUT_SECONDS)


def _target(http: httpx2.AsyncClient, config: Config, connector: Connector, date_header: str) -> Target:
    return connector.connect(
        http,
        config.to.credentials,
        over(config.tables, connector.TABLES),
        now=_clock(config.to.clock, date_header),
        nonce=_nonces(),
    )


def _clock(whose: Clock, date_header: str) -> Callable[[], datetime]:
    if whose is Clock.MACHINE:
        return real_now
    ahead = timedelta(seconds=seconds_ahead(date_header, real_now().timestamp()))
    return lambda: real_now() + ahead


def _nonces() -> Callable[[], str]:
    """Return what makes texts that no process has made before."""
    begun, numbers = f"{real_now().isoformat()}/{stopwatch()}/{os.getpid()}", count(1)
    return lambda: hashlib.sha256(f"{begun}/{next(numbers)}".encode()).hexdigest()[:32]


def _tell(line: Line) -> None:
    """Say on stderr what became of a document."""
    click.echo(plain(f"{line.kind.lower()} {line.name}: {line.result} {line.target_id or line.message}"), err=True)


def _prospects(prospects: list[Prospect]) -> str:
    rows = [(each.kind, each.name, each.deed, each.message) for each in prospects]
    return table(PROSPECTS, rows) if rows else "nothing to carry"


def _lines(report: Report) -> str:
    rows = [(line.kind, line.name, line.result, line.target_id, _because(line)) for line in report.lines]
    counts = counted({str(result): number for result, number in report.counts.items()})
    return f"{table(LINES, rows)}\n\n{counts}" if rows else counts


def _because(line: Line) -> str:
    return f"{line.reason}: {line.message}" if line.reason else line.message
