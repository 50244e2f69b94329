"""Waiting for a client that runs elsewhere, and letting time go by in its world while it waits for CFIS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from enum import Enum
from queue import SimpleQueue
from threading import Event, Thread, Timer
from typing import Any, TypeVar

from contracts.scenario.client import ClientWorld
from simulator.certification.drivers.driver import Stage

Result = TypeVar("Result")


class TooSlow(Exception):
    """Something took longer than it may."""


class Hourglass:
    """Lets a second go by in the world for each real one, as long as the client waits because CFIS asked it to.

    Otherwise the world stands still while the client works, so that a run does not depend on how fast a machine is; and
    no more goes by than CFIS asked for.
    """

    def __init__(self, stage: Stage, world: ClientWorld) -> None:
        self._stage, self._world = stage, world
        before = stage.exchanges(0)  # what a turn was told in its end is of no concern to the next one
        self._last, self._left = before[-1]["number"] if before else 0, 0

    def tick(self) -> None:
        """Note that a real second has passed."""
        new = self._stage.exchanges(self._last)
        if new:
            self._last, self._left = new[-1]["number"], _seconds_asked_for(new[-1])
        if self._left > 0:
            self._left -= 1
            self._world.wait(1.0)


class News(Enum):
    """What is waited for while a deed goes on."""

    DONE = "the deed is done"
    SECOND = "a second has passed"
    OVER = "the time is up"


def in_time(deed: Callable[[], Result], *, seconds: float, tick: Callable[[], None]) -> Result:
    """Return what ``deed`` returns, or raise what it raises, once it is done in a thread of its own.

    ``tick`` is called after each whole real second. Raises TooSlow after ``seconds``; the deed then still goes on, and
    should be stopped.
    """
    news: SimpleQueue[News] = SimpleQueue()
    outcome: Future[Result] = Future()
    ended = Event()
    end = Timer(seconds, lambda: news.put(News.OVER))
    end.daemon = True
    for work in (lambda: _settle(outcome, deed, news), lambda: _beat(ended, news)):
        Thread(target=work, name="turn of a client", daemon=True).start()
    end.start()
    try:
        while (now := news.get()) is not News.DONE:
            if now is News.OVER:
                raise TooSlow
            tick()
        return outcome.result()
    finally:
        ended.set()
        end.cancel()


def _settle(outcome: Future[Result], deed: Callable[[], Result], news: SimpleQueue[News]) -> None:
    try:
        outcome.set_result(deed())
    except BaseException as problem:  # raised again where the outcome is asked for
        outcome.set_exception(problem)
    news.put(News.DONE)


def _beat(ended: Event, news: SimpleQueue[News]) -> None:
    while not ended.wait(1.0):
        news.put(News.SECOND)


def _seconds_asked_for(exchange: Mapping[str, Any]) -> int:
    """Return how long an answer asks to wait."""
    headers = {name.lower(): value for name, value in exchange["response"]["headers"].items()}
    said = headers.get("retry-after", "")
    return int(said) if said.isdecimal() else 0
