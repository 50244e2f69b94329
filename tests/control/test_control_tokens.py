"""Tokens can be made to expire, to live on, and to be more."""

from __future__ import annotations

import pytest
from control_bench import Bench

from simulator.core.errors import CredentialExpired
from simulator.core.records import Environment
from simulator.world.tokens import renew, verify


def secret_of(opened: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> str:
    return opened["cfis"]["staging"]["clients"][0]["accessToken"]


def is_live(bench: Bench, secret: str) -> bool:
    with bench.worlds.open("demo") as world:
        try:
            verify(world, secret, Environment.STAGING)
        except CredentialExpired:
            return False
    return True


def test_a_token_expires_when_it_is_told_to(bench: Bench) -> None:
    secret = secret_of(bench.world())
    told = bench.post("/worlds/demo/tokens", {"clientId": 1001, "expires": "2026-01-06T07:00:00Z"})
    (token,) = told["tokens"]
    assert (token["hint"], token["expires"], token["clientId"]) == (f"{secret[:4]}…", "2026-01-06T07:00:00Z", 1001)
    assert is_live(bench, secret)
    bench.advance("PT24H")
    assert not is_live(bench, secret)
    bench.post("/worlds/demo/tokens", {"clientId": 1001, "expires": None})
    assert is_live(bench, secret)


def test_a_token_that_was_replaced_is_left_alone(bench: Bench) -> None:
    secret = secret_of(bench.world())
    with bench.worlds.open("demo") as world:
        renewed = renew(world, bench.store, secret, Environment.STAGING)
    told = bench.post("/worlds/demo/tokens", {"clientId": 1001, "expires": "2026-01-05"})
    assert [token["hint"] for token in told["tokens"]] == [f"{renewed[:4]}…"]
    assert not is_live(bench, renewed)


def test_a_further_token_works_beside_the_first(bench: Bench) -> None:
    secret = secret_of(bench.world())
    wanted = {"clientId": 1001, "environment": "staging", "issue": True, "expires": "2026-01-06T07:00:00Z"}
    told = bench.post("/worlds/demo/tokens", wanted)
    assert told["accessToken"] != secret
    assert is_live(bench, told["accessToken"])
    assert is_live(bench, secret)
    bench.advance("P1D")
    assert (is_live(bench, told["accessToken"]), is_live(bench, secret)) == (False, True)


@pytest.mark.parametrize(
    ("wanted", "status", "field"),
    [
        ({"expires": None}, 400, "clientId"),
        ({"clientId": 1001}, 400, "expires"),
        ({"clientId": 1001, "expires": "soon"}, 400, "expires"),
        ({"clientId": 1001, "environment": "production", "expires": None}, 400, "environment"),
        ({"clientId": 1001, "environment": "test", "expires": None}, 400, "environment"),
        ({"clientId": 1001, "expire": None}, 400, "expire"),
        ({"clientId": 9, "expires": None}, 404, None),
    ],
)
def test_what_cannot_be_asked_of_tokens_is_told(
    memory: Bench, wanted: dict[str, object], status: int, field: str | None
) -> None:
    memory.world()
    answer = memory.call("POST", "/worlds/demo/tokens", wanted)
    assert answer.status == status
    assert field is None or field in answer.fields
