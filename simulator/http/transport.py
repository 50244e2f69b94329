"""Raw ASGI messages: take a request in within bounds, send an answer, break a connection off.

Nothing here knows what a request means.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import quote

from simulator.core.records import Environment
from simulator.http.endpoint import Incoming
from simulator.http.refusals import ConnectionDropped

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY_BYTES: Final = 8 * 1024 * 1024
"""Bytes of a request's body that are taken; attachments travel inside of JSON."""
PASSED_OVER: Final = 4
"""So many times the bound is read and thrown away, so that a caller who sends too much still hears why."""
ABORT: Final = "cfis_sandbox.abort"
"""The ASGI extension by which a server lets an application break the connection off."""
FLUSHING_TURNS: Final = 2
"""Turns of the event loop after which a server has handed to the system what it was given to send."""


class Body(NamedTuple):
    """A request's body: whole, or only its ``size`` when that is beyond the bound."""

    data: bytes
    size: int
    is_whole: bool


class ClientGone(Exception):
    """The caller hung up before the request was in."""


async def take_body(receive: Receive, most: int) -> Body:
    """Read a body of at most ``most`` bytes. Raises ClientGone."""
    message = await receive()
    data: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body") and len(data) <= most:
        return Body(data, len(data), is_whole=True)
    chunks, size = [data], len(data)
    while message.get("more_body") and size <= most * PASSED_OVER:
        message = await receive()
        size += len(message.get("body", b""))
        if size <= most:
            chunks.append(message.get("body", b""))
    if message["type"] != "http.request":
        raise ClientGone
    return Body(b"".join(chunks), size, is_whole=True) if size <= most else Body(b"", size, is_whole=False)


def incoming_of(scope: Scope, body: bytes, environment: Environment) -> Incoming:
    """Return what the request in ``scope`` says, its path below the place where the application is mounted."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    query = scope["query_string"].decode("latin-1")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Incoming(
        scope["method"],
        path.removeprefix(root) or "/",
        query,
        headers,
        body,
        _url(scope, path, query, headers),
        environment,
        (scope.get("client") or ("",))[0],
    )


async def send_answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Send a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_half(scope: Scope, receive: Receive, send: Send, status: int, headers: list[Any], body: bytes) -> None:
    """Announce a whole answer, send the first half of it, and break the connection off."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    for _ in range(FLUSHING_TURNS):
        await asyncio.sleep(0)
    await break_off(scope, receive)


async def break_off(scope: Scope, receive: Receive) -> None:
    """Break the connection off without a word; where the server cannot, raise ConnectionDropped."""
    abort = scope.get("extensions", {}).get(ABORT)
    if abort is None:
        raise ConnectionDropped("the connection was dropped, as a fault asks")
    abort()
    # Once the server knows that the connection is gone, it no longer expects an answer.
    while (await receive())["type"] != "http.disconnect":
        pass


def _url(scope: Scope, path: str, query: str, headers: Mapping[str, str]) -> str:
    """Return the address as the caller wrote it, as signatures want it."""
    raw = scope.get("raw_path")
    written = raw.decode("latin-1") if raw else quote(path)
    host = headers.get("host") or "{}:{}".format(*(scope.get("server") or ("localhost", 80)))
    return f"{scope['scheme']}://{host}{written}?{query}" if query else f"{scope['scheme']}://{host}{written}"
