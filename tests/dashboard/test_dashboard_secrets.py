"""No credential is in any page, in any twin, or in any answer to a form."""

from __future__ import annotations

from simulator.asgi import build
from simulator.settings import Settings
from tests.dashboard.browser import Browser
from tests.dashboard.town import Town
from tests.systems.driver import Driver


def test_no_page_and_no_twin_shows_a_credential(town: Town) -> None:
    secrets = {*town.secrets, "0123456789abcdef0123456789abcdef01234567"}
    assert len(secrets) == 5
    pages = list(town.browser.crawl())
    assert any("…" in page.text for page in pages), "the journal shows their first characters"
    for page in pages:
        answer = town.browser.ask("GET", page.path, accept="application/json")
        shown = [secret for secret in secrets if secret in page.raw or secret.encode() in answer.body]
        assert shown == [], page.path


def test_the_control_token_is_nowhere_either() -> None:
    token = "a-made-up-control-token"
    driver = Driver(build(Settings(control_token=token)).app)
    browser = Browser(driver)
    browser.submit("/sign-in", {"token": token})
    driver.send("GET", "/cfis/api/v1/partner/settlements", headers={"authorization": f"Bearer {token}"})
    driver.send("GET", "/cfis/api/v1/partner/settlements", headers={"cookie": f"a={browser.cookies.popitem()[1]}"})
    browser.submit("/sign-in", {"token": token})
    ticket = next(iter(browser.cookies.values()))
    pages = list(browser.crawl())
    assert any(page.path == "/worlds/lobby/journal/2" for page in pages)
    assert [page.path for page in pages if token in page.raw or ticket in page.raw] == []
    driver.close()
