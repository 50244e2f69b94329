"""The control plane of a sandbox, as far as the suite needs it: one world, driven over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import httpx2

WORLDS: Final = "/sandbox/worlds"
EXISTS: Final = 409


class SandboxFailed(Exception):
    """The sandbox did not do what it promises: its fault, not the client's."""


class Plane:
    """One world of a sandbox. ``http`` has the address of the sandbox as its base URL."""

    def __init__(self, http: httpx2.Client, plan: Mapping[str, Any]) -> None:
        self._http = http
        self.name = str(plan["name"])
        made = http.post(WORLDS, json=dict(plan))
        if made.status_code == EXISTS:  # of a run that was interrupted
            self.drop()
            made = http.post(WORLDS, json=dict(plan))
        self.opened = _told(made)
        self.now = datetime.fromisoformat(self.opened["now"])

    def do(self, path: str, document: Mapping[str, Any]) -> bool:
        """Do something to the world; tell whether it let that happen. Raises SandboxFailed."""
        done = self._http.post(f"{WORLDS}/{self.name}{path}", json=dict(document))
        if done.status_code >= 500:
            raise SandboxFailed(f"POST {path}: {done.status_code} {done.text}")
        return done.is_success

    def ask(self, path: str, **query: Any) -> Any:
        """Ask about the world; amounts are Decimal. Raises SandboxFailed."""
        return _told(self._http.get(f"{WORLDS}/{self.name}{path}", params=query))

    def advance(self, duration: str) -> None:
        """Let time go by, by an ISO 8601 duration. Raises SandboxFailed."""
        moved = _told(self._http.post(f"{WORLDS}/{self.name}/clock", json={"advance": duration}))
        self.now = datetime.fromisoformat(moved["now"])

    def clear_faults(self) -> None:
        """Let the weather clear."""
        self._http.delete(f"{WORLDS}/{self.name}/faults")

    def drop(self) -> None:
        """Let go of the world."""
        self._http.delete(f"{WORLDS}/{self.name}")


def _told(response: httpx2.Response) -> Any:
    if not response.is_success:
        raise SandboxFailed(f"{response.request.method} {response.request.url}: {response.status_code} {response.text}")
    return json.loads(response.content, parse_float=Decimal)
