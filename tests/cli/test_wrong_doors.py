"""``verify`` and ``drift`` at the wrong door: an address or credentials that open nothing are said to be that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result

from contracts.conformance.doors import DOORS
from contracts.conformance.entering import MOST_REFUSALS
from simulator.asgi import build
from simulator.cli.main import cli
from simulator.settings import Settings
from tests.cli.desk import Running
from tests.cli.served import changing, of_cfis, of_system, opened, serving

COMMANDS = (["verify", "--system", "cfis", "--examples", "1"], ["verify", "--system", "cfis", "--read-only"], ["drift"])


def ended(*arguments: str, code: int) -> Result:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def wrong(entry: Sequence[str]) -> list[str]:
    """The same way in, with another value for every credential that has a secret."""
    harmless = ("organi", "customerId", "partnerId", "clientId")
    return [f"{each[:-4]}0000" if "=" in each and each.split("=")[1][:7] not in harmless else each for each in entry]


@pytest.mark.parametrize("command", COMMANDS, ids=["verify", "read-only", "drift"])
@pytest.mark.parametrize(
    ("below", "token", "said"),
    [
        ("/cfis", "made-up", "are the credentials right"),
        ("", "made-up", "the root of cfis"),
        ("/cfis/api/v1/partner", "", "the root of cfis, to which paths such as /api/v1/partner/"),
    ],
    ids=["token", "root", "too deep"],
)
def test_what_opens_nothing_is_no_finding_about_a_contract(
    sandbox: Running, command: list[str], below: str, token: str, said: str
) -> None:
    live = opened(sandbox.url)["cfis"]["staging"]["clients"][0]["accessToken"]
    result = ended(*command, "--base-url", sandbox.url + below, "--token", token or live, code=2)
    assert "grants none of the reads" in result.stderr
    assert said in result.stderr


@pytest.mark.parametrize("system", sorted(set(DOORS) - {"cfis", "procountor"}))
def test_keys_that_open_nothing_are_told_for_every_system(sandbox: Running, system: str) -> None:
    entry = wrong(of_system(opened(sandbox.url), system))
    assert "are the credentials right" in ended("verify", *entry, code=2).stderr


def lobby(sandbox: Running, after: int = 0) -> list[dict[str, Any]]:
    """Return what knocked in vain since entry ``after``, also where that is more than a page."""
    entries: list[dict[str, Any]] = []
    more = True
    while more:
        page = httpx2.get(f"{sandbox.url}/sandbox/worlds/lobby/journal?after={after}", trust_env=False).json()
        entries += page["entries"]
        after, more = entries[-1]["number"] if entries else after, page["more"]
    return entries


def test_nothing_is_written_and_little_asked_with_a_wrong_token(sandbox: Running) -> None:
    """What no world lets in stands in the journal of the lobby."""
    before = [each["number"] for each in lobby(sandbox)]
    ended("verify", "--system", "cfis", "--base-url", f"{sandbox.url}/cfis", "--token", "made-up", code=2)
    asked = lobby(sandbox, after=before[-1] if before else 0)
    assert {each["method"] for each in asked} == {"GET"}
    assert len([each for each in asked if each["operation"]]) == MOST_REFUSALS


def test_a_server_that_answers_everything_with_a_page_is_found_out() -> None:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b"<html>welcome</html>"})

    with serving(page) as url:
        entry = ["--base-url", url, "--token", "made-up"]
        found = ended("verify", "--system", "cfis", "--examples", "5", *entry, code=1)
        keys = ["--credential=clientId=a", "--credential=clientSecret=b", "--credential=apiKey=c"]
        none = ended("verify", "--system", "procountor", "--base-url", url, *keys, code=2)
    assert "wrong-body-taken" in found.stdout
    assert "is that Procountor?" in none.stderr


def test_a_journey_that_found_something_is_not_called_untested() -> None:
    app = changing(build(Settings()).app, "/partner/settlements", lambda status, body: (418, b"{}"))
    with serving(app) as url:
        found = ended("verify", "--examples", "1", *of_cfis(opened(url)), code=1)
    assert "breaks    fetched-settlements" in found.stdout


def test_the_system_is_asked_for(sandbox: Running) -> None:
    told = ended("verify", "--base-url", sandbox.url, "--token", "made-up", code=2).stderr
    assert "Missing option '--system'" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--token", "x", "--base-url", "127.0.0.1:8080"], "expected one such as http://127.0.0.1:8080/cfis"),
        (["--token", "x", "--base-url", "http://127.0.0.1:1"], "does the server run?"),
        (["--base-url", "http://127.0.0.1:1"], "give it with --token"),
    ],
)
def test_what_is_missing_is_told_with_how_to_give_it(arguments: list[str], said: str) -> None:
    assert said in ended("drift", *arguments, code=2).stderr


def test_a_server_that_speaks_no_tls_is_said_to_have_no_safe_way_to_it(sandbox: Running) -> None:
    address = sandbox.url.replace("http:", "https:")
    assert "no safe way" in ended("drift", "--base-url", address, "--token", "x", code=2).stderr
