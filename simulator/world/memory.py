"""The store that keeps all worlds in this process."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sortedcontainers import SortedList

from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.records import Due, Event, Indexes, Record
from simulator.world.memory_agenda import MemoryAgenda, Undo
from simulator.world.store import HIDDEN, NESTED, Change

R = TypeVar("R", bound=Record)

_NONE_EARLIER: Final = -1


class Room:
    """Everything that one world remembers.

    ``earlier`` has, for the place of every event, that of the event before it on the same subject; ``latest`` the
    place of every subject's last. So a hundred thousand subjects need no list each, which the garbage collector would
    look through again and again.
    """

    __slots__ = ("agenda", "earlier", "events", "indexes", "latest", "records")

    def __init__(self) -> None:
        self.records: defaultdict[type[Record], dict[str, Any]] = defaultdict(dict)
        self.indexes: dict[tuple[type[Record], str], SortedList] = {}
        self.events: list[Event] = []
        self.earlier = array("q")
        self.latest: dict[str, int] = {}
        self.agenda = MemoryAgenda()

    def copied(self) -> Room:
        """Return a room with the same (frozen, hence shared) records and its own tables."""
        room = Room()
        room.records.update({kind: table.copy() for kind, table in self.records.items()})
        room.indexes = {name: entries.copy() for name, entries in self.indexes.items()}
        room.events = self.events.copy()
        room.earlier = self.earlier[:]
        room.latest = self.latest.copy()
        room.agenda = self.agenda.copied()
        return room

    def forget_events(self, known: int) -> None:
        """Let go of all events but the first ``known``."""
        while len(self.events) > known:
            subject, place = self.events.pop().subject, self.earlier.pop()
            if place == _NONE_EARLIER:
                del self.latest[subject]
            else:
                self.latest[subject] = place


class MemoryShelf:
    """A shelf that writes at once and remembers how to undo it."""

    __slots__ = ("_agenda", "_known", "_orders", "_records", "_room", "_undo")

    def __init__(self, room: Room) -> None:
        self._room = room
        self._records = room.records
        self._agenda = room.agenda
        self._known = len(room.events)
        self._undo: Undo = []
        self._orders: dict[type[Record], list[str]] = {}

    def undo(self) -> None:
        """Put everything back as it was when this unit of work began."""
        while self._undo:
            action, *known = self._undo.pop()
            action(*known)
        self._room.forget_events(self._known)
        for kind, order in self._orders.items():
            table = self._records[kind]
            self._records[kind] = {key: table[key] for key in order if key in table}

    def settle(self) -> None:
        """Let go of what was needed to undo: it points back here, and would wait for the garbage collector."""
        self._undo.clear()

    def on_undo(self, action: Callable[[], object]) -> None:
        """Have ``action`` done too when this unit of work is undone."""
        self._undo.append((action,))

    def get(self, kind: type[R], key: str) -> R | None:
        return self._records[kind].get(key)

    def put(self, record: Record) -> None:
        kind, key = type(record), record.key
        table = self._records[kind]
        old = table.get(key)
        table[key] = record
        left, entered = record.refiled(old) if old is not None else ((), record.indexes())
        if left or entered:
            self._reindex(kind, key, left, entered)
        self._undo.append((self._restore, kind, key, record, old))

    def remove(self, kind: type[Record], key: str) -> None:
        table = self._records[kind]
        if key in table:
            self._orders.setdefault(kind, list(table))  # a dict that gets a key back puts it last
            old = table.pop(key)
            self._reindex(kind, key, old.indexes(), ())
            self._undo.append((self._restore, kind, key, None, old))

    def _restore(self, kind: type[Record], key: str, record: Record | None, old: Record | None) -> None:
        if old is None:
            del self._records[kind][key]
        else:
            self._records[kind][key] = old
        self._reindex(kind, key, record.indexes() if record else (), old.indexes() if old else ())

    def _reindex(self, kind: type[Record], key: str, left: Indexes, entered: Indexes) -> None:
        indexes = self._room.indexes
        for index, value in left:
            indexes[kind, index].discard((value, key))
        for index, value in entered:
            entries = indexes.get((kind, index))
            if entries is None:
                entries = indexes[kind, index] = SortedList()
            entries.add((value, key))

    def count(self, kind: type[Record]) -> int:
        return len(self._records[kind])

    def all(self, kind: type[R]) -> Iterator[R]:
        return iter(list(self._records[kind].values()))

    def keys(self, kind: type[Record]) -> list[str]:
        return list(self._records[kind])

    def select(self, kind: type[R], index: str, value: str) -> list[R]:
        return self.between(kind, index, value, value)

    def between(self, kind: type[R], index: str, low: str, high: str) -> list[R]:
        entries = self._room.indexes.get((kind, index))
        if entries is None:
            return []
        table = self._records[kind]
        just_above = (high + "\0", "")
        return [table[key] for _, key in entries.irange((low, ""), just_above, (True, False))]

    def append(self, event: Event) -> None:
        room, subject = self._room, event.subject
        room.earlier.append(room.latest.get(subject, _NONE_EARLIER))
        room.latest[subject] = len(room.events)
        room.events.append(event)

    def events(self, after: int, most: int) -> list[tuple[int, Event]]:
        return list(enumerate(self._room.events[after : after + most], start=after + 1))

    def events_of(self, subject: str) -> list[Event]:
        room, found = self._room, []
        place = room.latest.get(subject, _NONE_EARLIER)
        while place != _NONE_EARLIER:
            found.append(room.events[place])
            place = room.earlier[place]
        found.reverse()
        return found

    def last_event(self) -> int:
        return len(self._room.events)

    def schedule(self, due: Due) -> None:
        self._agenda.schedule(due.at, due.what, due.key, self._undo)

    def call_off(self, what: str, key: str) -> None:
        self._agenda.call_off(what, key, self._undo)

    def scheduled(self, what: str, key: str) -> datetime | None:
        due = self._agenda.named(what, key)
        return None if due is None else due.at

    def next_due(self) -> Due | None:
        return self._agenda.next(self._undo)

    def take_due(self, until: datetime) -> Due | None:
        return self._agenda.take(until, self._undo)

    def agenda(self, most: int | None = None) -> list[Due]:
        return list(islice(self._agenda, most))


class MemoryStore:
    """Worlds that live as long as this process."""

    blocking = False

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._credentials: dict[str, str] = {}
        self._unit: MemoryShelf | None = None

    def worlds(self) -> list[str]:
        return [world for world in self._rooms if HIDDEN not in world]

    def snapshots(self, world: str) -> list[str]:
        return [name for name in self._rooms if name.startswith(world + HIDDEN)]

    def create(self, world: str, fill: Change | None = None) -> None:
        self._add(world, Room(), fill)

    def drop(self, world: str) -> None:
        self._room(world)
        self._refuse_to_nest()
        for name in (world, *self.snapshots(world)):
            del self._rooms[name]
        self._credentials = {digest: owner for digest, owner in self._credentials.items() if owner in self._rooms}

    def copy(self, source: str, target: str, change: Change | None = None) -> None:
        self._add(target, self._room(source).copied(), change)

    def restore(self, world: str, source: str) -> None:
        self._room(world)
        self._refuse_to_nest()
        self._rooms[world] = self._room(source).copied()

    def open(self, world: str) -> AbstractContextManager[MemoryShelf]:
        return _Unit(self, self._room(world))

    def grant(self, credential: str, world: str) -> None:
        self._room(world)
        before = self._credentials.get(credential)
        self._credentials[credential] = world
        if self._unit is not None:
            self._unit.on_undo(lambda: self._regrant(credential, before))

    def world_of(self, credential: str) -> str | None:
        return self._credentials.get(credential)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _begun(self, room: Room) -> MemoryShelf:
        self._refuse_to_nest()
        self._unit = MemoryShelf(room)
        return self._unit

    def _ended(self) -> None:
        self._unit = None

    def _refuse_to_nest(self) -> None:
        if self._unit is not None:
            raise RuntimeError(NESTED)

    def _add(self, world: str, room: Room, change: Change | None) -> None:
        if world in self._rooms:
            raise AlreadyExists("world", world)
        self._refuse_to_nest()
        self._rooms[world] = room
        try:
            with _Unit(self, room) as shelf:
                if change is not None:
                    change(shelf)
        except BaseException:
            del self._rooms[world]
            raise

    def _regrant(self, credential: str, world: str | None) -> None:
        if world is None:
            del self._credentials[credential]
        else:
            self._credentials[credential] = world

    def _room(self, world: str) -> Room:
        try:
            return self._rooms[world]
        except KeyError:
            raise NotFound("world", world) from None


class _Unit:
    """One unit of work, kept unless it raises. A class, as a generator would cost every request twice the time."""

    __slots__ = ("_room", "_shelf", "_store")

    def __init__(self, store: MemoryStore, room: Room) -> None:
        self._store, self._room = store, room

    def __enter__(self) -> MemoryShelf:
        self._shelf = self._store._begun(self._room)
        return self._shelf

    def __exit__(self, kind: object, mistake: BaseException | None, trace: object) -> None:
        try:
            if mistake is not None:
                self._shelf.undo()
        finally:
            self._shelf.settle()
            self._store._ended()
