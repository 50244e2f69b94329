"""Where a unit of work runs: directly in the event loop, or on the one thread that a database is used from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from simulator.world.store import Store

T = TypeVar("T")


class Runner:
    """Runs units of work on ``store``: in place when it never waits, with one thread hop when it may."""

    def __init__(self, store: Store) -> None:
        self._executor = ThreadPoolExecutor(1, "store") if store.blocking else None

    async def __call__(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns; what it raises is raised here."""
        if self._executor is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def close(self) -> None:
        """Let the work in hand end, and the thread with it."""
        if self._executor is not None:
            self._executor.shutdown()
