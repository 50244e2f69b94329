"""Carry what waits for accounting now, and tell what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from simulator.control.plane import Ask, Plane
from simulator.control.wire import Shape
from simulator.core.sync_document import SyncKind
from simulator.http.endpoint import Reply

if TYPE_CHECKING:
    from simulator.sync.report import ClientReport, Line

MOST_LINES: Final = 1000
"""Documents of a client that one report tells one by one."""


class LineShape(Shape, frozen=True):
    """What became of one document in a run."""

    kind: SyncKind
    name: str
    result: str
    reason: str | None
    message: str
    target_id: str | None


class RunShape(Shape, frozen=True):
    """What became of one client's documents: how many came to each result, and the first of them one by one."""

    client_id: int
    system: str
    connected: bool
    counts: dict[str, int]
    renewals: int
    ended: str | None
    lines: list[LineShape]


class SyncedShape(Shape, frozen=True):
    """What a run came to, client by client."""

    now: datetime
    clients: list[RunShape]


async def run_sync(plane: Plane, ask: Ask) -> Reply:
    """Carry everything that waits, while the world stands still and everybody may look."""
    async with plane.alone(ask.world):
        await plane.amid(ask.world, lambda world: world.id)
        async with plane.errands.standing(ask.world):
            reports = await plane.settings.sync(ask.world)
        now = await plane.amid(ask.world, lambda world: world.now)
    return Reply(200, SyncedShape(now=now, clients=[_told(each) for each in reports]))


def _told(one: ClientReport) -> RunShape:
    return RunShape(
        client_id=one.client_id,
        system=one.system,
        connected=one.connected,
        counts={str(result): count for result, count in one.report.counts.items()},
        renewals=one.report.renewals,
        ended=one.report.ended or None,
        lines=[_line(each) for each in one.report.lines[:MOST_LINES]],
    )


def _line(one: Line) -> LineShape:
    return LineShape(
        kind=one.kind,
        name=one.name,
        result=one.result,
        reason=one.reason,
        message=one.message,
        target_id=one.target_id or None,
    )
