"""What is due in a world in memory: everything by its name, and every instant with what is due at it, in order.

Many things are due at one instant (the morning of a day), so only instants are kept sorted. What was called off or
scheduled anew stays where it stood, and no longer counts: it is not what its name points to any more.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from simulator.core.records import Due

Undo = list[tuple[Any, ...]]
"""Functions, each with what to call it with, that take back what was done when called from the last to the first."""


class MemoryAgenda:
    """An agenda that writes at once, and adds to the undo log that it is handed how to take that back."""

    __slots__ = ("_at", "_instants", "_named")

    def __init__(self) -> None:
        self._named: dict[str, dict[str, Due]] = {}
        self._at: dict[datetime, list[Due] | deque[Due]] = {}  # a list until its turn comes, as a deque weighs more
        self._instants: list[datetime] = []

    def copied(self) -> MemoryAgenda:
        """Return an agenda with the same things in the same order."""
        agenda = MemoryAgenda()
        agenda._named = {what: dues.copy() for what, dues in self._named.items()}
        agenda._at = {at: dues.copy() for at, dues in self._at.items()}
        agenda._instants = self._instants.copy()
        return agenda

    def named(self, what: str, key: str) -> Due | None:
        """Return what is due under a name."""
        dues = self._named.get(what)
        return None if dues is None else dues.get(key)

    def schedule(self, at: datetime, what: str, key: str, undo: Undo) -> None:
        """Add something, at the end of what is due at that instant; what its name meant before counts no more."""
        due = Due(at, what, key)
        dues = self._named.get(what)
        if dues is None:
            dues = self._named[what] = {}
        undo.append((self._unschedule, due, dues.get(key)))
        dues[key] = due
        there = self._at.get(at)
        if there is None:
            self._at[at] = [due]
            heapq.heappush(self._instants, at)
        else:
            there.append(due)

    def call_off(self, what: str, key: str, undo: Undo) -> None:
        """Take something off, if it is there."""
        dues = self._named.get(what)
        if dues is not None and key in dues:
            undo.append((self._revive, dues.pop(key)))

    def next(self, undo: Undo) -> Due | None:
        """Return what is due first, and forget what counts no more before it."""
        while self._instants:
            there = self._at[self._instants[0]]
            if not isinstance(there, deque):
                there = self._at[self._instants[0]] = deque(there)
            while there:
                due = there[0]
                if self._named[due.what].get(due.key) is due:
                    return due
                undo.append((self._place_first, there.popleft()))
            at = heapq.heappop(self._instants)
            del self._at[at]
            undo.append((self._reopen, at))
        return None

    def take(self, until: datetime, undo: Undo) -> Due | None:
        """Take off, and return, what is due first, where that is no later than ``until``."""
        due = self.next(undo)
        if due is None or due.at > until:
            return None
        there = self._at[due.at]
        assert isinstance(there, deque), "what is due first stands in one"
        there.popleft()
        del self._named[due.what][due.key]
        undo.append((self._put_back, due))
        return due

    def __iter__(self) -> Iterator[Due]:
        for at in sorted(self._instants):
            yield from (due for due in self._at[at] if self._named[due.what].get(due.key) is due)

    def _unschedule(self, due: Due, before: Due | None) -> None:
        self._at[due.at].pop()
        if before is None:
            del self._named[due.what][due.key]
        else:
            self._revive(before)

    def _revive(self, due: Due) -> None:
        self._named[due.what][due.key] = due

    def _put_back(self, due: Due) -> None:
        self._place_first(due)
        self._revive(due)

    def _place_first(self, due: Due) -> None:
        there = self._at[due.at]
        assert isinstance(there, deque), "it was taken from one, or from an instant that was reopened as one"
        there.appendleft(due)

    def _reopen(self, at: datetime) -> None:
        if at not in self._at:
            heapq.heappush(self._instants, at)
        self._at[at] = deque()
