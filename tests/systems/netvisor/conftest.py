"""A sandbox for each module, and a fresh world for each test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from simulator.asgi import build
from simulator.http.server import http_protocol
from simulator.settings import Settings
from tests.systems.driver import Driver
from tests.systems.netvisor.desk import Desk


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    driven = Driver(build(Settings()).app)
    yield driven
    driven.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A sandbox on a port that the system chooses."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build(Settings()).app, http=http_protocol(), log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def desk(driver: Driver) -> Desk:
    return Desk(driver)
