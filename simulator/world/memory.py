"""The store that keeps all worlds in this process."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from sortedcontainers import SortedList

from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.records import Due, Event, Indexes, Record
from simulator.world.store import HIDDEN, NESTED, Change

R = TypeVar("R", bound=Record)


_Planned = tuple[datetime, int, Due]
"""An agenda entry in the heap, by instant and then order; it counts only while it is the one its name points to.

A plain tuple, since the garbage collector stops looking at those.
"""
_Undo = tuple[Any, ...]
"""A function and what to call it with. Cheaper than a closure, of which a long advance would make a million."""


class Room:
    """Everything that one world remembers."""

    __slots__ = ("agenda", "events", "heap", "indexes", "order", "records", "subjects")

    def __init__(self) -> None:
        self.records: dict[type[Record], dict[str, Any]] = {}
        self.indexes: dict[tuple[type[Record], str], SortedList] = {}
        self.events: list[Event] = []
        self.subjects: dict[str, list[int]] = {}
        self.agenda: dict[tuple[str, str], _Planned] = {}
        self.heap: list[_Planned] = []
        self.order = count()

    def copied(self) -> Room:
        """Return a room with the same (frozen, hence shared) records and its own tables."""
        room = Room()
        room.records = {kind: table.copy() for kind, table in self.records.items()}
        room.indexes = {name: entries.copy() for name, entries in self.indexes.items()}
        room.events = self.events.copy()
        room.subjects = {subject: places.copy() for subject, places in self.subjects.items()}
        room.agenda = self.agenda.copy()
        room.heap = list(self.agenda.values())
        heapq.heapify(room.heap)
        room.order = count(max((order for _, order, _ in room.heap), default=-1) + 1)
        return room


class MemoryShelf:
    """A shelf that writes at once and remembers how to undo it."""

    __slots__ = ("_orders", "_room", "_undo")

    def __init__(self, room: Room) -> None:
        self._room = room
        self._undo: list[_Undo] = []
        self._orders: dict[type[Record], list[str]] = {}

    def undo(self) -> None:
        """Put everything back as it was when this unit of work began."""
        while self._undo:
            action, *known = self._undo.pop()
            action(*known)
        for kind, order in self._orders.items():
            table = self._room.records[kind]
            self._room.records[kind] = {key: table[key] for key in order if key in table}

    def settle(self) -> None:
        """Let go of what was needed to undo: it points back here, and would wait for the garbage collector."""
        self._undo.clear()

    def on_undo(self, action: Callable[[], object]) -> None:
        """Have ``action`` done too when this unit of work is undone."""
        self._undo.append((action,))

    def get(self, kind: type[R], key: str) -> R | None:
        table = self._room.records.get(kind)
        return None if table is None else table.get(key)

    def put(self, record: Record) -> None:
        kind, key = type(record), record.key
        table = self._room.records.get(kind)
        if table is None:
            table = self._room.records[kind] = {}
        old = table.get(key)
        table[key] = record
        if old is None:
            self._reindex(kind, key, (), record.indexes())
        elif not record.is_filed_like(old):
            self._reindex(kind, key, old.indexes(), record.indexes())
        self._undo.append((self._restore, kind, key, record, old))

    def remove(self, kind: type[Record], key: str) -> None:
        table = self._room.records.get(kind, {})
        if key in table:
            self._orders.setdefault(kind, list(table))  # a dict that gets a key back puts it last
            old = table.pop(key)
            self._reindex(kind, key, old.indexes(), ())
            self._undo.append((self._restore, kind, key, None, old))

    def _restore(self, kind: type[Record], key: str, record: Record | None, old: Record | None) -> None:
        if old is None:
            del self._room.records[kind][key]
        else:
            self._room.records[kind][key] = old
        self._reindex(kind, key, record.indexes() if record else (), old.indexes() if old else ())

    def _reindex(self, kind: type[Record], key: str, before: Indexes, after: Indexes) -> None:
        indexes = self._room.indexes
        for index, value in before:
            if (index, value) not in after:
                indexes[kind, index].discard((value, key))
        for index, value in after:
            if (index, value) not in before:
                entries = indexes.get((kind, index))
                if entries is None:
                    entries = indexes[kind, index] = SortedList()
                entries.add((value, key))

    def all(self, kind: type[R]) -> Iterator[R]:
        return iter(list(self._room.records.get(kind, {}).values()))

    def select(self, kind: type[R], index: str, value: str) -> list[R]:
        return self.between(kind, index, value, value)

    def between(self, kind: type[R], index: str, low: str, high: str) -> list[R]:
        entries = self._room.indexes.get((kind, index))
        if entries is None:
            return []
        table = self._room.records[kind]
        just_above = (high + "\0", "")
        return [table[key] for _, key in entries.irange((low, ""), just_above, (True, False))]

    def append(self, event: Event) -> None:
        room = self._room
        places = room.subjects.setdefault(event.subject, [])
        places.append(len(room.events))
        room.events.append(event)
        self._undo.append((self._forget_event, places))

    def _forget_event(self, places: list[int]) -> None:
        self._room.events.pop()
        places.pop()

    def events(self, after: int, most: int) -> list[tuple[int, Event]]:
        return list(enumerate(self._room.events[after : after + most], start=after + 1))

    def events_of(self, subject: str) -> list[Event]:
        events = self._room.events
        return [events[place] for place in self._room.subjects.get(subject, ())]

    def last_event(self) -> int:
        return len(self._room.events)

    def schedule(self, due: Due) -> None:
        room, name = self._room, (due.what, due.key)
        old = room.agenda.get(name)
        planned = (due.at, next(room.order), due)
        room.agenda[name] = planned
        heapq.heappush(room.heap, planned)
        self._undo.append((self._replan, name, old))

    def call_off(self, what: str, key: str) -> None:
        name = (what, key)
        old = self._room.agenda.pop(name, None)
        if old is not None:
            self._undo.append((self._replan, name, old))

    def _replan(self, name: tuple[str, str], old: _Planned | None) -> None:
        if old is None:
            self._room.agenda.pop(name, None)
        else:
            self._room.agenda[name] = old
            heapq.heappush(self._room.heap, old)

    def scheduled(self, what: str, key: str) -> datetime | None:
        planned = self._room.agenda.get((what, key))
        return None if planned is None else planned[0]

    def next_due(self) -> Due | None:
        room = self._room
        while room.heap:
            planned = room.heap[0]
            due = planned[2]
            if room.agenda.get((due.what, due.key)) is planned:
                return due
            heapq.heappop(room.heap)
        return None

    def take_due(self, until: datetime) -> Due | None:
        due = self.next_due()
        if due is None or due.at > until:
            return None
        self._undo.append((self._replan, (due.what, due.key), heapq.heappop(self._room.heap)))
        del self._room.agenda[due.what, due.key]
        return due

    def agenda(self) -> list[Due]:
        return [due for _, _, due in sorted(self._room.agenda.values(), key=_by_instant)]


def _by_instant(planned: _Planned) -> tuple[datetime, int]:
    return planned[0], planned[1]


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
        return self._opened(self._room(world))

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

    @contextmanager
    def _opened(self, room: Room) -> Iterator[MemoryShelf]:
        self._refuse_to_nest()
        shelf = self._unit = MemoryShelf(room)
        try:
            yield shelf
        except BaseException:
            shelf.undo()
            raise
        finally:
            shelf.settle()
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
            with self._opened(room) as shelf:
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
