"""Read the event log of a world, or follow it as it grows (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from simulator.control import wire
from simulator.control.plane import Ask, Plane
from simulator.core.errors import NotFound
from simulator.http.bounds import NUMBER_CHARACTERS
from simulator.http.endpoint import Reply
from simulator.world.world import World

STREAM: Final = "text/event-stream"
STREAM_HEADERS: Final[Mapping[str, str]] = MappingProxyType({"Content-Type": STREAM, "X-Accel-Buffering": "no"})
"""The second asks proxies to pass every event on at once."""
POLL_SECONDS: Final = 0.25
"""Real time between two looks for news."""
QUIET_POLLS: Final = 60
"""Looks without news after which a sign of life is sent, so that nothing between takes the stream for dead."""
SENT_AT_A_TIME: Final = 100
GREETING: Final = b": events follow\n\n"
SIGN_OF_LIFE: Final = b": still here\n\n"

_written: Final = msgspec.json.Encoder(decimal_format="number").encode


class News(NamedTuple):
    """Facts with their numbers, and the number of the last one there is."""

    events: list[wire.EventShape]
    last: int


async def list_events(plane: Plane, ask: Ask) -> Reply:
    """List facts, or follow them where a stream is asked for."""
    after: int = ask.query["after"]
    if STREAM in ask.headers.get("accept", ""):
        await plane.amid(ask.world, lambda world: world.id)
        met = ask.headers.get("last-event-id", "")
        start = int(met) if met.isdecimal() and met.isascii() and len(met) <= NUMBER_CHARACTERS else after
        return Reply(200, follow(plane, ask.world, start), STREAM_HEADERS)
    news = await plane.within(ask.world, partial(_news, after=after, most=ask.query["limit"]))
    seen = news.events[-1].number if news.events else after
    return Reply(200, {"events": news.events, "last": news.last, "more": seen < news.last})


async def follow(
    plane: Plane, world: str, after: int, *, pause: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> AsyncGenerator[bytes, None]:
    """Yield every fact that follows number ``after`` as a server-sent event, for as long as the world exists.

    Ends when the server stops. After a world was restored to an earlier state, what happens from there on follows.
    """
    yield GREETING
    quiet = 0
    while not plane.settings.stopping():
        try:
            news = await plane.amid(world, partial(_news, after=after, most=SENT_AT_A_TIME))
        except NotFound:
            return
        after = news.events[-1].number if news.events else min(after, news.last)
        quiet = 0 if news.events else quiet + 1
        if news.events:
            yield b"".join(map(_sent, news.events))
        elif quiet % QUIET_POLLS == 0:
            yield SIGN_OF_LIFE
        await pause(POLL_SECONDS if after >= news.last else 0)


def _news(world: World, after: int, most: int) -> News:
    facts = world.shelf.events(after, most)
    return News([wire.event(number, fact) for number, fact in facts], world.shelf.last_event())


def _sent(event: wire.EventShape) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (event.number, _written(event))
