"""One request to CFIS: tried a bounded number of times, as patiently as CFIS asks, with a token that is alive."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import httpx2

PARTNER: Final = "/api/v1/partner"
ATTEMPTS: Final = 5
LONGEST_WAIT_SECONDS: Final = 60.0
CLOSED: Final = frozenset({429, 503})
"""The request was turned away at the door: nothing was done."""
BROKEN: Final = frozenset({500, 502, 504})
"""Something failed behind the door: what was asked may have been done all the same."""


class Unanswered(Exception):
    """No answer came that can be relied on. ``maybe_done`` says whether the request may have been carried out."""

    def __init__(self, *, maybe_done: bool) -> None:
        self.maybe_done = maybe_done
        super().__init__("CFIS gave no answer that can be relied on; it is asked again at the next run")


class LockedOut(Exception):
    """The token is dead and cannot be renewed: a person has to ask Confirma for a new one."""


class Answer(NamedTuple):
    """What CFIS answered; ``body`` is the JSON, its numbers int or Decimal, and None where there is none."""

    status: int
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether the request was carried out; nothing found (204) is an answer too."""
        return 200 <= self.status < 300


class Connection:
    """Speaks to CFIS with the client's token.

    ``http`` has the root of CFIS as its base URL. ``keep`` is told of a renewed token before it is used, since the old
    one is dead by then. ``wait`` lets that many seconds pass.
    """

    def __init__(
        self, http: httpx2.Client, token: str, keep: Callable[[str], None], wait: Callable[[float], None]
    ) -> None:
        self._http, self._token, self._keep, self._wait = http, token, keep, wait

    def get(self, path: str, **query: Any) -> Answer:
        """Ask a question; asking twice changes nothing. Raises Unanswered, LockedOut."""
        return self._ask("GET", path, query, None, repeatable=True)

    def post(self, path: str, body: bytes, *, repeatable: bool) -> Answer:
        """Send a document; unless it is ``repeatable``, only after it was certainly not taken. Raises as ``get``."""
        return self._ask("POST", path, {}, body, repeatable=repeatable)

    def _ask(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None, *, repeatable: bool) -> Answer:
        for attempt in range(ATTEMPTS):
            response = self._once(method, path, query, body)
            answer = self._read(response)
            if answer is None and not repeatable and not _turned_away(response):
                raise Unanswered(maybe_done=True)
            if answer is None:
                self._wait(self._pause(response, attempt))
            elif answer.status == 401:
                self._renew()
            else:
                return answer
        raise Unanswered(maybe_done=repeatable)

    def _renew(self) -> None:
        """Replace the token. The field is called ``Message``, with a capital M. Raises Unanswered, LockedOut."""
        for attempt in range(ATTEMPTS):
            response = self._once("GET", "/renew", {}, None)
            answer = self._read(response)
            if answer is None:
                self._wait(self._pause(response, attempt))
            elif answer.status == 200:
                self._replace(answer.body["Message"])
                return
            else:
                raise LockedOut(f"the token cannot be renewed: CFIS answers {answer.status}")
        raise Unanswered(maybe_done=False)

    def _replace(self, token: str) -> None:
        """Go on with a new token."""
        self._token = token
        self._keep(token)

    def _once(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None) -> httpx2.Response | None:
        headers = {"X-Api-Key": self._token, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self._http.request(method, PARTNER + path, params=dict(query), content=body, headers=headers)
        except httpx2.TransportError:
            return None

    def _read(self, response: httpx2.Response | None) -> Answer | None:
        """Return an answer that is whole and meant, or None for what has to be asked again."""
        if response is None or response.status_code in CLOSED | BROKEN:
            return None
        if not response.content:
            return Answer(response.status_code, None)
        try:
            return Answer(response.status_code, json.loads(response.content, parse_float=Decimal))
        except ValueError:
            return None

    def _pause(self, response: httpx2.Response | None, attempt: int) -> float:
        """Return how many seconds to wait: as long as CFIS says, else twice as long each time; not after the last."""
        said = response.headers.get("Retry-After", "") if response is not None else ""
        if said.isdigit():
            return min(float(said), LONGEST_WAIT_SECONDS)
        return min(2.0**attempt, LONGEST_WAIT_SECONDS) if attempt < ATTEMPTS - 1 else 0.0


def _turned_away(response: httpx2.Response | None) -> bool:
    return response is not None and response.status_code in CLOSED
