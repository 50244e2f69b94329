"""What a driver is: a way to make the client of one story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any, Final, NamedTuple

from contracts.scenario.client import MakeClient

TURN_SECONDS: Final = 120.0
"""How long a turn of a client may take unless the caller says otherwise, in real seconds.

Long enough for one that waits between its attempts, as it should, where several answers of a turn are spoilt.
"""

STOPPED: Final = "the client had to be stopped, and is told nothing more in this story"


class CannotDrive(Exception):
    """There is no client to be reached; the message says what was tried and what would be right."""


class Halted(BaseException):
    """The run is over, and nobody waits for this story. Not an Exception, so that nothing takes it for trouble."""


def _never() -> bool:
    return False


class Stage(NamedTuple):
    """What a driver is told of a story before it begins.

    ``story`` is its name and ``title`` its sentence. ``folder`` outlives turns, and is empty at first. A turn may take
    ``seconds`` of real time. ``exchanges`` returns the client's journal entries above a number, whole, oldest first.
    ``over`` is set once the client had to be stopped: it is told nothing more in this story. ``is_halted`` tells
    whether the run is over, so that a turn has to end at once.
    """

    story: str
    title: str
    folder: Path
    seconds: float
    exchanges: Callable[[int], Sequence[Mapping[str, Any]]]
    over: Event
    is_halted: Callable[[], bool] = _never


class Driver(NamedTuple):
    """A way to a client.

    ``spec`` is how the caller wrote it, without secrets. ``needs_address`` says whether the sandbox must be at an
    address that other processes reach. ``begin`` returns how to make the client of a story; it is made again at each
    restart. ``one_at_a_time`` says why it cannot be led through several stories at once, where it cannot.
    """

    spec: str
    needs_address: bool
    begin: Callable[[Stage], MakeClient]
    one_at_a_time: str = ""
