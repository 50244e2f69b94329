"""Over a real socket: connections are broken off as faults ask, with either of uvicorn's protocols."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
import uvicorn

from simulator.http.server import Gathering, abortable_h11, http_protocol
from tests.http.toy import KEY, WORLD, Toy, a_coin

PROTOCOLS = [abortable_h11(), http_protocol()]


@contextmanager
def served(toy: Toy, protocol: type[asyncio.Protocol]) -> Iterator[httpx2.Client]:
    """Serve ``toy`` on a free port and give a client for it; connections wait in the listener until it is up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            toy.app, http=protocol, lifespan="off", log_level="critical", date_header=False, server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            with httpx2.Client(base_url=address, headers={"X-Api-Key": KEY}, timeout=10) as client:
                client.get("/v1/jar")
                yield client
        finally:
            server.should_exit = True
            thread.join()


def drain(response: httpx2.Response, received: bytearray) -> None:
    for chunk in response.iter_bytes():
        received += chunk


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_exchange_over_a_socket_has_the_date_of_the_world_and_no_other(protocol: type[asyncio.Protocol]) -> None:
    with served(Toy(), protocol) as client:
        response = client.post("/v1/coins", json=a_coin())
    assert response.json() == a_coin()
    assert response.headers.get_list("date") == ["Sat, 31 Jan 2026 12:30:15 GMT"]
    assert "server" not in response.headers


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(("fault", "kept"), [("drop", []), ("lost-answer", ["euro"]), ("truncate", ["euro"])])
def test_a_connection_is_broken_off_before_or_after_the_work(
    protocol: type[asyncio.Protocol], fault: str, kept: list[str]
) -> None:
    toy = Toy()
    with served(toy, protocol) as client:
        toy.faults.arm(WORLD, {"system": "toy", "fault": fault})
        with pytest.raises(httpx2.TransportError):
            client.post("/v1/coins", json=a_coin())
        assert toy.coins() == kept
        assert client.get("/v1/coins").status_code == 200, "the next connection is served"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_truncated_answer_begins_like_the_whole_one(protocol: type[asyncio.Protocol]) -> None:
    toy = Toy()
    with served(toy, protocol) as client:
        toy.post_coin(a_coin())
        toy.faults.arm(WORLD, {"system": "toy", "fault": "truncate"})
        received = bytearray()
        with client.stream("GET", "/v1/coins") as response:
            announced = int(response.headers["content-length"])
            with pytest.raises(httpx2.RemoteProtocolError):
                drain(response, received)
    assert bytes(received).startswith(b'[{"name":"euro"')
    assert 0 < len(received) < announced


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_whoever_sends_too_much_still_hears_why(protocol: type[asyncio.Protocol]) -> None:
    with served(Toy(most_body_bytes=10_000), protocol) as client:
        assert client.post("/v1/coins", content=b"x" * 30_000).status_code == 413


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_answer_without_content_keeps_the_connection_usable(protocol: type[asyncio.Protocol]) -> None:
    with served(Toy(), protocol) as client:
        assert [client.post("/v1/empty").status_code for _ in range(3)] == [204] * 3
        assert client.head("/v1/coins").status_code == 405
        assert client.get("/v1/coins").status_code == 200


class Written(asyncio.Transport):
    """A transport that remembers what happened to it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes | str] = []

    def write(self, data: Any) -> None:
        self.told.append(bytes(data))

    def close(self) -> None:
        self.told.append("closed")

    def abort(self) -> None:
        self.told.append("aborted")

    def is_closing(self) -> bool:
        return "closed" in self.told


def written(act: Callable[[Gathering], None]) -> list[bytes | str]:
    """Return what reaches a transport within two turns of the event loop."""

    async def turns() -> list[bytes | str]:
        transport = Written()
        act(Gathering(transport, asyncio.get_running_loop()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return transport.told

    return asyncio.run(turns())


def in_two(gathering: Gathering) -> None:
    gathering.write(b"head ")
    gathering.write(b"body")


def test_what_is_written_in_one_turn_leaves_in_one_piece() -> None:
    assert written(in_two) == [b"head body"]


def test_what_waits_is_written_before_a_connection_is_closed() -> None:
    def and_close(gathering: Gathering) -> None:
        in_two(gathering)
        gathering.close()
        assert gathering.is_closing()

    assert written(and_close) == [b"head body", "closed"]


def test_what_waits_is_lost_when_a_connection_is_broken_off() -> None:
    def and_abort(gathering: Gathering) -> None:
        in_two(gathering)
        gathering.abort()

    assert written(and_abort) == ["aborted"]
