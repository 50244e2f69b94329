"""What was asked and answered, per world: bounded by count and by bytes, kept as it came, rendered when it is read.

Requests that open no world go to the lobby, so that a wrong key can be explained too. Of several threads one may write
and any may read.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from simulator.core.errors import FieldError, NotFound

LOBBY: Final = "lobby"
"""The journal of requests that open no world; no world has this name."""
MOST_ENTRIES: Final = 2000
MOST_BYTES: Final = 16 * 1024 * 1024
MOST_BYTES_OF_ALL: Final = 128 * 1024 * 1024
MOST_BODY: Final = 128 * 1024
"""Bytes of one body that are kept."""
NEVER_ANSWERED: Final = 0
"""The status of an exchange whose connection was dropped before anything was carried out."""
_ENTRY_OVERHEAD: Final = 1200
_HEADER_OVERHEAD: Final = 130
_FINDING_OVERHEAD: Final = 180


class Exchange(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One request and its reply. ``number`` counts within the journal, from 1; ``at`` is the world's time.

    Bodies are cut to MOST_BODY bytes, their sizes are whole. ``request_findings`` and ``reply_findings`` are where they
    break the contract; ``took_microseconds`` is real time, without any delay that a fault asked for.
    """

    number: int
    at: datetime
    system: str
    operation: str
    method: str
    url: str
    path: str
    query: str
    request_headers: Mapping[str, str]
    request_body: bytes
    request_size: int
    status: int
    reply_headers: Mapping[str, str]
    reply_body: bytes
    reply_size: int
    took_microseconds: int = 0
    request_findings: tuple[FieldError, ...] = ()
    reply_findings: tuple[FieldError, ...] = ()
    explanation: Mapping[str, Any] = {}
    notes: tuple[str, ...] = ()
    fault: str = ""
    traceback: str = ""

    @property
    def weight(self) -> int:
        """About how many bytes of memory this entry holds."""
        asked, told = self.request_headers, self.reply_headers
        weight = (
            _ENTRY_OVERHEAD
            + len(self.request_body)
            + len(self.reply_body)
            + 2 * (len(self.url) + len(self.query))
            + _HEADER_OVERHEAD * (len(asked) + len(told))
            + len("".join(asked.values()))
            + len("".join(told.values()))
        )
        return weight + self._weight_of_trouble if self.explanation or self.notes else weight

    @property
    def _weight_of_trouble(self) -> int:
        """About how many bytes of memory hold what went wrong, which is nothing in most entries."""
        findings = (*self.request_findings, *self.reply_findings)
        return (
            len(self.traceback)
            + len(str(self.explanation))
            + sum(map(len, self.notes))
            + sum(_FINDING_OVERHEAD + len(finding.message) for finding in findings)
        )


class Journal:
    """The newest exchanges of one world."""

    __slots__ = ("_entries", "_last", "bytes", "most_bytes", "most_entries")

    def __init__(self, *, most_entries: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES) -> None:
        self.most_entries, self.most_bytes = most_entries, most_bytes
        self.bytes = 0
        self._entries: deque[tuple[Exchange, int]] = deque()
        self._last = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def next_number(self) -> int:
        """The number that the next entry must carry."""
        return self._last + 1

    def add(self, entry: Exchange) -> int:
        """Keep ``entry``, at the expense of the oldest; return by how many bytes the journal grew."""
        assert entry.number == self.next_number, "entries are numbered without a gap"
        before, weight = self.bytes, entry.weight
        self._last = entry.number
        self._entries.append((entry, weight))
        self.bytes += weight
        while len(self._entries) > self.most_entries or (self.bytes > self.most_bytes and len(self._entries) > 1):
            self.forget_oldest()
        return self.bytes - before

    def forget_oldest(self) -> int:
        """Let go of the oldest entry and return its bytes, 0 when there is none."""
        if not self._entries:
            return 0
        _, weight = self._entries.popleft()
        self.bytes -= weight
        return weight

    def entry(self, number: int) -> Exchange:
        """Return one entry. Raises NotFound, also for one that had to make room."""
        entries = list(self._entries)
        if entries:
            place = number - entries[0][0].number
            if 0 <= place < len(entries):
                return entries[place][0]
        raise NotFound("journal entry", number)

    def query(
        self,
        *,
        after: int = 0,
        system: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        limit: int = 100,
    ) -> list[Exchange]:
        """Return up to ``limit`` entries with numbers above ``after``, oldest first.

        ``status`` is a status, or its first digit for all of a kind: 4 finds every 4xx.
        """
        found: list[Exchange] = []
        for entry, _ in list(self._entries):
            if len(found) >= limit:
                break
            if entry.number > after and _matches(entry, system, operation, status):
                found.append(entry)
        return found


class Journals:
    """The journals of all worlds, bounded together; when memory runs out, the worlds longest unused forget first."""

    def __init__(
        self,
        *,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
        most_bytes_of_all: int = MOST_BYTES_OF_ALL,
    ) -> None:
        self._bounds = most_entries, most_bytes
        self._most_bytes_of_all = most_bytes_of_all
        self._journals: OrderedDict[str, Journal] = OrderedDict()
        self.bytes = 0

    def of(self, world: str) -> Journal:
        """Return the journal of ``world`` (or LOBBY), an empty one where nothing has happened yet."""
        journal = self._journals.get(world)
        return self._opened(world, keep=False) if journal is None else journal

    def next_number(self, world: str) -> int:
        """Return the number that the next entry of ``world`` must carry."""
        journal = self._journals.get(world)
        return 1 if journal is None else journal.next_number

    def add(self, world: str, entry: Exchange) -> None:
        """Keep ``entry`` in the journal of ``world``."""
        journal = self._journals.get(world)
        if journal is None:
            journal = self._opened(world, keep=True)
        self._journals.move_to_end(world)
        self.bytes += journal.add(entry)
        while self.bytes > self._most_bytes_of_all:
            self._make_room(journal)

    def forget(self, world: str) -> None:
        """Drop the journal of a world that is no more."""
        journal = self._journals.pop(world, None)
        if journal is not None:
            self.bytes -= journal.bytes

    def _opened(self, world: str, *, keep: bool) -> Journal:
        most_entries, most_bytes = self._bounds
        journal = Journal(most_entries=most_entries, most_bytes=most_bytes)
        if keep:
            self._journals[world] = journal
        return journal

    def _make_room(self, newest: Journal) -> None:
        """Let the journal that was written to longest ago forget an entry; one left empty keeps its numbering."""
        oldest = next((one for one in self._journals.values() if len(one)), newest)
        freed = oldest.forget_oldest()
        self.bytes -= freed
        if not freed:
            self.bytes = 0


def _matches(entry: Exchange, system: str | None, operation: str | None, status: int | None) -> bool:
    return (
        (system is None or entry.system == system)
        and (operation is None or entry.operation == operation)
        and (status is None or status in (entry.status, entry.status // 100))
    )
