"""Stories of the library are played in worlds as they are, over the control plane."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from control_bench import Answer, Bench, check, decoded

from contracts.scenario import library
from contracts.scenario.in_process import InProcess
from simulator.asgi import build
from simulator.settings import Settings

TOKEN = "made-up-secret"
PLAY = "/sandbox/worlds/stage/scenarios/paid_on_time"


def desk(settings: Settings, **headers: str) -> Iterator[httpx2.Client]:
    way = InProcess(build(settings).app)
    with httpx2.Client(base_url="http://sandbox.test", transport=way, headers=headers) as http:
        assert http.post("/sandbox/worlds", json={"name": "stage", "now": "2026-01-01"}).status_code == 201
        yield http


@pytest.fixture(params=["memory", "sqlite"])
def http(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[httpx2.Client]:
    yield from desk(Settings() if request.param == "memory" else Settings(data=tmp_path))


def played(http: httpx2.Client, path: str = PLAY, status: int = 200) -> Any:
    answer = http.post(path)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_story_comes_true_in_a_world_as_it_is(http: httpx2.Client) -> None:
    told = played(http)
    assert (told["scenario"], told["cameTrue"], told["findings"], told["asked"]) == ("paid_on_time", True, [], [])
    assert [line["text"] for line in told["lines"]][2:5] == [
        "The client does its work.",
        "1 day goes by.",
        "The client does its work.",
    ]
    books = http.get("/sandbox/worlds/stage/books").json()
    assert [(each["invoiceNumber"], each["stage"]) for each in books["receivables"]] == [(1001, "PAID")]
    assert http.get("/sandbox/worlds/stage").json()["now"] == "2026-01-17T09:00:00Z"


def test_a_world_that_is_past_the_beginning_or_has_the_invoice_is_refused(http: httpx2.Client) -> None:
    played(http)
    assert "is at 2026-01-17T09:00:00+00:00 already" in played(http, status=409)["error"]["message"]
    plan = {"name": "taken", "now": "2026-01-01"}
    opened = http.post("/sandbox/worlds", json=plan).json()["cfis"]["staging"]
    header = {"number": 1001, "type": "INVOICE", "date": "2026-01-01", "dueDate": "2026-01-15", "currencyCode": "EUR"}
    parties = {"sellerParty": {"name": "Demo Creditor Oy"}, "buyerParty": {"name": "Made-up Buyer"}}
    document = {
        "distribution": {"enabled": False},
        "invoice": {"header": header, "parties": parties, "amounts": {"totalAmount": 10}},
    }
    key = {"X-Api-Key": opened["clients"][0]["accessToken"]}
    assert http.post("/cfis/api/v1/partner/invoice", json=document, headers=key).status_code == 200
    message = played(http, "/sandbox/worlds/taken/scenarios/paid_on_time", 409)["error"]["message"]
    assert message == "world taken has invoices already that the story hands in: 1001"


def test_what_nobody_knows_is_told_with_what_was_meant(http: httpx2.Client) -> None:
    unknown = played(http, "/sandbox/worlds/stage/scenarios/payed_on_time", 404)
    assert unknown["error"]["message"] == "scenario 'payed_on_time' is not known; the closest known is paid_on_time"
    nowhere = played(http, "/sandbox/worlds/stag/scenarios/paid_on_time", 404)
    assert nowhere["error"]["message"] == "world 'stag' is not known; the closest known is stage"


def test_a_guarded_control_plane_plays_as_well() -> None:
    for http in desk(Settings(control_token=TOKEN), Authorization=f"Bearer {TOKEN}"):
        assert played(http)["cameTrue"]


@pytest.mark.parametrize("name", ["token_expires_overnight", "closed_period", "payment_plan_kept", "harsh_quarter"])
def test_a_story_of_another_kind_comes_true_as_well(http: httpx2.Client, name: str) -> None:
    given = library.find(name).given
    plan = {"name": "other", "now": "2025-12-01", "profile": given["profile"], "seed": given["seed"]}
    clients = [{"service": given["service"], **given.get("creditor", {})}]
    assert http.post("/sandbox/worlds", json={**plan, "clients": clients}).status_code == 201
    told = played(http, f"/sandbox/worlds/other/scenarios/{name}")
    assert told["cameTrue"], told["findings"]


def test_a_story_ends_when_the_server_stops() -> None:
    stopping: list[bool] = []
    way = InProcess(build(Settings(), stopping=lambda: bool(stopping)).app)
    with httpx2.Client(base_url="http://sandbox.test", transport=way) as http:
        http.post("/sandbox/worlds", json={"name": "stage", "now": "2026-01-01"})
        stopping.append(True)
        told = played(http, status=503)
        assert told["error"] == {
            "code": "stopping",
            "message": "the server is stopping; the story has stopped on its way",
            "errors": [],
        }


def test_a_story_of_two_creditors_needs_a_world_with_two(http: httpx2.Client) -> None:
    two = [each.name for each in library.stories() if each.other is not None]
    assert two
    path = f"/sandbox/worlds/stage/scenarios/{two[0]}"
    assert "has one creditor; the story needs another one" in played(http, path, 409)["error"]["message"]
    clients = [{}, {"name": "Another Made-up Creditor Oy", "businessCode": "1234567-1"}]
    http.post("/sandbox/worlds", json={"name": "two", "now": "2026-01-01", "clients": clients})
    assert played(http, f"/sandbox/worlds/two/scenarios/{two[0]}")["cameTrue"]


def test_the_library_and_the_schema_are_served(http: httpx2.Client) -> None:
    told = http.get("/sandbox/scenarios").json()["scenarios"]
    assert sorted(each["scenario"] for each in told) == sorted(library.names())
    schema = http.get("/sandbox/scenario.schema.json").json()
    assert schema == json.loads((Path(library.__file__).parent / "scenario.schema.json").read_text("utf-8"))


def test_answers_keep_the_contract(http: httpx2.Client) -> None:
    for method, path in (("POST", PLAY), ("POST", PLAY), ("GET", "/sandbox/scenarios")):
        got = http.request(method, path)
        check(method, path.removeprefix("/sandbox"), Answer(got.status_code, decoded(got), got.headers))


def test_a_control_plane_without_systems_plays_nothing(memory: Bench) -> None:
    memory.world()
    answer = memory.call("POST", "/worlds/demo/scenarios/paid_on_time")
    assert (answer.status, answer.error["code"]) == (409, "conflict")
