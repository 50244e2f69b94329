"""Waiting for a client that runs elsewhere, and letting time go by in its world while it waits for CFIS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Final, TypeVar

from contracts.scenario.client import ClientTrouble, ClientWorld
from simulator.certification.drivers.driver import Halted, Stage

TICKS_A_SECOND: Final = 2
TICK_SECONDS: Final = 0.48
"""Real seconds between ticks: a little less than half of one, since on a busy machine each comes a little late."""
LOOK_SECONDS: Final = 0.05
"""How often is looked whether a turn has to end."""
SECONDS_TO_END: Final = 5.0
"""How long a deed that was stopped is given to end."""

Result = TypeVar("Result")


class TooSlow(Exception):
    """Something took longer than it may."""


class Hourglass:
    """Lets a second go by in the world for each real one, as long as the client waits because CFIS asked it to.

    Otherwise the world stands still while the client works, so that a run does not depend on how fast a machine is; and
    no more goes by than CFIS asked for. The first second goes by when the wish to wait is seen, half a real second
    after it was told at the latest: so a client that waits as long as it was told finds all of it gone.
    """

    def __init__(self, stage: Stage, world: ClientWorld) -> None:
        self._stage, self._world = stage, world
        before = stage.exchanges(0)  # what a turn was told in its end is of no concern to the next one
        self._last, self._ticks_left = before[-1]["number"] if before else 0, 0

    def tick(self) -> None:
        """Note that half a real second has passed."""
        new = self._stage.exchanges(self._last)
        if new:
            self._last, self._ticks_left = new[-1]["number"], _seconds_asked_for(new[-1]) * TICKS_A_SECOND
        if self._ticks_left > 0:
            if self._ticks_left % TICKS_A_SECOND == 0:
                self._world.wait(1.0)
            self._ticks_left -= 1


def kept_at(work: Callable[[float], bool], stage: Stage, *, tick: Callable[[], None]) -> None:
    """Call ``work`` until it says that it is done; it is told how many seconds it may take before it is called again.

    ``tick`` is called after each half of a real second. Raises TooSlow once the turn has taken all the time that it
    may, and Halted where the run is over; the work then has to be stopped.
    """
    ended, over = Event(), Event()
    ticks: SimpleQueue[None] = SimpleQueue()
    clock = Thread(target=_run_down, args=(stage.seconds, ended, ticks, over), name="clock of a turn", daemon=True)
    clock.start()
    try:
        while not work(LOOK_SECONDS):
            if stage.is_halted():
                raise Halted
            if over.is_set():
                raise TooSlow
            if not ticks.empty():
                ticks.get()
                tick()
    finally:
        ended.set()
        clock.join()


def in_time(deed: Callable[[], Result], stage: Stage, *, tick: Callable[[], None], stop: Callable[[], None]) -> Result:
    """Return what ``deed`` returns, or raise what it raises, once it is done in a thread of its own.

    ``tick`` is called after each half of a real second. ``stop`` makes a deed end that is not waited for any longer.
    Raises TooSlow, Halted.
    """
    outcome: Future[Result] = Future()
    thread = Thread(target=_settle, args=(outcome, deed), name="turn of a client", daemon=True)
    thread.start()
    try:
        kept_at(lambda most: bool(wait([outcome], most).done), stage, tick=tick)
    except BaseException:
        stop()
        raise
    finally:
        thread.join(SECONDS_TO_END)
    return outcome.result()


def stopped(stage: Stage, who: str) -> ClientTrouble:
    """Return the trouble of a client that was stopped since its turn did not end; it is told nothing more."""
    stage.over.set()
    return ClientTrouble(f"{who} did not end its turn within {stage.seconds:g} {_unit(stage.seconds)}, and was stopped")


def _unit(seconds: float) -> str:
    return "second" if seconds == 1 else "seconds"


def _run_down(seconds: float, ended: Event, ticks: SimpleQueue[None], over: Event) -> None:
    while seconds > 0 and not ended.wait(min(TICK_SECONDS, seconds)):
        seconds -= TICK_SECONDS
        ticks.put(None)
    over.set()


def _settle(outcome: Future[Result], deed: Callable[[], Result]) -> None:
    try:
        outcome.set_result(deed())
    except BaseException as problem:  # raised again where the outcome is asked for
        outcome.set_exception(problem)


def _seconds_asked_for(exchange: Mapping[str, Any]) -> int:
    """Return how long an answer asks to wait."""
    headers = {name.lower(): value for name, value in exchange["response"]["headers"].items()}
    said = headers.get("retry-after", "")
    return int(said) if said.isdecimal() else 0
