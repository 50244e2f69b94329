"""Who is let in, what is read, and how refusals look: one shape, whatever went wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from control_bench import CONTRACT, Bench, a_bench

from contracts.documents import examples, load
from contracts.reading import ContractError
from simulator.control.app import MOST_BODY, ControlApp
from simulator.control.operations import OPERATIONS
from simulator.control.plane import ControlSettings
from simulator.control.refusals import STATUS, refuse
from simulator.core import errors

TOKEN = "open sesame"


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": f"Bearer {TOKEN}"}, {"Authorization": f"bearer  {TOKEN}"}, {"X-Sandbox-Token": TOKEN}],
)
def test_the_control_token_opens_a_guarded_control_plane(headers: dict[str, str]) -> None:
    with a_bench("memory", ControlSettings(token=TOKEN)) as bench:
        assert bench.get("/worlds", headers=headers) == {"worlds": []}


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "a control token is needed"),
        ({"Authorization": f"Basic {TOKEN}"}, "a control token is needed"),
        ({"X-Sandbox-Token": "open says me"}, "not the control token"),
        ({"Authorization": "Bearer "}, "a control token is needed"),
        ({"X-Sandbox-Token": TOKEN.upper()}, "not the control token"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/worlds"), ("POST", "/nowhere"), ("GET", "/openapi.json")])
def test_nobody_else_is_let_in_nor_told_anything(headers: dict[str, str], told: str, method: str, path: str) -> None:
    with a_bench("memory", ControlSettings(token=TOKEN)) as bench:
        answer = bench.call(method, path, headers=headers)
        assert (answer.status, answer.error["code"], answer.error["errors"]) == (401, "not_authenticated", [])
        assert told in answer.error["message"]
        assert TOKEN not in str(answer.body)
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_that_is_no_ascii_is_wrong_and_nothing_worse() -> None:
    with a_bench("memory", ControlSettings(token=TOKEN)) as bench:
        answer = bench.call("GET", "/worlds", headers={"X-Sandbox-Token": "s\xe9same"})
        assert answer.status == 401


def test_the_contract_is_served_as_it_was_written(memory: Bench) -> None:
    assert memory.get("/openapi.json")["paths"].keys() == load("control").raw["paths"].keys()


def test_every_operation_is_bound_to_the_contract_by_its_name() -> None:
    assert OPERATIONS.keys() | {"getContract"} == CONTRACT.terms.keys()


def test_every_request_schema_refuses_members_it_does_not_know() -> None:
    document = load("control")

    def objects(node: Any, place: str) -> list[str]:
        if isinstance(node, list):
            return [found for one in node for found in objects(one, place)]
        if not isinstance(node, dict):
            return []
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            return objects(document.raw["components"]["schemas"][name], name)
        loose = [place] if "properties" in node and node.get("additionalProperties") is not False else []
        return [*loose, *(found for key, one in node.items() for found in objects(one, f"{place}/{key}"))]

    for operation in document.operations:
        assert objects(operation.request_schema, operation.operation_id) == []


def test_an_operation_without_a_function_keeps_the_server_from_starting(memory: Bench) -> None:
    class Unfinished(ControlApp):
        pass

    from simulator.control import app

    with pytest.raises(ContractError, match="getBooks stand in the contract or in the code, but not in both"):
        app._check_bound(CONTRACT, {name: None for name in CONTRACT.terms if name != "getBooks"})


def test_an_address_that_nothing_answers_is_told_with_the_nearest(memory: Bench) -> None:
    answer = memory.call("GET", "/worlds/demo/boks")
    assert (answer.status, answer.error["code"]) == (404, "no_such_address")
    assert "GET /worlds/{world}/books" in answer.error["message"]
    answer = memory.call("PUT", "/worlds")
    assert (answer.status, answer.error["code"], answer.headers["allow"]) == (405, "method_not_allowed", "GET, POST")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "is not JSON"),
        (b"[" * 100 + b"]" * 100, "goes deeper than"),
        (b'{"name": 1e999}', "exponent"),
        (b'{"name": "\xff"}', "UTF-8"),
        (b"[]", "expected an object"),
        (b"null", "expected an object"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_the_reason(memory: Bench, content: bytes, told: str) -> None:
    memory.world()
    answer = memory.call("POST", "/worlds/demo/clock", content=content, headers={"Content-Type": "application/json"})
    assert answer.status == 400
    assert told in answer.error["message"]


def test_a_body_of_another_kind_is_refused_with_the_right_one(memory: Bench) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = memory.call("POST", "/worlds", content=b"name=demo", headers=headers)
    assert (answer.status, answer.error["code"]) == (415, "wrong_media_type")
    assert "send application/json" in answer.error["message"]


def test_a_body_without_a_content_type_is_json(memory: Bench) -> None:
    assert memory.call("POST", "/worlds", content=b'{"name": "plain"}').status == 201


def test_a_body_beyond_the_bound_is_refused(memory: Bench) -> None:
    answer = memory.call("POST", "/worlds", content=b" " * (MOST_BODY + 1))
    assert (answer.status, answer.error["code"]) == (413, "too_large")


def test_our_own_mistake_is_answered_and_raised(memory: Bench) -> None:
    sent: list[dict[str, Any]] = []

    async def failing(*_: object) -> Any:
        raise ZeroDivisionError

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    memory.app._operations["listWorlds"] = failing
    scope = {"type": "http", "method": "GET", "path": "/worlds", "query_string": b"", "headers": [], "scheme": "http"}
    with pytest.raises(ZeroDivisionError):
        asyncio.run(memory.app(scope, receive, send))
    assert sent[0]["status"] == 500
    assert b'"code":"our_mistake"' in sent[1]["body"]


def test_an_application_below_a_mount_finds_its_paths(memory: Bench) -> None:
    from starlette.applications import Starlette
    from starlette.routing import Mount

    memory.app = Starlette(routes=[Mount("/sandbox", app=memory.app)])  # type: ignore[assignment]
    import httpx2

    async def asked() -> int:
        transport = httpx2.ASGITransport(app=memory.app)
        async with httpx2.AsyncClient(transport=transport, base_url="https://public.test:8443") as client:
            made = await client.post("/sandbox/worlds", json={"name": "mounted"})
            assert made.json()["cfis"]["staging"]["baseUrl"] == "https://public.test:8443/cfis"
            return (await client.get("/sandbox/worlds/mounted/books")).status_code

    assert memory.play(asked()) == 200


def test_every_kind_of_refusal_has_a_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DomainError)]
    for kind in kinds:
        if kind is not errors.DomainError:
            assert any(base in STATUS for base in kind.__mro__), kind
    assert refuse(errors.NotPermitted("no")).status == 403


def test_the_documented_requests_are_carried_out_one_after_the_other(bench: Bench) -> None:
    """The examples tell one story about invoice 10001 of the demo creditor."""
    shipped = {(one.operation_id, one.direction, one.variant): one.value for one in examples("control")}
    assert shipped
    assert {name for name, direction, _ in shipped if direction == "request"} <= CONTRACT.terms.keys()
