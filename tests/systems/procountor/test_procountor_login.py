"""How a person lets a client into Procountor: two pages that need no script, and a code on the way back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.systems.driver import Driver
from tests.systems.procountor.desk import Desk, Told

UNAUTHORIZED = [(401, "Unauthorized", "")]


class Page(HTMLParser):
    """A page as a browser without script sees it."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.action, self.title = "", ""
        self.fields: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.labelled: set[str] = set()
        self.identified: dict[str, str] = {}
        self.alerts = 0
        self._is_title = False
        assert told.headers["content-type"] == "text/html; charset=utf-8"
        self.feed(told.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._is_title = tag == "title"
        if tag == "form":
            assert has["method"] == "post"
            self.action = has["action"]
        if tag == "input":
            self.fields[has["name"]] = has.get("value", "")
            self.kinds[has["name"]] = has["type"]
            if has["type"] != "hidden":
                self.identified[has["name"]] = has["id"]
        if tag == "label":
            self.labelled.add(has["for"])
        self.alerts += has.get("role") == "alert"

    def handle_data(self, data: str) -> None:
        self.title += data if self._is_title else ""
        self._is_title = False


class Person:
    """Somebody with a browser."""

    def __init__(self, desk: Desk, path: str = "/login") -> None:
        self.desk, self.path = desk, path

    def open(self, **changed: str) -> Told:
        keys = self.desk.keys
        query = {"response_type": "code", "client_id": keys["clientId"], "redirect_uri": keys["redirectUri"]}
        return self.desk.sent("GET", self.path, query={**query, "state": "<a&b>", **changed})

    def submit(self, page: Page, **filled: str) -> Told:
        assert page.action == self.desk.base + self.path
        return self.desk.post_form(self.path, {**page.fields, **filled})

    def log_in(self, **changed: str) -> Page:
        keys = self.desk.keys
        filled = {"username": keys["username"], "password": keys["password"], **changed}
        return Page(self.submit(Page(self.open()), **filled))

    def go_through(self) -> dict[str, str]:
        """Log in, choose the company, and return what the browser brings back to the client."""
        told = self.submit(self.log_in())
        assert told.status == 302, told.body
        target, _, query = told.headers["location"].partition("?")
        assert target == self.desk.keys["redirectUri"]
        return {name: values[0] for name, values in parse_qs(query).items()}


def swap(desk: Desk, **changed: Any) -> Told:
    return desk.ask_token(grant_type="authorization_code", api_key=None, **changed)


def test_a_person_lets_a_client_in_with_two_pages(desk: Desk) -> None:
    back = Person(desk).go_through()
    assert (back["state"], back["expires_in"]) == ("<a&b>", "300")
    given = swap(desk, code=back["code"]).ok
    carried = {"authorization": f"Bearer {given['access_token']}"}
    assert desk.sent("GET", "/api/sessioninfo", headers=carried).ok["userName"] == desk.keys["username"]
    assert given["expires_in"] == 3600
    assert swap(desk, code=back["code"]).errors == UNAUTHORIZED


def test_the_pages_can_be_used_without_eyes_mouse_or_script(desk: Desk) -> None:
    person = Person(desk)
    first, second = Page(person.open()), person.log_in()
    assert first.kinds["password"] == "password"
    assert (first.title, second.title) == (
        "Log in - Procountor (sandbox)",
        "Choose a company - Procountor (sandbox)",
    )
    for page in (first, second):
        assert set(page.identified.values()) == page.labelled
    assert second.fields["company"] == desk.keys["companyId"]
    body = person.open().body
    assert b"<script" not in body
    assert b'lang="en"' in body
    assert b"&lt;a&amp;b&gt;" in body


def test_a_wrong_password_is_told_on_the_page_and_can_be_corrected(desk: Desk) -> None:
    person = Person(desk)
    told = person.submit(Page(person.open()), username='"><b>x', password="guess")
    assert told.status == 401
    page = Page(told)
    assert page.alerts == 1
    assert page.fields["username"] == '"><b>x'
    assert b"guess" not in told.body
    again = person.submit(page, username=desk.keys["username"], password=desk.keys["password"])
    assert "choice" in Page(again).fields


@pytest.mark.parametrize("host", ["sandbox:8080", "[::1]:8080", "["])
def test_the_page_leads_to_itself_whatever_its_host_is_called(desk: Desk, host: str) -> None:
    query = {"response_type": "code", "client_id": desk.keys["clientId"], "redirect_uri": desk.keys["redirectUri"]}
    told = desk.sent("GET", "/login", headers={"host": host}, query=query)
    assert Page(told).action == f"{desk.base}/login"


def test_whoever_cancels_is_sent_back_without_a_code(desk: Desk) -> None:
    told = Person(desk).submit(Page(Person(desk).open()), cancel="1")
    assert told.status == 302
    assert parse_qs(urlsplit(told.headers["location"]).query) == {"error": ["access_denied"], "state": ["<a&b>"]}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"redirect_uri": "https://elsewhere.example/"}, 400),
        ({"redirect_uri": ""}, 400),
        ({"response_type": "token"}, 400),
        ({"client_id": ""}, 400),
        ({"client_id": "nobody"}, 401),
    ],
)
def test_a_wrong_address_of_the_login_is_told_on_a_page_and_nobody_is_sent_anywhere(
    desk: Desk, changed: dict[str, str], status: int
) -> None:
    told = Person(desk).open(**changed)
    assert told.status == status
    assert "location" not in told.headers
    assert Page(told).title == "This login cannot go on - Procountor (sandbox)"


def test_a_choice_works_once_for_ten_minutes_and_for_the_companies_offered(desk: Desk) -> None:
    person = Person(desk)
    page = person.log_in()
    assert person.submit(page, company="1").status == 400
    assert person.submit(page).status == 302
    assert person.submit(page).status == 401
    late = person.log_in()
    desk.advance("PT10M")
    assert person.submit(late).status == 401


def test_a_code_is_for_five_minutes_and_for_the_address_it_was_sent_to(desk: Desk) -> None:
    code = Person(desk).go_through()["code"]
    assert swap(desk, code=code, redirect_uri=None).errors[0][2] == "redirect_uri"
    assert swap(desk, code=code, redirect_uri="https://elsewhere.example/").status == 400
    desk.advance("PT5M")
    assert swap(desk, code=code).errors == UNAUTHORIZED


def test_a_refresh_token_gives_access_for_six_months_and_no_other_refresh_token(desk: Desk) -> None:
    given = swap(desk, code=Person(desk).go_through()["code"]).ok

    def refreshed() -> Told:
        return desk.ask_token(grant_type="refresh_token", api_key=None, refresh_token=given["refresh_token"])

    desk.advance("P150D")
    renewed = refreshed().ok
    assert "refresh_token" not in renewed
    carried = {"authorization": f"Bearer {renewed['access_token']}"}
    assert desk.sent("GET", "/api/company", headers=carried).status == 200
    desk.advance("P32D")
    assert refreshed().errors == UNAUTHORIZED


def test_the_hundred_and_first_refresh_token_ends_the_first(desk: Desk) -> None:
    given = [swap(desk, code=Person(desk).go_through()["code"]).ok["refresh_token"] for _ in range(101)]

    def refreshed(token: str) -> int:
        return desk.ask_token(grant_type="refresh_token", api_key=None, refresh_token=token).status

    assert [refreshed(given[0]), refreshed(given[1]), refreshed(given[-1])] == [401, 200, 200]


def test_a_key_is_made_at_the_key_login_and_opens_the_company(desk: Desk) -> None:
    back = Person(desk, "/keylogin").go_through()
    assert swap(desk, code=back["code"]).errors == UNAUTHORIZED
    key = desk.ask_token("/api/oauth/key", grant_type="authorization_code", api_key=None, code=back["code"]).ok[
        "api_key"
    ]
    assert key != desk.keys["apiKey"]
    desk.advance("P3Y")
    assert desk.ask_token(api_key=key).status == 200


def test_a_code_of_the_login_makes_no_key(desk: Desk) -> None:
    code = Person(desk).go_through()["code"]
    told = desk.ask_token("/api/oauth/key", grant_type="authorization_code", api_key=None, code=code)
    assert told.errors == UNAUTHORIZED


def test_the_address_to_come_back_to_is_chosen_when_the_world_is_made(driver: Driver) -> None:
    chosen = "https://client.example/back"
    desk = Desk(driver, systems={"procountor": {"redirectUri": chosen}})
    assert desk.keys["redirectUri"] == chosen
    assert Person(desk).go_through()["state"] == "<a&b>"


def test_a_lenient_world_sends_people_back_to_any_web_address(driver: Driver) -> None:
    desk = Desk(driver, profile="lenient")
    desk.keys = {**desk.keys, "redirectUri": "https://client.example/back"}
    assert swap(desk, code=Person(desk).go_through()["code"]).status == 200
    assert Person(desk).open(redirect_uri="javascript:alert(1)").status == 400


@pytest.mark.parametrize("profile", ["lenient", "faithful"])
def test_nobody_is_sent_back_with_a_header_of_somebody_elses(driver: Driver, profile: str) -> None:
    address = "https://client.example/back\r\nSet-Cookie: choice=mine"
    desk = Desk(driver, profile=profile, systems={"procountor": {"redirectUri": address}})
    form = {"response_type": "code", "client_id": desk.keys["clientId"], "redirect_uri": address, "cancel": "1"}
    told = desk.post_form("/login", form)
    assert told.status == 400
    assert "location" not in told.headers
