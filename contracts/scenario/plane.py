"""The control plane of a sandbox, as far as a story needs it: one world, driven over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

import httpx2

from contracts.reading import JsonObject

WORLDS: Final = "/sandbox/worlds"
EXISTS: Final = 409
PAGE: Final = 1000
LOBBY: Final = "lobby"


class SandboxFailed(Exception):
    """The sandbox did not do what it promises: its fault, not the client's."""


class NoSuchWorld(Exception):
    """A story cannot be played in the world that was named; the message says why."""


class Plane:
    """One world of a sandbox. ``http`` has the address of the sandbox as its base URL.

    ``plan`` is the world that is made, in place of one of that name. With ``inside``, that world is used as it is, and
    the plan says only when the token of the first creditor ends. Raises SandboxFailed, NoSuchWorld.
    """

    def __init__(self, http: httpx2.Client, plan: Mapping[str, Any], *, inside: str | None = None) -> None:
        self._http = http
        self._is_own = inside is None
        self.opened: JsonObject = self._made(plan) if inside is None else self._entered(inside, plan)
        self.name = str(self.opened["world"])
        self.now = datetime.fromisoformat(self.opened["now"])

    def do(self, path: str, document: Mapping[str, Any]) -> bool:
        """Do something to the world; tell whether it let that happen. Raises SandboxFailed."""
        return self.refusal(path, document) is None

    def refusal(self, path: str, document: Mapping[str, Any], *, method: str = "POST") -> str | None:
        """Do something to the world; return why it did not let that happen, or None. Raises SandboxFailed."""
        done = self._http.request(method, f"{WORLDS}/{self.name}{path}", json=dict(document))
        if done.status_code >= 500:
            raise SandboxFailed(f"{method} {path}: {done.status_code} {done.text}")
        return None if done.is_success else _reason(done)

    def ask(self, path: str, **query: Any) -> Any:
        """Ask about the world; amounts are Decimal. Raises SandboxFailed."""
        return _told(self._http.get(f"{WORLDS}/{self.name}{path}", params=query))

    def tell(self, path: str, document: Mapping[str, Any]) -> Any:
        """Do something that the world has to let happen, and return its answer. Raises SandboxFailed."""
        return _told(self._http.post(f"{WORLDS}/{self.name}{path}", json=dict(document)))

    def pages(self, path: str, name: str, *, after: int = 0, lobby: bool = False, **query: Any) -> Iterator[Any]:
        """Yield the elements of a list that comes in pages, after a number. Raises SandboxFailed."""
        more = True
        while more:
            world = LOBBY if lobby else self.name
            page = _told(
                self._http.get(f"{WORLDS}/{world}{path}", params={**query, "after": str(after), "limit": str(PAGE)})
            )
            more = page["more"]
            for each in page[name]:
                after = each["number"]
                yield each

    def advance(self, duration: str) -> None:
        """Let time go by, by an ISO 8601 duration. Raises SandboxFailed."""
        self.move({"advance": duration})

    def move(self, how: Mapping[str, Any]) -> str | None:
        """Move the clock as ``how`` says; return why that cannot be, or None. Raises SandboxFailed."""
        moved = self._http.post(f"{WORLDS}/{self.name}/clock", json=dict(how))
        if moved.is_client_error:  # what is waited for does not come, or is not there
            return _reason(moved)
        self.now = datetime.fromisoformat(_told(moved)["now"])
        return None

    def clear_faults(self) -> None:
        """Let the weather clear."""
        self._http.delete(f"{WORLDS}/{self.name}/faults")

    def drop(self) -> None:
        """Let go of the world, if it was made here."""
        if self._is_own:
            self._http.delete(f"{WORLDS}/{self.name}")

    def _made(self, plan: Mapping[str, Any]) -> JsonObject:
        made = self._http.post(WORLDS, json=dict(plan))
        if made.status_code == EXISTS:  # of a run that was interrupted
            self._http.delete(f"{WORLDS}/{plan['name']}")
            made = self._http.post(WORLDS, json=dict(plan))
        opened: JsonObject = _told(made)
        return opened

    def _entered(self, name: str, plan: Mapping[str, Any]) -> JsonObject:
        """Tell of a world that is there as if it had just been made: the first creditor, with a token of its own."""
        found = self._http.get(f"{WORLDS}/{quote(name, safe='')}")
        if found.status_code == 404:
            raise NoSuchWorld(_reason(found))
        state = _told(found)
        creditors = [each for each in state["clients"] if each["environment"] == "staging"]
        if not creditors:
            raise NoSuchWorld(f"world {name} has no creditor in staging, whose client could be played")
        first, *others = creditors
        wanted = {"clientId": first["clientId"], "issue": True}
        ends = [each["tokenExpires"] for each in plan.get("clients", ())[:1] if "tokenExpires" in each]
        if ends:
            wanted["expires"] = ends[0]
        token = _told(self._http.post(f"{WORLDS}/{state['world']}/tokens", json=wanted))["accessToken"]
        root = str(self._http.base_url).rstrip("/")
        return {
            "world": state["world"],
            "now": state["now"],
            "cfis": {
                "staging": {"baseUrl": f"{root}/cfis", "clients": [{**first, "accessToken": token}, *others]},
                "production": {"baseUrl": f"{root}/cfis-production", "clients": []},
            },
        }


def _told(response: httpx2.Response) -> Any:
    asked = f"{response.request.method} {response.request.url}"
    if response.is_client_error:
        raise SandboxFailed(f"{asked} was refused: {_reason(response)}")
    if not response.is_success:
        raise SandboxFailed(f"{asked}: {response.status_code} {response.text}")
    return json.loads(response.content, parse_float=Decimal)


def _reason(response: httpx2.Response) -> str:
    try:
        fault = response.json()["error"]
        more = [f"{each['field']} {each['message']}" for each in fault["errors"]]
        return "; ".join([fault["message"], *(each for each in more if each not in fault["message"])])
    except (ValueError, KeyError, TypeError):
        return f"{response.status_code} {response.text}"
