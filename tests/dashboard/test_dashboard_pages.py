"""Every page is there, is well formed, says what its twin says, and takes no name for markup."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from simulator.asgi import MOUNTS, build
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money
from simulator.core.receivable import InvoiceType
from simulator.core.records import Client
from simulator.dashboard.world import DUE_SHOWN, SUMMED_AT_ONCE
from simulator.settings import Settings
from simulator.world.submission import NewInvoice, submit
from tests.dashboard.browser import Browser, Page
from tests.dashboard.town import CREDITED, DISPUTED, HOSTILE, LOST, PAID, PARTLY, PLANNED, WORLD, Town
from tests.systems.cfis.desk import Desk
from tests.systems.driver import Driver

PAGES = {"/", f"/worlds/{WORLD}", f"/worlds/{WORLD}/journal", f"/worlds/{WORLD}/journal/1", "/worlds/lobby/journal"}


@pytest.fixture(scope="module")
def pages(town: Town) -> list[Page]:
    """Every page that links lead to."""
    return list(town.browser.crawl())


def test_every_page_that_links_lead_to_is_there_and_well_formed(town: Town, pages: list[Page]) -> None:
    assert len(pages) > 25
    assert {page.path for page in pages} > PAGES | {town.path(PAID), "/worlds/lobby/journal/1"}
    for page in pages:
        markup = page.markup
        tags = [tag for tag, _ in markup.elements]
        assert page.status == 200, page.path
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.raw.startswith("<!doctype html>"), page.raw[:40]
        assert markup.wrong == [], page.path
        assert len(markup.ids) == len(set(markup.ids)), page.path
        assert set(markup.references) <= set(markup.ids), page.path
        assert [tags.count(tag) for tag in ("h1", "main", "header")] == [1, 1, 1]
        assert ("html", {"lang": "en"}) in markup.elements


def test_no_page_may_be_kept_run_a_script_or_load_anything_from_elsewhere(pages: list[Page]) -> None:
    for page in pages:
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "script-src" not in page.headers["content-security-policy"]
        loaded = [given for tag, given in page.markup.elements if tag in ("link", "img")]
        assert {given.get("href", given.get("src")) for given in loaded} == {"/dashboard.css", "/dashboard.svg"}


@pytest.mark.parametrize(("path", "media"), [("/dashboard.css", "text/css"), ("/dashboard.svg", "image/svg+xml")])
def test_what_the_pages_load_is_there(town: Town, path: str, media: str) -> None:
    answer = town.browser.ask("GET", path)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(media)


def test_every_control_of_a_form_has_a_name_that_can_be_read_out(pages: list[Page]) -> None:
    for page in pages:
        labelled = {given.get("for") for tag, given in page.markup.elements if tag == "label"}
        fields = [given for tag, given in page.markup.elements if tag in ("input", "select")]
        assert [given for given in fields if given.get("type") != "hidden" and given.get("id") not in labelled] == []


def test_every_page_links_to_its_twin_and_asking_for_json_is_the_same(town: Town, pages: list[Page]) -> None:
    for page in pages:
        (link,) = [given["href"] for tag, given in page.markup.elements if given.get("title", "").endswith("JSON")]
        answer = town.browser.ask("GET", link)
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        asked = town.browser.ask("GET", page.path, accept="application/json")
        assert asked.json == answer.json == town.browser.twin(page.path)


def test_the_first_page_says_of_every_world_what_its_twin_says(town: Town) -> None:
    page, twin = town.browser.look("/"), town.browser.twin("/")
    lines = {line["world"]: line for line in twin["worlds"]}
    assert list(lines) == [WORLD, "demo"]
    assert lines[WORLD]["receivables"] == sum(lines[WORLD]["stages"].values()) == 11
    assert "no invoice yet" in page.text
    for stage, many in lines[WORLD]["stages"].items():
        assert f"{many} {stage.replace('_', ' ').lower()}" in page.text
    assert [base["baseUrl"] for base in twin["bases"]] == [f"http://sandbox/{mount}" for mount in MOUNTS]
    for said in ("http://sandbox/cfis-production", "never shown here", "control plane"):
        assert said in page.text


def test_the_page_of_a_world_says_what_its_twin_and_the_books_say(town: Town) -> None:
    page, twin = town.browser.look(f"/worlds/{WORLD}"), town.browser.twin(f"/worlds/{WORLD}")
    books = town.desk.books()
    assert twin["receivables"][::-1] == books["receivables"]
    assert [one["settlementId"] for one in twin["settlements"]] == [
        one["settlementId"] for one in books["settlements"][::-1]
    ]
    assert twin["unmatched"] == books["unmatched"] == []
    for one in twin["receivables"]:
        assert str(one["invoiceNumber"]) in page.text
        assert written(one["open"]["total"]) in page.text
    for fact in twin["events"]:
        assert fact["because"] in page.text
    assert "status 503" in page.text
    assert twin["faults"][0]["applied"] == 1


def test_the_money_of_a_world_adds_up_to_the_cent(town: Town) -> None:
    twin = town.browser.twin(f"/worlds/{WORLD}")
    (total,) = town.desk.books()["totals"]
    (counted,) = twin["sums"]
    parts = [round(100 * counted[name]) for name in ("paid", "open", "writtenOff", "credited")]
    assert sum(parts) == round(100 * counted["claimed"])
    assert counted["claimed"] == total["claimed"]["total"]
    assert counted["open"] == total["open"]["total"]
    assert min(parts) > 0, "every part is met in this world"


def test_the_page_of_an_invoice_tells_its_whole_life(town: Town) -> None:
    page, twin = town.browser.look(town.path(PARTLY)), town.browser.twin(town.path(PARTLY))
    of = next(one for one in town.desk.books()["receivables"] if one["invoiceNumber"] == PARTLY)
    assert twin["receivable"] == of
    assert [moment["what"] for moment in twin["moments"][:5]] == [
        "handed in",
        "sent",
        "delivered",
        "due date",
        "reminder",
    ]
    assert {"payment 2", "given up: credit loss", "closed: credit loss"} <= {m["what"] for m in twin["moments"]}
    assert twin["history"][0]["capital"] == 1200
    assert [twin["history"][-1][name] for name in ("capital", "interest", "costs")] == [0, 0, 0]
    (payment,) = twin["payments"]
    (entry,) = [one for one in twin["entries"] if one["kind"] == "PAYMENT"]
    assert [entry["split"][name] for name in ("capital", "interest", "costs")] == [
        payment[name] for name in ("capital", "interest", "costs")
    ]
    assert entry["isFinal"]
    for moment in twin["moments"]:
        assert moment["what"] in page.text
    assert "What was open, day by day" in page.text
    assert '"number": 1002' in page.text


def test_what_turns_a_case_stands_in_its_life(town: Town) -> None:
    turns = [one["what"] for one in town.browser.twin(town.path(DISPUTED))["moments"] if one["tone"] == "turn"]
    assert turns == ["disputed: made up"]
    assert "disputed: made up" in town.browser.look(town.path(DISPUTED)).text
    (action,) = town.browser.twin(town.path(DISPUTED))["actions"]
    assert (action["code"], action["status"]) == ("OBJECTION", "PROCESSED")


def test_a_credit_note_owes_nothing_and_has_no_picture(town: Town) -> None:
    page = town.browser.look(town.path(2001))
    assert "Credit note 2001" in page.text
    assert not [tag for tag, _ in page.markup.elements if tag == "svg"]
    assert town.path(CREDITED) in page.local_links


def test_the_name_of_a_debtor_is_never_markup(pages: list[Page]) -> None:
    shown = 0
    for page in pages:
        assert "<script" not in page.raw
        assert "<b onload" not in page.raw
        shown += HOSTILE in page.text
    assert shown >= 3


@pytest.mark.parametrize(
    "path",
    [
        f"/worlds/{WORLD}?find=<script>alert(1)</script>\"'>",
        "/worlds/<script>alert(1)</script>",
        f"/worlds/{WORLD}/invoices/<script>/1",
        f"/worlds/{WORLD}/journal/<script>",
        "/<script>alert(1)</script>",
        f"/worlds/{WORLD}?stage=<script>",
    ],
)
def test_what_is_in_an_address_is_never_markup(town: Town, path: str) -> None:
    page = town.browser.look(path)
    assert "<script" not in page.raw
    assert page.markup.wrong == []


@pytest.mark.parametrize(
    ("path", "said", "link"),
    [
        ("/worlds/twon", "world 'twon' is not known", f"/worlds/{WORLD}"),
        (f"/worlds/{WORLD}/invoices/1001/1099", "invoice '1099' is not known", f"/worlds/{WORLD}/invoices/1001/1009"),
        (f"/worlds/{WORLD}/invoices/7/1001", "client '7' is not known", f"/worlds/{WORLD}"),
        (f"/worlds/{WORLD}/invoices/1001/{'9' * 5000}", "invoice '999", f"/worlds/{WORLD}"),
        (f"/worlds/{WORLD}/journal/4711", "journal entry 4711 is not known", f"/worlds/{WORLD}"),
        ("/worlds/twon/journal", "world 'twon' is not known", f"/worlds/{WORLD}"),
        ("/nowhere/at/all", "address '/nowhere/at/all' is not known", "/"),
    ],
)
def test_what_is_not_there_is_said_kindly_with_a_way_on(town: Town, path: str, said: str, link: str) -> None:
    page = town.browser.look(path)
    assert page.status == 404
    assert said in page.text
    assert link in page.local_links
    assert page.markup.wrong == []


def test_a_twin_that_is_not_there_is_refused_in_the_words_of_the_control_plane(town: Town) -> None:
    told = town.browser.twin("/worlds/twon", status=404)
    assert told["error"]["code"] == "not_found"
    assert town.browser.ask("GET", "/nowhere").status == 404


@pytest.mark.parametrize("query", ["after=x", "after=-1", "client=%C2%B2", "stage=LATE", f"since={'9' * 5000}"])
def test_a_query_that_cannot_be_meant_is_refused(town: Town, query: str) -> None:
    page = town.browser.look(f"/worlds/{WORLD}?{query}")
    assert page.status == 400
    assert "is not valid; expected" in page.text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("stage=CREDIT_LOSS", [LOST, CREDITED, PLANNED, PARTLY]),
        ("find=1003", [DISPUTED]),
        ("find=nobody in", [PARTLY]),
        ("find=no such thing", []),
        ("client=1002", []),
        ("client=1001&stage=PAID&find=boo", [PAID]),
    ],
)
def test_invoices_are_found_by_stage_client_number_and_debtor(town: Town, query: str, numbers: list[int]) -> None:
    twin = town.browser.twin(f"/worlds/{WORLD}?{query}")
    assert [one["invoiceNumber"] for one in twin["receivables"]] == numbers
    assert twin["matching"] == len(numbers)
    assert twin["receivableCount"] == 11


def test_many_invoices_are_paged_the_newest_first(browser: Browser) -> None:
    desk = Desk(browser.driver, name="many")
    for number in range(1, 131):
        desk.hand_in(number)
    page, rest = browser.look("/worlds/many"), browser.look("/worlds/many?after=100")
    assert "1 to 100 of 130" in page.text
    assert "/worlds/many?after=100" in page.local_links
    numbers = [one["invoiceNumber"] for one in browser.twin("/worlds/many")["receivables"]]
    assert numbers == list(range(130, 30, -1))
    assert "101 to 130 of 130" in rest.text


def test_a_world_can_be_looked_at_while_it_moves() -> None:
    sandbox = build(Settings())
    driver = Driver(sandbox.app)
    sandbox.worlds.moving.add("demo")
    browser = Browser(driver)
    assert "moving right now" in browser.look("/worlds/demo").text
    assert browser.twin("/")["worlds"][0]["moving"]
    assert browser.look("/worlds/demo/journal").status == 200
    driver.close()


def test_a_large_world_is_added_up_only_when_somebody_asks_for_it() -> None:
    sandbox = build(Settings())
    driver = Driver(sandbox.app)
    browser = Browser(driver)
    with sandbox.worlds.open("demo") as world:
        client = world.find(Client, "1001")
        for number in range(1, SUMMED_AT_ONCE + 2):
            submit(world, client, a_new_invoice(number, world.today))
    twin = browser.twin("/worlds/demo")
    assert twin["sums"] is None
    assert len(twin["agenda"]) == DUE_SHOWN
    assert "/worlds/demo?sums=1" in browser.look("/worlds/demo").local_links
    (counted,) = browser.twin("/worlds/demo?sums=1")["sums"]
    assert counted["receivables"] == twin["receivableCount"] == SUMMED_AT_ONCE + 1
    assert counted["claimed"] == 100 * (SUMMED_AT_ONCE + 1)
    driver.close()


def a_new_invoice(number: int, today: date) -> NewInvoice:
    return NewInvoice(
        number=number,
        type=InvoiceType.INVOICE,
        dated=today,
        due=today + timedelta(days=14),
        total=Money(100_00),
        reference="",
        debtor_name="Made-up Buyer",
        debtor_key="",
        debtor=DebtorKind.CONSUMER,
        document=b"{}",
    )


def test_pages_are_the_same_over_a_store_on_disk(tmp_path: Any) -> None:
    sandbox = build(Settings(data=tmp_path))
    driver = Driver(sandbox.app)
    browser = Browser(driver)
    desk = Desk(driver, name="disk")
    desk.hand_in(1)
    desk.advance("P40D")
    assert browser.look("/worlds/disk").status == 200
    assert browser.twin("/worlds/disk")["receivables"] == desk.books()["receivables"]
    assert browser.look("/worlds/disk/invoices/1001/1").status == 200
    driver.close()
    sandbox.store.close()


def test_an_address_with_a_slash_too_many_leads_to_the_page(browser: Browser) -> None:
    assert browser.look("/worlds/demo/").text == browser.look("/worlds/demo").text


def written(amount: float) -> str:
    return f"{amount:,.2f}".replace(",", "\u202f")


def test_a_twin_writes_amounts_with_two_decimals(town: Town) -> None:
    answer = town.browser.ask("GET", town.path(PARTLY) + ".json")
    amounts = re.findall(rb'"(?:capital|interest|costs|total|amount)":([^,}]+)', answer.body)
    assert len(amounts) > 50
    assert [amount for amount in amounts if not re.fullmatch(rb"\d+\.\d\d|null", amount)] == []
