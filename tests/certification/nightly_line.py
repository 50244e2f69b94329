"""Requests of the nightly client: its own way to try again, to wait, and to renew its token."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

import httpx2
import msgspec

from contracts.scenario.client import ClientWorld

V1: Final = "/api/v1/partner"
NOT_NOW: Final = frozenset({429, 503})
ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode
DECODE: Final = msgspec.json.Decoder(float_hook=Decimal).decode

Row = dict[str, Any]


class Habits(NamedTuple):
    """What this client does in its own way; every choice is as right as any other.

    ``validates``: asks whether its token lives, before its work or before every request. ``deliveries``: asks for them
    by a period, page by page, or invoice by invoice. ``hurried``: sends at once what it is handed. ``gathers``: sends
    in one request what can be. ``payments``: in how many questions it asks for the provisional ones. ``settlements``:
    asks for what is new by its day, beside that for what it has not fetched, or for all of them. ``attempts``: of a
    request in one run. ``days_of_a_token``: after which it renews one that has not expired.
    """

    validates: Literal["never", "daily", "always"] = "daily"
    deliveries: Literal["period", "pages", "each"] = "period"
    hurried: bool = False
    gathers: bool = True
    payments: int = 2
    settlements: Literal["new", "unfetched", "all"] = "new"
    attempts: int = 3
    days_of_a_token: int = 0


class Later(Exception):
    """CFIS does not answer now. ``maybe_done``: nobody knows whether it did what it was asked."""

    def __init__(self, *, maybe_done: bool) -> None:
        self.maybe_done = maybe_done
        super().__init__("later")


class Line:
    """Requests of the client, with its token."""

    def __init__(self, world: ClientWorld, memory: Row, keep: Callable[[], None], habits: Habits) -> None:
        self._world, self._memory, self._keep, self._habits = world, memory, keep, habits

    def ask(self, path: str, **query: Any) -> tuple[int, Any]:
        return self._tried("GET", path, query, None, again=True)

    def tell(self, path: str, body: Any, *, again: bool) -> tuple[int, Any]:
        return self._tried("POST", path, {}, body, again=again)

    def renew(self) -> None:
        for attempt in range(self._habits.attempts):
            status, body, response = self._once("GET", f"{V1}/renew", {}, None)
            if status == 200:
                self._memory |= {"token": body["Message"], "renewed": self._world.today().isoformat()}
                self._keep()
                return
            self._pause(response, attempt)
        raise Later(maybe_done=False)

    def validate(self) -> None:
        status, _, response = self._once("GET", f"{V1}/validate", {}, None)
        if status == 401:
            self.renew()
        elif status in NOT_NOW:
            self._pause(response, 0)

    def _tried(self, method: str, path: str, query: Row, body: Any, *, again: bool) -> tuple[int, Any]:
        if self._habits.validates == "always":
            self.validate()
        for attempt in range(self._habits.attempts):
            status, told, response = self._once(method, path, query, body)
            if status == 401:
                self.renew()
                status, told, response = self._once(method, path, query, body)
            if status is not None and status < 500 and status not in NOT_NOW:
                return status, told
            if not again and status not in NOT_NOW:
                raise Later(maybe_done=True)
            self._pause(response, attempt)
        raise Later(maybe_done=again)

    def _once(self, method: str, path: str, query: Row, body: Any) -> tuple[int | None, Any, httpx2.Response | None]:
        headers = {"X-Api-Key": self._memory["token"]}
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        content = None if body is None else ENCODE(body)
        try:
            response = self._world.http.request(method, path, params=query, content=content, headers=headers)
        except httpx2.TransportError:
            return None, None, None
        try:
            return response.status_code, DECODE(response.content) if response.content else None, response
        except msgspec.DecodeError:
            return None, None, response

    def _pause(self, response: httpx2.Response | None, attempt: int) -> None:
        """Wait as long as CFIS says, else some seconds that are others at every attempt and for every token."""
        said = response.headers.get("Retry-After", "") if response is not None else ""
        jitter = sum(self._memory["token"].encode()) % 7
        self._world.wait(float(said) if said.isdigit() else 2**attempt + jitter)
