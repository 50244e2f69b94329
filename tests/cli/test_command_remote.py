"""When the sandbox cannot be reached, or says no, a sentence says what to do."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import cli
from tests.cli.desk import Desk, Running

URL = re.compile(r"http://127\.0\.0\.1:\d+")


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, env=env)


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address at which nothing listens for as long as the test lasts."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def stranger() -> Iterator[str]:
    """A web server that is no sandbox: whatever it is asked, it answers the same, until it is told to stop."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        stop = threading.Event()

        def answer() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    path = connection.recv(65536).split(b" ")[1]
                    status = b"200 OK" if b"events" in path else b"404 Not Found"
                    connection.sendall(b"HTTP/1.1 %b\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello" % status)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        stop.set()
        thread.join()


def test_a_sandbox_that_is_not_there_can_be_started(nowhere: str) -> None:
    result = run("clock", "--url", nowhere)
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: no sandbox answers at {nowhere}; start one with 'cfis-sandbox serve',"
        " or say where it is with --url or CFIS_SANDBOX_URL\n"
    )


def test_a_stream_that_is_not_there_can_be_started_too(nowhere: str) -> None:
    result = run("events", "--follow", "--after", "0", "--url", nowhere)
    assert result.exit_code == 2
    assert "no sandbox answers" in result.stderr


def test_something_that_is_no_sandbox_is_not_taken_for_one(stranger: str) -> None:
    assert "is that a sandbox?" in run("clock", "--url", stranger).stderr
    result = run("events", "--url", stranger)
    assert result.exit_code == 2
    assert "does not understand" in result.stderr


@pytest.mark.parametrize("url", ["sandbox", "ftp://127.0.0.1", "http://["])
def test_an_address_that_is_none_is_said_to_be(url: str) -> None:
    result = run("clock", "--url", url)
    assert result.exit_code == 2
    assert "expected an address such as http://127.0.0.1:8080" in result.stderr


def test_an_address_may_end_as_the_control_plane_does(desk: Desk) -> None:
    assert run("clock", "--url", f"{desk.url}/sandbox/", "--world", desk.world).exit_code == 0


def test_a_guarded_sandbox_says_which_option_opens_it(guarded: Running) -> None:
    for arguments in (("clock",), ("clock", "--control-token", "wrong"), ("events", "--follow", "--after", "0")):
        result = run(*arguments, "--url", guarded.url)
        assert result.exit_code == 1
        assert "give --control-token or set CFIS_SANDBOX_TOKEN" in result.stderr
    assert run("clock", "--url", guarded.url, "--control-token", "made-up-secret").exit_code == 0
    assert run("clock", "--url", guarded.url, env={"CFIS_SANDBOX_TOKEN": "made-up-secret"}).exit_code == 0


def test_a_control_token_that_cannot_travel_is_wrong_use(guarded: Running) -> None:
    result = run("clock", "--url", guarded.url, "--control-token", "hämärä")
    assert (result.exit_code, "printable ASCII" in result.stderr) == (2, True)


def test_fields_that_are_wrong_are_listed_where_the_message_does_not_name_them(desk: Desk) -> None:
    assert desk.refused("world", "new", "--now", "tomorrow").count("tomorrow") == 1


@pytest.mark.parametrize("name", ["CFIS_SANDBOX_URL", "CFIS_SANDBOX_WORLD", "CFIS_SANDBOX_TOKEN"])
def test_variables_are_in_the_help(name: str) -> None:
    assert name in run("pay", "--help").output


def test_a_server_starts_says_where_it_is_and_stops_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulator.cli", "serve", "--port", "0", "--data", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CFIS_SANDBOX")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as serving:
        assert serving.stdout is not None
        found = URL.search(serving.stdout.readline())
        assert found is not None
        for line in serving.stdout:
            if line.startswith("Ctrl-C"):
                break
        assert httpx2.get(f"{found[0]}/healthz", trust_env=False, verify=False).status_code == 200
        assert run("clock", "--url", found[0]).exit_code == 0
        serving.send_signal(signal.SIGINT)
        _, errors = serving.communicate(timeout=30)
    assert (serving.returncode, errors.strip()) == (0, "")


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("overlay: 1.0.0\nactions: [{target: $.nothing, remove: true}]", "matches nothing"),
        ("overlay: 1.0.0\nextends: sauna.yaml\nactions: []", "it extends sauna"),
        ("- no overlay", "expected an object"),
    ],
)
def test_a_broken_overlay_is_said_to_be(tmp_path: Path, overlay: str, said: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(overlay)
    result = run("serve", "--port", "0", "--overlay", str(path))
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
