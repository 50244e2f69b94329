"""Trouble made and foreseen: ``token``, ``weather``, and an accountant's ``lock`` with the ``accounting`` it is on."""

from __future__ import annotations

from tests.cli.desk import Desk, columns


def test_a_clients_tokens_expire_now_and_a_further_one_is_issued(desk: Desk) -> None:
    (client,) = {each["clientId"] for each in desk.json("token", "issue", "1001")["tokens"]}
    assert client == 1001
    head, *rows = desk.told("token", "expire", "1001").splitlines()
    assert columns(head)[:3] == ["TOKEN", "CLIENT", "ENVIRONMENT"]
    assert all(row.count("2026-10-05 09:00") == 2 for row in rows)
    assert desk.call("GET", "/api/v1/partner/validate").status_code == 401
    issued = desk.told("token", "issue", "1001", "--expires", "2026-12-24")
    assert "2026-12-24 00:00" in issued
    secret = issued.split("access token")[1].split()[0]
    assert desk.call("GET", "/api/v1/partner/validate", token=secret).status_code == 200


def test_tokens_of_nobody_are_refused(desk: Desk) -> None:
    assert "4711" in desk.refused("token", "expire", "4711")
    assert "tomorrowish" in desk.refused("token", "expire", "1001", "--at", "tomorrowish")


def test_a_faithful_world_has_no_weather(desk: Desk) -> None:
    told = desk.told("weather")
    assert told == "Nothing goes wrong by itself in a faithful world; see 'cfis-sandbox world new --profile harsh'.\n"


def test_the_weather_of_a_harsh_world_is_told_ahead(desk: Desk) -> None:
    harsh = desk.json("world", "new", "--profile", "harsh", "--name", f"{desk.world}-harsh")["world"]
    arguments = ("weather", "--world", harsh, "--turns", "200")
    head, *rows = desk.told(*arguments).splitlines()
    assert columns(head) == ["REQUEST", "WHAT", "STATUS"]
    assert len(rows) == len(desk.json(*arguments)["bad"]) > 0


def test_an_accountant_locks_the_books_and_opens_them(desk: Desk) -> None:
    told = desk.told("lock", "netvisor", "2026-09-30")
    assert told == "The books of netvisor are locked up to 2026-09-30, that day included.\n"
    assert "locked up to  2026-09-30" in desk.told("accounting", "netvisor")
    assert desk.told("lock", "netvisor", "--open") == "The books of netvisor are open.\n"
    assert "locked up to" not in desk.told("accounting", "netvisor")


def test_a_lock_needs_a_day_and_a_system(desk: Desk) -> None:
    for arguments in (("lock", "netvisor"), ("lock", "netvisor", "2026-09-30", "--open")):
        assert "give either the last locked DATE or --open" in desk.run(*arguments, code=2).stderr
    assert "nowhere" in desk.refused("lock", "nowhere", "--open")


def test_the_books_of_a_system_show_its_company(desk: Desk) -> None:
    told = desk.told("accounting", "netvisor")
    assert told.splitlines()[0].split() == ["system", "netvisor"]
    assert "ACCOUNT  NAME" in told
    refused = desk.run("accounting", "nowhere", code=2).stderr
    assert "'nowhere' keeps no books here; there are" in refused
