"""Who is let in, what is read, and how refusals look: one shape, whatever went wrong."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import httpx2
import pytest
from control_bench import CONTRACT, Bench, a_bench
from starlette.applications import Starlette
from starlette.routing import Mount

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


ELSEWHERE = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://elsewhere.example"}]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_page_of_another_site_may_change_nothing_where_no_token_is_needed(headers: dict[str, str]) -> None:
    with a_bench("memory", ControlSettings()) as bench:
        answer = bench.call("POST", "/worlds", {"name": "theirs"}, headers=headers)
        assert (answer.status, answer.error["code"]) == (403, "not_permitted")
        assert "a page of another site" in answer.error["message"]
        assert bench.get("/worlds", headers=headers) == {"worlds": []}
        own = bench.call("POST", "/worlds", {"name": "ours"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert own.status == 201


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_whoever_has_the_token_may_come_from_anywhere(headers: dict[str, str]) -> None:
    with a_bench("memory", ControlSettings(token=TOKEN)) as bench:
        answer = bench.call("POST", "/worlds", {"name": "ours"}, headers={**headers, "X-Sandbox-Token": TOKEN})
        assert answer.status == 201


def test_a_token_that_is_no_ascii_is_wrong_and_nothing_worse() -> None:
    with a_bench("memory", ControlSettings(token=TOKEN)) as bench:
        answer = bench.call("GET", "/worlds", headers={"X-Sandbox-Token": b"s\xe9same"})
        assert answer.status == 401


@pytest.mark.parametrize("host", ["sandbox.example", "127.0.0.1:8080", "[::1]:8080"])
def test_links_lead_to_the_host_that_was_asked(memory: Bench, host: str) -> None:
    made = memory.call("POST", "/worlds", {"name": "demo"}, headers={"Host": host})
    assert made.headers["location"] == f"http://{host}/sandbox/worlds/demo"


@pytest.mark.parametrize("host", ["[", "[::1", "no host", "sandbox:99999999", "a@b", "<b>"])
def test_a_host_that_is_none_is_refused(memory: Bench, host: str) -> None:
    made = memory.call("POST", "/worlds", {"name": "demo"}, headers={"Host": host})
    assert (made.status, made.error["errors"][0]["field"]) == (400, "header.Host")
    assert memory.get("/worlds") == {"worlds": []}


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
    operations = {name: operation for name, operation in OPERATIONS.items() if name != "getBooks"}
    with pytest.raises(ContractError, match="getBooks stand in the contract or in the code, but not in both"):
        ControlApp(memory.app.plane, operations)


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


def test_a_parameter_that_is_not_known_is_told_in_print(memory: Bench) -> None:
    memory.world()
    answer = memory.call("GET", "/worlds/demo/books?%00client%1b=1&" + "x" * 300 + "=1")
    assert answer.status == 400
    assert answer.fields.keys() == {"query.\\x00client\\x1b", "query." + "x" * 80}


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

    app = ControlApp(memory.app.plane, {**OPERATIONS, "listWorlds": failing})
    scope = {"type": "http", "method": "GET", "path": "/worlds", "query_string": b"", "headers": [], "scheme": "http"}
    with pytest.raises(ZeroDivisionError):
        asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 500
    assert b'"code":"our_mistake"' in sent[1]["body"]


def test_an_application_below_a_mount_finds_its_paths(memory: Bench) -> None:
    mounted = Starlette(routes=[Mount("/sandbox", app=memory.app)])

    async def asked() -> int:
        transport = httpx2.ASGITransport(app=mounted)
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


STORY: Final = (
    ("takeSnapshot", "snapshots"),
    ("forkWorld", "fork"),
    ("armFault", "faults"),
    ("armFault.status", "faults"),
    ("armFault.delay", "faults"),
    ("setTokens", "tokens"),
    ("setTokens.issue", "tokens"),
    ("approveInvoice", "approvals/10001"),
    ("approveInvoice", "approvals/10002"),
    ("decideDelivery", "distributions/10002"),
    ("moveClock.next-event", "clock"),
    ("moveClock", "clock"),
    ("pay.wrong-reference", "bank/payments"),
    ("assignPayment", "bank/payments/1/assign"),
    ("pay.part", "bank/payments"),
    ("object", "debtors/objection"),
    ("answerObjection", "debtors/objection-answer"),
    ("beUnreachable", "debtors/unreachable"),
    ("moveClock.stage", "clock"),
    ("returnLetter", "debtors/returned-letter"),
    ("askForPlan", "debtors/payment-plan"),
    ("pay", "bank/payments"),
    ("moveClock.to", "clock"),
    ("moveClock.rate", "clock"),
)
"""What can be asked of a world, in an order in which it can be done: an example's name, and a path below the world."""
MAKING: Final = ("createWorld", "createWorld.complete")


def shipped() -> dict[str, Any]:
    """Return the example requests by operation and variant."""
    requests = [one for one in examples("control") if one.direction == "request"]
    return {f"{one.operation_id}.{one.variant}".rstrip("."): one.value for one in requests}


def test_every_example_request_is_part_of_the_story() -> None:
    assert shipped().keys() == {name for name, _ in STORY} | {*MAKING}


def test_the_example_requests_can_be_carried_out(bench: Bench) -> None:
    requests = shipped()
    for name in MAKING:
        assert bench.call("POST", "/worlds", requests[name]).status == 201
    for number in (10001, 10002):
        bench.invoice(number, "my-first-world", manual_approval=True, total="1240.00")
    for name, path in STORY:
        answer = bench.call("POST", f"/worlds/my-first-world/{path}", requests[name])
        assert answer.status in (200, 201), (name, answer.body)
