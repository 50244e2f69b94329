"""Stores to test, and records that mean nothing, for the tests of what a world remembers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from simulator.core.records import Due, Event, Indexes, Record, WorldInfo
from simulator.world.memory import MemoryStore
from simulator.world.sql import SqlStore
from simulator.world.store import Shelf, Store

START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STORES = ("memory", "sqlite")


class Broken(Exception):
    """Something goes wrong within a unit of work."""


class Note(Record, frozen=True, kw_only=True):
    """A record with a tag that many share and, perhaps, a day."""

    name: str
    tag: str = ""
    day: str = ""
    size: int = 0

    @property
    def key(self) -> str:
        return self.name

    def indexes(self) -> Indexes:
        return (("tag", self.tag), ("day", self.day)) if self.day else (("tag", self.tag),)


class Card(Record, frozen=True, kw_only=True):
    """Another kind, whose keys and index names are those of notes."""

    name: str
    tag: str = ""

    @property
    def key(self) -> str:
        return self.name

    def indexes(self) -> Indexes:
        return (("tag", self.tag),)


class Everything(NamedTuple):
    """All that a shelf of notes remembers."""

    notes: list[Note]
    by_tag: list[Note]
    by_day: list[Note]
    events: list[tuple[int, Event]]
    about_a: list[Event]
    agenda: list[Due]


def everything(shelf: Shelf) -> Everything:
    """Return all that ``shelf`` has, read by every way there is."""
    return Everything(
        list(shelf.all(Note)),
        shelf.between(Note, "tag", "", "\U0010ffff"),
        shelf.between(Note, "day", "", "\U0010ffff"),
        shelf.events(0, shelf.last_event()),
        shelf.events_of("a"),
        shelf.agenda(),
    )


def fact(subject: str, because: str = "noted") -> Event:
    """Return a fact about ``subject``."""
    return Event(START, "Note", subject, subject, because)


def furnish(shelf: Shelf) -> None:
    """Put three notes, a fact and two plans for the same instant."""
    shelf.put(Note(name="b", tag="red", day="2026-01-02"))
    shelf.put(Note(name="a", tag="red"))
    shelf.put(Note(name="c", tag="blue", day="2026-01-01"))
    shelf.append(fact("a"))
    shelf.schedule(Due(START + HOUR, "call", "a"))
    shelf.schedule(Due(START + HOUR, "call", "b"))


def seen(store: Store, world: str) -> Everything:
    """Return all that ``world`` has."""
    with store.open(world) as shelf:
        return everything(shelf)


def names(notes: list[Note]) -> list[str]:
    """Return what ``notes`` are called."""
    return [note.name for note in notes]


def info(world: str = "demo", *, seed: str = "seed", guarded: bool = False) -> WorldInfo:
    """Return what a world called ``world`` says about itself."""
    return WorldInfo(world=world, name="A world", seed=seed, now=START, created=START, guarded=guarded)


@contextmanager
def a_store(kind: str) -> Iterator[Store]:
    """Give a new store of ``kind``, one of STORES, and let go of it afterwards."""
    if kind == "memory":
        yield MemoryStore()
        return
    with TemporaryDirectory() as folder:
        store = SqlStore(Path(folder) / "worlds.sqlite")
        try:
            yield store
        finally:
            store.close()
