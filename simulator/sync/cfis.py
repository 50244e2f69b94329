"""CFIS as an outsider sees it, as a source: settlements are read over HTTP, and nothing is ever written back.

CFIS keeps no note of what an outsider has booked, so the accounting system itself is asked about every document. What
came to nothing is remembered for as long as this process lives.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Final, NamedTuple

import httpx2
import msgspec

from simulator.core.carrying import Booked, Refused, Waiting
from simulator.core.sync_document import SyncKind
from simulator.sync.config import From
from simulator.sync.settlements import Settlements, waiting

PATH: Final = "api/v1/partner/settlements"
PAUSES_SECONDS: Final = (0.5, 2.0)
"""Real time before CFIS is asked again after no answer, 429 or a status of the server's own."""


class SourceUnreadable(Exception):
    """CFIS did not show its settlements; the message says why."""


class Period(NamedTuple):
    """Which settlements are read, both days included; without days CFIS shows the last 30 days."""

    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the request."""
        days = {"fromDate": self.since, "toDate": self.until}
        return {name: day.isoformat() for name, day in days.items() if day is not None}


class Memory(NamedTuple):
    """What became of one document in this process."""

    attempts: int = 0
    due: float = 0.0
    is_done: bool = False


class CfisSettlements:
    """Fits ``Source``. ``stopwatch`` and ``sleep`` are of real seconds; ``http`` has the root of CFIS as base URL."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        how: From,
        period: Period,
        stopwatch: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._http, self._how, self._period = http, how, period
        self._stopwatch, self._sleep = stopwatch, sleep
        self._known: dict[tuple[SyncKind, str], Memory] = {}
        self._read: list[Waiting] | None = None
        self.date_header = ""

    async def gather(self) -> Sequence[Waiting]:
        """Return what the settlements come to, but for what has come to its end. Raises SourceUnreadable."""
        if self._read is None:
            self._read = waiting(await self._settlements(), self._how.book, self._how.accounts)
        return [self._as_known(each) for each in self._read if not self._memory(each).is_done]

    async def begin(self, waiting: Sequence[Waiting]) -> None:
        """Remember nothing: every document is looked for in any case."""

    async def done(self, waiting: Waiting, outcome: Booked | Refused) -> None:
        """Remember that a document is not to be sent again."""
        self._known[waiting.kind, waiting.name] = Memory(is_done=True)

    async def put_off(self, waiting: Waiting, seconds: int, message: str, *, counts: bool) -> None:
        """Let a document rest."""
        due = self._stopwatch() + seconds
        self._known[waiting.kind, waiting.name] = Memory(waiting.attempts + counts, due)

    @property
    def rest_seconds(self) -> float | None:
        """How long the first document that is not done still rests; None when all are done."""
        due = [self._memory(each).due for each in self._read or () if not self._memory(each).is_done]
        return max(min(due) - self._stopwatch(), 0.0) if due else None

    def _memory(self, one: Waiting) -> Memory:
        return self._known.get((one.kind, one.name), Memory())

    def _as_known(self, one: Waiting) -> Waiting:
        memory = self._memory(one)
        rests = ceil(max(memory.due - self._stopwatch(), 0.0))
        return one._replace(attempts=memory.attempts, rest_seconds=rests)

    async def _settlements(self) -> Settlements:
        """Read the settlements; what may be different in a moment is asked again. Raises SourceUnreadable."""
        for pause_seconds in PAUSES_SECONDS:
            got = await self._asked()
            if isinstance(got, httpx2.Response) and not _may_pass(got.status_code):
                return self._read_from(got)
            await self._sleep(pause_seconds)
        got = await self._asked()
        if isinstance(got, httpx2.HTTPError):
            raise SourceUnreadable(f"{self._http.base_url} does not answer: {type(got).__name__} {got}")
        return self._read_from(got)

    async def _asked(self) -> httpx2.Response | httpx2.HTTPError:
        try:
            return await self._http.get(PATH, params=self._period.query, headers={"X-Api-Key": self._how.key})
        except httpx2.HTTPError as error:
            return error

    def _read_from(self, got: httpx2.Response) -> Settlements:
        self.date_header = got.headers.get("date", "")
        if got.status_code == 204:
            return Settlements(settlements=())
        if got.status_code != 200:
            raise SourceUnreadable(f"{got.url} answers {got.status_code}: {got.text[:300]}")
        try:
            return msgspec.json.decode(got.content, type=Settlements)
        except msgspec.DecodeError as error:
            raise SourceUnreadable(f"{got.url} answers what cannot be read: {error}") from None


def _may_pass(status: int) -> bool:
    return status == 429 or status >= 500


def seconds_ahead(date_header: str, now: float) -> float:
    """Return how far a server's clock, as its Date header tells it, is ahead of ``now`` (seconds since 1970)."""
    try:
        return parsedate_to_datetime(date_header).timestamp() - now
    except ValueError:
        return 0.0
