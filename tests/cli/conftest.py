"""A real sandbox on a free port, and the command line pointed at a fresh world in it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from itertools import count

import pytest
import uvicorn
from click.testing import CliRunner

from simulator.asgi import build
from simulator.cli.main import cli
from simulator.serving import server_of
from simulator.settings import Settings
from tests.cli.desk import MONDAY, Desk, Running


def running(settings: Settings) -> Iterator[Running]:
    """Run a sandbox in a thread for as long as the generator lives."""
    stopping = threading.Event()
    server = server_of(build(settings, stopping=stopping.is_set).app)
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    thread = threading.Thread(target=uvicorn.Server.run, args=(server, [listening]), daemon=True)
    thread.start()
    try:
        yield Running(f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        stopping.set()
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    yield from running(Settings())


@pytest.fixture(scope="session")
def guarded() -> Iterator[Running]:
    yield from running(Settings(control_token="made-up-secret"))


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def desk(sandbox: Running, numbers: Iterator[int]) -> Desk:
    """A fresh world that begins on a Monday."""
    result = CliRunner().invoke(
        cli, ["world", "new", "--name", f"t{next(numbers)}", "--now", MONDAY, "--json", "--url", sandbox.url]
    )
    assert result.exit_code == 0, result.output
    opened = json.loads(result.stdout)
    staging = opened["cfis"]["staging"]
    return Desk(sandbox.url, opened["world"], staging["baseUrl"], staging["clients"][0]["accessToken"])
