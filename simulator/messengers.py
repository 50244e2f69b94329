"""Who carries out each kind of errand in this process; what that takes is loaded when the first one is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from simulator.core.records import Due
from simulator.http.journal import Journals
from simulator.http.refusals import Refused
from simulator.http.transport import Application
from simulator.runner import Runner
from simulator.world.worlds import Worlds

if TYPE_CHECKING:
    from simulator.bookkeeper import Bookkeeper
    from simulator.control.errands import Errand
    from simulator.sync.report import ClientReport


class Messengers:
    """Carries out the errands of the worlds of one process. ``app`` answers for all systems.

    ``stopping`` tells whether the server is about to stop, so that long errands end.
    """

    def __init__(
        self,
        app: Callable[[], Application],
        worlds: Worlds,
        journals: Journals,
        run: Runner,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._app, self._worlds, self._journals, self._run = app, worlds, journals, run
        self._stopping = stopping

    @property
    def errands(self) -> Mapping[str, Errand]:
        """What carries out each kind of errand."""
        return {"account": self._account, "push": self._push}

    async def sync(self, world: str) -> tuple[ClientReport, ...]:
        """Carry everything that waits for accounting, now."""
        return await self._bookkeeper().at_once(world)

    async def _account(self, world: str, due: Due) -> None:
        await self._bookkeeper().errand(world, due)

    async def _push(self, world: str, due: Due) -> None:
        from simulator.systems.procountor.push import Pusher  # noqa: PLC0415 - only who has a webhook pays for it

        await Pusher(self._worlds, self._journals, self._run).errand(world, due)

    def _bookkeeper(self) -> Bookkeeper:
        from simulator.bookkeeper import Bookkeeper  # noqa: PLC0415 - only who is connected pays for it

        return Bookkeeper(self._app, self._worlds, self._run, self._rest)

    async def _rest(self, seconds: float) -> None:
        """Leave a moment to everybody else. Raises Refused (503) when the server stops; what is due stays due."""
        await asyncio.sleep(seconds)
        if self._stopping():
            raise Refused(503, "the server is stopping; what was not carried yet still waits")
