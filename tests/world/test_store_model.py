"""Whatever is asked of the stores, in whatever order, they answer as a few plain tables would."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule

from simulator.core.records import Due, Event
from simulator.world.memory import MemoryStore
from simulator.world.sql import SqlStore
from simulator.world.store import Shelf, Store
from tests.tries import tries
from tests.world.specimens import START, Broken, Everything, Note, everything, fact


@dataclass
class Tables:
    """A world as plain tables, small enough to be obviously right."""

    notes: dict[str, Note] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    agenda: list[Due] = field(default_factory=list)

    def put(self, note: Note) -> None:
        self.notes[note.key] = note

    def remove(self, kind: type[Note], key: str) -> None:
        self.notes.pop(key, None)

    def append(self, event: Event) -> None:
        self.events.append(event)

    def schedule(self, due: Due) -> None:
        self.call_off(due.what, due.key)
        self.agenda.append(due)

    def call_off(self, what: str, key: str) -> None:
        self.agenda = [due for due in self.agenda if (due.what, due.key) != (what, key)]

    def everything(self) -> Everything:
        notes = list(self.notes.values())
        return Everything(
            notes,
            sorted(notes, key=lambda note: (note.tag, note.key)),
            sorted((note for note in notes if note.day), key=lambda note: (note.day, note.key)),
            list(enumerate(self.events, start=1)),
            [event for event in self.events if event.subject == "a"],
            sorted(self.agenda, key=lambda due: due.at),
        )


Writable = Shelf | Tables
Write = Callable[[Writable], None]

KEYS = st.sampled_from(["a", "b", "c", "ä", "a/b", "a\x1fb"])
TEXTS = st.sampled_from(["", "x", "x\x00", "x\x1f", "x\x1fx", "xy", "y"])
INSTANTS: st.SearchStrategy[datetime] = st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours))
NOTES = st.builds(Note, name=KEYS, tag=TEXTS, day=TEXTS, size=st.integers(0, 9))
DUES = st.builds(Due, INSTANTS, st.sampled_from(["call", "mail"]), KEYS)


def put(note: Note) -> Write:
    return lambda shelf: shelf.put(note)


def remove(key: str) -> Write:
    return lambda shelf: shelf.remove(Note, key)


def append(subject: str) -> Write:
    return lambda shelf: shelf.append(fact(subject))


def schedule(due: Due) -> Write:
    return lambda shelf: shelf.schedule(due)


def call_off(due: Due) -> Write:
    return lambda shelf: shelf.call_off(due.what, due.key)


def look_ahead() -> Write:
    return lambda shelf: None if isinstance(shelf, Tables) else _look_ahead(shelf)


def _look_ahead(shelf: Shelf) -> None:
    assert shelf.next_due() == next(iter(shelf.agenda()), None)


WRITES: st.SearchStrategy[list[Write]] = st.lists(
    st.one_of(
        NOTES.map(put),
        KEYS.map(remove),
        KEYS.map(append),
        DUES.map(schedule),
        DUES.map(call_off),
        st.builds(look_ahead),
    ),
    max_size=8,
)


class Stores(RuleBasedStateMachine):
    """Does the same to a memory store, a SQLite store and the tables."""

    worlds = Bundle("worlds")

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "worlds.sqlite"
        self.sql = SqlStore(self.path)
        self.memory = MemoryStore()
        self.tables: dict[str, Tables] = {}
        self.credentials: dict[str, str] = {}

    @property
    def stores(self) -> tuple[Store, Store]:
        return self.memory, self.sql

    def teardown(self) -> None:
        if hasattr(self, "sql"):
            self.sql.close()
            self.folder.cleanup()

    @rule(target=worlds, writes=WRITES)
    def create(self, writes: list[Write]) -> str:
        name = f"world {len(self.tables)}"
        for store in self.stores:
            store.create(name, lambda shelf: do(shelf, writes))
        self.tables[name] = Tables()
        do(self.tables[name], writes)
        return name

    @rule(world=worlds, writes=WRITES, kept=st.booleans())
    def work(self, world: str, writes: list[Write], kept: bool) -> None:
        expected = deepcopy(self.tables[world])
        do(expected, writes)
        for store in self.stores:
            if kept:
                unit(store.open(world), writes, expected)
            else:
                with pytest.raises(Broken):
                    failing_unit(store.open(world), writes, expected)
        if kept:
            self.tables[world] = expected
        self.compare(world)

    @rule(target=worlds, world=worlds, writes=WRITES)
    def copy(self, world: str, writes: list[Write]) -> str:
        name = f"world {len(self.tables)}"
        for store in self.stores:
            store.copy(world, name, lambda shelf: do(shelf, writes))
        self.tables[name] = deepcopy(self.tables[world])
        do(self.tables[name], writes)
        self.compare(name)
        return name

    @rule(world=worlds, source=worlds)
    def restore(self, world: str, source: str) -> None:
        for store in self.stores:
            store.restore(world, source)
        self.tables[world] = deepcopy(self.tables[source])
        self.compare(world)

    @rule(world=consumes(worlds))
    def drop(self, world: str) -> None:
        for store in self.stores:
            store.drop(world)
        self.tables[world] = Tables()
        self.credentials = {name: owner for name, owner in self.credentials.items() if owner != world}

    @rule(world=worlds, credential=st.sampled_from(["one", "two"]))
    def grant(self, world: str, credential: str) -> None:
        self.credentials[credential] = world
        for store in self.stores:
            store.grant(credential, world)
            assert {name: store.world_of(name) for name in self.credentials} == self.credentials

    @rule()
    def reopen(self) -> None:
        self.sql.close()
        self.sql = SqlStore(self.path)
        assert self.sql.worlds() == self.memory.worlds()
        for world in self.sql.worlds():
            self.compare(world)

    @rule(world=worlds, low=TEXTS, high=TEXTS, key=KEYS)
    def ask(self, world: str, low: str, high: str, key: str) -> None:
        notes = self.tables[world].everything().by_tag
        for store in self.stores:
            with store.open(world) as shelf:
                assert shelf.between(Note, "tag", low, high) == [note for note in notes if low <= note.tag <= high]
                assert shelf.select(Note, "tag", low) == [note for note in notes if note.tag == low]
                assert shelf.get(Note, key) == self.tables[world].notes.get(key)
                assert shelf.events_of(key) == [event for event in self.tables[world].events if event.subject == key]

    def compare(self, world: str) -> None:
        expected = self.tables[world].everything()
        for store in self.stores:
            with store.open(world) as shelf:
                assert everything(shelf) == expected


def do(shelf: Writable, writes: list[Write]) -> None:
    for write in writes:
        write(shelf)


def unit(opened: AbstractContextManager[Shelf], writes: list[Write], expected: Tables) -> None:
    with opened as shelf:
        do(shelf, writes)
        assert everything(shelf) == expected.everything()


def failing_unit(opened: AbstractContextManager[Shelf], writes: list[Write], expected: Tables) -> None:
    with opened as shelf:
        do(shelf, writes)
        assert everything(shelf) == expected.everything()
        raise Broken


TestStores = Stores.TestCase
TestStores.settings = settings(max_examples=tries(40), stateful_step_count=25, deadline=None)
