"""One process, one port: which application answers, health, contracts as served, and the demo world's credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.asgi import Sandbox, build
from simulator.core.records import Environment
from simulator.settings import Settings
from tests.systems.driver import Driver

VALIDATE = "/api/v1/partner/validate"


@pytest.fixture
def driven() -> Iterator[Callable[[Settings], tuple[Sandbox, Driver]]]:
    drivers: list[Driver] = []

    def drive(settings: Settings) -> tuple[Sandbox, Driver]:
        sandbox = build(settings)
        drivers.append(Driver(sandbox.app))
        return sandbox, drivers[-1]

    yield drive
    for driver in drivers:
        driver.close()


def token_of(sandbox: Sandbox, environment: Environment = Environment.STAGING) -> str:
    return next(each.token for each in sandbox.demo if each.client and each.environment is environment)


def test_the_demo_world_has_the_same_credentials_at_every_start(driven: Callable[..., tuple[Sandbox, Driver]]) -> None:
    first, _ = driven(Settings())
    second, driver = driven(Settings())
    assert [each.token for each in first.demo] == [each.token for each in second.demo]
    answer = driver.get(f"/cfis{VALIDATE}", key=token_of(first))
    assert answer is not None
    assert answer.json == {"isValid": True, "message": "Token is valid"}


def test_a_guarded_server_gives_out_credentials_that_nobody_can_foretell(
    driven: Callable[..., tuple[Sandbox, Driver]],
) -> None:
    first, driver = driven(Settings(control_token="made-up-secret"))
    second, _ = driven(Settings(control_token="made-up-secret"))
    assert not {each.token for each in first.demo} & {each.token for each in second.demo}
    shut = driver.get("/sandbox/worlds")
    assert shut is not None
    assert shut.status == 401
    opened = driver.send("GET", "/sandbox/worlds", headers={"authorization": "Bearer made-up-secret"})
    assert opened is not None
    assert opened.status == 200


def test_each_environment_answers_below_its_own_path_to_its_own_tokens(
    driven: Callable[..., tuple[Sandbox, Driver]],
) -> None:
    sandbox, driver = driven(Settings())
    for path, environment, status in (
        ("/cfis", Environment.STAGING, 200),
        ("/cfis-production", Environment.PRODUCTION, 200),
        ("/cfis", Environment.PRODUCTION, 401),
        ("/cfis-production", Environment.STAGING, 401),
    ):
        answer = driver.get(path + VALIDATE, key=token_of(sandbox, environment))
        assert answer is not None
        assert answer.status == status, (path, environment)


@pytest.mark.parametrize("host", ["cfis.localhost", "CFIS.sandbox.example:8080", "cfis"])
def test_a_system_is_at_the_root_of_a_host_that_begins_with_its_name(
    host: str, driven: Callable[..., tuple[Sandbox, Driver]]
) -> None:
    sandbox, driver = driven(Settings())
    answer = driver.send("GET", VALIDATE, key=token_of(sandbox), headers={"host": host})
    assert answer is not None
    assert answer.status == 200


def test_an_exposed_port_has_its_system_at_the_root(driven: Callable[..., tuple[Sandbox, Driver]]) -> None:
    sandbox, driver = driven(Settings(expose={"cfis": 80}))
    at_root = driver.get(VALIDATE, key=token_of(sandbox))
    assert at_root is not None
    assert at_root.status == 200
    nowhere = driver.get("/nothing", key=token_of(sandbox))
    assert nowhere is not None
    assert nowhere.status == 404
    assert nowhere.json == {"message": "nothing answers GET /nothing"}


def test_orchestrators_learn_that_the_process_is_alive_and_ready(
    driven: Callable[..., tuple[Sandbox, Driver]],
) -> None:
    _, driver = driven(Settings())
    for path in ("/healthz", "/readyz"):
        answer = driver.get(path)
        assert answer is not None
        assert (answer.status, answer.json["status"]) == (200, "ok")


def test_contracts_are_served_as_the_process_holds_to_them(
    driven: Callable[..., tuple[Sandbox, Driver]], tmp_path: Path
) -> None:
    overlay = tmp_path / "known-better.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: Known better, version: 1.0.0}\nextends: cfis.yaml\nactions:\n"
        "  - target: $.info\n    update: {title: As our partner knows it}\n"
        "  - target: $\n    update: {x-policy: {default_period_days: 7}}\n",
        "utf-8",
    )
    sandbox, driver = driven(Settings(overlays=(overlay,)))
    for path in ("/contracts/cfis.yaml", "/contracts/cfis.json"):
        answer = driver.get(path)
        assert answer is not None
        assert b"As our partner knows it" in answer.body
    with sandbox.worlds.open("demo") as world:
        assert world.policy.default_period_days == 7


def test_a_contract_that_does_not_exist_is_told_with_those_that_do(
    driven: Callable[..., tuple[Sandbox, Driver]],
) -> None:
    _, driver = driven(Settings())
    answer = driver.get("/contracts/cfiss.yaml")
    assert answer is not None
    assert answer.status == 404
    assert b"/contracts/cfis.yaml" in answer.body
