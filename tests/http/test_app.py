"""One exchange from bytes to bytes: what is carried out, what is undone, what is explained, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from contracts.reading import ContractError
from simulator.core.records import Environment, Profile
from simulator.http.app import system_app
from simulator.http.contract import Contract
from simulator.http.faults import Faults
from simulator.http.journal import LOBBY, Journals
from simulator.http.refusals import ContractBroken
from simulator.http.rendering import as_json
from simulator.http.shell import Shell
from simulator.http.weather import Weather
from simulator.world.memory import MemoryStore
from tests.http.toy import DOCUMENT, KEY, SYSTEM, WORLD, Answered, Toy, a_coin, exchanged, stepped

METHODS = st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "get", "X"])
TARGETS = st.sampled_from(["/v1/coins", "/v1/coins/euro", "/v1/jar", "/v1/sign", "/", "/v1//", "/v1/coins/\x00"])
QUERIES = st.text(alphabet="abclimit=&%0123456789\x00é", max_size=30)
HEADERS = st.dictionaries(
    st.sampled_from(["content_type", "x_shelf", "accept", "host"]),
    st.text(st.characters(max_codepoint=255), max_size=20),
)


class Blocking(MemoryStore):
    """A store that says it may wait, so that its work belongs on a thread."""

    blocking = True


def test_a_request_that_keeps_its_contract_is_carried_out() -> None:
    toy = Toy()
    answered = toy.post_coin(a_coin())
    assert (answered.status, answered.json) == (200, a_coin())
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["content-length"] == str(len(answered.body))
    assert toy.coins() == ["euro"]
    assert toy.ask("GET", "/v1/coins/euro").json == a_coin()


def test_the_date_of_an_answer_is_that_of_the_world() -> None:
    assert Toy().ask("GET", "/v1/coins").headers["date"] == "Sat, 31 Jan 2026 12:30:15 GMT"


def test_an_answer_without_content_has_no_body_and_no_type() -> None:
    answered = Toy().ask("POST", "/v1/empty")
    assert (answered.status, answered.body) == (204, b"")
    assert not {"content-length", "content-type"} & answered.headers.keys()


@pytest.mark.parametrize(
    ("method", "target", "body", "status"),
    [
        ("POST", "/v1/coins", b'{"name": "euro"', 400),
        ("POST", "/v1/coins", b'{"name": "euro"}', 400),
        ("POST", "/v1/coins", b"", 400),
        ("GET", "/v1/coins?limit=0", b"", 400),
        ("GET", "/v1/coins/none", b"", 404),
        ("GET", "/v1/none", b"", 404),
        ("PUT", "/v1/coins", b"{}", 405),
        ("HEAD", "/v1/coins", b"", 405),
        ("OPTIONS", "/v1/coins", b"", 405),
        ("POST", "/v1/give-back", b"", 409),
        ("POST", "/v1/break-down", b"", 500),
        ("POST", "/v1/lie", b"", 500),
    ],
)
def test_every_refusal_leaves_no_trace_and_is_explained(method: str, target: str, body: bytes, status: int) -> None:
    toy = Toy()
    answered = toy.ask(method, target, body)
    assert answered.status == status
    assert answered.headers["x-sandbox-explain"] == "http://sandbox.test/sandbox/worlds/jar/journal/1"
    assert answered.body == b"" if method == "HEAD" else answered.json["message"]
    assert toy.coins() == []
    assert toy.last().status == status


def test_authentication_comes_before_validation_and_decoding() -> None:
    toy = Toy()
    assert toy.ask("POST", "/v1/coins", b"{no json", key=None).status == 401
    toy.faults.arm(WORLD, {"system": "toy", "fault": "expire-token"})
    assert toy.ask("POST", "/v1/coins", b"{no json").status == 401


def test_an_answer_that_is_fine_has_no_explanation() -> None:
    assert "x-sandbox-explain" not in Toy().ask("GET", "/v1/coins").headers


def test_an_unknown_path_is_journalled_where_its_credential_belongs() -> None:
    toy = Toy()
    toy.ask("GET", "/v1/nowhere")
    toy.ask("GET", "/v1/nowhere", key="unknown")
    assert len(toy.journals.of(WORLD)) == 1
    assert len(toy.journals.of(LOBBY)) == 1


def test_another_kind_of_document_is_refused_in_the_words_of_the_vendor() -> None:
    toy = Toy()
    answered = toy.ask("POST", "/v1/coins", b"name=euro", content_type="application/x-www-form-urlencoded")
    assert answered.status == 415
    assert "send application/json" in answered.json["message"]


def test_a_packed_body_is_refused_with_the_reason() -> None:
    answered = Toy().ask("POST", "/v1/coins", b"\x1f\x8b", content_encoding="gzip")
    assert answered.status == 415
    assert "content encoding 'gzip'" in answered.json["message"]


def test_a_body_is_bounded_while_it_comes_in() -> None:
    toy = Toy(most_body_bytes=1000)
    assert toy.ask("POST", "/v1/coins", json.dumps(a_coin(note="x" * 800)).encode()).status == 200
    answered = toy.ask("POST", "/v1/coins", b"x" * 1001)
    assert (answered.status, answered.headers["connection"]) == (413, "close")
    assert as_json(toy.last())["explanation"]["expected"] == "at most 1000 bytes"


@pytest.mark.parametrize("sizes", [(600, 500), (1, 5000), (400,) * 20, (0, 1001)])
def test_a_body_in_pieces_is_bounded_too(sizes: tuple[int, ...]) -> None:
    toy = Toy(most_body_bytes=1000)
    pieces = [{"type": "http.request", "body": b"x" * size, "more_body": True} for size in sizes]
    answered = stepped(exchanged(toy.app, a_scope("POST", "/v1/coins"), [*pieces, {"type": "http.request"}]))
    assert answered.status == 413


def test_a_body_in_pieces_is_put_together() -> None:
    toy = Toy()
    whole = json.dumps(a_coin()).encode()
    pieces = [{"type": "http.request", "body": whole[at : at + 7], "more_body": True} for at in range(0, len(whole), 7)]
    answered = stepped(exchanged(toy.app, a_scope("POST", "/v1/coins"), [*pieces, {"type": "http.request"}]))
    assert answered.status == 200


def test_a_caller_who_hangs_up_midway_changes_nothing() -> None:
    toy = Toy()
    piece = {"type": "http.request", "body": json.dumps(a_coin()).encode(), "more_body": True}
    answered = stepped(exchanged(toy.app, a_scope("POST", "/v1/coins"), [piece, {"type": "http.disconnect"}]))
    assert answered == Answered(0, {}, b"")
    assert toy.coins() == []


def test_our_own_mistake_is_answered_journalled_and_raised() -> None:
    toy = Toy()
    answered = toy.ask("POST", "/v1/break-down")
    assert isinstance(answered.error, ZeroDivisionError)
    assert "a mistake of ours" in toy.last().traceback
    assert "a mistake of ours" not in answered.body.decode()


def test_a_reply_that_breaks_our_contract_is_our_own_mistake() -> None:
    toy = Toy()
    answered = toy.ask("POST", "/v1/lie")
    assert isinstance(answered.error, ContractBroken)
    assert as_json(toy.last())["verdict"]["reply"] == [{"field": "amount", "message": "is missing"}]


def test_a_body_that_an_operation_does_not_take_is_passed_over() -> None:
    toy = Toy()
    toy.post_coin(a_coin())
    assert toy.ask("GET", "/v1/coins/euro", b"{no json", content_type="text/plain").status == 200


def test_an_operation_may_take_bytes_of_any_type() -> None:
    answered = Toy().ask("POST", "/v1/sign", b"<a/>", content_type="application/x-www-form-urlencoded")
    assert answered.json["name"] == "<a/>"


def test_the_toy_signs_what_is_longer_than_a_name_by_its_beginning() -> None:
    answered = Toy().ask("POST", "/v1/sign", b"x" * 60)
    assert (answered.error, answered.json["name"]) == (None, "x" * 20)


@given(method=METHODS, target=TARGETS, query=QUERIES, body=st.binary(max_size=60), headers=HEADERS)
def test_hostile_requests_never_break_anything_and_never_change_anything(
    method: str, target: str, query: str, body: bytes, headers: dict[str, str]
) -> None:
    toy = Toy()
    answered = toy.ask(method, f"{target}?{query}", body, **headers)
    assert answered.error is None
    assert answered.status < 500
    assert toy.coins() == []
    assert len(toy.journals.of(WORLD)) == 1
    json.dumps(as_json(toy.last()))


@given(
    coin=st.dictionaries(
        st.sampled_from(["name", "amount", "madeOn", "metal", "note", "mint"]),
        st.none() | st.text(max_size=5) | st.integers() | st.floats(allow_nan=False) | st.lists(st.none()),
    )
)
def test_a_document_is_either_kept_or_refused_with_every_field_named(coin: dict[str, Any]) -> None:
    toy = Toy()
    answered = toy.ask("POST", "/v1/coins", json.dumps(coin).encode())
    assert answered.error is None
    if answered.status == 200:
        assert len(toy.coins()) == 1
    else:
        assert answered.status == 400
        assert answered.fields
        assert toy.coins() == []


def test_each_environment_is_its_own() -> None:
    toy = Toy(environment=Environment.STAGING)
    assert toy.ask("POST", "/v1/empty").status == 403, "a refusal stands, though this contract does not list 403"
    assert Toy(environment=Environment.PRODUCTION).ask("POST", "/v1/empty").status == 204


def test_code_and_contract_must_name_the_same_operations() -> None:
    toy = Toy()
    parts = toy.worlds, toy.journals, toy.faults, Weather()
    lacking = SYSTEM._replace(endpoints={"addCoin": SYSTEM.endpoints["addCoin"]})
    with pytest.raises(ContractError, match=r"in the contract but not in the code: .*listCoins"):
        Shell.around(lacking, Contract.of(DOCUMENT), *parts)
    more = SYSTEM._replace(endpoints={**SYSTEM.endpoints, "melt": SYSTEM.endpoints["addCoin"]})
    with pytest.raises(ContractError, match=r"in the code but not in the contract: .*melt"):
        Shell.around(more, Contract.of(DOCUMENT), *parts)


def test_a_system_may_be_mounted_below_a_path_and_is_asked_over_http() -> None:
    toy = Toy()

    async def ask() -> httpx2.Response:
        mounted = Starlette(routes=[Mount("/toy", toy.app)])
        transport = httpx2.ASGITransport(app=mounted)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox.test:8080/toy") as client:
            return await client.get("/v1/coins/gone%20?a=%20b", headers={"X-Api-Key": KEY})

    response = asyncio.run(ask())
    assert response.status_code == 404
    assert response.headers["X-Sandbox-Explain"] == "http://sandbox.test:8080/sandbox/worlds/jar/journal/1"
    assert toy.last().path == "/v1/coins/gone "
    assert toy.last().url == "http://sandbox.test:8080/toy/v1/coins/gone%20?a=%20b"


def test_the_address_of_explanations_can_be_given() -> None:
    toy = Toy()
    parts = toy.worlds, toy.journals, toy.faults, Weather()
    shell = Shell.around(SYSTEM, Contract.of(DOCUMENT), *parts, public_url="https://box.example.com/")
    toy.app = system_app(shell)
    explained = toy.ask("GET", "/v1/nowhere").headers["x-sandbox-explain"]
    assert explained == "https://box.example.com/sandbox/worlds/jar/journal/1"


def test_work_on_a_store_that_may_wait_is_done_on_the_thread_that_was_given() -> None:
    with ThreadPoolExecutor(1) as thread:
        seen: list[str] = []

        async def hop(work: Callable[[], Any]) -> Any:
            def noted() -> Any:
                seen.append(threading.current_thread().name)
                return work()

            return await asyncio.get_running_loop().run_in_executor(thread, noted)

        toy = Toy(store=Blocking(), run=hop)
        answered = asyncio.run(toy.asking("POST", "/v1/coins", json.dumps(a_coin()).encode()))
    assert answered.status == 200
    assert len(seen) == 1
    assert seen[0] != threading.current_thread().name


def test_a_store_that_may_wait_needs_a_thread() -> None:
    with pytest.raises(ValueError, match="on which thread"):
        Toy(store=Blocking())


def test_a_request_waits_until_its_world_has_arrived() -> None:
    toy = Toy()
    toy.faults.arm(WORLD, {"system": "toy", "fault": "status", "turn": 2})

    async def play() -> Answered:
        toy.worlds.moving.add(WORLD)
        asking = asyncio.create_task(toy.asking("GET", "/v1/coins"))
        asyncio.get_running_loop().call_later(0.03, toy.worlds.moving.discard, WORLD)
        return await asking

    assert asyncio.run(play()).status == 200, "a request that waits counts once"
    assert len(toy.journals.of(WORLD)) == 1


def test_a_request_does_not_wait_for_ever() -> None:
    toy = Toy(longest_wait_seconds=0.02)
    toy.worlds.moving.add(WORLD)
    answered = asyncio.run(toy.asking("GET", "/v1/coins"))
    assert (answered.status, answered.headers["retry-after"]) == (503, "1")
    assert toy.last().status == 503


def a_scope(method: str, path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(b"x-api-key", KEY.encode())],
        "server": ("sandbox.test", 8080),
    }


def test_a_bare_scope_is_enough() -> None:
    toy = Toy()
    stepped(exchanged(toy.app, a_scope("GET", "/v1/jar"), [{"type": "http.request"}]))
    assert toy.last().url == "http://sandbox.test:8080/v1/jar"


def test_what_is_no_http_is_left_alone() -> None:
    assert stepped(exchanged(Toy().app, {"type": "lifespan"}, [])) == Answered(0, {}, b"")


def test_other_worlds_have_their_own_journal_faults_and_coins() -> None:
    toy = Toy()
    toy.found("other", "key-of-the-other")
    toy.faults.arm("other", {"system": "toy", "fault": "status"})
    assert toy.post_coin(a_coin()).status == 200
    assert toy.post_coin(a_coin(), key="key-of-the-other").status == 503
    assert toy.coins("other") == []
    assert len(toy.journals.of("other")) == 1


def test_the_pipeline_waits_for_nothing_with_a_store_in_memory() -> None:
    toy = Toy(profile=Profile.LENIENT, journals=Journals(most_entries=5))
    for number in range(20):
        toy.post_coin(a_coin(name=f"c{number}"))
    assert len(toy.journals.of(WORLD)) == 5
    assert Faults({}).due(WORLD, "toy", "addCoin") is None
