"""An integration at work on one world's Procountor company: gets its tokens and reads the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.systems.driver import Driver

START = "2026-06-10T09:00:00+03:00"
EXAMPLES = Path(__file__).parents[3] / "contracts" / "examples" / "procountor"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Told(NamedTuple):
    """An answer: its HTTP status, its headers and its document."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def ok(self) -> Any:
        """The document of a success."""
        assert self.status == 200, (self.status, self.body)
        return self.json

    @property
    def errors(self) -> list[tuple[int, str, str]]:
        """Status, message and field of every violation."""
        assert self.status >= 400, (self.status, self.body)
        found = self.json["errors"]
        assert all(error["status"] == self.status for error in found), found
        return [(error["status"], error["message"], error.get("field", "")) for error in found]


class Desk:
    """One world and a credential of its Procountor company."""

    def __init__(self, driver: Driver, opened: Any = None, /, **plan: Any) -> None:
        """Work on the world that was ``opened``, or on a new one."""
        self.driver = driver
        if opened is None:
            founded = driver.post("/sandbox/worlds", {"now": START, **plan})
            assert founded is not None
            assert founded.status == 201, founded.body
            opened = founded.json
        self.world: str = opened["world"]
        system = opened["systems"]["procountor"]
        self.keys: dict[str, str] = system["credentials"]
        self.base = urlsplit(system["baseUrl"]).path
        self._token = ""

    @property
    def token(self) -> str:
        """The access token, asked for at first use."""
        if not self._token:
            self._token = self.ask_token().ok["access_token"]
        return self._token

    def renew(self) -> None:
        """Get a new access token."""
        self._token = ""

    def ask_token(self, path: str = "/api/oauth/token", /, **changed: str | None) -> Told:
        """Ask for an access token with the key; ``changed`` replaces parameters, or with None leaves them out."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.keys["clientId"],
            "client_secret": self.keys["clientSecret"],
            "api_key": self.keys["apiKey"],
            "redirect_uri": self.keys["redirectUri"],
            **changed,
        }
        return self.post_form(path, {name: value for name, value in form.items() if value is not None})

    def post_form(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Told:
        """Send a form without a token."""
        return self.sent("POST", path, urlencode(form).encode(), headers={**FORM, **(headers or {})})

    def send(
        self, method: str, path: str, document: Any = None, *, headers: Mapping[str, str] | None = None, **query: Any
    ) -> Told:
        """Send a request with the access token; ``path`` is below ``/api``."""
        body = b"" if document is None else json.dumps(document).encode()
        carried = {"authorization": f"Bearer {self.token}", **(headers or {})}
        return self.sent(method, f"/api{path}", body, headers=carried, query=query)

    def sent(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Told:
        """Send a request as it is; ``path`` is below the system's root."""
        answer = self.driver.send(method, self.base + path, body, query=query, headers=headers)
        assert answer is not None
        return Told(answer.status, answer.headers, answer.body)

    def get(self, path: str, **query: Any) -> Told:
        return self.send("GET", path, **query)

    def post(self, path: str, document: Any, **query: Any) -> Told:
        return self.send("POST", path, document, **query)

    def put(self, path: str, document: Any = None, **query: Any) -> Told:
        return self.send("PUT", path, document, **query)

    def advance(self, duration: str) -> None:
        """Let time pass in the world."""
        answer = self.driver.post(f"/sandbox/worlds/{self.world}/clock", {"advance": duration})
        assert answer is not None
        assert answer.status == 200, answer.body

    def explanation(self, told: Told) -> Any:
        """Return what the journal explains of a refusal."""
        answer = self.driver.get(urlsplit(told.headers["x-sandbox-explain"]).path)
        assert answer is not None
        return answer.json["explanation"]
