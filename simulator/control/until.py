"""Move a world until something has happened, and not at all when it does not happen by itself.

Waiting for an invoice's stage is tried out on a hidden copy of the world. When the stage is reached the world becomes
what the copy is then; when it is not, the copy is dropped and the world has not moved. Errands lead to the world
itself, so the copy passes them over, and the world then goes the way to the same instant on its own feet.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple

from simulator.control.naming import Named, receivable
from simulator.control.plane import Plane
from simulator.control.running import SLICE_SECONDS
from simulator.core.errors import Conflict, NotFound
from simulator.core.lifecycle import ARROWS, FINAL, Stage
from simulator.core.receivable import Receivable
from simulator.core.records import Due
from simulator.world import timeline
from simulator.world.agenda import HANDLERS
from simulator.world.store import HIDDEN, Store
from simulator.world.world import World
from simulator.world.worlds import info_of


class NotReached(Conflict):
    """What was waited for does not come by itself."""

    code = "not_reached"


class Goal(NamedTuple):
    """The stage that the receivable ``key`` shall reach by ``latest``; ``known`` facts about it are from before."""

    key: str
    stage: Stage
    known: int
    latest: datetime


class Tried(NamedTuple):
    """What a slice of the trial came to: ``now`` when the goal is reached, and whether an errand was passed over."""

    now: datetime | None
    with_errands: bool


async def reach(plane: Plane, world: str, named: Named, stage: Stage) -> None:
    """Move ``world`` just beyond the instant at which an invoice reaches ``stage``; not at all if it is there.

    The world is closed to everybody else meanwhile. Raises NotReached.
    """
    goal = await plane.amid(world, lambda opened: _goal(opened, named, stage))
    if goal is None:
        return
    store = plane.worlds.store
    trial = f"{HIDDEN}until{HIDDEN}{world}"
    await plane.run(partial(_copy, store, world, trial))
    try:
        with_errands = False
        while (slice_ := await plane.run(partial(_go_on, store, trial, goal, plane.settings.stopwatch))).now is None:
            with_errands = with_errands or slice_.with_errands
            await plane.go_on()
        if with_errands or slice_.with_errands:
            await plane.run_to(world, slice_.now)
        else:
            await plane.run(partial(store.restore, world, trial))
    finally:
        await plane.run(partial(store.drop, trial))


def reachable(stage: Stage) -> frozenset[Stage]:
    """Return every stage that can follow ``stage``, sooner or later."""
    found: set[Stage] = set()
    waiting = deque([stage])
    while waiting:
        here = waiting.popleft()
        after = {to for (start, _), to in ARROWS.items() if start is here} - found
        found |= after
        waiting.extend(after)
    return frozenset(found)


def _goal(world: World, named: Named, stage: Stage) -> Goal | None:
    target = receivable(world, named)
    if target.stage is stage:
        return None
    if stage not in reachable(target.stage):
        ahead = ", ".join(one for one in Stage if one in reachable(target.stage)) or "nothing"
        raise NotReached(
            f"invoice {target.number} is {target.stage}, which is never followed by {stage} but by {ahead}"
        )
    return Goal(target.key, stage, len(world.shelf.events_of(target.key)), timeline.furthest(world))


def _copy(store: Store, world: str, trial: str) -> None:
    with suppress(NotFound):  # left behind by a process that was killed
        store.drop(trial)
    store.copy(world, trial)


def _go_on(store: Store, trial: str, goal: Goal, stopwatch: Callable[[], float]) -> Tried:
    """Carry out a slice of what is due in the copy. Raises NotReached."""
    with store.open(trial) as shelf:
        world = World(shelf, info_of(shelf))
        tried = _sliced(world, goal, stopwatch)
        world.close()
        return tried


def _sliced(world: World, goal: Goal, stopwatch: Callable[[], float]) -> Tried:
    end = stopwatch() + SLICE_SECONDS
    with_errands = False
    while stopwatch() < end:
        due = world.shelf.next_due()
        if due is None or due.at > goal.latest:
            raise _never(world, goal)
        stop = timeline.run(world, max(due.at, world.now), HANDLERS, seconds=SLICE_SECONDS)
        if isinstance(stop, Due):
            timeline.errand_done(world, stop)
            with_errands = True
        elif stop and _is_reached(world, goal):
            return Tried(world.now, with_errands)
    return Tried(None, with_errands)


def _is_reached(world: World, goal: Goal) -> bool:
    """Whether the invoice has come to the stage, be it that it has gone on at the same instant."""
    if any(fact.stage == goal.stage for fact in world.shelf.events_of(goal.key)[goal.known :]):
        return True
    if world.find(Receivable, goal.key).stage in FINAL:
        raise _never(world, goal)
    return False


def _never(world: World, goal: Goal) -> NotReached:
    target = world.find(Receivable, goal.key)
    return NotReached(
        f"invoice {target.number} does not become {goal.stage} by itself: it comes to {target.stage}"
        f" ({target.standing}), and nothing on the agenda up to {goal.latest.date()} changes that;"
        " the clock has not moved"
    )
