"""What happened and what goes wrong on purpose: ``events``, ``journal``, ``fault``."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import Desk, columns


def test_events_are_a_timeline(desk: Desk) -> None:
    desk.hand_in(1001)
    lines = desk.told("events").splitlines()
    assert columns(lines[0]) == ["DATE", "TIME", "ABOUT", "WHAT", "AMOUNT", "STAGE", "NOTE"]
    assert columns(lines[1]) == ["2026-10-05", "09:00", "world", "world founded"]
    assert columns(lines[-1])[2:5] == ["invoice 1001", "submitted", "100.00 EUR"]
    assert not any(len(word) > 40 for word in " ".join(lines).split())


def test_events_come_a_page_at_a_time(desk: Desk) -> None:
    told = desk.told("events", "--limit", "3")
    assert len(told.splitlines()) == 5
    assert told.rstrip().endswith("see 'cfis-sandbox events --after 3'")
    assert [event["number"] for event in desk.json("events", "--after", "3", "--limit", "2")["events"]] == [4, 5]
    assert desk.told("events", "--after", "1000") == "Nothing has happened.\n"


@pytest.mark.parametrize("shape", [(), ("--json",)])
def test_events_are_followed_until_ctrl_c(desk: Desk, shape: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "simulator.cli", "events", "--follow", "--after", "0", *shape]
    environment = {**os.environ, "CFIS_SANDBOX_URL": desk.url, "CFIS_SANDBOX_WORLD": desk.world}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as following:
        assert following.stdout is not None
        assert "world founded" in following.stdout.readline()
        desk.hand_in(1001)
        news = next(line for line in following.stdout if "submitted" in line)
        following.send_signal(signal.SIGINT)
        _, errors = following.communicate(timeout=20)
    assert "100.00" in news
    assert not shape or json.loads(news)["invoiceNumber"] == 1001
    assert (following.returncode, errors.strip()) == (130, "")


def test_a_following_that_begins_now_passes_over_the_past(desk: Desk) -> None:
    command = [sys.executable, "-m", "simulator.cli", "events", "--follow", "--json"]
    environment = {**os.environ, "CFIS_SANDBOX_URL": desk.url, "CFIS_SANDBOX_WORLD": desk.world}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as following:
        assert following.stdout is not None
        number = 1000
        while not _has_said_something(following):
            number += 1
            desk.hand_in(number)
        first = json.loads(following.stdout.readline())
        desk.run("world", "drop", desk.world)  # which ends the stream
        following.communicate(timeout=20)
    assert first["because"] == "submitted"
    assert following.returncode == 0


def _has_said_something(process: subprocess.Popen[str]) -> bool:
    import select

    assert process.stdout is not None
    return bool(select.select([process.stdout], [], [], 0.2)[0])


def test_the_journal_lists_the_newest_and_shows_one_whole(desk: Desk) -> None:
    desk.hand_in(1001)
    for _ in range(3):
        assert desk.call("GET", "/api/v1/partner/invoice/case?invoiceNumber=1002").status_code == 404
    lines = desk.told("journal", "--limit", "2").splitlines()
    assert [columns(line)[0] for line in lines] == ["ENTRY", "3", "4"]
    assert columns(lines[1])[2:] == ["404", "cfis", "getCase", "GET /api/v1/partner/invoice/case?invoiceNumber=1002"]
    whole = desk.told("journal", "4")
    assert "closest" in whole
    assert "1001" in whole
    assert desk.access_token not in whole


def test_the_journal_shows_how_a_request_breaks_its_contract(desk: Desk) -> None:
    assert desk.call("POST", "/api/v1/partner/invoice", {"invoice": {"header": {"number": "x"}}}).status_code == 400
    whole = desk.told("journal", "1")
    assert "The request breaks the contract:\n  invoice." in whole
    assert re.search(r"^  invoice\.header\.number +'x' is text; expected a whole number$", whole, re.MULTILINE)
    assert '      "number": "x"' in whole


def test_the_journal_can_be_narrowed_down(desk: Desk) -> None:
    desk.hand_in(1001)
    desk.call("GET", "/api/v1/partner/invoice/case?invoiceNumber=1002")
    assert len(desk.json("journal")["entries"]) == 2
    assert len(desk.json("journal", "--status", "4")["entries"]) == 1
    assert len(desk.json("journal", "--operation", "createInvoice", "--system", "cfis")["entries"]) == 1
    assert desk.json("journal", "--after", "2")["entries"] == []
    assert desk.json("journal", "2")["number"] == 2


def test_a_wrong_key_is_in_the_lobby(desk: Desk) -> None:
    desk.call("GET", "/api/v1/partner/invoice/case?invoiceNumber=1", token="made-up")
    assert "401" in desk.told("journal", "--world", "lobby")


def test_an_entry_that_is_not_there_is_refused(desk: Desk) -> None:
    assert "journal entry 9 is not known" in desk.refused("journal", "9")


def test_the_journal_becomes_an_archive(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(1001)
    path = tmp_path / "monday.har"
    assert f"is in {path}" in desk.told("journal", "--har", str(path))
    assert len(json.loads(path.read_text())["log"]["entries"]) == 1
    assert desk.json("journal", "--har", str(path))["bytes"] == path.stat().st_size
    assert "cannot be written" in desk.run("journal", "--har", str(tmp_path), code=2).stderr


def test_a_fault_is_armed_met_listed_and_cleared(desk: Desk) -> None:
    armed = desk.told("fault", "arm", "cfis", "status", "--status", "503", "--retry-after", "7", "--times", "2")
    assert columns(armed.splitlines()[1]) == ["1", "cfis", "any", "status 503 Retry-After 7", "1", "2", "0", "0"]
    answer = desk.call("GET", "/api/v1/partner/invoice/case?invoiceNumber=1001")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert desk.json("fault", "list")["faults"][0]["applied"] == 1
    assert desk.told("fault", "clear") == "All faults are cleared.\n"
    assert desk.json("fault", "list")["faults"] == []


def test_one_fault_is_cleared_by_its_number(desk: Desk) -> None:
    desk.run("fault", "arm", "cfis", "delay", "--seconds", "0.5", "--operation", "getCase", "--turn", "3")
    desk.run("fault", "arm", "cfis", "drop")
    assert "delay 0.5 s" in desk.told("fault", "list")
    assert desk.told("fault", "clear", "1") == "Fault 1 is cleared.\n"
    assert [fault["id"] for fault in desk.json("fault", "list")["faults"]] == [2]
    assert desk.json("fault", "clear", "2") == {"cleared": 2}
    assert "fault 9 is not known" in desk.refused("fault", "clear", "9")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cfiss", "drop"), "'cfiss' is not known"),
        (("cfis", "drop", "--operation", "createInvoce"), "'createInvoce' is not known"),
    ],
)
def test_a_fault_of_nothing_is_refused(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    assert said in desk.refused("fault", "arm", *arguments)


@pytest.mark.parametrize("seconds", ["soon", "-1", "inf"])
def test_a_delay_is_a_number_of_seconds(desk: Desk, seconds: str) -> None:
    result = desk.run("fault", "arm", "cfis", "delay", f"--seconds={seconds}", code=2)
    assert "is not a number of seconds" in result.stderr
