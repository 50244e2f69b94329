"""uvicorn's protocols, taught two more things: to break a connection off, and to send an answer in one piece.

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

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(Gathering(transport, self.loop))

    return Abortable


class Gathering:
    """A transport that writes once a turn of the event loop what it was given in that turn.

    uvicorn writes the head of an answer and its body one after the other, and every write is a call of the operating
    system.
    """

    __slots__ = ("_loop", "_transport", "_waiting", "is_closing")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self.is_closing = transport.is_closing  # asked after every answer
        self._waiting: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the transport itself."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write ``data`` at the end of this turn of the event loop."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        """Write what waits, and close."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Break the connection off; what waits is lost."""
        self._waiting.clear()
        self._transport.abort()

    def _flush(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._transport.write(data)


class _WithAnEnd:
    """The application, with the way to break this connection off put into every request."""

    __slots__ = ("_app", "_protocol")

    def __init__(self, protocol: Any, app: Any) -> None:
        self._protocol, self._app = protocol, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[ABORT] = self._protocol.transport.abort
        await self._app(scope, receive, send)
