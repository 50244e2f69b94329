"""Credentials of accounting systems can be seen, added to, made to expire, chosen for and taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from control_bench import Bench, a_bench

from simulator.banner import banner
from simulator.control.plane import ControlSettings
from simulator.core.errors import CredentialExpired, NotAuthenticated
from simulator.systems.netvisor.admission import COMPANY
from simulator.world.founding import WorldPlan, found
from simulator.world.memory import MemoryStore
from simulator.world.system_credentials import credential_of, credentials_in
from simulator.world.worlds import Worlds

SETTINGS = ControlSettings(companies=(COMPANY,))
PATH = "/worlds/one/systems/netvisor/credentials"


def opened(bench: Bench, path: str = "/worlds", **plan: Any) -> dict[str, str]:
    now = {"now": "2026-06-10T09:00:00+03:00"} if path == "/worlds" else {}
    answer = bench.call("POST", path, {**now, **plan})
    assert answer.status == 201, answer.body
    return dict(answer.body["systems"]["netvisor"]["credentials"])


def is_live(bench: Bench, parts: dict[str, str]) -> bool:
    with bench.worlds.open("one") as world:
        try:
            credential_of(world, "netvisor", parts["customerId"])
        except CredentialExpired:
            return False
    return True


def test_a_credential_is_listed_without_its_secrets() -> None:
    with a_bench("memory", SETTINGS) as bench:
        parts = opened(bench, name="one")
        (told,) = bench.get(PATH)["credentials"]
        assert (told["name"], told["hint"], told["expires"]) == ("demo", f"{parts['customerId'][:4]}…", None)
        assert told["choices"] == {"generation": "classic"}
        assert "parts" not in told


def test_a_credential_expires_when_it_is_told_to_and_lives_on_when_it_is_told_that() -> None:
    with a_bench("memory", SETTINGS) as bench:
        parts = opened(bench, name="one")
        bench.call("PUT", f"{PATH}/demo", {"expires": "2026-06-10T06:00:00Z"})
        assert not is_live(bench, parts)
        assert bench.call("PUT", f"{PATH}/demo", {"expires": None}).body["expires"] is None
        assert is_live(bench, parts)


def test_a_further_credential_works_beside_the_first_and_shows_its_parts_once() -> None:
    with a_bench("sqlite", SETTINGS) as bench:
        first = opened(bench, name="one")
        made = bench.call("POST", PATH, {"name": "second", "choices": {"generation": "current"}})
        assert (made.status, made.body["parts"]["generation"]) == (201, "current")
        assert made.body["parts"]["customerId"] != first["customerId"]
        assert is_live(bench, made.body["parts"])
        assert is_live(bench, first)
        assert bench.call("POST", PATH, {"name": "second"}).status == 409


def test_a_credential_that_was_taken_back_is_not_known_any_more() -> None:
    with a_bench("memory", SETTINGS) as bench:
        parts = opened(bench, name="one")
        assert bench.call("DELETE", f"{PATH}/demo").status == 204
        with bench.worlds.open("one") as world, pytest.raises(NotAuthenticated):
            credential_of(world, "netvisor", parts["customerId"])
        assert bench.call("DELETE", f"{PATH}/demo").status == 404


def test_what_is_chosen_at_the_beginning_holds() -> None:
    with a_bench("memory", SETTINGS) as bench:
        assert opened(bench, name="one", systems={"netvisor": {"voucherClass": "current"}})["voucherClass"] == "current"
        assert bench.get(PATH)["credentials"][0]["choices"] == {"generation": "classic", "voucherClass": "current"}


@pytest.mark.parametrize(
    ("systems", "word"),
    [
        ({"nowhere": {}}, "netvisor"),
        ({"netvisor": {"generation": "oldest"}}, "classic or current"),
        ({"netvisor": {"partnerKey": "mine"}}, "generation"),
    ],
)
def test_what_cannot_be_chosen_is_told_of(systems: dict[str, dict[str, str]], word: str) -> None:
    with a_bench("memory", SETTINGS) as bench:
        answer = bench.call("POST", "/worlds", {"name": "one", "systems": systems})
        assert answer.status == 400
        assert word in answer.body["error"]["message"]
        assert bench.get("/worlds")["worlds"] == []


def test_an_unknown_system_or_credential_is_not_found() -> None:
    with a_bench("memory", SETTINGS) as bench:
        opened(bench, name="one")
        assert bench.call("GET", "/worlds/one/systems/nowhere/credentials").status == 404
        assert bench.call("PUT", f"{PATH}/other", {"expires": None}).status == 404


@pytest.mark.parametrize("guarded", [True, False])
def test_the_banner_of_a_guarded_world_holds_no_credential_of_a_system(guarded: bool) -> None:
    worlds = Worlds(MemoryStore())
    plan = WorldPlan(world="one", name="one", seed="one", now=datetime(2026, 6, 10, tzinfo=UTC), guarded=guarded)
    found(worlds.store, plan, [], [COMPANY])
    with worlds.open("one") as world:
        told = banner("http://127.0.0.1:8080", world, [], {}, titles={"netvisor": "Netvisor"})
        (known,) = credentials_in(world)
    assert (known.part("customerKey") in told) != guarded
    assert (known.part("partnerKey") in told) != guarded
    assert ('-H "Authorization: Bearer $CFIS_SANDBOX_TOKEN"' in told) is guarded
