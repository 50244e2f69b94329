"""What the memory of worlds must be able to do, whatever it is made of.

A store keeps many worlds. ``open`` gives one world's shelf for one unit of work: all of it is kept, or none. Units
do not nest: who opens a second one inside a first gets a RuntimeError, since no store could say what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol, TypeVar

from simulator.core.records import Due, Event, Record

R = TypeVar("R", bound=Record)

HIDDEN: Final = "@"
"""Stands between a world's name and what follows in the name of its snapshots; no world of its own has it."""

NESTED: Final = "a unit of work is open already; units do not nest, and worlds are made and dropped between them"


class StoreUnavailable(Exception):
    """The memory that was asked for cannot be used: someone else holds it, or it is not ours to read."""


class Shelf(Protocol):
    """One world's records, events and agenda within one unit of work."""

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of ``kind`` named ``key``, if there is one."""

    def put(self, record: Record) -> None:
        """Keep ``record`` in place of the one with its kind and key, whose place in ``all`` it takes."""

    def remove(self, kind: type[Record], key: str) -> None:
        """Forget a record; one that is not there is no error."""

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield every record of ``kind``, in the order of their keys' first appearance (since last removed).

        Those are the records of this instant: they may be replaced and removed meanwhile.
        """

    def count(self, kind: type[Record]) -> int:
        """Return how many records of ``kind`` there are."""

    def keys(self, kind: type[Record]) -> list[str]:
        """Return the keys of all records of ``kind``, in the order of ``all``."""

    def select(self, kind: type[R], index: str, value: str) -> list[R]:
        """Return the records that stand under ``value`` in ``index``, in the order of their keys."""

    def between(self, kind: type[R], index: str, low: str, high: str) -> list[R]:
        """Return the records whose value in ``index`` is ``low`` to ``high``, both included, by value, then key."""

    def append(self, event: Event) -> None:
        """Add a fact to the end of the log."""

    def events(self, after: int, most: int) -> list[tuple[int, Event]]:
        """Return up to ``most`` numbered facts that follow number ``after``; neither is negative."""

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

    def take_due(self, until: datetime) -> Due | None:
        """Take off the agenda, and return, what is due first, where that is no later than ``until``."""

    def agenda(self, most: int | None = None) -> list[Due]:
        """Return what is due, up to ``most`` things, in the order in which it is due; of equals, as scheduled."""


Change = Callable[[Shelf], None]
"""Work on a shelf, all of which is kept or none."""


class Store(Protocol):
    """The memory of all worlds of one process (or, on a shared database, of many)."""

    blocking: bool
    """Whether a unit of work may wait for a disk or a network, so that it belongs on a thread."""

    def worlds(self) -> list[str]:
        """Return the names of all worlds, oldest first, without their snapshots."""

    def snapshots(self, world: str) -> list[str]:
        """Return the hidden names (``world@...``) of the snapshots of ``world``, oldest first."""

    def create(self, world: str, fill: Change | None = None) -> None:
        """Make a world that is empty or as ``fill`` leaves it; when that raises, none. Raises AlreadyExists."""

    def drop(self, world: str) -> None:
        """Forget a world, its snapshots and its credentials. Raises NotFound."""

    def copy(self, source: str, target: str, change: Change | None = None) -> None:
        """Make ``target`` a world that starts as ``source`` stands, then as ``change`` leaves it.

        The credentials of ``source`` do not open it. When ``change`` raises, there is no ``target``.
        Raises NotFound, AlreadyExists.
        """

    def restore(self, world: str, source: str) -> None:
        """Make ``world`` stand as ``source`` stands; its credentials and its snapshots stay. Raises NotFound."""

    def open(self, world: str) -> AbstractContextManager[Shelf]:
        """Give the shelf of ``world`` for one unit of work. Raises NotFound."""

    def grant(self, credential: str, world: str) -> None:
        """Remember that ``credential`` (a digest, never a secret) opens ``world``, from now on no other.

        Within a unit of work it is part of that unit. Raises NotFound.
        """

    def world_of(self, credential: str) -> str | None:
        """Return the world that ``credential`` opens."""

    def close(self) -> None:
        """Let go of files and connections."""
