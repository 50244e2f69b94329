"""A server with a control token shows its pages to whoever has it, by signing in or by header, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.asgi import build
from simulator.dashboard.door import Door, own_path
from simulator.settings import Settings
from tests.dashboard.browser import HTML, Browser
from tests.systems.driver import Driver

TOKEN = "open sesame, made up".replace(" ", "-")
PATHS = ("/", "/worlds/demo", "/worlds/demo/invoices/1001/1", "/worlds/demo/journal", "/worlds/lobby/journal/1")


@pytest.fixture
def guarded() -> Iterator[Browser]:
    driver = Driver(build(Settings(control_token=TOKEN)).app)
    yield Browser(driver)
    driver.close()


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_every_page_asks_for_it_and_shows_nothing(guarded: Browser, path: str) -> None:
    page = guarded.look(path)
    assert page.status == 401
    assert "Sign in" in page.text
    assert "--control-token" in page.text
    assert "demo" not in page.text
    assert page.markup.wrong == []
    assert ("path", path) in page.markup.forms[-1]["fields"]
    assert guarded.twin(path, status=401)["error"]["code"] == "not_authenticated"


def test_a_wrong_token_is_explained(guarded: Browser) -> None:
    page = guarded.submit("/sign-in", {"token": "c1d52b5a", "path": "/worlds/demo"})
    assert page.status == 401
    assert "this is not the control token that the server was started with" in page.text
    assert "c1d52b5a" not in page.raw
    assert ("path", "/worlds/demo") in page.markup.forms[-1]["fields"]
    assert guarded.cookies == {}


def test_signing_in_leads_on_and_opens_every_page_until_signing_out(guarded: Browser) -> None:
    page = guarded.submit("/sign-in", {"token": TOKEN, "path": "/worlds/demo?after=0"})
    assert page.status == 200
    assert "World demo" in page.text
    assert "Sign out" in page.text
    assert [other.status for other in guarded.crawl()] == [200] * len(list(guarded.crawl()))
    assert guarded.submit("/worlds/demo", {"advance": "P1D"}, follow=False).status == 303
    assert guarded.submit("/sign-out", {}).status == 401
    assert guarded.cookies == {}


def test_the_cookie_is_for_this_server_alone_and_does_not_hold_the_token(guarded: Browser) -> None:
    page = guarded.submit("/sign-in", {"token": TOKEN}, follow=False)
    cookie = page.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert TOKEN not in cookie
    assert Door(TOKEN).cookie != Door(TOKEN + "!").cookie
    assert Door(TOKEN).ticket != Door(TOKEN + "!").ticket


@pytest.mark.parametrize("value", ["", "x", TOKEN, Door(TOKEN + "!").ticket, "ä"])
def test_a_forged_cookie_opens_nothing(guarded: Browser, value: str) -> None:
    cookie = f"{Door(TOKEN).cookie}={value}"
    assert guarded.ask("GET", "/worlds/demo", headers={"cookie": cookie}).status == 401


@pytest.mark.parametrize("headers", [{"authorization": f"Bearer {TOKEN}"}, {"x-sandbox-token": TOKEN}])
def test_programs_send_the_token_as_they_do_to_the_control_plane(guarded: Browser, headers: dict[str, str]) -> None:
    assert guarded.twin("/worlds/demo", **headers)["world"] == "demo"
    assert guarded.ask("GET", "/", accept=HTML, headers=headers).status == 200


def test_a_wrong_token_in_a_header_is_explained_too(guarded: Browser) -> None:
    headers = {"authorization": "Bearer nonsense"}
    assert b"this is not the control token" in guarded.ask("GET", "/", accept=HTML, headers=headers).body
    assert "not the control token" in guarded.twin("/", status=401, **headers)["error"]["message"]


def test_forms_need_the_token_as_well(guarded: Browser) -> None:
    assert guarded.submit("/worlds/demo", {"advance": "P1D"}).status == 401
    guarded.submit("/sign-in", {"token": TOKEN})
    demo = guarded.twin("/worlds/demo")
    assert demo["now"] == demo["created"]


def test_the_style_of_the_sign_in_page_needs_no_token(guarded: Browser) -> None:
    assert guarded.ask("GET", "/dashboard.css").status == 200


def test_the_page_of_an_entry_is_guarded_when_it_is_reached_by_the_link_of_a_refusal(guarded: Browser) -> None:
    guarded.driver.get("/cfis/api/v1/partner/settlements", "nonsense")
    assert guarded.look("/sandbox/worlds/lobby/journal/1").status == 401
    guarded.submit("/sign-in", {"token": TOKEN})
    assert guarded.look("/sandbox/worlds/lobby/journal/1").status == 200


def test_without_a_control_token_pages_are_open_and_there_is_nothing_to_sign_out_of(browser: Browser) -> None:
    page = browser.look("/")
    assert page.status == 200
    assert "Sign out" not in page.text
    assert browser.submit("/sign-in", {"token": "anything", "path": "/worlds/demo"}).status == 200
    assert browser.submit("/sign-out", {}).status == 200
    assert browser.cookies == {}


@given(st.text(st.sampled_from("/\\:.@?#ax\t\n é%["), max_size=12))
@example("//elsewhere.example")
@example("/\\elsewhere.example")
@example("https://elsewhere.example/")
@example("/\t/elsewhere.example")
@example("javascript:alert(1)")
@example("")
@example("//[")
def test_signing_in_never_leads_to_another_server(text: str) -> None:
    path = own_path(text)
    parts = urlsplit(path)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))


def test_signing_in_leads_back_to_where_one_was() -> None:
    for path in ("/", "/worlds/demo", "/worlds/demo?find=a%20b&after=100"):
        assert own_path(path) == path
