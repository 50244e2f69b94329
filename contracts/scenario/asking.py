"""The player's own requests to CFIS: the raw ones that a story tells of, and questions about how things stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import httpx2

from contracts.scenario import bodies
from contracts.scenario.plane import Plane, SandboxFailed
from contracts.scenario.recorder import PLAYER

PARTNER: Final = "/api/v1/partner"
ATTEMPTS: Final = 5
"""A world has at most two bad turns in a row, and a token may be dead besides."""
FINE: Final = (200, 204, 400, 404)


class Asker:
    """Asks CFIS, with tokens of its own that the control plane issues. ``http`` may call any address."""

    def __init__(self, plane: Plane, http: httpx2.Client, first_token: str) -> None:
        self._plane, self._http = plane, http
        self._cfis = plane.opened["cfis"]
        self._creditors = [each["clientId"] for each in self._cfis["staging"]["clients"]]
        self._tokens = {"first": first_token}

    def call(self, told: Mapping[str, Any]) -> httpx2.Response | None:
        """Send a raw request as a story tells it; None where no answer came. Raises SandboxFailed."""
        headers = {"X-Api-Key": self._token(told.get("as", "client")), **told.get("headers", {})}
        content = bodies.invoice(told["submit"]) if "submit" in told else told.get("body")
        if content is not None and not isinstance(content, str):
            headers = {"Content-Type": "application/json", **headers}
            content = json.dumps(content)
        environment = told.get("environment", "staging")
        return self._sent(environment, told["method"], told["path"], told.get("query", {}), content, headers)

    def case(self, invoice: int) -> tuple[int, Any]:
        """Return how CFIS answers about the case of an invoice: status and JSON. Raises SandboxFailed."""
        for _ in range(ATTEMPTS):
            headers = {"X-Api-Key": self._token("client")}
            answer = self._sent("staging", "GET", "/invoice/case", {"invoiceNumber": str(invoice)}, None, headers)
            if answer is not None and answer.status_code in FINE:
                return answer.status_code, json.loads(answer.content or b"null", parse_float=Decimal)
            if answer is not None and answer.status_code == 401:
                del self._tokens["client"]
        raise SandboxFailed(f"CFIS did not answer about the case of invoice {invoice} in {ATTEMPTS} attempts")

    def _token(self, whose: str) -> str:
        if whose not in self._tokens:
            creditor = self._creditors[1 if whose == "other" else 0]
            self._tokens[whose] = self._plane.tell("/tokens", {"clientId": creditor, "issue": True})["accessToken"]
        return self._tokens[whose]

    def _sent(
        self,
        environment: str,
        method: str,
        path: str,
        query: Mapping[str, Any],
        content: str | None,
        headers: Mapping[str, str],
    ) -> httpx2.Response | None:
        url = self._cfis[environment]["baseUrl"] + (path if path.startswith("/api/") else PARTNER + path)
        try:
            return self._http.request(
                method, url, params=dict(query), content=content, headers={**headers, "User-Agent": PLAYER}
            )
        except httpx2.TransportError:
            return None
