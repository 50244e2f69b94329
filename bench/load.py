"""A load generator: a fixed number of connections to one server, each asking again as soon as it is answered.

It speaks to one port of this machine only, for a bounded time, with request bytes that are built beforehand.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from statistics import quantiles
from time import perf_counter
from typing import Final, NamedTuple, cast

import httptools

CONNECTIONS: Final = 32
HOST: Final = "127.0.0.1"
GRACE_SECONDS: Final = 10.0


class Workload(NamedTuple):
    """Requests of one kind: the bytes of the n-th (from 0), and the status that each must be answered with."""

    name: str
    request: Callable[[int], bytes]
    status: int


class Outcome(NamedTuple):
    """What a run came to. ``wrong`` answers had another status than the workload's, and are in no other figure."""

    per_second: float
    median_ms: float
    p99_ms: float
    wrong: int


class _Run:
    """What the connections of one run share."""

    def __init__(self, workload: Workload, first: int) -> None:
        self.workload = workload
        self.sent = first
        self.seconds: list[float] = []
        self.wrong = 0
        self.over = False

    def next_request(self) -> bytes:
        self.sent += 1
        return self.workload.request(self.sent - 1)

    def answered(self, status: int, seconds: float) -> None:
        if status == self.workload.status:
            self.seconds.append(seconds)
        else:
            self.wrong += 1


class _Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request under way.

    Its first answer waits until the server has taken the connection on, which servers do one after the other, so it
    does not count among the rest.
    """

    def __init__(self, run: _Run, closed: asyncio.Future[None]) -> None:
        self.run = run
        self.closed = closed
        self.parser = httptools.HttpResponseParser(self)
        self.asked = 0.0
        self.is_taken_on = False
        self.transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)  # uvloop's own kind is no subclass
        self.ask()

    def ask(self) -> None:
        if self.run.over:
            self.transport.close()
            return
        request = self.run.next_request()
        self.asked = perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self.is_taken_on:
            self.run.answered(self.parser.get_status_code(), perf_counter() - self.asked)
        self.is_taken_on = True
        self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.closed.done():
            return
        if self.run.over:
            self.closed.set_result(None)
        else:
            self.closed.set_exception(exc or ConnectionError("the server closed a connection in the middle of a run"))


async def _load(port: int, workload: Workload, seconds: float, first: int, connections: int) -> tuple[Outcome, int]:
    loop = asyncio.get_running_loop()
    run = _Run(workload, first)
    closed = [loop.create_future() for _ in range(connections)]
    started = perf_counter()
    for each in closed:
        await loop.create_connection(lambda each=each: _Connection(run, each), HOST, port)  # type: ignore[misc]
    await asyncio.wait(closed, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    run.over = True
    took = perf_counter() - started
    answered = len(run.seconds)
    await asyncio.wait_for(asyncio.gather(*closed), GRACE_SECONDS)
    return _outcome(run.seconds[:answered], took, run.wrong), run.sent


def _outcome(answers: list[float], took: float, wrong: int) -> Outcome:
    if len(answers) < 2:
        return Outcome(0.0, float("inf"), float("inf"), wrong)
    cuts = quantiles(answers, n=100)
    return Outcome(len(answers) / took, cuts[49] * 1000, cuts[98] * 1000, wrong)


def load(
    port: int, workload: Workload, seconds: float, *, first: int = 0, connections: int = CONNECTIONS
) -> tuple[Outcome, int]:
    """Ask for ``seconds``, beginning with request ``first``; return the outcome and the number of the next request.

    Raises ConnectionError when the server hangs up, TimeoutError when it does not finish what it began.
    """
    with asyncio.Runner(loop_factory=_fast_loop) as runner:
        return runner.run(_load(port, workload, seconds, first, connections))


def _fast_loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415 - does not exist on Windows

    return uvloop.new_event_loop()
