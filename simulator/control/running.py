"""Where work on a store is done: in the event loop for worlds in memory, on a store's own thread otherwise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

T = TypeVar("T")

SLICE_SECONDS: Final = 0.01
"""Real time that long work takes before others are let in."""
REST_SECONDS: Final = 0.001
"""Real time that the clocks of two live worlds are apart, so that others come in between."""
REST_TURNS: Final = 8
"""Turns of the event loop that long work leaves to everybody else between two slices: a request takes about three."""


class Run(Protocol):
    """Runs one piece of work on the store, whole."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """Return what ``work`` returns."""


async def here(work: Callable[[], T]) -> T:
    """Run ``work`` in the event loop."""
    return work()
