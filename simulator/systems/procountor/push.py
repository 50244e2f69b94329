"""The way of an event to a webhook: one attempt over HTTP, written into the world's journal, reported to the world.

A receiver has five seconds for its whole answer, and redirects are not followed (assumed). Anything but 2xx is tried
again on the world's clock, as the world's policy says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx2

from simulator.core.records import Due
from simulator.core.webhook import Delivery, Webhook
from simulator.http.journal import MOST_BODY, NEVER_ANSWERED, Exchange, Journals
from simulator.systems.procountor.wire.webhook import headers_for
from simulator.world import webhooks
from simulator.world.timeline import stopwatch
from simulator.world.world import World
from simulator.world.worlds import Worlds

PATIENCE_SECONDS: Final = 5.0
OPERATION: Final = "push"
"""What attempts are called in the journal."""
T = TypeVar("T")
Run = Callable[[Callable[[], T]], Awaitable[T]]


class Attempt(NamedTuple):
    """What one attempt came to; status 0 is no answer, and ``trouble`` says why."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    took_microseconds: int
    trouble: str = ""


class Pusher:
    """Takes deliveries to their receivers. ``transport`` replaces the network in tests, and they wait for less long."""

    def __init__(
        self,
        worlds: Worlds,
        journals: Journals,
        run: Run[None],
        transport: httpx2.AsyncBaseTransport | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._worlds, self._journals, self._run, self._transport = worlds, journals, run, transport
        self._patience_seconds = patience_seconds

    async def errand(self, world: str, due: Due) -> None:
        """Make one attempt at the delivery that is due, unless it is settled or nobody waits for it any more."""
        found: list[tuple[Webhook, Delivery]] = []
        await self._run(partial(self._opened, world, partial(_look, key=due.key, found=found)))
        for receiver, delivery in found:
            headers = headers_for(receiver, delivery.body)
            attempt = await self._sent(receiver.url, headers, delivery.body)
            report = partial(self._report, receiver=receiver, delivery=delivery, headers=headers, attempt=attempt)
            await self._run(partial(self._opened, world, report))

    async def _sent(self, url: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        started = stopwatch()
        try:
            # The timeouts of the client are for one piece each, and a receiver may send pieces for ever.
            async with (
                asyncio.timeout(self._patience_seconds),
                httpx2.AsyncClient(
                    timeout=None, follow_redirects=False, trust_env=False, transport=self._transport
                ) as http,
                http.stream("POST", url, headers=dict(headers), content=body) as answer,
            ):
                told = await _beginning(answer)
        except TimeoutError:
            trouble = f"no whole answer within {self._patience_seconds:g} s"
            return Attempt(NEVER_ANSWERED, {}, b"", _since(started), trouble)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return Attempt(NEVER_ANSWERED, {}, b"", _since(started), f"{type(error).__name__}: {error}"[:300])
        return Attempt(answer.status_code, dict(answer.headers), told, _since(started))

    def _opened(self, world: str, work: Callable[[World], None]) -> None:
        with self._worlds.open(world) as opened:
            work(opened)

    def _report(
        self, world: World, *, receiver: Webhook, delivery: Delivery, headers: Mapping[str, str], attempt: Attempt
    ) -> None:
        webhooks.attempted(world, delivery.key, attempt.status)
        parts = urlsplit(receiver.url)
        told = {"message": f"webhook {receiver.webhook_id} was not reached: {attempt.trouble}"}
        self._journals.add(
            world.id,
            Exchange(
                number=self._journals.next_number(world.id),
                at=world.now,
                system=delivery.system,
                operation=OPERATION,
                method="POST",
                url=receiver.url,
                path=parts.path or "/",
                query=parts.query,
                request_headers=headers,
                request_body=delivery.body[:MOST_BODY],
                request_size=len(delivery.body),
                status=attempt.status,
                reply_headers=attempt.headers,
                reply_body=attempt.body[:MOST_BODY],
                reply_size=len(attempt.body),
                took_microseconds=attempt.took_microseconds,
                explanation=told if attempt.trouble else {},
                notes=(f"{delivery.event}, attempt {delivery.attempts + 1}",),
            ),
        )


async def _beginning(answer: httpx2.Response) -> bytes:
    """Return an answer's body; of one that is longer than the journal keeps, somewhat more than is kept."""
    told = b""
    async for piece in answer.aiter_bytes():
        told += piece
        if len(told) > MOST_BODY:
            break
    return told


def _look(world: World, *, key: str, found: list[tuple[Webhook, Delivery]]) -> None:
    waiting = webhooks.waiting(world, key)
    if waiting is not None:
        found.append(waiting)


def _since(started: float) -> int:
    return int((stopwatch() - started) * 1_000_000)
