"""The driver ``http:URL``: each instruction is posted to an address at which the client answers."""

from __future__ import annotations

import socket
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx2

from contracts.scenario.client import ClientTrouble, ClientWorld
from simulator.certification.drivers.driver import CannotDrive, Driver, Stage
from simulator.certification.drivers.patience import Hourglass, TooSlow, in_time
from simulator.certification.drivers.telling import MOST_BYTES, Instruction, telling

CONNECT_SECONDS: Final = 10.0
PORTS: Final = {"http": 80, "https": 443}
MOST_SHOWN: Final = 200


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


def _turn(url: str, stage: Stage, instruction: Instruction, world: ClientWorld) -> bytes:
    hourglass = Hourglass(stage, world)
    limits = httpx2.Timeout(stage.seconds + 1, connect=CONNECT_SECONDS)
    with httpx2.Client(timeout=limits, trust_env=False, verify=url.startswith("https:")) as http:
        try:
            return in_time(lambda: _posted(http, url, instruction.encoded), seconds=stage.seconds, tick=hourglass.tick)
        except TooSlow:
            stage.over.set()
            raise ClientTrouble(f"the client did not answer within {stage.seconds:g} seconds") from None
        except httpx2.HTTPError as problem:
            raise ClientTrouble(f"the client could not be asked: {type(problem).__name__}") from None


def _posted(http: httpx2.Client, url: str, instruction: bytes) -> bytes:
    content = bytearray()
    with http.stream("POST", url, content=instruction, headers={"Content-Type": "application/json"}) as response:
        for part in response.iter_bytes():
            content += part
            if len(content) > MOST_BYTES:
                break
    if response.status_code != 200:
        said = ascii(content[:MOST_SHOWN].decode("utf-8", "replace"))
        raise ClientTrouble(f"the client answered with status {response.status_code}: {said}")
    return bytes(content)


def _without_secrets(url: str) -> str:
    """Return an address without user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
