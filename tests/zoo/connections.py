"""Clients whose single requests are wrong: tokens, retries, waiting, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx2

from contracts.reference_client.client import CfisClient
from contracts.reference_client.connection import Answer, Connection, Unanswered
from tests.zoo.animal import QUICKLY, Animal, made_of


class IgnoresExpiry(Connection):
    def _renew(self) -> None:
        raise Unanswered(maybe_done=False)


class KeepsTheOldToken(Connection):
    def _replace(self, token: str) -> None:
        self._token = token


class RenewsAlways(Connection):
    def _ask(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None, *, repeatable: bool) -> Answer:
        self._renew()
        return super()._ask(method, path, query, body, repeatable=repeatable)


class TokenInTheAddress(Connection):
    def _once(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None) -> httpx2.Response | None:
        return super()._once(method, path, {**query, "token": self._token}, body)


class AsksProduction(Connection):
    def get(self, path: str, **query: Any) -> Answer:
        if path == "/settlements":
            production = re.sub(r"/cfis$", "/cfis-production", str(self._http.base_url).rstrip("/"))
            self._http.get(f"{production}/api/v1/partner/validate", headers={"X-Api-Key": self._token})
        return super().get(path, **query)


class Hurries(Connection):
    def _pause(self, response: httpx2.Response | None, attempt: int) -> float:
        return 1.0


class TakesItForARefusal(Connection):
    def _read(self, response: httpx2.Response | None) -> Answer | None:
        if response is not None and response.status_code == 429:
            return Answer(429, {"message": "Too many requests"})
        return super()._read(response)


class WantsABody(Connection):
    def _read(self, response: httpx2.Response | None) -> Answer | None:
        if response is not None and response.status_code == 204:
            return None
        return super()._read(response)


class NeverEnds(Connection):
    def _ask(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None, *, repeatable: bool) -> Answer:
        while True:
            try:
                return super()._ask(method, path, query, body, repeatable=repeatable)
            except Unanswered as unanswered:
                if unanswered.maybe_done and not repeatable:
                    raise


class TakesADeadTokenForARefusal(Connection):
    def _read(self, response: httpx2.Response | None) -> Answer | None:
        answer = super()._read(response)
        if response is None or answer is None or answer.status != 401 or response.url.path.endswith("/renew"):
            return answer
        self._renew()
        return Answer(403, answer.body)


class LooksForAToken(Connection):
    def _replace(self, token: str) -> None:
        super()._replace({"Message": token}["message"])


class BelievesHalfAnAnswer(Connection):
    def _read(self, response: httpx2.Response | None) -> Answer | None:
        answer = super()._read(response)
        if answer is None and response is not None and response.status_code == 200:
            return Answer(200, {})
        return answer


class SendsText(Connection):
    def _once(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None) -> httpx2.Response | None:
        headers = {"X-Api-Key": self._token, "Content-Type": "text/plain"}
        try:
            address = f"/api/v1/partner{path}"
            return self._http.request(method, address, params=dict(query), content=body, headers=headers)
        except httpx2.TransportError:
            return None


class PollsEveryMinute(CfisClient):
    def run(self) -> None:
        for _ in range(10):
            super().run()
            self._sender._connection._wait(60)


CONNECTIONS = (
    Animal(
        "ignores expiry",
        "Waits for better times when its token is refused, instead of renewing it.",
        "AUTH-03",
        made_of(connection=IgnoresExpiry),
        "1001",
        found_within=QUICKLY,
    ),
    Animal(
        "keeps the old token",
        "Uses a renewed token, and stores the one that was replaced.",
        "AUTH-05",
        made_of(connection=KeepsTheOldToken),
        "1001",
        found_within=QUICKLY,
    ),
    Animal(
        "renews in a storm",
        "Renews its token before every request.",
        "AUTH-06",
        made_of(connection=RenewsAlways),
        "renewed its token",
        found_within=QUICKLY,
    ),
    Animal(
        "puts its token into the address",
        "Sends its token in the query as well, where every log on the way keeps it.",
        "SEC-01",
        made_of(connection=TokenInTheAddress),
        "in the address",
        found_within=QUICKLY,
    ),
    Animal(
        "uses the staging token in production",
        "Checks its staging token at the address of production, which is written in the program.",
        "AUTH-02",
        made_of(connection=AsksProduction),
        "which is not the address it was given",
        found_within=QUICKLY,
    ),
    Animal(
        "ignores Retry-After",
        "Comes back after a second, however long it was told to wait.",
        "RES-04",
        made_of(connection=Hurries),
        "it was told to wait",
        found_within=QUICKLY,
    ),
    Animal(
        "takes too many requests for a refusal",
        "Takes status 429 for the answer to its request, and an invoice for refused.",
        "RES-07",
        made_of(connection=TakesItForARefusal),
        "which it never was",
        found_within=QUICKLY,
    ),
    Animal(
        "takes nothing found for an error",
        "Asks again when there is nothing to tell (204).",
        "TOL-03",
        made_of(connection=WantsABody),
        "times in one turn",
        found_within=QUICKLY,
    ),
    Animal(
        "never ends",
        "Repeats a request until there is an answer, were it for hours.",
        "RES-06",
        made_of(connection=NeverEnds),
        "would not end",
        found_within=QUICKLY,
    ),
    Animal(
        "polls every minute",
        "Asks every question ten times in a run, a minute apart.",
        "DIST-02",
        made_of(client=PollsEveryMinute),
        "times in one turn",
        found_within=QUICKLY,
    ),
    Animal(
        "takes a dead token for a refusal",
        "Renews its token when a request is refused for it (401), and does not repeat the request.",
        "AUTH-04",
        made_of(connection=TakesADeadTokenForARefusal),
        "which it never was",
        found_within=QUICKLY,
    ),
    Animal(
        "looks for the token in message",
        "Looks for the renewed token in the member message; its name has a capital M.",
        "AUTH-07",
        made_of(connection=LooksForAToken),
        "broke down",
        found_within=QUICKLY,
    ),
    Animal(
        "believes half an answer",
        "Takes an answer that breaks off for one with nothing in it.",
        "RES-08",
        made_of(connection=BelievesHalfAnAnswer),
        "the client",
        found_within=400,
    ),
    Animal(
        "does not say that it sends JSON",
        "Sends documents as plain text.",
        "DATA-07",
        made_of(connection=SendsText),
        "is JSON",
        found_within=QUICKLY,
    ),
)
