"""The driver ``http:URL``: each instruction is posted to an address at which the client answers."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import httpx2

from contracts.scenario.client import ClientTrouble, ClientWorld
from simulator.certification.drivers.driver import CannotDrive, Driver, Stage
from simulator.certification.drivers.patience import Hourglass, TooSlow, in_time, stopped
from simulator.certification.drivers.telling import MOST_BYTES, Instruction, telling

CONNECT_SECONDS: Final = 10.0
PORTS: Final = {"http": 80, "https": 443}
MOST_SHOWN: Final = 200
PLAIN: Final = "identity"
HEADERS: Final = {"Content-Type": "application/json", "Accept-Encoding": PLAIN}
MADE: Final = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
"""Events of the HTTP library that hand over a connection."""


def address_driver(url: str) -> Driver:
    """Return a driver for an address. Raises CannotDrive for what is none, and where nobody listens."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise CannotDrive(f"http:{url}: expected an address such as http:http://127.0.0.1:9000/turn")
    try:
        port = parts.port or PORTS[parts.scheme]
        socket.create_connection((parts.hostname, port), timeout=CONNECT_SECONDS).close()
    except (OSError, ValueError) as problem:
        raise CannotDrive(f"no client listens at {_without_secrets(url)}: {problem}") from None
    return Driver(
        f"http:{_without_secrets(url)}",
        needs_address=True,
        begin=lambda stage: telling(stage, lambda instruction, world: _turn(url, stage, instruction, world)),
    )


class Line:
    """The connection to a client, which can be cut from another thread."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def note(self, event: str, told: Mapping[str, Any]) -> None:
        """Note a connection as it is made; the HTTP library tells of it."""
        if event in MADE:
            self._sockets.append(told["return_value"].get_extra_info("socket"))
            if self._is_cut:
                self.cut()

    def cut(self) -> None:
        """End whatever is waited for on it, now and later."""
        self._is_cut = True
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _turn(url: str, stage: Stage, instruction: Instruction, world: ClientWorld) -> bytes:
    hourglass, line = Hourglass(stage, world), Line()
    limits = httpx2.Timeout(stage.seconds + 1, connect=min(stage.seconds, CONNECT_SECONDS))
    with httpx2.Client(timeout=limits, trust_env=False, verify=url.startswith("https:")) as http:
        try:
            return in_time(
                lambda: _posted(http, url, instruction.encoded, line), stage, tick=hourglass.tick, stop=line.cut
            )
        except TooSlow:
            raise stopped(stage, "the client") from None
        except httpx2.HTTPError as problem:
            raise ClientTrouble(f"the client could not be asked: {type(problem).__name__}") from None


def _posted(http: httpx2.Client, url: str, instruction: bytes, line: Line) -> bytes:
    """Return what a client answers, as it comes off the wire. Raises ClientTrouble, HTTPError."""
    content = bytearray()
    more: Mapping[str, Any] = {"headers": HEADERS, "extensions": {"trace": line.note}}
    with http.stream("POST", url, content=instruction, **more) as response:
        coding = response.headers.get("Content-Encoding", PLAIN)
        if coding.lower() != PLAIN:
            raise ClientTrouble(_coded(response.status_code, coding))
        for part in response.iter_raw():
            content += part
            if len(content) > MOST_BYTES:
                break
    if response.status_code != 200:
        said = ascii(content[:MOST_SHOWN].decode("utf-8", "replace"))
        raise ClientTrouble(f"the client answered with status {response.status_code}: {said}")
    return bytes(content)


def _coded(status: int, coding: str) -> str:
    return (
        f"the client answered with status {status} and Content-Encoding {coding[:MOST_SHOWN]!a}; an answer has to "
        f"be plain JSON, as the request's Accept-Encoding says"
    )


def _without_secrets(url: str) -> str:
    """Return an address without user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
