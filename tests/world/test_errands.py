"""An errand stops time at its instant, stays due until it is done, and changes nothing about where time arrives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.core.records import Due
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.timeline import Handler, errand_done, run
from simulator.world.world import World
from simulator.world.worlds import Worlds
from tests.world.specimens import HOUR, START, Note, info

END = START + 24 * HOUR
MINUTES = st.lists(st.integers(0, 24 * 60), max_size=8)


def note(world: World, key: str) -> None:
    world.put(Note(name=key, size=1), because="carried out")


HANDLERS: Mapping[str, Handler] = {"do": note}


def begun(store: Store, work: list[int], errands: list[int]) -> Worlds:
    """Return a world in which work and errands are due so many minutes after its start, errands first."""
    store.create("demo", lambda shelf: shelf.put(info("demo")))
    worlds = Worlds(store)
    with worlds.open("demo") as world:
        for what, minutes in (("errand", errands), ("do", work)):
            for number, after in enumerate(minutes):
                world.plan(what, str(number), START + timedelta(minutes=after))
    return worlds


def advance(worlds: Worlds, to: int) -> None:
    """Move to so many minutes after the start; an errand leaves its mark in a unit of work of its own."""
    while True:
        with worlds.open("demo") as world:
            stop = run(world, START + timedelta(minutes=to), HANDLERS, seconds=0)
        if stop is True:
            return
        if isinstance(stop, Due):
            with worlds.open("demo") as world:
                assert world.now == stop.at
                note(world, f"errand {stop.key}")
                errand_done(world, stop)


def story(worlds: Worlds) -> list[tuple[object, str]]:
    with worlds.open("demo") as world:
        assert world.now == END
        return [(fact.at, fact.key) for _, fact in world.shelf.events(0, 100)]


@settings(deadline=None)
@given(work=MINUTES, errands=MINUTES, cuts=MINUTES)
def test_two_short_advances_with_errands_end_where_one_long_one_does(
    work: list[int], errands: list[int], cuts: list[int]
) -> None:
    at_once, in_steps = begun(MemoryStore(), work, errands), begun(MemoryStore(), work, errands)
    advance(at_once, 24 * 60)
    for cut in [*sorted(cuts), 24 * 60]:
        advance(in_steps, cut)
    assert story(in_steps) == story(at_once)
    assert len(story(at_once)) == len(work) + len(errands)


def test_an_errand_is_due_until_it_is_done(store: Store) -> None:
    worlds = begun(store, [30], [30])
    errand = Due(START + timedelta(minutes=30), "errand", "0")
    for _ in range(2):
        with worlds.open("demo") as world:
            assert run(world, END, HANDLERS) == errand
            assert world.now == errand.at
    with worlds.open("demo") as world:
        errand_done(world, errand)
        assert run(world, END, HANDLERS) is True


def test_an_errand_that_planned_itself_anew_stays_on_the_agenda(store: Store) -> None:
    worlds = begun(store, [], [30])
    with worlds.open("demo") as world:
        errand = run(world, END, HANDLERS)
        assert isinstance(errand, Due)
        world.plan("errand", "0", errand.at + HOUR)
        errand_done(world, errand)
        assert world.shelf.scheduled("errand", "0") == errand.at + HOUR
