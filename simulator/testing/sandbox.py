"""A sandbox to test against: one in this process on a free port, or one that runs already."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from simulator.asgi import build
from simulator.serving import Server, server_of
from simulator.settings import Settings
from simulator.testing.plane import CONFLICT, ControlPlane, SandboxRefused
from simulator.testing.world import SandboxWorld

LOBBY: Final = "/worlds/lobby/journal"
PAGE: Final = 1000
SECONDS_TO_STOP: Final = 20


class Sandbox:
    """A sandbox that answers at ``url``. ``shared`` says whether others may be using it too."""

    def __init__(self, plane: ControlPlane, *, shared: bool) -> None:
        self.plane, self.shared = plane, shared
        self._lobby_seen = 0

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return self.plane.url

    def world(self, name: str | None = None, **plan: Any) -> SandboxWorld:
        """Make a world. ``plan`` has the members of ``POST /sandbox/worlds``, spelt as there.

        A name that is taken is left to the server to replace by a number, so that runs that share a sandbox do not
        meet; the seed is the wanted name then too, unless the plan has one. Raises SandboxRefused.
        """
        if name is None:
            return SandboxWorld(self.plane, self.plane.post("/worlds", plan))
        try:
            opened = self.plane.post("/worlds", {**plan, "name": name})
        except SandboxRefused as refused:
            if refused.status != CONFLICT:
                raise
            opened = self.plane.post("/worlds", {"seed": name, **plan})
        return SandboxWorld(self.plane, opened)

    def lobby(self) -> list[dict[str, Any]]:
        """Return the exchanges since the last call that opened no world, whole; none where others use the sandbox.

        A request with a wrong token is one. Of a shared sandbox nobody could tell whose they are.
        """
        if self.shared:
            return []
        entries: list[dict[str, Any]] = []
        more = True
        while more:
            page = self.plane.get(LOBBY, after=self._lobby_seen, limit=PAGE, whole="true")
            entries += page["entries"]
            self._lobby_seen = entries[-1]["number"] if entries else self._lobby_seen
            more = page["more"]
        return entries


@contextmanager
def own_sandbox(settings: Settings | None = None) -> Iterator[Sandbox]:
    """Run a sandbox in this process, on a free port of the loopback, for as long as the block lasts."""
    stopping = threading.Event()
    server = server_of(build(settings or Settings(), stopping=stopping.is_set).app)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=_serve, args=(server, listening), name="cfis-sandbox", daemon=True)
        thread.start()
        plane = ControlPlane(url, None if settings is None else settings.control_token)
        try:
            yield Sandbox(plane, shared=False)
        finally:
            plane.close()
            stopping.set()
            server.should_exit = True
            thread.join(timeout=SECONDS_TO_STOP)


@contextmanager
def sandbox_at(url: str, control_token: str | None = None) -> Iterator[Sandbox]:
    """Use the sandbox at ``url``. Raises SandboxError where none answers there, or not to this token."""
    plane = ControlPlane(url, control_token)
    try:
        plane.get("/worlds")
        yield Sandbox(plane, shared=True)
    finally:
        plane.close()


def _serve(server: Server, listening: socket.socket) -> None:
    try:
        server.run([listening])
    finally:
        listening.close()  # whoever waits for a server that could not start learns it at once
