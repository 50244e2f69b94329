"""What the memory of worlds must be able to do, whatever it is made of.

A store keeps many worlds. ``open`` gives one world's shelf for one unit of work: all of it is kept, or none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol, TypeVar

from simulator.core.records import Due, Event, Record

R = TypeVar("R", bound=Record)

SEPARATOR: Final = "\x1f"
"""Stands between an index value and a key where the two are kept as one text; it sorts below all that is printed."""


class Shelf(Protocol):
    """One world's records, events and agenda within one unit of work."""

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of ``kind`` named ``key``, if there is one."""

    def put(self, record: Record) -> None:
        """Keep ``record`` in place of the one with its kind and key."""

    def remove(self, kind: type[Record], key: str) -> None:
        """Forget a record; one that is not there is no error."""

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield every record of ``kind``, in the order of their keys' first appearance."""

    def select(self, kind: type[R], index: str, value: str) -> list[R]:
        """Return the records that stand under ``value`` in ``index``, in the order of their keys."""

    def between(self, kind: type[R], index: str, low: str, high: str) -> list[R]:
        """Return the records whose value in ``index`` is from ``low`` to ``high``, both included, in that order."""

    def append(self, event: Event) -> None:
        """Add a fact to the end of the log."""

    def events(self, after: int, most: int) -> list[tuple[int, Event]]:
        """Return up to ``most`` numbered facts that follow number ``after``."""

    def events_of(self, subject: str) -> list[Event]:
        """Return the facts whose subject is ``subject``, oldest first."""

    def last_event(self) -> int:
        """Return the number of the newest fact, 0 when there is none."""

    def schedule(self, due: Due) -> None:
        """Add to the agenda; the same thing for the same record replaces its earlier date."""

    def call_off(self, what: str, key: str) -> None:
        """Take something off the agenda; what is not there is no error."""

    def scheduled(self, what: str, key: str) -> datetime | None:
        """Return when something is due, if it is on the agenda."""

    def next_due(self) -> Due | None:
        """Return what is due first; of equals, what was scheduled first."""


class Store(Protocol):
    """The memory of all worlds of one process (or, on a shared database, of many)."""

    blocking: bool
    """Whether a unit of work may wait for a disk or a network, so that it belongs on a thread."""

    def worlds(self) -> list[str]:
        """Return the names of all worlds, oldest first."""

    def create(self, world: str) -> None:
        """Make an empty world. Raises AlreadyExists."""

    def drop(self, world: str) -> None:
        """Forget a world and its credentials. Raises NotFound."""

    def copy(self, source: str, target: str) -> None:
        """Make ``target`` a world that starts as ``source`` stands. Raises NotFound, AlreadyExists."""

    def open(self, world: str) -> AbstractContextManager[Shelf]:
        """Give the shelf of ``world`` for one unit of work. Raises NotFound."""

    def grant(self, credential: str, world: str) -> None:
        """Remember that ``credential`` (a digest, never a secret) opens ``world``."""

    def world_of(self, credential: str) -> str | None:
        """Return the world that ``credential`` opens."""

    def close(self) -> None:
        """Let go of files and connections."""
