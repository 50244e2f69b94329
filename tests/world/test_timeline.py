"""Time goes forward through what is due, in order, and ends in the same place however it is cut into steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.errors import InvalidValue
from simulator.core.records import Due
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.timeline import (
    LATEST,
    LOOK_AT_THE_WATCH_EVERY,
    Handler,
    check_target,
    furthest,
    real_now,
    run,
    step,
    stopwatch,
)
from simulator.world.world import World
from simulator.world.worlds import Worlds
from tests.world.specimens import HOUR, START, Broken, Everything, Note, everything, info

KEYS = 5
END = START + 24 * HOUR


class Effect(NamedTuple):
    """What carrying out one thing leads to: another after some minutes, or (with None) no longer."""

    key: int
    minutes: int | None


Program = Mapping[int, Sequence[Effect]]
"""What carrying out each key leads to."""


def effects(key: int) -> st.SearchStrategy[Effect]:
    """Return effects that cannot go round in a circle without time going by."""
    at_once = [] if key == KEYS - 1 else [st.builds(Effect, st.integers(key + 1, KEYS - 1), st.integers(-90, 60))]
    later = st.builds(Effect, st.integers(0, KEYS - 1), st.integers(30, 600))
    never = st.builds(Effect, st.integers(0, KEYS - 1), st.none())
    return st.one_of(*at_once, later, never)


PROGRAMS: st.SearchStrategy[Program] = st.fixed_dictionaries(
    {key: st.lists(effects(key), max_size=3) for key in range(KEYS)}
)
MINUTES = st.integers(0, 24 * 60)
BEGINNINGS = st.lists(st.builds(Effect, st.integers(0, KEYS - 1), MINUTES), min_size=1, max_size=6)


def handlers_of(program: Program) -> Mapping[str, Handler]:
    def carry_out(world: World, key: str) -> None:
        before = world.look(Note, key)
        world.put(Note(name=key, size=1 if before is None else before.size + 1), because="carried out")
        apply(world, program[int(key)])

    return {"do": carry_out}


def apply(world: World, found: Sequence[Effect]) -> None:
    for effect in found:
        if effect.minutes is None:
            world.call_off("do", str(effect.key))
        else:
            world.plan("do", str(effect.key), world.now + timedelta(minutes=effect.minutes))


def begun(beginnings: Sequence[Effect], store: Store | None = None) -> Worlds:
    worlds = Worlds(store or MemoryStore())
    worlds.store.create("demo", lambda shelf: shelf.put(info()))
    with worlds.open("demo") as world:
        apply(world, beginnings)
    return worlds


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def advance(
    worlds: Worlds, to: datetime, handlers: Mapping[str, Handler], *, seconds: float | None = None
) -> bool | Due:
    with worlds.open("demo") as world:
        return run(world, to, handlers, seconds=seconds)


def state(worlds: Worlds) -> tuple[datetime, Everything]:
    with worlds.open("demo") as world:
        return world.now, everything(world.shelf)


def carried_out(worlds: Worlds) -> list[tuple[datetime, int]]:
    return [(event.at, int(event.key)) for _, event in state(worlds)[1].events]


def expected(program: Program, beginnings: Sequence[Effect]) -> list[tuple[datetime, int]]:
    """Return what is carried out until END, by a list that is searched from end to end each time."""
    agenda: list[tuple[datetime, int]] = []
    done = []

    def follow(now: datetime, found: Sequence[Effect]) -> None:
        for effect in found:
            agenda[:] = [entry for entry in agenda if entry[1] != effect.key]
            if effect.minutes is not None:
                agenda.append((max(now + timedelta(minutes=effect.minutes), now), effect.key))

    follow(START, beginnings)
    while agenda and min(agenda, key=lambda entry: entry[0])[0] <= END:
        entry = min(agenda, key=lambda entry: entry[0])
        agenda.remove(entry)
        done.append(entry)
        follow(entry[0], program[entry[1]])
    return done


@settings(deadline=None)
@given(program=PROGRAMS, beginnings=BEGINNINGS)
def test_what_is_due_happens_in_order_at_its_own_instant(program: Program, beginnings: list[Effect]) -> None:
    worlds = begun(beginnings)
    assert advance(worlds, END, handlers_of(program))
    assert carried_out(worlds) == expected(program, beginnings)
    assert state(worlds)[0] == END


@settings(deadline=None)
@given(program=PROGRAMS, beginnings=BEGINNINGS, cuts=st.lists(MINUTES, max_size=6))
def test_short_steps_end_where_one_long_step_ends(program: Program, beginnings: list[Effect], cuts: list[int]) -> None:
    at_once, in_steps = begun(beginnings), begun(beginnings)
    handlers = handlers_of(program)
    advance(at_once, END, handlers)
    for minutes in sorted(cuts):
        advance(in_steps, at(minutes), handlers)
        assert state(in_steps)[0] == at(minutes)
    advance(in_steps, END, handlers)
    assert state(in_steps) == state(at_once)


@settings(deadline=None)
@given(program=PROGRAMS, beginnings=BEGINNINGS)
def test_slices_and_single_steps_end_there_too(program: Program, beginnings: list[Effect]) -> None:
    at_once, in_slices, one_by_one = begun(beginnings), begun(beginnings), begun(beginnings)
    handlers = handlers_of(program)
    advance(at_once, END, handlers)
    while not advance(in_slices, END, handlers, seconds=0):
        assert state(in_slices)[0] == carried_out(in_slices)[-1][0]
    assert state(in_slices) == state(at_once)
    while (due := next_due(one_by_one)) is not None and due.at <= END:
        with one_by_one.open("demo") as world:
            assert step(world, handlers)
            assert world.now == due.at
    advance(one_by_one, END, handlers)
    assert state(one_by_one) == state(at_once)


def next_due(worlds: Worlds) -> Due | None:
    with worlds.open("demo") as world:
        return world.shelf.next_due()


def test_a_slice_stops_after_looking_at_the_watch_and_the_clock_stands_at_the_last_thing_done(store: Store) -> None:
    worlds = begun([], store)
    count = 2 * LOOK_AT_THE_WATCH_EVERY + 1
    with worlds.open("demo") as world:
        for number in range(count):
            world.plan("say", str(number), at(number))
    said: list[int] = []
    arrived: list[bool | Due] = []
    while not arrived or not arrived[-1]:
        arrived.append(advance(worlds, END, {"say": lambda world, key: said.append(int(key))}, seconds=0))
        assert state(worlds)[0] == (END if arrived[-1] else at(said[-1]))
    assert arrived == [False, False, True]
    assert said == list(range(count))


def test_with_time_enough_a_slice_arrives(store: Store) -> None:
    worlds = begun([Effect(key, 5) for key in range(KEYS)], store)
    assert advance(worlds, END, handlers_of(dict.fromkeys(range(KEYS), ())), seconds=3600)
    assert carried_out(worlds) == [(at(5), key) for key in range(KEYS)]


def test_what_is_due_exactly_at_the_target_happens_and_what_is_due_later_waits(store: Store) -> None:
    worlds = begun([Effect(0, 60), Effect(1, 61)], store)
    advance(worlds, START + HOUR, handlers_of({0: [Effect(2, 0)], 1: [], 2: []}))
    assert carried_out(worlds) == [(at(60), 0), (at(60), 2)]
    assert next_due(worlds) == Due(at(61), "do", "1")


def test_what_is_overdue_happens_now_since_the_clock_never_goes_back(store: Store) -> None:
    worlds = begun([], store)
    with worlds.open("demo") as world:
        world.shelf.schedule(Due(START - HOUR, "do", "0"))
    advance(worlds, START - 2 * HOUR, handlers_of({0: []}))
    assert state(worlds)[0] == START
    assert carried_out(worlds) == []
    advance(worlds, START, handlers_of({0: []}))
    assert carried_out(worlds) == [(START, 0)]


def test_a_step_without_anything_due_does_nothing(store: Store) -> None:
    worlds = begun([], store)
    before = state(worlds)
    with worlds.open("demo") as world:
        assert not step(world, {})
    assert state(worlds) == before


def test_a_handler_that_fails_takes_the_whole_advance_with_it(store: Store) -> None:
    worlds = begun([Effect(0, 10), Effect(1, 20)], store)
    before = state(worlds)

    def carry_out(world: World, key: str) -> None:
        world.put(Note(name=key), because="carried out")
        if key == "1":
            raise Broken

    with pytest.raises(Broken):
        advance(worlds, END, {"do": carry_out})
    assert state(worlds) == before


def test_the_clock_goes_forward_and_not_too_far(store: Store) -> None:
    worlds = begun([], store)
    with worlds.open("demo") as world:
        world.change(replace(world.info, policy=replace(world.policy, longest_advance_days=30)))
        for target in (START, START + HOUR, START + timedelta(days=30)):
            check_target(world, target)
        with pytest.raises(InvalidValue, match="the clock goes forward"):
            check_target(world, START - timedelta(milliseconds=1))
        with pytest.raises(InvalidValue, match="at most 30 days ahead, until 2026-02-04T07:00:00"):
            check_target(world, START + timedelta(days=30, milliseconds=1))
        assert world.now == START


def test_time_ends_before_the_calendar_does() -> None:
    worlds = begun([])
    for _ in range(9):
        with worlds.open("demo") as world:
            run(world, furthest(world), {})
    with worlds.open("demo") as world:
        assert world.now == furthest(world) == LATEST
        with pytest.raises(InvalidValue, match="until 2100-12-31T00:00:00"):
            check_target(world, LATEST + timedelta(milliseconds=1))


LOOKS: dict[str, Callable[[World], object]] = {
    "the next thing due": lambda world: world.shelf.next_due(),
    "the agenda": lambda world: world.shelf.agenda(),
    "a date": lambda world: world.shelf.scheduled("do", "1"),
    "a record": lambda world: world.look(Note, "0"),
    "records": lambda world: (list(world.shelf.all(Note)), world.shelf.select(Note, "tag", "")),
    "facts": lambda world: (world.shelf.events(0, 9), world.shelf.events_of("0")),
    "chance": lambda world: (world.drawn("a"), world.secret("a")),
    "a target": lambda world: check_target(world, END),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_looking_changes_nothing(store: Store, look: Callable[[World], object]) -> None:
    worlds = begun([Effect(0, 10), Effect(1, 20)], store)
    handlers = handlers_of({0: [Effect(1, None), Effect(2, 5)], 1: [], 2: []})
    advance(worlds, at(12), handlers)
    before = state(worlds)
    with worlds.open("demo") as world:
        look(world)
    assert state(worlds) == before
    advance(worlds, END, handlers)
    assert carried_out(worlds) == [(at(10), 0), (at(15), 2)]


def test_the_operating_systems_time_is_utc_in_whole_milliseconds() -> None:
    now = real_now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert now <= real_now()
    assert stopwatch() <= stopwatch()
