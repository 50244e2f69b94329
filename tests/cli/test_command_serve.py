"""``serve`` says in one sentence why it cannot start, and leaves with 2."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from simulator.asgi import DATABASE_FILE
from simulator.cli.main import cli
from simulator.cli.serve import serve
from simulator.settings import SETTINGS


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, ["serve", *arguments], env=env)


def assert_refused(result: Result, said: str) -> None:
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_every_setting_can_be_given_as_an_option_and_names_its_variable() -> None:
    options = {option.name: option for option in serve.params}
    assert set(options) == set(SETTINGS)
    for name, option in options.items():
        assert isinstance(option, click.Option)
        assert SETTINGS[name].variable in (option.help or "")
        assert option.multiple == (SETTINGS[name].separator is not None)


def test_a_port_in_use_is_said_to_be(taken: int) -> None:
    assert_refused(run("--port", str(taken)), f"port {taken} of 127.0.0.1 is in use")


def test_an_exposed_port_in_use_is_said_to_be(taken: int) -> None:
    assert_refused(run("--port", "0", "--expose", f"cfis={taken}"), "give --expose cfis another one")


def test_an_address_of_another_machine_is_refused() -> None:
    assert_refused(run("--host", "192.0.2.1", "--control-token", "made-up-secret"), "no such address")


def test_a_host_that_nobody_knows_is_refused() -> None:
    result = run("--host", "no such host", "--control-token", "made-up-secret")
    assert_refused(result, "no such address is known here")


def test_a_directory_that_cannot_be_is_refused(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert_refused(run("--port", "0", "--data", str(in_the_way / "worlds")), "cannot be written to")


def test_an_overlay_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert_refused(run("--port", "0", "--overlay", str(tmp_path / "ours.yaml")), "there is no such file")


def test_a_system_that_is_none_is_refused() -> None:
    assert_refused(run("--port", "0", "--expose", "netvisir=8082"), "there is no such system")


def test_a_file_that_holds_no_worlds_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_text("not a database" * 100)
    assert_refused(run("--port", "0", "--data", str(tmp_path)), DATABASE_FILE)


def test_a_database_is_refused_until_there_is_one() -> None:
    assert_refused(run("--database", "postgresql://db/worlds"), "--database cannot be used yet")


def test_a_server_for_others_wants_a_control_token() -> None:
    assert_refused(run("--host", "0.0.0.0"), "give --control-token or set CFIS_SANDBOX_TOKEN")


def test_a_wrong_variable_is_named() -> None:
    assert_refused(run(env={"CFIS_SANDBOX_PORT": "eighty"}), "CFIS_SANDBOX_PORT: port 'eighty' is not valid")


def test_a_rate_may_be_left_out(taken: int) -> None:
    assert_refused(run("--live", "--port", str(taken)), "is in use")
    assert_refused(run("--live", "fast"), "rate 'fast' is not valid")


def test_a_start_that_fails_leaves_the_garbage_collector_at_work(taken: int) -> None:
    assert_refused(run("--port", str(taken)), f"port {taken}")
    assert gc.isenabled()
