"""Worlds are made as asked for, with the same credentials for the same name and seed, and are gone when dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from control_bench import ROOT, START, Bench, a_bench, instant

from simulator.control.plane import ControlSettings
from simulator.core.records import Environment, Token
from simulator.world.timeline import real_now
from simulator.world.tokens import digest, verify


def test_a_new_world_tells_where_it_is_and_what_opens_it(bench: Bench) -> None:
    answer = bench.call("POST", "/worlds", {"name": "My first world!", "now": START})
    world = answer.body
    assert answer.status == 201
    assert answer.headers["location"] == f"{ROOT}/sandbox/worlds/my-first-world"
    assert (world["world"], world["now"], world["profile"]) == ("my-first-world", "2026-01-05T07:00:00Z", "faithful")
    assert world["systems"] == {}
    assert world["cfis"]["staging"]["baseUrl"] == f"{ROOT}/cfis"
    assert world["cfis"]["production"]["baseUrl"] == f"{ROOT}/cfis-production"
    (client,) = world["cfis"]["staging"]["clients"]
    assert list(client) == ["clientId", "customerCode", "businessCode", "paymentReferencePrefix", "accessToken"]


def test_every_credential_opens_its_world_in_its_environment(bench: Bench) -> None:
    opened = bench.world()
    for environment in Environment:
        there = opened["cfis"][environment]
        for secret in (there["provisioningToken"], there["clients"][0]["accessToken"]):
            assert bench.store.world_of(digest(secret)) == "demo"
            with bench.worlds.open("demo") as world:
                assert verify(world, secret, environment).environment is environment


def test_the_same_name_and_seed_have_the_same_credentials(bench: Bench) -> None:
    first = bench.world("again")
    bench.call("DELETE", "/worlds/again")
    assert bench.world("again") == first
    bench.call("DELETE", "/worlds/again")
    assert bench.world("again", seed="again") == first
    bench.call("DELETE", "/worlds/again")
    assert bench.world("again", seed=7)["cfis"] != first["cfis"]


def test_another_name_has_other_credentials_for_the_same_seed(memory: Bench) -> None:
    assert memory.world("one", seed=1)["cfis"] != memory.world("two", seed=1)["cfis"]


def test_a_guarded_server_gives_out_random_credentials() -> None:
    headers = {"X-Sandbox-Token": "open sesame"}
    opened = []
    for _ in range(2):
        with a_bench("memory", ControlSettings(token="open sesame")) as bench:
            opened.append(bench.post("/worlds", {"name": "same", "now": START}, headers=headers))
            assert bench.get("/worlds/same", headers=headers)["guarded"]
    assert opened[0]["cfis"] != opened[1]["cfis"]


def test_nameless_worlds_are_numbered_and_no_number_is_used_twice(bench: Bench) -> None:
    bench.world("w2")
    assert [bench.post("/worlds")["world"], bench.post("/worlds")["world"]] == ["w1", "w3"]
    bench.call("DELETE", "/worlds/w3")
    assert bench.post("/worlds", {})["world"] == "w4"


def test_a_world_starts_in_the_present_unless_told_otherwise(memory: Bench) -> None:
    assert abs(instant(memory.post("/worlds")["now"]) - real_now()) < timedelta(minutes=1)
    assert memory.post("/worlds", {"now": "2026-07-01"})["now"] == "2026-06-30T21:00:00Z"


def test_a_world_is_as_it_was_asked_for(bench: Bench) -> None:
    bench.world(
        "odd",
        seed="s",
        profile="harsh",
        services=["LIFECYCLE", "COLLECTION"],
        accounting="fennoa",
        policy={"morning_hour": 6, "settlement_weekdays_lifecycle": ["MON"]},
        strict=True,
        settlementShape="old",
        rate=60,
    )
    world = bench.get("/worlds/odd")
    assert (world["seed"], world["profile"], world["rate"]) == ("s", "harsh", 60)
    assert (world["strict"], world["settlementShape"], world["accounting"]) == (True, "old", "fennoa")
    assert world["policy"] == {"morning_hour": 6, "settlement_weekdays_lifecycle": ["MON"]}
    services = [(client["environment"], client["service"]) for client in world["clients"]]
    assert services == [
        ("staging", "LIFECYCLE"),
        ("staging", "COLLECTION"),
        ("production", "LIFECYCLE"),
        ("production", "COLLECTION"),
    ]
    assert bench.app.live.watched == ("odd",)


def test_clients_are_as_they_were_asked_for(bench: Bench) -> None:
    steps = [{"kind": "REMINDER", "afterDays": 3, "charge": False}, {"kind": "DEMAND", "afterDays": 20}]
    client = {
        "name": "Test Creditor One Oy",
        "businessCode": "1234567-1",
        "service": "COLLECTION",
        "partnerCode": "P1",
        "iban": "FI2112345600000785",
        "bic": "NDEAFIHH",
        "steps": steps,
        "settlementWeekdays": ["MON", "THU"],
        "legalCollection": True,
        "accounting": "procountor",
        "tokenExpires": "2026-02-01T00:00:00Z",
    }
    opened = bench.world("asked", clients=[client, {"businessCode": "7654321-2"}])
    assert [one["businessCode"] for one in opened["cfis"]["staging"]["clients"]] == ["1234567-1", "7654321-2"]
    first, second, *_ = bench.get("/worlds/asked")["clients"]
    assert (first["name"], first["service"], first["accounting"]) == (
        "Test Creditor One Oy",
        "COLLECTION",
        "procountor",
    )
    assert first["tokens"][0]["expires"] == "2026-02-01T00:00:00Z"
    assert (second["service"], second["accounting"], second["tokens"][0]["expires"]) == ("LIFECYCLE", "netvisor", None)


def test_a_world_can_begin_without_clients(memory: Bench) -> None:
    opened = memory.world(clients=[])
    assert opened["cfis"]["staging"]["clients"] == []
    assert opened["cfis"]["staging"]["provisioningToken"]


def test_looking_at_a_world_shows_no_secret(bench: Bench) -> None:
    opened = bench.world()
    shown = str(bench.get("/worlds/demo"))
    for environment in ("staging", "production"):
        there = opened["cfis"][environment]
        secrets = [there["provisioningToken"], *(client["accessToken"] for client in there["clients"])]
        assert all(secret not in shown and f"{secret[:4]}…" in shown for secret in secrets)


def test_looking_at_a_world_counts_and_shows_what_is_to_come(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    world = bench.get("/worlds/demo")
    assert world["counts"] == {"clients": 2, "receivables": 1, "payments": 0, "settlements": 0, "events": 8}
    assert world["agenda"] == [{"at": "2026-01-05T07:02:00Z", "what": "distribute", "key": "1001/1"}]
    assert (world["today"], world["moving"]) == ("2026-01-05", False)


def test_worlds_are_listed_oldest_first_and_without_snapshots(bench: Bench) -> None:
    bench.world("b")
    bench.world("a")
    bench.post("/worlds/b/snapshots")
    assert [world["world"] for world in bench.get("/worlds")["worlds"]] == ["b", "a"]


def test_a_dropped_world_leaves_nothing_behind(bench: Bench) -> None:
    forgotten: list[str] = []
    bench.app.plane.settings = bench.app.plane.settings._replace(forget=forgotten.append)
    opened = bench.world()
    bench.post("/worlds/demo/faults", {"system": "cfis", "fault": "drop"})
    answer = bench.call("DELETE", "/worlds/demo")
    assert (answer.status, answer.body) == (204, b"")
    assert bench.store.world_of(digest(opened["cfis"]["staging"]["provisioningToken"])) is None
    assert bench.faults.list("demo") == ()
    assert forgotten == ["demo"]
    assert bench.call("GET", "/worlds/demo").status == 404
    assert bench.call("DELETE", "/worlds/demo").status == 404


def test_a_taken_name_is_refused_however_it_is_spelled(bench: Bench) -> None:
    bench.world("Hämeen Testi")
    answer = bench.call("POST", "/worlds", {"name": "hameen-TESTI"})
    assert (answer.status, answer.error["code"]) == (409, "already_exists")


@pytest.mark.parametrize(
    ("wanted", "field", "told"),
    [
        ({"nmae": "x"}, "nmae", "not a member that is known"),
        ({"profile": "mean"}, "profile", "expected one of 'lenient', 'faithful', 'harsh'"),
        ({"name": "lobby"}, "name", "other than import, lobby"),
        ({"name": "..."}, "name", "letters or digits"),
        ({"now": "2026-01-05T09:00:00"}, "now", "an offset at its end"),
        ({"now": "tomorrow"}, "now", "a date such as"),
        ({"now": "1850-01-01"}, "now", "an instant from 1999-01-01"),
        ({"services": []}, "services", "1 or more"),
        ({"services": ["LIFECYCLE"], "clients": []}, "services", "each names its own service"),
        ({"accounting": "netvisr"}, "accounting", "one of netvisor, procountor"),
        ({"policy": {"morning_our": 6}}, "policy", "known names are"),
        ({"policy": {"morning_hour": "six"}}, "policy", "Expected `int`"),
        ({"rate": -1}, "rate", "0 or more"),
        (
            {"clients": [{"steps": [{"kind": "ENFORCEMENT", "afterDays": 1}]}]},
            "clients[0].steps[0].kind",
            "cannot come here",
        ),
        ({"clients": [{"steps": [{"kind": "REMINDER"}]}]}, "clients[0].steps[0].afterDays", "is missing"),
        ({"clients": [{"settlementWeekdays": []}]}, "clients[0].settlementWeekdays", "1 or more"),
        ({"clients": [{"accounting": "abacus"}]}, "clients[0].accounting", "one of netvisor"),
        ({"clients": [{"tokenExpires": "soon"}]}, "clients[0].tokenExpires", "a date such as"),
        ({"clients": [{"service": None}]}, "clients[0].service", "null"),
    ],
)
def test_what_a_world_cannot_be_is_told_field_by_field(
    memory: Bench, wanted: dict[str, object], field: str, told: str
) -> None:
    answer = memory.call("POST", "/worlds", {"name": "refused", **wanted})
    assert answer.status == 400
    assert told in answer.fields[field]
    assert memory.get("/worlds")["worlds"] == []


def test_two_clients_of_one_code_and_service_are_refused_and_leave_no_world(bench: Bench) -> None:
    answer = bench.call("POST", "/worlds", {"name": "twins", "clients": [{}, {}]})
    assert answer.status == 409
    assert bench.get("/worlds")["worlds"] == []
    assert bench.call("POST", "/worlds", {"clients": [{}, {}]}).status == 409


def test_an_unknown_world_is_told_with_the_one_that_was_probably_meant(bench: Bench) -> None:
    bench.world("invoicing")
    answer = bench.call("GET", "/worlds/invocing/books")
    assert answer.status == 404
    assert "the closest known is invoicing" in answer.error["message"]


def test_tokens_of_a_world_are_records_of_it_and_nothing_more(memory: Bench) -> None:
    memory.world()
    with memory.worlds.open("demo") as world:
        assert sum(1 for _ in world.shelf.all(Token)) == 4
