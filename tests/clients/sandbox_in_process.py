"""A sandbox in this process for clients under test, and the reference client at work in it."""

from __future__ import annotations

from typing import Any

import httpx2

from contracts.reference_client.client import CfisClient
from contracts.scenario.client import ClientWorld
from contracts.scenario.in_process import InProcess
from contracts.scenario.plane import Plane
from simulator.asgi import build
from simulator.settings import Settings

URL = "http://sandbox"


def transport() -> InProcess:
    """Return a way to a sandbox of its own."""
    return InProcess(build(Settings()).app)


def reference_client(world: ClientWorld) -> CfisClient:
    """Make the reference client in a world."""
    return CfisClient(world.http, token=world.access_token, store=world.memory, today=world.today, wait=world.wait)


class Office:
    """One world, its control plane, and what a client is made with."""

    def __init__(self, way: httpx2.BaseTransport, **plan: Any) -> None:
        self.plane = Plane(
            httpx2.Client(base_url=URL, transport=way), {"name": "office", "now": "2026-01-05T07:00:00Z", **plan}
        )
        staging = self.plane.opened["cfis"]["staging"]
        self.creditor = staging["clients"][0]
        self.world = ClientWorld(
            base_url=staging["baseUrl"],
            access_token=self.creditor["accessToken"],
            http=httpx2.Client(base_url=staging["baseUrl"], transport=way),
            memory={},
            now=lambda: self.plane.now,
            wait=lambda seconds: self.plane.advance(f"PT{round(seconds)}S"),
        )

    def told(self, kind: str) -> list[Any]:
        """Return one list of the truth."""
        rows: list[Any] = self.plane.ask("/books", clientId=self.creditor["clientId"])[kind]
        return rows

    def requests(self, operation: str) -> list[Any]:
        """Return the exchanges of one operation."""
        entries: list[Any] = self.plane.ask("/journal", system="cfis", operation=operation)["entries"]
        return entries
