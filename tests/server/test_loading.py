"""Every system is loaded when it is first asked, and each of them is as it was introduced."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import pytest

from contracts.documents import HERE, load
from simulator.asgi import MOUNTS, SYSTEMS, build
from simulator.core.on_demand import OnDemand
from simulator.front import Front
from simulator.http.introduction import Introduction
from simulator.http.transport import Application, Message, Receive, Scope, Send, send_answer
from simulator.settings import Settings
from tests.systems.driver import Driver


@pytest.mark.parametrize("introduction", SYSTEMS.values(), ids=SYSTEMS)
def test_a_system_is_what_its_introduction_says(introduction: Introduction) -> None:
    assert introduction.load().name == introduction.name
    assert introduction.company is None or introduction.company.system == introduction.name
    assert (HERE / "examples" / introduction.name).is_dir()


@pytest.mark.parametrize("name", SYSTEMS)
def test_code_and_contract_of_every_system_name_the_same_operations(name: str) -> None:
    shell = build(Settings()).shells[name]
    assert shell.system.endpoints.keys() == shell.contract.terms.keys()


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_schema_of_every_contract_can_be_compiled(name: str) -> None:
    build(Settings()).shells[name].contract.compile()


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_contract_as_it_is_shipped_sets_no_policy(name: str) -> None:
    assert load(name).policy == {}, "a start reads the policies of overlays alone"


@pytest.fixture
def driver() -> Iterator[Driver]:
    driver = Driver(build(Settings()).app)
    yield driver
    driver.close()


def test_every_mount_answers_for_a_system_that_is_introduced(driver: Driver) -> None:
    assert {name for name, _ in MOUNTS.values()} == set(SYSTEMS)
    for segment in MOUNTS:
        answer = driver.get(f"/{segment}/no-such-path")
        assert answer is not None
        assert "x-sandbox-explain" in answer.headers, segment


@pytest.mark.parametrize("segment", MOUNTS)
def test_a_system_that_is_not_asked_for_anything_it_has_refuses_in_its_own_kind_of_document(
    segment: str, driver: Driver
) -> None:
    answer = driver.send("TRACE", f"/{segment}/no-such-path")
    assert answer is not None
    assert answer.status in (404, 405)
    is_json = answer.headers["content-type"].startswith("application/json")
    assert answer.body.startswith(b"{" if is_json else b"<")


def test_a_system_is_loaded_once_for_all_its_mounts() -> None:
    sandbox = build(Settings())
    assert sandbox.shells["cfis"] is sandbox.shells["cfis"]
    assert sandbox.shells["cfis"].contract is sandbox.shells["cfis"].contract


def test_others_are_answered_while_a_system_is_loaded() -> None:
    others_are_answered = threading.Event()

    def slow(name: str) -> Application:
        assert others_are_answered.wait(timeout=20), "nobody else was answered"
        return said(name)

    front = Front(
        OnDemand(["slow"], slow), said("rest"), systems=frozenset(), exposed={}, lifespan=contextlib.nullcontext
    )

    async def both() -> tuple[bytes, bytes]:
        loading = asyncio.create_task(answer(front, "/slow/at-first"))
        await asyncio.sleep(0)
        rest = await answer(front, "/elsewhere")
        others_are_answered.set()
        return await loading, rest

    assert asyncio.run(both()) == (b"slow", b"rest")


def said(text: str) -> Application:
    """An application that says ``text``."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send_answer(send, 200, [], text.encode())

    return app


async def answer(app: Application, path: str) -> bytes:
    """What ``app`` says at ``path``."""
    told: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message.get("body", b""))

    await app({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
    return b"".join(told)
