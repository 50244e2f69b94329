"""The clock and the agenda of a world: what is due happens in order, at its own instant.

The only module that may ask the operating system for the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from simulator.core.errors import InvalidValue
from simulator.core.records import Due
from simulator.world.world import World

Handler = Callable[[World, str], None]
"""Carries out one thing on the agenda for the record named."""

LOOK_AT_THE_WATCH_EVERY: Final = 16
"""Agenda items between two looks at how long a slice has taken."""


LATEST: Final = datetime(2100, 12, 31, tzinfo=UTC)
"""No world goes further: holidays are not known beyond, and dates that lie ahead must not run out of the calendar."""


def real_now() -> datetime:
    """Return the operating system's time as aware UTC, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def stopwatch() -> float:
    """Return seconds from an arbitrary start, for measuring how long real work takes."""
    return time.monotonic()


def check_target(world: World, to: datetime) -> None:
    """Refuse a target in the past or too far ahead. Raises InvalidValue."""
    if to < world.now:
        raise InvalidValue(
            "to", to.isoformat(), f"an instant not before {world.now.isoformat()}: the clock goes forward"
        )
    end = furthest(world)
    if to > end:
        longest = world.policy.longest_advance_days
        raise InvalidValue("to", to.isoformat(), f"at most {longest} days ahead, until {end.isoformat()}")


def furthest(world: World) -> datetime:
    """Return the last instant to which one request may move ``world``."""
    longest = timedelta(days=world.policy.longest_advance_days)
    return min(world.now, LATEST - longest) + longest


def run(world: World, to: datetime, handlers: Mapping[str, Handler], *, seconds: float | None = None) -> bool | Due:
    """Carry out what is due up to and including ``to``; return whether the world has arrived there, or an errand.

    The clock is set to each item's own instant first, so two short steps end where one long step ends. With
    ``seconds``, stop after about that much real time; the clock then stands at the last item carried out.

    What no handler is named for is an errand: the world stops at its instant and it is returned, still due. Whoever
    moves the clock closes this unit of work, carries the errand out, tells ``errand_done``, and runs on.
    """
    shelf = world.shelf
    until = None if seconds is None else stopwatch() + seconds
    done = 0
    while (due := shelf.take_due(to)) is not None:
        if due.at > world.now:
            world.move_to(due.at)
        handler = handlers.get(due.what)
        if handler is None:
            shelf.schedule(due)
            return due
        handler(world, due.key)
        done += 1
        if until is not None and done % LOOK_AT_THE_WATCH_EVERY == 0 and stopwatch() > until:
            return False
    world.move_to(max(to, world.now))
    return True


def errand_done(world: World, errand: Due) -> None:
    """Take an errand that was carried out off the agenda, unless it has planned itself anew for a later instant."""
    if world.shelf.scheduled(errand.what, errand.key) == errand.at:
        world.call_off(errand.what, errand.key)


def step(world: World, handlers: Mapping[str, Handler]) -> bool:
    """Carry out everything that is due at the next instant of the agenda; return whether there was anything."""
    due = world.shelf.next_due()
    if due is None:
        return False
    run(world, max(due.at, world.now), handlers)
    return True
