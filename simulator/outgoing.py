"""Requests that this process makes itself: to its own systems through the application, to others over the network.

A request to our own systems goes the whole way that a client's goes: credentials, faults and journal apply.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import httpx2

from simulator.http.refusals import ConnectionDropped
from simulator.http.transport import ABORT, Application

TIMEOUT_SECONDS: Final = 10.0
"""Real time after which an answer no longer counts."""
OWN_HOST: Final = "sandbox"
"""What this process calls itself in requests to its own systems."""


class InProcess(httpx2.AsyncBaseTransport):
    """Hands requests to an application of this process. ``app`` is asked for at the first request."""

    def __init__(self, app: Callable[[], Application], timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._app, self._timeout_seconds = app, timeout_seconds

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer. Raises the errors of httpx2 for connections that break off and answers that are late."""
        exchange = _Exchange(await request.aread())
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._app()(_scope(request, exchange), exchange.receive, exchange.send)
        except TimeoutError:
            raise httpx2.ReadTimeout(f"no answer within {self._timeout_seconds:g} s", request=request) from None
        except ConnectionDropped:
            raise httpx2.ReadError("the connection was dropped", request=request) from None
        return exchange.response(request)


class _Exchange:
    """One request and its answer, as the application receives and sends them."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._pieces: list[bytes] = []
        self._start: dict[str, Any] | None = None
        self._is_whole = self._is_aborted = False

    async def receive(self) -> dict[str, Any]:
        """Hand the body over, and then say that the caller has gone."""
        if self._body is None:
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Any) -> None:
        """Take a piece of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._pieces.append(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)

    def abort(self) -> None:
        """Break the connection off."""
        self._is_aborted = True

    def response(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole answer. Raises RemoteProtocolError and ReadError where there is none."""
        if self._start is None:
            raise httpx2.ReadError("the connection was dropped", request=request)
        if not self._is_whole or self._is_aborted:
            raise httpx2.RemoteProtocolError("the answer was cut short", request=request)
        headers = self._start.get("headers", [])
        return httpx2.Response(self._start["status"], headers=headers, content=b"".join(self._pieces), request=request)


def _scope(request: httpx2.Request, exchange: _Exchange) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (url.host, url.port),
        "client": ("127.0.0.1", 0),
        "extensions": {ABORT: exchange.abort},
    }


def own_systems(app: Callable[[], Application], system: str) -> httpx2.AsyncClient:
    """Return a client whose root is ``system`` of this process."""
    return httpx2.AsyncClient(transport=InProcess(app), base_url=f"http://{OWN_HOST}/{system}/")
