"""uvicorn's protocols, taught one more thing: an application may break its connection off.

A server that runs the sandbox is configured with ``http=http_protocol()``, ``date_header=False`` (the world has its own
date) and ``server_header=False``.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from simulator.http.transport import ABORT, Receive, Scope, Send


def http_protocol() -> type[asyncio.Protocol]:
    """Return the fastest protocol that is installed: a parser written in C, or else one in pure Python."""
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol  # noqa: PLC0415  not on every platform
    except ImportError:
        return abortable_h11()
    return _abortable(HttpToolsProtocol)


def abortable_h11() -> type[asyncio.Protocol]:
    """Return the protocol in pure Python."""
    from uvicorn.protocols.http.h11_impl import H11Protocol  # noqa: PLC0415  a start with the other one spares it

    return _abortable(H11Protocol)


def _abortable(protocol: type[Any]) -> type[asyncio.Protocol]:
    """Return ``protocol`` with an end to it."""

    class Abortable(protocol):  # type: ignore[misc]
        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, Any],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)
            self.app: Any = _WithAnEnd(self, self.app)

    return Abortable


class _WithAnEnd:
    """The application, with the way to break this connection off put into every request."""

    __slots__ = ("_app", "_protocol")

    def __init__(self, protocol: Any, app: Any) -> None:
        self._protocol, self._app = protocol, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[ABORT] = self._protocol.transport.abort
        await self._app(scope, receive, send)
