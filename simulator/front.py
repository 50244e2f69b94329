"""The door of the process: which application answers a request, by path, by port or by host name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.http.app import Application
from simulator.http.transport import Receive, Scope, Send


class Mount(NamedTuple):
    """An application and the segment of the path, with its slash, below which it answers; empty at the root."""

    root: str
    app: Application


class Front:
    """One ASGI application out of all.

    ``mounts`` are found by the first segment of the path. ``exposed`` maps a port to the system that is at the root
    there; so is a system at a host name that begins with its name, as in ``netvisor.localhost``. Everything else, and
    the lifespan, goes to ``rest``.
    """

    def __init__(
        self,
        mounts: Mapping[str, Application],
        rest: Application,
        *,
        systems: frozenset[str],
        exposed: Mapping[int, str],
    ) -> None:
        self._mounts = {name: Mount(f"/{name}", app) for name, app in mounts.items()}
        self._rest = rest
        self._systems = systems
        self._exposed = exposed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the application that it is for."""
        if scope["type"] == "http":
            mount = self._mounts.get(scope["path"][1:].partition("/")[0])
            if self._exposed or mount is None:
                mount = self._at_root(scope) or mount
            if mount is not None:
                scope["root_path"] = mount.root
                await mount.app(scope, receive, send)
                return
        await self._rest(scope, receive, send)

    def _at_root(self, scope: Scope) -> Mount | None:
        """Return the system that a port or a host name stands for, mounted at the root."""
        server = scope.get("server")
        name = self._exposed.get(server[1]) if server else None
        if name is None:
            host = next((value for header, value in scope["headers"] if header == b"host"), b"").decode("latin-1")
            name = host.partition(":")[0].partition(".")[0].lower()
        return Mount("", self._mounts[name].app) if name in self._systems else None
