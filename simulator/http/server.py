"""uvicorn's protocols, taught one more thing: an application may break its connection off.

A server that runs the sandbox is configured with ``http=http_protocol()``, ``date_header=False`` (the world has its own
date) and ``server_header=False``.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from simulator.http.transport import ABORT, Receive, Scope, Send


class AbortableH11(H11Protocol):
    """HTTP in pure Python, with an end to it."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.app = _Abortable(self, self.app)


def http_protocol() -> type[asyncio.Protocol]:
    """Return the fastest protocol that is installed."""
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol  # noqa: PLC0415  not on every platform
    except ImportError:
        return AbortableH11

    class AbortableHttpTools(HttpToolsProtocol):
        """HTTP by a parser written in C, with an end to it."""

        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, Any],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)
            self.app = _Abortable(self, self.app)

    return AbortableHttpTools


class _Abortable:
    """The application, with the way to break this connection off put into every request."""

    __slots__ = ("_app", "_protocol")

    def __init__(self, protocol: Any, app: Any) -> None:
        self._protocol, self._app = protocol, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[ABORT] = self._protocol.transport.abort
        await self._app(scope, receive, send)
