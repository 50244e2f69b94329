"""One world, open for one unit of work: find, put (with a reason), plan."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Final, TypeVar

from msgspec.structs import replace

from simulator.core.calendar import helsinki_date
from simulator.core.errors import NotFound
from simulator.core.money import Money
from simulator.core.policy import Policy
from simulator.core.records import Counter, Due, Event, Profile, Record, WorldInfo
from simulator.world.store import Shelf

R = TypeVar("R", bound=Record)

DRAWN_KEPT: Final = 256
"""Numbers drawn that are kept, as the same one is asked for again and again."""


class World:
    """A world within one unit of work. Time, numbers and chance are its own, so one seed replays everything."""

    __slots__ = ("_moved", "info", "now", "policy", "shelf", "today")

    def __init__(self, shelf: Shelf, info: WorldInfo) -> None:
        self.shelf = shelf
        self.info = info
        self.policy: Policy = info.policy
        """The choices that hold in this world."""
        self.now: datetime = info.now
        self.today: date = helsinki_date(info.now)
        """The Finnish calendar date of ``now``."""
        self._moved = False

    @property
    def id(self) -> str:
        """The world's name in URLs."""
        return self.info.world

    @property
    def is_harsh(self) -> bool:
        """Whether the world is harder on its clients than production."""
        return self.info.profile is Profile.HARSH

    @property
    def is_lenient(self) -> bool:
        """Whether the world skips what blocks a first experiment."""
        return self.info.profile is Profile.LENIENT

    def look(self, kind: type[R], key: str) -> R | None:
        """Return the record of ``kind`` named ``key``, or nothing."""
        return self.shelf.get(kind, key)

    def find(self, kind: type[R], key: str, *, named: str | None = None) -> R:
        """Return the record of ``kind`` named ``key``. Raises NotFound, calling it ``named``."""
        record = self.shelf.get(kind, key)
        if record is None:
            raise NotFound(named or kind.__name__.lower(), key)
        return record

    def put(self, record: Record, *, because: str, amount: Money | None = None, note: str | None = None) -> None:
        """Keep ``record`` and tell why, in the same unit of work. A stage, where it has one, goes into the fact."""
        self.shelf.put(record)
        stage = getattr(record, "stage", None)
        self.shelf.append(
            Event(self.now, type(record).__name__, record.key, record.subject, because, stage, amount, note)
        )

    def keep(self, record: Record) -> None:
        """Keep a record whose change is no fact of its own: a running number, the clock, a stored document."""
        self.shelf.put(record)

    def plan(self, what: str, key: str, at: datetime) -> None:
        """Put ``what`` on the agenda for the record ``key``; an earlier plan for the same is replaced."""
        self.shelf.schedule(Due(at if at > self.now else self.now, what, key))

    def call_off(self, what: str, key: str) -> None:
        """Take ``what`` off the agenda, if it is there."""
        self.shelf.call_off(what, key)

    def call_off_all(self, whats: Iterable[str], key: str) -> None:
        """Take all of ``whats`` for the record ``key`` off the agenda."""
        call_off = self.shelf.call_off
        for what in whats:
            call_off(what, key)

    def next_number(self, sequence: str, *, first: int = 1) -> int:
        """Give out the next number of ``sequence``, counting from ``first``."""
        counter = self.shelf.get(Counter, sequence)
        number = first if counter is None else counter.last + 1
        self.shelf.put(Counter(name=sequence, last=number))
        return number

    def drawn(self, label: str) -> int:
        """Return a number below 2**256 that follows from the seed and ``label`` alone."""
        return _drawn(self.info.seed, label)

    def secret(self, label: str) -> str:
        """Return a credential of 40 characters: random in a guarded world, else from world, seed and ``label``."""
        if self.info.guarded:
            return secrets.token_hex(20)
        return hashlib.sha256(f"{self.info.seed}/{self.info.world}/{label}".encode()).hexdigest()[:40]

    def move_to(self, now: datetime) -> None:
        """Set the clock; only the timeline does so, and never backwards."""
        self.now = now
        self.today = helsinki_date(now)
        self._moved = True

    def change(self, info: WorldInfo) -> None:
        """Replace what the world says about itself."""
        self.info = info
        self.policy = info.policy
        self.shelf.put(info)

    def close(self) -> None:
        """Write the clock back; called once at the end of a unit of work that is kept."""
        if self._moved:
            self.change(replace(self.info, now=self.now))


@lru_cache(maxsize=DRAWN_KEPT)
def _drawn(seed: str, label: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{label}".encode()).digest())
