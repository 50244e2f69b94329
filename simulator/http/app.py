"""One emulated system as an ASGI application, and the one place that decides where its work is done.

With a store that never waits an exchange runs in the event loop from its first step to its last; with one that may
wait for a disk or a network, it makes one hop to the thread that the composition root supplies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from simulator.core.records import Environment
from simulator.http.endpoint import Incoming
from simulator.http.faults import Fault, Kind
from simulator.http.pipeline import answer, turned_away
from simulator.http.refusals import Refused
from simulator.http.shell import Answer, Shell
from simulator.http.transport import (
    MOST_BODY_BYTES,
    Application,
    Body,
    ClientGone,
    Receive,
    Scope,
    Send,
    break_off,
    incoming_of,
    send_answer,
    send_half,
    take_body,
)
from simulator.world.timeline import stopwatch
from simulator.world.worlds import WorldBusy

LONGEST_WAIT_SECONDS: Final = 60.0
"""Real time that a request waits for its world to arrive where it is being moved to."""
LOOK_EVERY_SECONDS: Final = 0.005

Work = Callable[[], Answer]
Run = Callable[[Work], Awaitable[Answer]]
"""Runs one piece of work on the thread that the store is used from."""


def system_app(
    shell: Shell,
    environment: Environment = Environment.PRODUCTION,
    *,
    run: Run | None = None,
    most_body_bytes: int = MOST_BODY_BYTES,
    longest_wait_seconds: float = LONGEST_WAIT_SECONDS,
) -> Application:
    """Return the application that answers for one system in one environment, below wherever it is mounted.

    ``run`` is needed where the store may wait, and not used otherwise. The server must be told to add neither a Date
    (the world has its own) nor a Server header. Raises ValueError when ``run`` is missing.
    """
    if shell.worlds.store.blocking and run is None:
        raise ValueError(f"{shell.system.name}: this store may wait; say on which thread it may do so")
    hop = run if shell.worlds.store.blocking else None

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            body = await take_body(receive, most_body_bytes)
        except ClientGone:
            return
        incoming = incoming_of(scope, body.data, environment)
        if body.is_whole:
            answered = await _answered(shell, incoming, hop, longest_wait_seconds)
        else:
            answered = await _run(hop, partial(turned_away, shell, incoming, _too_large(body, most_body_bytes)))
        await _sent(scope, receive, send, answered)
        if answered.error is not None:
            raise answered.error

    return application


async def _answered(shell: Shell, incoming: Incoming, hop: Run | None, patience_seconds: float) -> Answer:
    """Return the answer, as soon as the world that it is about stands still."""
    try:
        return answer(shell, incoming) if hop is None else await hop(partial(answer, shell, incoming))
    except WorldBusy:
        until = stopwatch() + patience_seconds
    while stopwatch() < until:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        try:
            return await _run(hop, partial(answer, shell, incoming))
        except WorldBusy:
            continue
    late = Refused(
        503,
        f"the world has been moving through time for {patience_seconds:g} s; try again",
        headers={"Retry-After": "1"},
    )
    return await _run(hop, partial(turned_away, shell, incoming, late))


async def _run(hop: Run | None, work: Work) -> Answer:
    return work() if hop is None else await hop(work)


async def _sent(scope: Scope, receive: Receive, send: Send, answered: Answer) -> None:
    status, headers, body, unkindness, _ = answered
    if unkindness is None:
        await send_answer(send, status, headers, b"" if scope["method"] == "HEAD" else body)
    else:
        await _sent_unkindly(scope, receive, send, answered, unkindness)


async def _sent_unkindly(scope: Scope, receive: Receive, send: Send, answered: Answer, unkindness: Fault) -> None:
    status, headers, body, _, _ = answered
    match unkindness.kind:
        case Kind.DROP | Kind.LOST_ANSWER:
            await break_off(scope, receive)
        case Kind.TRUNCATE:
            await send_half(scope, receive, send, status, headers, body)
        case _:
            if unkindness.seconds:
                await asyncio.sleep(unkindness.seconds)
            await send_answer(send, status, headers, b"" if scope["method"] == "HEAD" else body)


def _too_large(body: Body, most: int) -> Refused:
    return Refused(
        413,
        f"the body is larger than {most} bytes; send less at a time",
        headers={"Connection": "close"},
        explanation={"expected": f"at most {most} bytes", "seen": f"{body.size} bytes or more"},
    )
