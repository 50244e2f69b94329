"""The event log is read in pages, or followed as it grows until the world or the server is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from control_bench import Bench

from simulator.control.events import GREETING, QUIET_POLLS, SIGN_OF_LIFE, follow


def told(chunk: bytes) -> list[dict[str, Any]]:
    """Return the events of a chunk of a stream, each under its number."""
    events = []
    for block in chunk.split(b"\n\n")[:-1]:
        number, data = block.split(b"\n")
        event = msgspec.json.decode(data.removeprefix(b"data: "))
        assert number == b"id: %d" % event["number"]
        events.append(event)
    return events


async def turn(_seconds: float) -> None:
    """Let everybody else have a turn in place of a pause."""
    await asyncio.sleep(0)


def test_events_are_read_page_by_page(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.advance("P90D")
    met: list[dict[str, Any]] = []
    while True:
        page = bench.get(f"/worlds/demo/events?limit=4&after={len(met)}")
        met += page["events"]
        if not page["more"]:
            break
    assert [event["number"] for event in met] == list(range(1, page["last"] + 1))
    assert met[0]["because"] == "world founded"
    submitted = next(event for event in met if event["because"] == "submitted")
    assert submitted == {
        "number": 8,
        "at": "2026-01-05T07:00:00Z",
        "kind": "Receivable",
        "key": "1001/1",
        "subject": "1001/1",
        "because": "submitted",
        "clientId": 1001,
        "invoiceNumber": 1,
        "stage": "RECEIVED",
        "amount": 124,
        "currency": "EUR",
    }
    assert bench.get(f"/worlds/demo/events?after={page['last'] + 5}") == {
        "events": [],
        "last": page["last"],
        "more": False,
    }


def test_a_follower_hears_what_was_and_what_comes(bench: Bench) -> None:
    bench.world()

    async def story() -> list[dict[str, Any]]:
        stream = follow(bench.app.plane, "demo", 5, pause=turn)
        assert await anext(stream) == GREETING
        first = told(await anext(stream))
        bench.invoice()
        await bench.ask("POST", "/worlds/demo/clock", {"advance": "PT1H"})
        second: list[dict[str, Any]] = []
        while not second or second[-1]["because"] != "delivered":
            second += told(await anext(stream))
        await stream.aclose()
        return [*first, *second]

    events = bench.play(story())
    assert [event["number"] for event in events] == list(range(6, events[-1]["number"] + 1))
    assert events == bench.get("/worlds/demo/events?after=5")["events"]


def test_a_follower_hears_while_the_world_is_moving(memory: Bench) -> None:
    memory.world()
    for number in range(1, 200):
        memory.invoice(number)

    async def story() -> bool:
        stream = follow(memory.app.plane, "demo", 206, pause=turn)
        await anext(stream)
        move = asyncio.create_task(memory.ask("POST", "/worlds/demo/clock", {"advance": "P60D"}))
        await anext(stream)
        heard_early = not move.done()
        await move
        await stream.aclose()
        return heard_early

    assert memory.play(story())


def test_a_stream_ends_with_its_world(bench: Bench) -> None:
    bench.world()

    async def story() -> list[bytes]:
        stream = follow(bench.app.plane, "demo", 100, pause=turn)
        await anext(stream)
        await bench.ask("DELETE", "/worlds/demo")
        return [chunk async for chunk in stream]

    assert [chunk for chunk in bench.play(story()) if chunk != SIGN_OF_LIFE] == []


def test_a_stream_ends_with_the_server(memory: Bench) -> None:
    memory.world()
    plane = memory.app.plane
    plane.settings = plane.settings._replace(stopping=lambda: True)

    async def story() -> list[bytes]:
        return [chunk async for chunk in follow(plane, "demo", 0, pause=turn)]

    assert memory.play(story()) == [GREETING]


def test_a_quiet_stream_gives_signs_of_life_and_looks_no_more_than_four_times_a_second(memory: Bench) -> None:
    memory.world()
    pauses: list[float] = []

    async def counted(seconds: float) -> None:
        pauses.append(seconds)

    async def story() -> list[bytes]:
        stream = follow(memory.app.plane, "demo", 7, pause=counted)
        return [await anext(stream), await anext(stream), await anext(stream)]

    assert memory.play(story()) == [GREETING, SIGN_OF_LIFE, SIGN_OF_LIFE]
    assert len(pauses) == 2 * QUIET_POLLS - 1
    assert min(pauses) >= 0.25


def test_after_a_restore_what_happens_from_there_follows(bench: Bench) -> None:
    bench.world()
    bench.post("/worlds/demo/snapshots", {"name": "start"})
    bench.invoice()

    looks: list[float] = []

    async def counted(seconds: float) -> None:
        looks.append(seconds)
        await asyncio.sleep(0)

    async def story() -> list[dict[str, Any]]:
        stream = follow(bench.app.plane, "demo", 7, pause=counted)
        assert await anext(stream) == GREETING
        assert [event["key"] for event in told(await anext(stream))] == ["1001/1"]
        await bench.ask("POST", "/worlds/demo/snapshots/start/restore")
        news = asyncio.ensure_future(anext(stream))
        seen = len(looks)
        while len(looks) < seen + 2:
            await asyncio.sleep(0)
        bench.invoice(2)
        return told(await news)

    assert [(event["number"], event["key"]) for event in bench.play(story())] == [(8, "1001/2")]


class Listener:
    """Somebody who listens to a stream over ASGI, hears so many chunks, and hangs up."""

    def __init__(self, chunks: int) -> None:
        self.start: dict[str, Any] = {}
        self.heard: list[bytes] = []
        self._chunks = chunks
        self._gone = asyncio.Event()
        self._asked = False

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["body"]:
            self.heard.append(message["body"])
        if len(self.heard) >= self._chunks:
            self._gone.set()


def scope(path: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    accept = (b"accept", b"text/event-stream")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": b"after=1",
        "headers": [accept, *headers],
    }


@pytest.mark.parametrize(
    ("headers", "first"), [((), 2), (((b"last-event-id", b"5"),), 6), (((b"last-event-id", b"5" * 5000),), 2)]
)
def test_a_stream_over_http_ends_when_the_client_hangs_up(
    bench: Bench, headers: tuple[tuple[bytes, bytes], ...], first: int
) -> None:
    bench.world()

    async def story() -> Listener:
        listener = Listener(2)
        await bench.app(scope("/worlds/demo/events", *headers), listener.receive, listener.send)
        return listener

    listener = bench.play(story())
    sent = dict(listener.start["headers"])
    assert listener.start["status"] == 200
    assert sent[b"content-type"].startswith(b"text/event-stream")
    assert sent[b"cache-control"] == b"no-store"
    assert listener.heard[0] == GREETING
    assert [event["number"] for event in told(listener.heard[1])] == list(range(first, 8))


def test_no_stream_flows_from_where_there_is_no_world(memory: Bench) -> None:
    assert memory.call("GET", "/worlds/nowhere/events", headers={"Accept": "text/event-stream"}).status == 404
    assert memory.call("GET", "/worlds/nowhere/events").status == 404


def test_a_follower_is_an_iterator_of_bytes(memory: Bench) -> None:
    memory.world()
    assert isinstance(follow(memory.app.plane, "demo", 0), AsyncIterator)


@pytest.mark.parametrize("after", [2**63 - 1, 2**63, 10**20])
def test_after_a_number_beyond_all_there_is_nothing(bench: Bench, after: int) -> None:
    bench.world()
    assert bench.get(f"/worlds/demo/events?after={after}")["events"] == []
