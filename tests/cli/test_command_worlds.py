"""``world``: make, look at, copy, carry away and drop worlds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.desk import Desk


def test_a_new_world_prints_what_people_copy(desk: Desk) -> None:
    told = desk.told("world", "new", "--now", "2026-10-05")
    opened = [line.split()[-1] for line in told.splitlines() if "X-Api-Key" in line]
    assert "CFIS staging" in told
    assert f"{desk.url}/cfis\n" in told
    assert f"{desk.url}/cfis-production\n" in told
    assert "2026-10-05 00:00" in told
    assert "export CFIS_SANDBOX_WORLD=w" in told
    assert desk.call("GET", "/api/v1/partner/validate", token=opened[0]).status_code == 200


def test_every_wish_reaches_the_new_world(desk: Desk) -> None:
    name = f"{desk.world}-wishes"
    options = ("--seed", "7", "--profile", "harsh", "--service", "collection", "--service", "COOP", "--strict")
    more = ("--old-settlements", "--accounting", "procountor", "--policy", "morning_hour=6")
    desk.run("world", "new", "--name", name, "--now", "2026-10-05T09:00:00+03:00", *options, *more)
    state = desk.json("world", "show", name)
    assert (state["seed"], state["profile"], state["strict"]) == ("7", "harsh", True)
    assert (state["settlementShape"], state["accounting"]) == ("old", "procountor")
    assert state["policy"] == {"morning_hour": 6}
    assert {client["service"] for client in state["clients"]} == {"COLLECTION", "COOP"}
    assert state["now"] == "2026-10-05T06:00:00Z"


def test_the_same_name_and_seed_open_the_same_world_again(desk: Desk) -> None:
    name = f"{desk.world}-again"
    first = desk.told("world", "new", "--name", name, "--now", "2026-10-05")
    desk.run("world", "drop", name)
    assert desk.told("world", "new", "--name", name, "--now", "2026-10-05") == first


def test_a_world_is_shown_and_listed(desk: Desk) -> None:
    shown = desk.told("world", "show")
    assert f"world        {desk.world}\n" in shown
    assert "2026-10-05 09:00 (Finnish time)" in shown
    assert desk.access_token not in shown
    (line,) = [line for line in desk.told("world", "list").splitlines() if line.split()[0] == desk.world]
    assert line.endswith("stands until it is moved")
    assert desk.world in {world["world"] for world in desk.json("world", "list")["worlds"]}


def test_a_dropped_world_is_gone(desk: Desk) -> None:
    assert desk.told("world", "drop", desk.world) == f"World {desk.world} is gone.\n"
    told = desk.refused("world", "show")
    assert f"world '{desk.world}' is not known; " in told
    assert told.endswith("'cfis-sandbox world list' tells which are\n")


def test_dropping_a_world_is_told_to_programs(desk: Desk) -> None:
    assert desk.json("world", "drop", desk.world) == {"dropped": desk.world}


def test_a_snapshot_brings_the_past_back(desk: Desk) -> None:
    assert f"Snapshot before of {desk.world} at 2026-10-05 09:00" in desk.told("world", "snapshot", "--name", "before")
    desk.run("clock", "advance", "P30D")
    assert [each["snapshot"] for each in desk.json("world", "snapshots")["snapshots"]] == ["before"]
    assert "before" in desk.told("world", "snapshots")
    assert "2026-10-05 09:00" in desk.told("world", "restore", "before")
    assert desk.json("world", "show")["now"] == "2026-10-05T06:00:00Z"


def test_a_snapshot_that_is_not_there_is_refused(desk: Desk) -> None:
    assert "is not known" in desk.refused("world", "restore", "no-such")


def test_a_fork_goes_its_own_way(desk: Desk) -> None:
    desk.hand_in(1001)
    desk.run("world", "snapshot", "--name", "start")
    fork = desk.json("world", "fork", "--name", f"{desk.world}-fork", "--snapshot", "start")["world"]
    desk.run("clock", "advance", "P30D", "--world", fork)
    assert desk.json("world", "show")["now"] == "2026-10-05T06:00:00Z"
    assert desk.json("books", "--world", fork)["receivables"][0]["invoiceNumber"] == 1001


def test_a_world_travels_in_a_file(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(1001)
    path = tmp_path / "mine.world.gz"
    assert f"World {desk.world} is in {path}" in desk.told("world", "export", "--output", str(path))
    name = f"{desk.world}-there"
    assert f"World {name} is ready" in desk.told("world", "import", str(path), "--name", name)
    assert desk.json("books", "--world", name)["receivables"] == desk.json("books")["receivables"]


def test_an_export_is_named_after_its_world(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exported = desk.json("world", "export")
    assert exported["file"] == f"{desk.world}.world.gz"
    assert (tmp_path / exported["file"]).stat().st_size == exported["bytes"]


def test_a_file_that_cannot_be_written_or_read_is_said_to_be(desk: Desk, tmp_path: Path) -> None:
    missing = str(tmp_path / "no" / "such" / "file")
    assert "cannot be written" in desk.run("world", "export", "--output", missing, code=2).stderr
    assert "cannot be read" in desk.run("world", "import", missing, code=2).stderr


def test_a_file_that_is_no_world_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.world.gz"
    path.write_text("not a world")
    assert desk.refused("world", "import", str(path)).startswith("Error: ")


def test_a_name_that_is_taken_is_refused(desk: Desk) -> None:
    assert "exists already" in desk.refused("world", "new", "--name", desk.world)


@pytest.mark.parametrize("wish", [("--profile", "cruel"), ("--service", "BANKING"), ("--policy", "mourning_hour=6")])
def test_a_wish_that_cannot_be_is_wrong_use(desk: Desk, wish: tuple[str, str]) -> None:
    assert "Invalid value for" in desk.run("world", "new", *wish, code=2).stderr


def test_an_accounting_system_that_is_none_is_refused(desk: Desk) -> None:
    assert "netvisor" in desk.refused("world", "new", "--accounting", "abacus")


def test_the_raw_answer_is_what_the_control_plane_said(desk: Desk) -> None:
    raw = desk.run("world", "show", "--json").stdout
    assert json.loads(raw)["world"] == desk.world
    assert raw.count("\n") == 1
