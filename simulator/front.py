"""The door of the process: which application answers a request, by path, by port or by host name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from simulator.http.transport import Application, Receive, Scope, Send


class Mount(NamedTuple):
    """An application and the segment of the path, with its slash, below which it answers; empty at the root."""

    root: str
    app: Application


class Front:
    """One ASGI application out of all.

    ``mounts`` are found by the first segment of the path, and looked up when they are first asked, in a thread, since
    loading one takes long enough for others to notice. ``exposed`` maps a port to the system that is at the root
    there; so is a system at a host name that begins with its name, as in ``netvisor.localhost``. Everything else goes
    to ``rest``. ``lifespan`` is open while the server runs.
    """

    def __init__(
        self,
        mounts: Mapping[str, Application],
        rest: Application,
        *,
        systems: frozenset[str],
        exposed: Mapping[int, str],
        lifespan: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._mounts = mounts
        self._asked: dict[str, Mount] = {}
        self._rest = rest
        self._systems = systems
        self._exposed = exposed
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the application that it is for."""
        if scope["type"] == "http":
            segment = scope["path"][1:].partition("/")[0]
            mount = self._asked.get(segment) or await self._mount(segment, f"/{segment}")
            if self._exposed or mount is None:
                mount = await self._at_root(scope) or mount
            if mount is None:
                await self._rest(scope, receive, send)
                return
            scope["root_path"] = mount.root
            await mount.app(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Tell the server when everything is open, and when everything is closed; what fails goes to its log."""
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _mount(self, segment: str, root: str) -> Mount | None:
        """Return what answers at ``segment`` as something that answers below ``root``; load it where nobody has yet."""
        if segment not in self._mounts:
            return None
        mount = self._asked.get(segment)
        if mount is None:
            app = await asyncio.to_thread(self._mounts.__getitem__, segment)
            mount = self._asked[segment] = Mount(f"/{segment}", app)
        return mount._replace(root=root)

    async def _at_root(self, scope: Scope) -> Mount | None:
        """Return the system that a port or a host name stands for, mounted at the root."""
        server = scope.get("server")
        name = self._exposed.get(server[1]) if server else None
        if name is None:
            host = next((value for header, value in scope["headers"] if header == b"host"), b"").decode("latin-1")
            name = host.partition(":")[0].partition(".")[0].lower()
        return await self._mount(name, "") if name in self._systems else None
