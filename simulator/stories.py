"""Plays stories of the library in worlds of this process, to the reference client.

The player is synchronous and speaks HTTP, so it runs in a thread of its own and hands every request to the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from simulator.http.refusals import Refused
from simulator.http.transport import Application

if TYPE_CHECKING:
    import httpx2

    from contracts.scenario.played import Played


class Stories:
    """Plays stories. ``app`` answers for everything, ``token`` opens its control plane where that is guarded.

    ``stopping`` tells whether the server is about to stop, so that stories end.
    """

    def __init__(self, app: Callable[[], Application], token: str | None, stopping: Callable[[], bool]) -> None:
        self._app, self._token, self._stopping = app, token, stopping

    async def play(self, world: str, name: str, root: str) -> Played:
        """Play the story ``name`` in a world as it is; ``root`` is the sandbox's own address.

        Raises UnknownScenario, NoSuchWorld, SandboxFailed, and Refused (503) when the server stops.
        """
        from contracts.scenario.in_process import FromThread, Stopping  # noqa: PLC0415 - only who plays pays for it

        loop = asyncio.get_running_loop()
        transport = FromThread(self._app(), loop, self._stopping)
        # A thread of its own: were those of the loop all taken by stories, nobody could load what a story asks for.
        executor = ThreadPoolExecutor(1, "story")
        try:
            return await loop.run_in_executor(executor, self._played, world, name, root, transport)
        except Stopping:
            raise Refused(503, "the server is stopping; the story has stopped on its way") from None
        finally:
            executor.shutdown(wait=False)

    def _played(self, world: str, name: str, root: str, transport: httpx2.BaseTransport) -> Played:
        from contracts.scenario import library  # noqa: PLC0415
        from contracts.scenario.factory import reference_client  # noqa: PLC0415
        from contracts.scenario.played import played  # noqa: PLC0415
        from contracts.scenario.player import Access  # noqa: PLC0415

        access = Access(inside=world, control_token=self._token)
        return played(library.find(name), reference_client, base_url=root, transport=transport, access=access)
