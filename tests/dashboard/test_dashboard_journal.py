"""The journal's pages show what was asked, what was answered and why; the link of a refusal leads a browser to them."""

from __future__ import annotations

import pytest

from tests.dashboard.browser import Browser
from tests.dashboard.town import WORLD, Town
from tests.systems.driver import Driver

HERE = f"/worlds/{WORLD}/journal"


def entry_with(town: Town, status: int) -> str:
    entries = town.browser.twin(f"{HERE}?status={status}")["entries"]
    return f"{HERE}/{entries[0]['number']}"


def test_exchanges_are_listed_the_newest_first_with_their_verdict(town: Town) -> None:
    page, twin = town.browser.look(HERE), town.browser.twin(HERE)
    numbers = [one["number"] for one in twin["entries"]]
    assert numbers == list(range(twin["last"], 0, -1))
    for one in twin["entries"]:
        assert f"{one['method']} {one['path']}" in page.text
        assert str(one["status"]) in page.text
    assert "fault: status 503" in page.text
    assert "invoice 1099 is not known" in page.text


@pytest.mark.parametrize(("status", "found"), [("4", {400, 404}), ("503", {503}), ("2", {200}), ("999", set())])
def test_exchanges_are_found_by_status(town: Town, status: str, found: set[int]) -> None:
    twin = town.browser.twin(f"{HERE}?status={status}")
    assert {one["status"] for one in twin["entries"]} == found


def test_a_long_journal_is_paged(browser: Browser) -> None:
    for _ in range(130):
        browser.driver.get("/cfis/api/v1/partner/validate", "nonsense")
    page = browser.look("/worlds/lobby/journal")
    assert "/worlds/lobby/journal?before=31" in page.local_links
    rest = browser.twin("/worlds/lobby/journal?before=31")
    assert [one["number"] for one in rest["entries"]] == list(range(30, 0, -1))
    assert rest["next"] is None


def test_an_entry_shows_request_reply_and_every_difference_from_the_contract(town: Town) -> None:
    path = entry_with(town, 400)
    page, twin = town.browser.look(path), town.browser.twin(path)
    assert twin["verdict"]["request"], "the request breaks the contract"
    for finding in twin["verdict"]["request"]:
        assert finding["field"] in page.text
        assert finding["message"] in page.text
    assert '"number": "<i>"' in page.text
    assert "The request is not valid" in page.text
    assert "X-Api-Key " + town.desk.client.key[:4] + "…" in page.text


def test_an_entry_says_what_was_seen_and_what_is_nearest(town: Town) -> None:
    page = town.browser.look(entry_with(town, 404))
    assert "invoice 1099 is not known" in page.text
    assert "was seen 1099" in page.text
    assert "nearest known 1" in page.text


def test_an_entry_names_the_fault_that_made_it(town: Town) -> None:
    assert "status 503: it was asked for" in town.browser.look(entry_with(town, 503)).text


def test_an_exchange_that_is_as_it_should_be_says_so(town: Town) -> None:
    assert "Request and reply keep the contract." in town.browser.look(f"{HERE}/1").text


def test_the_twin_of_an_entry_is_what_the_control_plane_tells(town: Town) -> None:
    told = town.browser.ask("GET", f"/sandbox{HERE}/1").json
    assert town.browser.twin(f"{HERE}/1") == told


def test_entries_lead_to_their_neighbours(town: Town) -> None:
    last = town.browser.twin(HERE)["last"]
    assert {f"{HERE}/{last - 1}"} < set(town.browser.look(f"{HERE}/{last}").local_links)
    assert f"{HERE}/{last + 1}" not in town.browser.look(f"{HERE}/{last}").local_links
    assert f"{HERE}/0" not in town.browser.look(f"{HERE}/1").local_links


def test_the_link_of_a_refusal_leads_a_browser_to_the_page_and_a_program_to_the_entry(town: Town) -> None:
    answer = town.desk.get("/invoice/case", invoiceNumber=7777)
    link = answer.headers["x-sandbox-explain"].removeprefix("http://sandbox")
    page = town.browser.look(link)
    assert page.path == link.removeprefix("/sandbox")
    assert "invoice 7777 is not known" in page.text
    for accept in ("*/*", "application/json"):
        assert town.browser.ask("GET", link, accept=accept).json["status"] == 404


def test_the_lobby_is_no_world_and_leads_to_its_journal(town: Town) -> None:
    page = town.browser.look("/worlds/lobby")
    assert page.path == "/worlds/lobby/journal"
    assert "Requests whose token opens no world" in page.text
    assert "token 0123… opens no world of this sandbox" in page.text


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"[" * 60_000, "application/json"),
        (b'{"a": ', "application/json"),
        (b"\xff\xfe\x00<script>", "text/html"),
        (b'{"a": 1.50, "a": 1e2, "b": "</pre><script>"}', "application/json"),
        (b"x" * 200_000, "text/plain"),
    ],
)
def test_whatever_a_client_sends_can_be_looked_at(browser: Browser, body: bytes, media: str) -> None:
    sent = browser.driver.send("POST", "/cfis/api/v1/partner/invoice", body, key="x", headers={"content-type": media})
    assert sent is not None
    page = browser.look("/worlds/lobby/journal/1")
    assert page.status == 200
    assert page.markup.wrong == []
    assert "<script" not in page.raw


def test_bodies_are_indented_with_their_numbers_as_they_were_sent(browser: Browser) -> None:
    driver: Driver = browser.driver
    driver.send("POST", "/cfis/api/v1/partner/invoice", b'{"amount":1.50,"amount":1e2}', key="x")
    raw = browser.look("/worlds/lobby/journal/1").raw
    assert "{\n  &#34;amount&#34;: 1.50,\n  &#34;amount&#34;: 1e2\n}" in raw
