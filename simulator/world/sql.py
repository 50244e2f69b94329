"""The store that keeps all worlds in one SQLite file.

A unit of work is a transaction. Once it is committed it survives the death of this process (``kill -9`` included):
the write-ahead log has been handed to the operating system. It does not wait for the disk (``synchronous=NORMAL``), so
a power cut may take the newest units with it, whole units only, and never harms the file.

One process owns the file (``sql_file``), which is what makes it sound to keep decoded records.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar

import msgspec

from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.records import Due, Event, Indexes, Record
from simulator.world.sql_file import connected
from simulator.world.store import HIDDEN, NESTED, Change

R = TypeVar("R", bound=Record)

KNOWN_BYTES: Final = 33_554_432
"""Decoded records, of all worlds together, are kept for the next look until so many bytes of them were met."""

# Everything below is also what PostgreSQL understands, but for the sign of a parameter.
GET: Final = "SELECT body FROM records WHERE world = ? AND kind = ? AND key = ?"
PUT: Final = (
    "INSERT INTO records (world, kind, key, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (world, kind, key) DO UPDATE SET body = excluded.body"
)
REMOVE: Final = "DELETE FROM records WHERE world = ? AND kind = ? AND key = ?"
ALL: Final = "SELECT key, body FROM records WHERE world = ? AND kind = ? ORDER BY place"
ENTER: Final = "INSERT INTO entries (world, kind, name, value, key) VALUES (?, ?, ?, ?, ?)"
LEAVE: Final = "DELETE FROM entries WHERE world = ? AND kind = ? AND name = ? AND value = ? AND key = ?"
COUNT: Final = "SELECT COUNT(*) FROM records WHERE world = ? AND kind = ?"
ALL_KEYS: Final = "SELECT key FROM records WHERE world = ? AND kind = ? ORDER BY place"
BETWEEN: Final = (
    "SELECT records.key, records.body FROM entries CROSS JOIN records"
    " WHERE entries.world = ? AND entries.kind = ? AND entries.name = ? AND entries.value BETWEEN ? AND ?"
    " AND records.world = entries.world AND records.kind = entries.kind AND records.key = entries.key"
    " ORDER BY entries.value, entries.key"
)
LAST_EVENT: Final = "SELECT COALESCE(MAX(number), 0) FROM events WHERE world = ?"
APPEND: Final = "INSERT INTO events (world, number, subject, body) VALUES (?, ?, ?, ?)"
EVENTS: Final = "SELECT number, body FROM events WHERE world = ? AND number > ? ORDER BY number LIMIT ?"
EVENTS_OF: Final = "SELECT body FROM events WHERE world = ? AND subject = ? ORDER BY number"
SCHEDULE: Final = "INSERT INTO agenda (world, what, key, due) VALUES (?, ?, ?, ?)"
CALL_OFF: Final = "DELETE FROM agenda WHERE world = ? AND what = ? AND key = ?"
SCHEDULED: Final = "SELECT due FROM agenda WHERE world = ? AND what = ? AND key = ?"
AGENDA: Final = "SELECT due, what, key FROM agenda WHERE world = ? ORDER BY due, place"
FIRST_DUES: Final = f"{AGENDA} LIMIT ?"
WORLD_ID: Final = "SELECT id FROM worlds WHERE name = ?"
GRANT: Final = (
    "INSERT INTO credentials (digest, world) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET world = excluded.world"
)
WORLD_OF: Final = "SELECT name FROM worlds JOIN credentials ON worlds.id = credentials.world WHERE digest = ?"

EMPTY: Final = (
    "DELETE FROM records WHERE world = ?",
    "DELETE FROM entries WHERE world = ?",
    "DELETE FROM events WHERE world = ?",
    "DELETE FROM agenda WHERE world = ?",
)
FILL: Final = (
    "INSERT INTO records (world, kind, key, body)"
    " SELECT CAST(? AS INTEGER), kind, key, body FROM records WHERE world = ? ORDER BY place",
    "INSERT INTO entries (world, kind, name, value, key)"
    " SELECT CAST(? AS INTEGER), kind, name, value, key FROM entries WHERE world = ?",
    "INSERT INTO events (world, number, subject, body)"
    " SELECT CAST(? AS INTEGER), number, subject, body FROM events WHERE world = ? ORDER BY number",
    "INSERT INTO agenda (world, what, key, due)"
    " SELECT CAST(? AS INTEGER), what, key, due FROM agenda WHERE world = ? ORDER BY place",
)
FORGET: Final = ("DELETE FROM credentials WHERE world = ?", "DELETE FROM worlds WHERE id = ?")

NO_LIMIT: Final = -1
LARGEST: Final = 2**63 - 1
"""No number in the file is larger, and SQLite takes none that is."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class _Bodies:
    """Records and facts as bytes and back; decoders are made once a kind. Records once read are remembered."""

    __slots__ = ("_decoders", "_met", "encode", "event", "known")

    def __init__(self) -> None:
        self.encode: Callable[[object], bytes] = msgspec.msgpack.Encoder().encode
        self.event: Callable[[bytes], Event] = msgspec.msgpack.Decoder(Event).decode
        self.known: dict[tuple[int, type[Record], str], Any] = {}
        self._decoders: dict[type[Record], Callable[[bytes], Any]] = {}
        self._met = 0

    def record(self, world: int, kind: type[R], body: bytes) -> R:
        decode = self._decoders.get(kind)
        if decode is None:
            decode = self._decoders[kind] = msgspec.msgpack.Decoder(kind).decode
        record: R = decode(body)
        self.remember(world, record, len(body))
        return record

    def remember(self, world: int, record: Record, size: int) -> None:
        self._met += size
        if self._met > KNOWN_BYTES:
            self.forget()
        self.known[world, type(record), record.key] = record

    def forget(self) -> None:
        self.known.clear()
        self._met = 0


class SqlShelf:
    """A shelf within one transaction."""

    __slots__ = ("_bodies", "_many", "_run", "_world")

    def __init__(self, connection: sqlite3.Connection, bodies: _Bodies, world: int) -> None:
        self._run = connection.execute
        self._many = connection.executemany
        self._bodies = bodies
        self._world = world

    def get(self, kind: type[R], key: str) -> R | None:
        known: R | None = self._bodies.known.get((self._world, kind, key))
        if known is not None:
            return known
        row = self._run(GET, (self._world, kind.__name__, key)).fetchone()
        if row is None:
            return None
        return self._bodies.record(self._world, kind, row[0])

    def put(self, record: Record) -> None:
        kind, key = type(record), record.key
        old = self.get(kind, key)
        body = self._bodies.encode(record)
        self._run(PUT, (self._world, kind.__name__, key, body))
        self._reindex(kind, key, () if old is None else old.indexes(), record.indexes())
        self._bodies.remember(self._world, record, len(body))

    def remove(self, kind: type[Record], key: str) -> None:
        old = self.get(kind, key)
        if old is not None:
            self._run(REMOVE, (self._world, kind.__name__, key))
            self._reindex(kind, key, old.indexes(), ())
            del self._bodies.known[self._world, kind, key]

    def _reindex(self, kind: type[Record], key: str, before: Indexes, after: Indexes) -> None:
        if before != after:
            place = (self._world, kind.__name__)
            self._many(LEAVE, [(*place, *entry, key) for entry in before if entry not in after])
            self._many(ENTER, [(*place, *entry, key) for entry in after if entry not in before])

    def all(self, kind: type[R]) -> Iterator[R]:
        return iter(self._records(kind, ALL, ()))

    def count(self, kind: type[Record]) -> int:
        number: int = self._run(COUNT, (self._world, kind.__name__)).fetchone()[0]
        return number

    def keys(self, kind: type[Record]) -> list[str]:
        return [key for (key,) in self._run(ALL_KEYS, (self._world, kind.__name__))]

    def select(self, kind: type[R], index: str, value: str) -> list[R]:
        return self.between(kind, index, value, value)

    def between(self, kind: type[R], index: str, low: str, high: str) -> list[R]:
        return self._records(kind, BETWEEN, (index, low, high))

    def _records(self, kind: type[R], statement: str, values: tuple[str, ...]) -> list[R]:
        bodies, world = self._bodies, self._world
        rows = self._run(statement, (world, kind.__name__, *values))
        return [bodies.known.get((world, kind, key)) or bodies.record(world, kind, body) for key, body in rows]

    def append(self, event: Event) -> None:
        number = self.last_event() + 1
        self._run(APPEND, (self._world, number, event.subject, self._bodies.encode(event)))

    def events(self, after: int, most: int) -> list[tuple[int, Event]]:
        rows = self._run(EVENTS, (self._world, min(after, LARGEST), most))
        return [(number, self._bodies.event(body)) for number, body in rows]

    def events_of(self, subject: str) -> list[Event]:
        return [self._bodies.event(body) for (body,) in self._run(EVENTS_OF, (self._world, subject))]

    def last_event(self) -> int:
        number: int = self._run(LAST_EVENT, (self._world,)).fetchone()[0]
        return number

    def schedule(self, due: Due) -> None:
        self.call_off(due.what, due.key)
        self._run(SCHEDULE, (self._world, due.what, due.key, (due.at - EPOCH) // MICROSECOND))

    def call_off(self, what: str, key: str) -> None:
        self._run(CALL_OFF, (self._world, what, key))

    def scheduled(self, what: str, key: str) -> datetime | None:
        row = self._run(SCHEDULED, (self._world, what, key)).fetchone()
        return None if row is None else EPOCH + row[0] * MICROSECOND

    def next_due(self) -> Due | None:
        return next(iter(self.agenda(1)), None)

    def take_due(self, until: datetime) -> Due | None:
        due = self.next_due()
        if due is None or due.at > until:
            return None
        self.call_off(due.what, due.key)
        return due

    def agenda(self, most: int | None = None) -> list[Due]:
        return [_due(*row) for row in self._run(FIRST_DUES, (self._world, NO_LIMIT if most is None else most))]


class SqlStore:
    """Worlds that outlive this process. Threads may share it; they take turns, a unit of work each."""

    blocking = True

    def __init__(self, path: Path) -> None:
        """Open the file, or make it. Raises StoreUnavailable when it is in use, newer, or none of ours."""
        self._lock = RLock()
        self._bodies = _Bodies()
        self._connection = connected(path)

    def worlds(self) -> list[str]:
        return [name for name in self._names() if HIDDEN not in name]

    def snapshots(self, world: str) -> list[str]:
        return [name for name in self._names() if name.startswith(world + HIDDEN)]

    def create(self, world: str, fill: Change | None = None) -> None:
        with self._unit():
            self._change(self._add(world), fill)

    def drop(self, world: str) -> None:
        with self._unit():
            for number in (self._id(world), *map(self._id, self.snapshots(world))):
                self._empty(number)
                for statement in FORGET:
                    self._connection.execute(statement, (number,))

    def copy(self, source: str, target: str, change: Change | None = None) -> None:
        with self._unit():
            origin, number = self._id(source), self._add(target)
            self._fill(number, origin)
            self._change(number, change)

    def restore(self, world: str, source: str) -> None:
        with self._unit():
            number, origin = self._id(world), self._id(source)
            if number != origin:
                self._empty(number)
                self._fill(number, origin)

    def open(self, world: str) -> AbstractContextManager[SqlShelf]:
        return self._opened(world)

    def grant(self, credential: str, world: str) -> None:
        with self._lock:
            self._connection.execute(GRANT, (credential, self._id(world)))

    def world_of(self, credential: str) -> str | None:
        with self._lock:
            row = self._connection.execute(WORLD_OF, (credential,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _opened(self, world: str) -> Iterator[SqlShelf]:
        with self._unit():
            yield SqlShelf(self._connection, self._bodies, self._id(world))

    @contextmanager
    def _unit(self) -> Iterator[None]:
        """Do what is inside wholly or not at all; until then other threads wait."""
        with self._lock:
            if self._connection.in_transaction:
                raise RuntimeError(NESTED)
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._bodies.forget()
                self._connection.rollback()
                raise

    def _names(self) -> list[str]:
        with self._lock:
            return [name for (name,) in self._connection.execute("SELECT name FROM worlds ORDER BY id")]

    def _id(self, world: str) -> int:
        row = self._connection.execute(WORLD_ID, (world,)).fetchone()
        if row is None:
            raise NotFound("world", world)
        return int(row[0])

    def _add(self, world: str) -> int:
        if self._connection.execute(WORLD_ID, (world,)).fetchone() is not None:
            raise AlreadyExists("world", world)
        self._connection.execute("INSERT INTO worlds (name) VALUES (?)", (world,))
        return self._id(world)

    def _change(self, number: int, change: Change | None) -> None:
        if change is not None:
            change(SqlShelf(self._connection, self._bodies, number))

    def _empty(self, number: int) -> None:
        self._bodies.forget()
        for statement in EMPTY:
            self._connection.execute(statement, (number,))

    def _fill(self, number: int, origin: int) -> None:
        for statement in FILL:
            self._connection.execute(statement, (number, origin))


def _due(microseconds: int, what: str, key: str) -> Due:
    return Due(EPOCH + microseconds * MICROSECOND, what, key)
