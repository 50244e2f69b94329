"""Run a sandbox on the network: sockets, the HTTP server, the garbage collector, and the banner once it listens."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import uvicorn

from simulator.asgi import DEMO, TITLES, Sandbox, build
from simulator.banner import banner
from simulator.http.server import http_protocol
from simulator.settings import Settings

GENERATIONS: Final = (1_000, 500, 1_000)
"""Thresholds of the garbage collector: what worlds keep is part of no cycle, so it goes when its last reference does.

A collection of the young stops everybody for less than a millisecond, as they are few; ten times as many would take
ten times as long, and everybody who waits would notice. A full one would go through every world; the last threshold is
so high that none comes by itself.
"""
BACKLOG: Final = 2048
SECONDS_TO_FINISH: Final = 5
ANYWHERE: Final[Mapping[str, str]] = MappingProxyType({"0.0.0.0": "127.0.0.1", "::": "::1"})  # noqa: S104
"""The addresses that mean all interfaces, and where somebody on this machine finds what listens there."""


class Server(uvicorn.Server):
    """uvicorn, which says where it is once it is there."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.words = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and tell."""
        await super().startup(sockets)
        if self.words and not self.should_exit:
            print(self.words, flush=True)  # noqa: T201 - this is what the command is for


def run(settings: Settings) -> int:
    """Serve until a signal stops it; return the exit code. Raises OSError for a port that cannot be had."""
    stopping: list[Server] = []
    sandbox = build(settings, stopping=lambda: bool(stopping) and stopping[0].should_exit)
    main = _listening(settings.host, settings.port)
    exposed = {name: _listening(settings.host, port) for name, port in settings.expose.items()}
    server = server_of(sandbox.app)
    stopping.append(server)
    server.words = words(sandbox, main, exposed)
    spare_collecting()
    server.run([main, *exposed.values()])
    return 0


def spare_collecting() -> None:
    """Have the garbage collector pass over all that is there by now, and look at little at a time from now on."""
    gc.freeze()
    gc.set_threshold(*GENERATIONS)
    gc.enable()


def server_of(app: Any) -> Server:
    """Return a server for ``app`` that leaves the Date header to the worlds."""
    config = uvicorn.Config(
        app,
        http=http_protocol(),
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    return Server(config)


def words(sandbox: Sandbox, main: socket.socket, exposed: Mapping[str, socket.socket]) -> str:
    """Return what is printed once ``sandbox`` listens on ``main`` and on the sockets of ``exposed`` systems."""
    with sandbox.worlds.open(DEMO) as world:
        addresses = {name: _url(each) for name, each in exposed.items()}
        return banner(_url(main), world, sandbox.demo, addresses, titles=TITLES)


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    if sys.platform != "win32":  # there it would let two servers share a port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(address)
    return listening


def _url(listening: socket.socket) -> str:
    """Return the address as somebody on this machine writes it: one for all interfaces is none to ask at."""
    told, port = listening.getsockname()[:2]
    host = ANYWHERE.get(told, told)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
