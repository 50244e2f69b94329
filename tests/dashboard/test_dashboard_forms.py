"""Forms do what they say and go on to a page that shows it; what is wrong or from elsewhere is refused."""

from __future__ import annotations

import pytest

from tests.dashboard.browser import Browser
from tests.dashboard.town import FAILED, FRESH, PAID, WAITING, WORLD, Town

HERE = f"/worlds/{WORLD}"


def test_time_goes_by_and_the_page_tells_what_happened_meanwhile(own_town: Town) -> None:
    browser = own_town.browser
    before = browser.twin(HERE)
    page = browser.submit(HERE, {"advance": "P90D"}, follow=False)
    assert page.status == 303
    went_on = page.headers["location"]
    assert went_on == f"{HERE}?since={before['eventCount']}"
    after = browser.twin(went_on)
    assert (before["today"], after["today"]) == ("2026-08-23", "2026-11-21")
    told = [fact["because"] for fact in after["happened"]["events"]]
    assert len(told) == after["happened"]["eventCount"] == after["eventCount"] - before["eventCount"] > 0
    assert "What happened on the way" in browser.look(went_on).text


def test_the_clock_goes_to_the_next_event_or_to_the_start_of_a_day(own_town: Town) -> None:
    browser = own_town.browser
    due = browser.twin(HERE)["agenda"][0]["at"]
    browser.submit(HERE, {"until": "next-event"})
    assert browser.twin(HERE)["now"] == due
    page = browser.submit(HERE, {"to": "2026-12-24"})
    assert browser.twin(HERE)["now"] == "2026-12-23T22:00:00Z"
    assert "Thursday 2026-12-24 00:00" in page.text


def test_when_nothing_happens_on_the_way_the_page_says_so(browser: Browser) -> None:
    page = browser.submit("/worlds/demo", {"advance": "P1D"})
    assert "Nothing. What is due next stands below." in page.text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"to": "2020-01-01"}, 400, "the clock goes forward"),
        ({"advance": "P9999Y"}, 400, "an instant"),
        ({"advance": "tomorrow"}, 400, "a duration that goes forward"),
        ({"to": "2026-12-24", "advance": "P1D"}, 400, "expected exactly one of"),
        ({}, 400, "names nothing"),
    ],
)
def test_a_clock_that_cannot_be_moved_so_says_why_and_stands(
    browser: Browser, fields: dict[str, str], status: int, said: str
) -> None:
    before = browser.twin("/worlds/demo")
    page = browser.submit("/worlds/demo", fields)
    assert page.status == status
    assert "Nothing was done." in page.text
    assert said in page.text
    assert "Move the clock" in page.text
    assert page.markup.wrong == []
    assert browser.twin("/worlds/demo") == before


def test_the_next_event_of_a_world_in_which_nothing_is_due_is_refused(browser: Browser) -> None:
    page = browser.submit("/worlds/demo", {"until": "next-event"})
    assert page.status == 409
    assert "nothing is due in world demo" in page.text


def test_paying_exactly_what_is_open_closes_the_case(own_town: Town) -> None:
    path = own_town.path(FRESH)
    page = own_town.browser.submit(path, {"do": "pay-exactly"})
    assert page.status == 200
    assert "of 60.00 EUR was booked: 60.00 on capital, 0.00 on interest, 0.00 on costs." in page.text
    twin = own_town.browser.twin(path)
    assert (twin["receivable"]["stage"], twin["receivable"]["open"]["total"]) == ("PAID", 0)
    again = own_town.browser.submit(path, {"do": "pay-exactly"})
    assert again.status == 409
    assert "nothing is open on invoice" in again.text


@pytest.mark.parametrize(("text", "amount"), [("12.50", 12.5), ("12,50", 12.5), (" 1\u00a0000,00 ", 1000), ("7", 7)])
def test_an_amount_is_read_as_people_write_it(own_town: Town, text: str, amount: float) -> None:
    path = own_town.path(FRESH)
    assert own_town.browser.submit(path, {"do": "pay", "amount": text}).status == 200
    (payment,) = own_town.browser.twin(path)["payments"]
    assert payment["amount"] == amount
    assert payment["overpaid"] == max(amount - 60, 0)


@pytest.mark.parametrize("text", ["", "much", "-5", "0", "1.005", "NaN", "1e999999999", "1,000,000", "<b>"])
def test_what_is_no_amount_is_refused_and_nothing_is_paid(town: Town, text: str) -> None:
    page = town.browser.submit(town.path(FRESH), {"do": "pay", "amount": text})
    assert page.status == 400
    assert "Nothing was done." in page.text
    assert page.markup.wrong == []
    assert town.browser.twin(town.path(FRESH))["payments"] == []


def test_an_invoice_is_approved_and_arrives_or_not(own_town: Town) -> None:
    browser, path = own_town.browser, own_town.path(WAITING)
    assert browser.twin(path)["may"] == ["approve", "pay", "pay-exactly"]
    browser.submit(path, {"do": "approve"})
    assert browser.twin(path)["may"] == ["deliver", "fail", "pay", "pay-exactly"]
    failed = browser.submit(path, {"do": "fail", "reason": "a made-up reason <b>"})
    assert "a made-up reason <b>" in failed.text
    assert browser.twin(path)["receivable"]["stage"] == "DISTRIBUTION_FAILED"
    browser.submit(path, {"do": "deliver"})
    assert browser.twin(path)["receivable"]["stage"] == "DISTRIBUTED"


def test_without_a_reason_a_delivery_fails_for_the_usual_one(own_town: Town) -> None:
    own_town.browser.submit(own_town.path(FRESH), {"do": "fail", "reason": " "})
    assert own_town.browser.twin(own_town.path(FRESH))["receivable"]["failure"].startswith("the e-mail was returned")


def test_a_page_offers_what_its_form_would_do_and_nothing_else(town: Town) -> None:
    for number in (PAID, FAILED, FRESH, WAITING):
        page, twin = town.browser.look(town.path(number)), town.browser.twin(town.path(number))
        offered = {value for form in page.markup.forms for name, value in form["fields"] if name == "do"}
        assert offered == set(twin["may"])
        assert {form["method"] for form in page.markup.forms} == {"post"}


@pytest.mark.parametrize("deed", ["", "burn", "pay-nothing"])
def test_a_form_that_asks_for_something_else_is_refused(town: Town, deed: str) -> None:
    page = town.browser.submit(town.path(FRESH), {"do": deed})
    assert page.status == 400
    assert "expected pay, pay-exactly, deliver, fail, approve" in page.text


@pytest.mark.parametrize("path", ["/worlds/nowhere", f"{HERE}/invoices/1001/4711", f"{HERE}/invoices/x/y"])
def test_a_form_about_what_is_not_there_is_answered_kindly(town: Town, path: str) -> None:
    page = town.browser.submit(path, {"do": "pay-exactly", "advance": "P1D"})
    assert page.status == 404
    assert page.markup.wrong == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://sandbox:8081"}, 403),
        ({"origin": "http://sandbox", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://sandbox", "sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://proxied.example", "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://sandbox"}, 303),
    ],
)
def test_a_form_is_taken_from_a_page_of_ours_only(browser: Browser, headers: dict[str, str], status: int) -> None:
    before = browser.twin("/worlds/demo")["now"]
    page = browser.submit("/worlds/demo", {"advance": "P1D"}, follow=False, headers=headers)
    assert page.status == status
    assert (browser.twin("/worlds/demo")["now"] != before) is (status == 303)
    for path in ("/sign-in", "/sign-out"):
        assert browser.submit(path, {"token": "x"}, follow=False, headers=headers).status == status


@pytest.mark.parametrize(
    ("body", "media", "said"),
    [
        (b'{"advance": "P1D"}', "application/json", "expected a form"),
        (b"advance=P1D", "text/plain", "expected a form"),
        (b"advance=P1D&x=" + b"y" * 20_000, "application/x-www-form-urlencoded", "larger than 16384 bytes"),
        (
            b"&".join(b"a%d=1" % place for place in range(40)),
            "application/x-www-form-urlencoded",
            "more than 20 fields",
        ),
    ],
)
def test_what_is_no_form_is_refused(browser: Browser, body: bytes, media: str, said: str) -> None:
    answer = browser.ask("POST", "/worlds/demo", body, accept="text/html", headers={"content-type": media})
    assert answer.status == 400
    assert said in answer.body.decode()


def test_a_world_that_is_dropped_while_somebody_looks_is_said_to_be_gone(own_town: Town) -> None:
    own_town.browser.ask("DELETE", f"/sandbox/worlds/{WORLD}")
    assert own_town.browser.look(HERE).status == 404
    assert WORLD not in own_town.browser.look("/").text
