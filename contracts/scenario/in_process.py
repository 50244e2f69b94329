"""HTTP transports that call an ASGI application in this very process: no socket, no port."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx2

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


class InProcess(httpx2.BaseTransport):
    """Sends the requests of a synchronous client to ``app``; a connection that it drops is a transport error."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer of the application. Raises RemoteProtocolError where it breaks the connection."""
        return self._loop.run_until_complete(_exchanged(self._app, request))

    def close(self) -> None:
        """Leave the application alone for good."""
        self._loop.close()


class Stopping(BaseException):
    """The application is about to stop. Not an Exception, so that no client takes it for trouble with the network."""


class FromThread(httpx2.BaseTransport):
    """Sends the requests of a client in another thread to ``app``, whose event loop runs meanwhile.

    Nothing is sent any more once it is ``stopping``; then Stopping is raised.
    """

    def __init__(self, app: Application, loop: asyncio.AbstractEventLoop, stopping: Callable[[], bool]) -> None:
        self._app, self._loop, self._stopping = app, loop, stopping

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer of the application. Raises Stopping, RemoteProtocolError."""
        if self._stopping():
            raise Stopping
        return asyncio.run_coroutine_threadsafe(_exchanged(self._app, request), self._loop).result()


async def _exchanged(app: Application, request: httpx2.Request) -> httpx2.Response:
    told: Message = {}
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": request.read(), "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            told.update(message)
        else:
            body.extend(message.get("body", b""))

    try:
        await app(_scope(request), receive, send)
    except ConnectionError as broken:
        raise httpx2.RemoteProtocolError("the connection was broken", request=request) from broken
    return httpx2.Response(told["status"], headers=told["headers"], content=bytes(body), request=request)


def _scope(request: httpx2.Request) -> Message:
    url = request.url
    return {
        "type": "http",
        "method": request.method,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "root_path": "",
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": url.scheme,
        "server": (url.host, url.port or 80),
    }
