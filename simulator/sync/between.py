"""Sync between two addresses, from an outsider's side: run, wait for what rests, run again, until all has an end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from simulator.core.sync_document import SyncKind
from simulator.sync.engine import Manner, sync
from simulator.sync.ports import Source, Target
from simulator.sync.report import Line, Report

LONGEST_REST_SECONDS: Final = 300.0
"""Whoever has to wait longer than that, in real time, is told so instead, and comes again."""


class Resting(Source, Protocol):
    """A source that knows how long what came to nothing still rests."""

    @property
    def rest_seconds(self) -> float | None:
        """How long the first document that is not done still rests; None when all are done."""


async def run_between(
    source: Resting, target: Target, manner: Manner, sleep: Callable[[float], Awaitable[None]]
) -> Report:
    """Return what became of every document in the end, in the order in which they were first met."""
    lines: dict[tuple[SyncKind, str], Line] = {}
    renewals = 0
    while True:
        report = await sync(source, target, manner)
        lines.update({(line.kind, line.name): line for line in report.lines})
        renewals += report.renewals
        rest = source.rest_seconds
        if rest is None or rest > LONGEST_REST_SECONDS or report.denied:
            return Report(lines=tuple(lines.values()), renewals=renewals, ended=report.ended, denied=report.denied)
        await sleep(rest)
