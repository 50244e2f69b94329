"""What came of a certification: plain data that is kept as JSON, compared, rendered and verified.

Nothing in it depends on the machine or on the hour of the run, so that a run from the same seed ends in the same bytes.
Times are instants of the virtual clock.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

VERSION: Final = 1


class Verdict(StrEnum):
    """How a requirement or a story came out."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    WARN = "warn"
    SKIP = "skip"
    ERROR = "error"
    NOT_SHOWN = "not-shown"
    NOT_TESTED = "not-tested"


class Document(msgspec.Struct, frozen=True, rename="camel"):
    """A part of the result as it is kept."""


class Seen(Document, frozen=True):
    """One thing that was seen: in which story, whether it was right, in words, and the journal entries that show it."""

    story: str
    right: bool
    what: str
    exchanges: tuple[int, ...] = ()


class RequirementResult(Document, frozen=True):
    """A requirement of the catalogue, and its verdict with the reason. ``seen`` has all mistakes and some successes.

    ``group`` is the title of the catalogue's group. ``mend`` tells an integrator what to do about a failure, where the
    catalogue does. ``stories`` are the names of those that give occasion to show it.
    """

    id: str
    group: str
    level: str
    evidence: str
    source: str
    text: str
    verdict: Verdict
    because: str
    seen: tuple[Seen, ...] = ()
    mend: str = ""
    stories: tuple[str, ...] = ()


class Line(Document, frozen=True):
    """One line of a story: a step in words, with the virtual day on which it was played."""

    at: datetime
    text: str


class Moment(Document, frozen=True):
    """Something that happened to an invoice, for the picture: ``kind`` is what the event log has as ``because``.

    ``open`` is what was open on it afterwards, where that is known. A due date is a moment too, of the kind *due date*.
    """

    at: datetime
    invoice_number: int
    kind: str
    amount: Decimal | None = None
    currency: str | None = None
    open: Decimal | None = None


class Exchange(Document, frozen=True):
    """One request of the client and its answer, as a line of the journal; the whole of it is in the bundle."""

    number: int
    at: datetime
    method: str
    path: str
    operation: str | None
    status: int
    fault: str | None = None
    refusal: str | None = None


class StoryResult(Document, frozen=True):
    """A scenario that was played, or why not. ``trouble`` says what went wrong, in words.

    ``file`` is where the scenario stands below the root of the repository, with slashes:
    ``scenarios/lifecycle/paid-late.yaml``.
    """

    name: str
    title: str
    why: str
    weather: str
    verdict: Verdict
    file: str = ""
    trouble: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    moments: tuple[Moment, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


class Stand(Document, frozen=True):
    """What the run stood on: the seed, the version of the sandbox, and the SHA-256 of each file in hexadecimal.

    Files are named by where they stand below the root of the repository, with slashes: the contracts and the catalogue
    as ``contracts/openapi/cfis.yaml`` and ``contracts/requirements.yaml``, scenarios as ``StoryResult.file``.
    """

    seed: int
    sandbox: str
    contracts: dict[str, str]
    scenarios: dict[str, str]


class Result(Document, frozen=True):
    """A certification. ``certified`` is true only when every required verdict is a pass."""

    service: str
    client: str
    certified: bool
    verdict: Verdict
    because: str
    stand: Stand
    requirements: tuple[RequirementResult, ...]
    stories: tuple[StoryResult, ...]
    version: int = VERSION
