"""What became of a run: one line for each document, and the counts."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

import msgspec

from simulator.core.carrying import Reason
from simulator.core.sync_document import SyncKind


class Result(StrEnum):
    """What became of one document in one run."""

    BOOKED = "booked"
    WAS_THERE = "already there"
    FAILED = "failed"
    PUT_OFF = "put off"
    """An attempt came to nothing; another follows."""
    HELD = "held"
    """It was not sent: what it depends on is not in the books yet, or the run ended early."""


class Line(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of one document; ``reason`` is for what failed, ``target_id`` for what is in the books."""

    kind: SyncKind
    name: str
    result: Result
    message: str = ""
    reason: Reason | None = None
    target_id: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of a run. ``ended`` says why it ended before everything was tried, empty where it did not.

    When it is ``denied``, that was because the credential is not accepted.
    """

    lines: tuple[Line, ...]
    renewals: int = 0
    ended: str = ""
    denied: bool = False

    @property
    def counts(self) -> Counter[Result]:
        """How many documents came to each result."""
        return Counter(line.result for line in self.lines)

    @property
    def is_clean(self) -> bool:
        """Whether everything that was to be carried is in the books."""
        return all(line.result in (Result.BOOKED, Result.WAS_THERE) for line in self.lines)


class ClientReport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of one client's documents. One that is not connected to a system has nothing carried."""

    client_id: int
    system: str
    connected: bool
    report: Report
