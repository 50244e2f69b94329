"""A world in a unit of work tells why, counts, draws, and is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.errors import InvalidValue, NotFound
from simulator.core.money import Money
from simulator.core.records import Document, Due, Event, Indexes, Profile, Record, WorldInfo
from simulator.world.memory import MemoryShelf, Room
from simulator.world.store import Store
from simulator.world.world import World
from simulator.world.worlds import WorldBusy, Worlds, check_name, info_of
from tests.world.specimens import HOUR, START, Broken, Note, everything, info


class Letter(Record, frozen=True, kw_only=True):
    """A record with a stage that belongs to another."""

    name: str
    stage: str
    about: str

    @property
    def key(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return self.about

    def indexes(self) -> Indexes:
        return (("about", self.about),)


@pytest.fixture
def worlds(store: Store) -> Worlds:
    store.create("demo", lambda shelf: shelf.put(info()))
    return Worlds(store)


@pytest.fixture
def world(worlds: Worlds) -> Iterator[World]:
    with worlds.open("demo") as opened:
        yield opened


def apart(**members: str | bool | Profile) -> World:
    """Return a world that no store remembers, with ``members`` of its own."""
    return World(MemoryShelf(Room()), replace(info(), **members))


def test_what_is_put_is_told_with_its_reason(world: World) -> None:
    letter = Letter(name="L1", stage="SENT", about="1001/7")
    world.put(letter, because="letter sent", amount=Money(500), note="by post")
    world.put(Note(name="n"), because="noted")
    assert world.find(Letter, "L1") == letter
    assert world.shelf.events(0, 9) == [
        (1, Event(START, "Letter", "L1", "1001/7", "letter sent", "SENT", Money(500), "by post")),
        (2, Event(START, "Note", "n", "n", "noted")),
    ]
    assert [event.key for event in world.shelf.events_of("1001/7")] == ["L1"]


def test_what_is_kept_without_a_reason_is_not_told(world: World) -> None:
    world.keep(Document(owner="a", body=b"{}"))
    assert world.look(Document, "a") is not None
    assert world.shelf.last_event() == 0


def test_what_is_not_there_is_looked_for_in_vain_and_not_found(world: World) -> None:
    assert world.look(Note, "a") is None
    with pytest.raises(NotFound, match="note 'a' is not known"):
        world.find(Note, "a")
    with pytest.raises(NotFound, match="invoice 'a' is not known"):
        world.find(Note, "a", named="invoice")


def test_each_sequence_counts_for_itself_from_its_own_beginning(worlds: Worlds) -> None:
    with worlds.open("demo") as world:
        assert [world.next_number("a") for _ in range(3)] == [1, 2, 3]
        assert [world.next_number("b", first=1000) for _ in range(2)] == [1000, 1001]
    with worlds.open("demo") as world:
        assert (world.next_number("a"), world.next_number("b", first=5)) == (4, 1002)
        assert world.shelf.last_event() == 0


def test_a_number_of_a_unit_that_fails_is_given_again(worlds: Worlds) -> None:
    def fail() -> None:
        with worlds.open("demo") as world:
            assert world.next_number("a") == 1
            raise Broken

    with pytest.raises(Broken):
        fail()
    with worlds.open("demo") as world:
        assert world.next_number("a") == 1


@given(seed=st.text(), label=st.text())
def test_chance_follows_from_seed_and_label_alone(seed: str, label: str) -> None:
    first, second = apart(world="a", seed=seed), apart(world="b", seed=seed)
    assert first.drawn(label) == second.drawn(label)
    assert 0 <= first.drawn(label) < 2**256
    assert first.drawn(label) != first.drawn(label + "x")
    assert first.secret(label) == first.secret(label) != second.secret(label)


def test_a_guarded_worlds_secrets_are_random_but_not_its_chance() -> None:
    first, second = apart(guarded=True), apart(guarded=True)
    assert len({first.secret("a"), first.secret("a"), second.secret("a")}) == 3
    assert first.drawn("a") == second.drawn("a")


def test_a_plan_is_never_before_now(world: World) -> None:
    world.plan("call", "a", START - HOUR)
    world.plan("call", "b", START + HOUR)
    world.plan("call", "b", START + 2 * HOUR)
    assert world.shelf.agenda() == [Due(START, "call", "a"), Due(START + 2 * HOUR, "call", "b")]
    world.call_off("call", "a")
    world.call_off("call", "a")
    assert world.shelf.next_due() == Due(START + 2 * HOUR, "call", "b")


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2026, 1, 5, 21, 59, 59, tzinfo=UTC), date(2026, 1, 5)),
        (datetime(2026, 1, 5, 22, 0, tzinfo=UTC), date(2026, 1, 6)),
        (datetime(2026, 7, 5, 20, 59, 59, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 7, 5, 21, 0, tzinfo=UTC), date(2026, 7, 6)),
    ],
)
def test_today_is_the_finnish_date(world: World, now: datetime, today: date) -> None:
    world.move_to(now)
    assert world.today == today


@pytest.mark.parametrize("profile", Profile)
def test_a_world_knows_how_kind_it_is(profile: Profile) -> None:
    world = apart(profile=profile)
    assert world.is_harsh == (profile is Profile.HARSH)
    assert world.is_lenient == (profile is Profile.LENIENT)


def test_the_clock_is_written_back_at_the_end_of_a_unit(worlds: Worlds) -> None:
    with worlds.open("demo") as world:
        world.move_to(START + HOUR)
        assert info_of(world.shelf).now == START
    with worlds.open("demo") as world:
        assert world.now == world.info.now == START + HOUR


def test_what_the_world_says_of_itself_can_change_while_its_clock_moves(worlds: Worlds) -> None:
    with worlds.open("demo") as world:
        world.move_to(START + HOUR)
        world.change(replace(world.info, name="Another"))
        assert world.info.name == "Another"
    with worlds.open("demo") as world:
        assert (world.info.name, world.now) == ("Another", START + HOUR)
        assert world.policy is world.info.policy


def test_a_unit_that_fails_leaves_the_world_and_its_clock_as_they_were(worlds: Worlds) -> None:
    def fail() -> None:
        with worlds.open("demo") as world:
            world.put(Note(name="a", tag="red"), because="noted")
            world.plan("call", "a", START + HOUR)
            world.move_to(START + timedelta(days=1))
            world.change(replace(world.info, name="Another"))
            raise Broken

    with worlds.open("demo") as world:
        before = everything(world.shelf)
    with pytest.raises(Broken):
        fail()
    with worlds.open("demo") as world:
        assert everything(world.shelf) == before
        assert (world.now, world.info) == (START, info())


def test_a_world_under_way_is_busy_for_all_but_who_moves_it(worlds: Worlds) -> None:
    worlds.moving.add("demo")
    with pytest.raises(WorldBusy, match="world demo is moving through time") as busy, worlds.open("demo"):
        raise AssertionError
    assert busy.value.world == "demo"
    with worlds.open("demo", moving=True) as world:
        assert world.id == "demo"
    worlds.moving.remove("demo")
    with worlds.open("demo") as world:
        assert world.info == WorldInfo(world="demo", name="A world", seed="seed", now=START, created=START)


def test_a_world_that_is_not_there_or_hidden_cannot_be_opened(worlds: Worlds) -> None:
    worlds.store.copy("demo", "demo@1")
    for name in ("nowhere", "demo@1"):
        with pytest.raises(NotFound, match=f"world '{name}'"), worlds.open(name):
            raise AssertionError


@pytest.mark.parametrize("name", ["a", "Demo-1", "2026.01_x", "a" * 63])
def test_a_name_that_can_stand_in_a_url_is_one(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", "-a", ".a", "..", "a b", "a/b", "demo@1", "ä", "a\n", "a" * 64])
def test_a_name_that_cannot_stand_in_a_url_is_none(name: str) -> None:
    with pytest.raises(InvalidValue, match="world name"):
        check_name(name)
