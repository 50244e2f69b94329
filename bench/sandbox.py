"""The sandbox as its testers use it: the command that starts it, and calls to its control plane."""

from __future__ import annotations

import http.client
import json
import sys
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

from bench.exchanges import PARTNER, invoice_template, numbered
from bench.processes import HOST

NOW: Final = "2025-12-01T09:00:00Z"
"""When measured worlds begin, so that the documented invoice is of their day."""
READY: Final = "/healthz"


class CallFailed(Exception):
    """The sandbox answered a call with something that a measurement cannot go on with."""


def command(port: int) -> list[str]:
    """Return the command line that starts a sandbox on ``port``."""
    return [sys.executable, "-m", "simulator.cli", "serve", "--port", str(port)]


class Sandbox:
    """A running sandbox, spoken to over one connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection(HOST, port, timeout=600)

    def call(self, method: str, path: str, body: bytes | None = None, token: str = "") -> Any:
        """Return the answer's document. Raises CallFailed for a status that is no success."""
        headers = {"Content-Type": "application/json", "X-Api-Key": token}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise CallFailed(f"{method} {path}: {response.status} {answer.decode(errors='replace')[:500]}")
        return json.loads(answer) if answer else None

    def timed(self, method: str, path: str, body: bytes | None = None, token: str = "") -> float:
        """Return the milliseconds that a call takes."""
        started = perf_counter()
        self.call(method, path, body, token)
        return (perf_counter() - started) * 1000

    def new_world(self, name: str) -> str:
        """Make a world with one client; return the client's token."""
        made = self.call("POST", "/sandbox/worlds", json.dumps({"name": name, "now": NOW}).encode())
        return str(made["cfis"]["staging"]["clients"][0]["accessToken"])

    def netvisor(self, name: str) -> dict[str, str]:
        """Make a world; return what opens its company in Netvisor."""
        made = self.call("POST", "/sandbox/worlds", json.dumps({"name": name, "now": NOW}).encode())
        return dict(made["systems"]["netvisor"]["credentials"])

    def procountor(self, name: str) -> str:
        """Make a world; return an access token of its company in Procountor."""
        made = self.call("POST", "/sandbox/worlds", json.dumps({"name": name, "now": NOW}).encode())
        keys = made["systems"]["procountor"]["credentials"]
        form = {
            "grant_type": "client_credentials",
            "client_id": keys["clientId"],
            "client_secret": keys["clientSecret"],
            "api_key": keys["apiKey"],
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", "/procountor/api/oauth/token", urlencode(form), headers)
        return str(json.loads(self.connection.getresponse().read())["access_token"])

    def submit(self, token: str, numbers: range) -> None:
        """Hand in one invoice for each of ``numbers``."""
        template = invoice_template()
        for number in numbers:
            self.call("POST", f"/cfis{PARTNER}/invoice", numbered(template, number), token)

    def advance(self, world: str, duration: str) -> Any:
        """Move the clock of ``world``."""
        return self.call("POST", f"/sandbox/worlds/{world}/clock", json.dumps({"advance": duration}).encode())
