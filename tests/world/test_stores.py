"""Every store keeps every promise of the contract: one suite for all of them."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.records import Due
from simulator.world.store import Change, Shelf, Store
from tests.world.specimens import HOUR, START, Broken, Card, Everything, Note, everything, fact, furnish, names, seen


@pytest.fixture
def world(store: Store) -> str:
    """A world with two notes, a fact and two plans."""
    store.create("demo", furnish)
    return "demo"


def test_an_empty_world_knows_nothing(store: Store) -> None:
    store.create("demo")
    with store.open("demo") as shelf:
        assert shelf.get(Note, "a") is None
        assert shelf.scheduled("call", "a") is None
        assert shelf.next_due() is None
        assert shelf.last_event() == 0
        assert everything(shelf) == Everything([], [], [], [], [], [])


def test_a_record_is_found_by_its_key_within_the_unit_and_after_it(store: Store, world: str) -> None:
    note = Note(name="d", tag="red", size=2**63 - 1)
    with store.open(world) as shelf:
        shelf.put(note)
        assert shelf.get(Note, "d") == note
    with store.open(world) as shelf:
        assert shelf.get(Note, "d") == note
        assert shelf.get(Note, "D") is None


def test_all_come_in_the_order_of_their_first_appearance(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.put(Note(name="b", tag="green"))
        assert names(list(shelf.all(Note))) == ["b", "a", "c"]
        shelf.remove(Note, "b")
        shelf.put(Note(name="b"))
        assert names(list(shelf.all(Note))) == ["a", "c", "b"]


def test_records_may_be_replaced_while_all_are_gone_through(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        for note in shelf.all(Note):
            shelf.put(Note(name=note.name, tag="new"))
            shelf.put(Note(name=note.name + "2"))
        assert names(shelf.select(Note, "tag", "new")) == ["a", "b", "c"]


def test_what_is_removed_is_gone_from_every_index_and_removing_it_again_is_no_error(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.remove(Note, "b")
        shelf.remove(Note, "b")
        shelf.remove(Card, "b")
        assert names(shelf.select(Note, "tag", "red")) == ["a"]
        assert names(shelf.between(Note, "day", "2026-01-01", "2026-01-31")) == ["c"]


def test_a_replaced_record_moves_in_the_indexes(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.put(Note(name="b", tag="blue", day="2026-01-03"))
    with store.open(world) as shelf:
        assert names(shelf.select(Note, "tag", "red")) == ["a"]
        assert names(shelf.select(Note, "tag", "blue")) == ["b", "c"]
        assert shelf.select(Note, "day", "2026-01-02") == []
        shelf.put(Note(name="b", tag="blue"))
        assert shelf.select(Note, "day", "2026-01-03") == []


def test_a_selection_takes_the_exact_value_in_the_order_of_keys(store: Store) -> None:
    values = ["", "x", "x\x00", "x\x01", "x\x1f", "x ", "x\x1fx", "xy", "x/1", "w", "X", "ä"]

    def fill(shelf: Shelf) -> None:
        for number, value in enumerate(values):
            shelf.put(Note(name=f"second {number}", tag=value))
            shelf.put(Note(name=f"first\x1f{number}", tag=value))

    store.create("demo", fill)
    with store.open("demo") as shelf:
        for number, value in enumerate(values):
            assert names(shelf.select(Note, "tag", value)) == [f"first\x1f{number}", f"second {number}"]


def test_a_range_has_both_its_ends_and_is_sorted_by_value_and_then_key(store: Store) -> None:
    days = ["2026-01-31", "2026-01-01", "2026-01-02", "2025-12-31", "2026-02-01", "2026-01-01\x00", "2026-01-31\x01"]

    def fill(shelf: Shelf) -> None:
        for day in days:
            shelf.put(Note(name=f"2 {day}", day=day))
            shelf.put(Note(name=f"1 {day}", day=day))

    store.create("demo", fill)
    inside = ["2026-01-01", "2026-01-01\x00", "2026-01-02", "2026-01-31"]
    with store.open("demo") as shelf:
        found = names(shelf.between(Note, "day", "2026-01-01", "2026-01-31"))
        assert found == [f"{place} {day}" for day in inside for place in (1, 2)]
        assert shelf.between(Note, "day", "2026-01-31", "2026-01-01") == []
        assert shelf.between(Note, "size", "", "9") == []


def test_kinds_do_not_mix(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.put(Card(name="a", tag="red"))
        shelf.remove(Note, "a")
        assert shelf.get(Card, "a") == Card(name="a", tag="red")
        assert shelf.select(Card, "tag", "red") == [Card(name="a", tag="red")]
        assert names(shelf.select(Note, "tag", "red")) == ["b"]


def test_facts_are_numbered_from_one_and_read_in_pages(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        for number in range(2, 6):
            shelf.append(fact("even" if number % 2 == 0 else "odd", str(number)))
        assert shelf.last_event() == 5
        assert [number for number, _ in shelf.events(0, 2)] == [1, 2]
        assert [(number, event.because) for number, event in shelf.events(3, 9)] == [(4, "4"), (5, "5")]
        assert shelf.events(5, 9) == shelf.events(99, 1) == shelf.events(0, 0) == []
        assert shelf.events(2**63 - 1, 1) == shelf.events(10**30, 1) == []
        assert [event.because for event in shelf.events_of("even")] == ["2", "4"]
        assert shelf.events_of("nothing") == []


def test_of_what_is_due_at_once_the_first_scheduled_comes_first(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.schedule(Due(START, "mail", "z"))
        assert shelf.next_due() == Due(START, "mail", "z")
        shelf.call_off("mail", "z")
        assert shelf.next_due() == Due(START + HOUR, "call", "a")
        shelf.schedule(Due(START + HOUR, "call", "a"))
        assert shelf.next_due() == Due(START + HOUR, "call", "b")
        assert [due.key for due in shelf.agenda()] == ["b", "a"]


def test_a_thing_scheduled_again_has_its_new_date_only(store: Store, world: str) -> None:
    later = START + timedelta(days=400, microseconds=1)
    with store.open(world) as shelf:
        shelf.schedule(Due(later, "call", "a"))
        assert shelf.scheduled("call", "a") == later
        shelf.schedule(Due(START - HOUR, "call", "b"))
    with store.open(world) as shelf:
        assert shelf.agenda() == [Due(START - HOUR, "call", "b"), Due(later, "call", "a")]
        shelf.call_off("call", "b")
        shelf.call_off("call", "b")
        shelf.call_off("mail", "a")
        assert shelf.next_due() == Due(later, "call", "a")


def look(shelf: Shelf) -> None:
    assert shelf.next_due() == shelf.agenda()[0]


WRITES: dict[str, list[Change]] = {
    "a new record": [lambda shelf: shelf.put(Note(name="new", tag="red", day="2026-01-05"))],
    "a new kind": [lambda shelf: shelf.put(Card(name="new"))],
    "a record replaced": [lambda shelf: shelf.put(Note(name="a", tag="red", size=9))],
    "a record moved in its indexes": [lambda shelf: shelf.put(Note(name="b", tag="blue", day="2026-01-09"))],
    "a record out of an index": [lambda shelf: shelf.put(Note(name="b", tag="red"))],
    "a record removed": [lambda shelf: shelf.remove(Note, "b")],
    "a record removed and put again": [
        lambda shelf: shelf.remove(Note, "b"),
        lambda shelf: shelf.put(Note(name="b", tag="x")),
    ],
    "a record put and removed": [
        lambda shelf: shelf.put(Note(name="new")),
        lambda shelf: shelf.remove(Note, "new"),
    ],
    "a record replaced twice": [
        lambda shelf: shelf.put(Note(name="a", tag="blue")),
        lambda shelf: shelf.put(Note(name="a", tag="red")),
    ],
    "a fact": [lambda shelf: shelf.append(fact("a", "again"))],
    "a plan": [lambda shelf: shelf.schedule(Due(START, "mail", "a"))],
    "a plan replaced": [lambda shelf: shelf.schedule(Due(START, "call", "b"))],
    "a plan at the same time": [lambda shelf: shelf.schedule(Due(START + HOUR, "call", "a"))],
    "a plan called off": [lambda shelf: shelf.call_off("call", "a")],
    "a plan called off, made again and looked at": [
        lambda shelf: shelf.call_off("call", "a"),
        lambda shelf: shelf.schedule(Due(START + 2 * HOUR, "call", "a")),
        lambda shelf: shelf.call_off("call", "b"),
        look,
    ],
}


def do(shelf: Shelf, writes: Iterable[Change]) -> None:
    for write in writes:
        write(shelf)


def do_all(shelf: Shelf) -> None:
    for writes in WRITES.values():
        do(shelf, writes)


def fail_after(store: Store, world: str, writes: Iterable[Change]) -> None:
    with store.open(world) as shelf:
        do(shelf, writes)
        raise Broken


@pytest.mark.parametrize("writes", [*WRITES.values(), [do_all]], ids=[*WRITES, "all of it"])
def test_a_unit_that_fails_leaves_nothing_behind(store: Store, world: str, writes: list[Change]) -> None:
    before = seen(store, world)
    with pytest.raises(Broken):
        fail_after(store, world, writes)
    assert seen(store, world) == before
    with store.open(world) as shelf:
        assert shelf.get(Card, "new") is None
        assert [shelf.get(Note, note.name) for note in before.notes] == before.notes
        assert shelf.next_due() == before.agenda[0]
        do(shelf, writes)
    after = seen(store, world)
    with pytest.raises(Broken):
        fail_after(store, world, [])
    with store.open(world) as shelf:
        assert everything(shelf) == after
        look(shelf)


def test_units_do_not_nest(store: Store, world: str) -> None:
    store.create("other")
    with store.open(world) as shelf:
        shelf.put(Note(name="d"))
        with pytest.raises(RuntimeError, match="do not nest"), store.open("other"):
            raise AssertionError
        attempts: list[Callable[[], None]] = [
            lambda: store.create("third"),
            lambda: store.drop("other"),
            lambda: store.copy("other", "third"),
            lambda: store.restore("other", world),
        ]
        for attempt in attempts:
            with pytest.raises(RuntimeError, match="do not nest"):
                attempt()
        assert store.worlds() == [world, "other"]
    with store.open(world) as shelf:
        assert shelf.get(Note, "d") is not None


def test_worlds_are_listed_oldest_first_and_know_nothing_of_each_other(store: Store, world: str) -> None:
    store.create("another")
    store.create("a third")
    assert store.worlds() == ["demo", "another", "a third"]
    assert seen(store, "another") == Everything([], [], [], [], [], [])
    store.drop("another")
    store.create("another")
    assert store.worlds() == ["demo", "a third", "another"]


def test_a_name_is_given_once_and_an_unknown_one_is_not_found(store: Store, world: str) -> None:
    taken: list[Callable[[], None]] = [lambda: store.create("demo"), lambda: store.copy("demo", "demo")]
    for attempt in taken:
        with pytest.raises(AlreadyExists, match="'demo'"):
            attempt()
    unknown: list[Callable[[], object]] = [
        lambda: store.drop("nowhere"),
        lambda: store.copy("nowhere", "new"),
        lambda: store.restore("nowhere", "demo"),
        lambda: store.restore("demo", "nowhere"),
        lambda: store.grant("digest", "nowhere"),
        lambda: store.open("nowhere").__enter__(),
    ]
    for ask in unknown:
        with pytest.raises(NotFound, match="'nowhere'"):
            ask()
    assert store.worlds() == ["demo"]
    assert names(seen(store, "demo").notes) == ["b", "a", "c"]


def test_a_world_that_cannot_be_filled_is_not_made(store: Store, world: str) -> None:
    def fail(shelf: Shelf) -> None:
        do_all(shelf)
        store.grant("digest", "new")
        raise Broken

    attempts: list[Callable[[], None]] = [
        lambda: store.create("new", fail),
        lambda: store.copy("demo", "new", fail),
    ]
    for attempt in attempts:
        with pytest.raises(Broken):
            attempt()
        assert store.worlds() == ["demo"]
        assert store.world_of("digest") is None
    store.create("new")
    assert seen(store, "new") == Everything([], [], [], [], [], [])


def test_a_copy_and_its_source_go_their_own_ways(store: Store, world: str) -> None:
    store.copy("demo", "copy")
    before = seen(store, "demo")
    assert seen(store, "copy") == before
    with store.open("copy") as shelf:
        do_all(shelf)
    changed = seen(store, "copy")
    assert seen(store, "demo") == before != changed
    with store.open("demo") as shelf:
        do_all(shelf)
        shelf.remove(Note, "c")
        shelf.call_off("call", "b")
    assert seen(store, "copy") == changed
    with store.open("copy") as shelf:
        shelf.append(fact("a"))
        assert shelf.last_event() == 3


def test_a_copy_is_changed_before_anyone_sees_it(store: Store, world: str) -> None:
    store.copy("demo", "copy", lambda shelf: shelf.remove(Note, "a"))
    assert names(seen(store, "copy").notes) == ["b", "c"]
    assert names(seen(store, "demo").notes) == ["b", "a", "c"]


def test_a_restored_world_stands_as_its_source_and_keeps_its_credentials(store: Store, world: str) -> None:
    store.grant("digest", "demo")
    store.copy("demo", "demo@1")
    before = seen(store, "demo")
    with store.open("demo") as shelf:
        do_all(shelf)
    store.restore("demo", "demo@1")
    assert seen(store, "demo") == before
    assert store.world_of("digest") == "demo"
    with store.open("demo") as shelf:
        do_all(shelf)
    assert seen(store, "demo@1") == before
    store.restore("demo", "demo")
    assert seen(store, "demo") != before


def test_snapshots_are_hidden_and_dropped_with_their_world(store: Store, world: str) -> None:
    store.create("demo2")
    for name in ("demo@2", "demo@1", "demo2@1"):
        store.copy("demo", name)
    store.grant("digest", "demo")
    assert store.worlds() == ["demo", "demo2"]
    assert store.snapshots("demo") == ["demo@2", "demo@1"]
    store.drop("demo@2")
    assert store.snapshots("demo") == ["demo@1"]
    store.drop("demo")
    assert store.worlds() == ["demo2"]
    assert store.snapshots("demo") == []
    assert store.snapshots("demo2") == ["demo2@1"]
    assert store.world_of("digest") is None


def test_a_credential_opens_one_world(store: Store, world: str) -> None:
    store.create("other")
    assert store.world_of("digest") is None
    store.grant("digest", "demo")
    store.grant("digest", "demo")
    assert store.world_of("digest") == "demo"
    store.copy("demo", "copy")
    assert store.world_of("digest") == "demo"
    store.grant("digest", "other")
    assert store.world_of("digest") == "other"
    store.drop("demo")
    assert store.world_of("digest") == "other"
    store.drop("other")
    assert store.world_of("digest") is None


def test_a_grant_is_part_of_the_unit_in_which_it_is_made(store: Store, world: str) -> None:
    store.create("other")
    store.grant("old", "other")

    def grant(shelf: Shelf) -> None:
        store.grant("old", "demo")
        store.grant("new", "demo")
        assert (store.world_of("old"), store.world_of("new")) == ("demo", "demo")

    with pytest.raises(Broken):
        fail_after(store, world, [grant])
    assert (store.world_of("old"), store.world_of("new")) == ("other", None)
    with store.open(world):
        store.grant("new", "demo")
    assert store.world_of("new") == "demo"
