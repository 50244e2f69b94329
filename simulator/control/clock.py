"""Move a world through time, in slices, and tell what happened on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.control import moments, wire
from simulator.control.naming import Named
from simulator.control.plane import Ask, Plane
from simulator.control.until import NotReached, reach
from simulator.core.errors import FieldError, InvalidDocument, InvalidValue
from simulator.core.lifecycle import Stage
from simulator.http.endpoint import Reply
from simulator.world import timeline
from simulator.world.world import World

MOST_EVENTS: Final = 1000
"""Events that one answer holds; the event log has the others."""
NEXT_EVENT: Final = "next-event"


class Until(Named, frozen=True, kw_only=True):
    """The stage to wait for, and the invoice that shall reach it."""

    stage: Stage


class Move(msgspec.Struct, frozen=True):
    """One way to move the clock. ``until`` as text is ``next-event``."""

    advance: str | None = None
    to: str | None = None
    until: str | Until | None = None
    rate: int | Decimal | None = None


class Moved(wire.Shape, frozen=True):
    """Where the clock stands, and what happened: the first events, and how many there were."""

    now: datetime
    events: list[wire.EventShape]
    event_count: int
    more: bool


async def move_clock(plane: Plane, ask: Ask) -> Reply:
    """Move the clock, or set the rate at which it moves by itself."""
    wanted = ask.read(Move)
    _check(wanted)
    if wanted.rate is not None:
        moved = await plane.within(ask.world, partial(_set_rate, rate=float(wanted.rate)))
        plane.live.watch(ask.world)
        return Reply(200, moved)
    async with plane.alone(ask.world):
        first = await plane.amid(ask.world, lambda world: world.shelf.last_event())
        await _move(plane, ask.world, wanted)
        return Reply(200, await plane.amid(ask.world, lambda world: _told(world, first)))


def _check(wanted: Move) -> None:
    """Refuse anything but one way to move. Raises InvalidDocument and InvalidValue."""
    given = [name for name in wanted.__struct_fields__ if getattr(wanted, name) is not None]
    if len(given) != 1:
        told = " and ".join(given) or "nothing"
        message = f"names {told}; expected exactly one of {', '.join(wanted.__struct_fields__)}"
        raise InvalidDocument([FieldError("body", message)])
    if isinstance(wanted.until, str) and wanted.until != NEXT_EVENT:
        raise InvalidValue("until", wanted.until, f"{NEXT_EVENT}, or an object with invoiceNumber and stage")


async def _move(plane: Plane, world: str, wanted: Move) -> None:
    if isinstance(wanted.until, Until):
        await reach(plane, world, wanted.until, wanted.until.stage)
    elif wanted.until is not None:
        await _to_next_event(plane, world)
    elif wanted.to is not None:
        at = moments.instant(wanted.to, "to")
        await _to(plane, world, lambda _: at)
    else:
        length = moments.duration(wanted.advance or "")
        await _to(plane, world, lambda now: moments.later(now, length))


async def _to(plane: Plane, world: str, target: Callable[[datetime], datetime]) -> None:
    """Move ``world`` to the instant that follows from its present one. Raises InvalidValue."""

    def begin(opened: World) -> datetime:
        to = target(opened.now)
        timeline.check_target(opened, to)
        return to

    await plane.run_to(world, await plane.amid(world, begin))


async def _to_next_event(plane: Plane, world: str) -> None:
    """Move to the next instant at which something happens.

    What is due may turn out to be nothing any more; then the clock goes on to what is due next. Raises NotReached when
    nothing is due at all.
    """
    end = await plane.amid(world, timeline.furthest)
    first = await plane.amid(world, lambda opened: opened.shelf.last_event())
    due = await plane.amid(world, _next_instant)
    if due is None or due > end:
        raise NotReached(f"nothing is due in world {world} until {end.date()}; the clock has not moved")
    while due is not None and due <= end:
        await plane.run_to(world, due)
        if await plane.amid(world, lambda opened: opened.shelf.last_event()) > first:
            return
        due = await plane.amid(world, _next_instant)


def _next_instant(world: World) -> datetime | None:
    due = world.shelf.next_due()
    return None if due is None else max(due.at, world.now)


def _set_rate(world: World, rate: float) -> Moved:
    world.change(replace(world.info, rate=rate))
    return _told(world, world.shelf.last_event())


def _told(world: World, after: int) -> Moved:
    count = world.shelf.last_event() - after
    facts = world.shelf.events(after, MOST_EVENTS)
    return Moved(
        now=world.now,
        events=[wire.event(number, fact) for number, fact in facts],
        event_count=count,
        more=count > len(facts),
    )
