"""The page of the accounting systems shows what their books hold and what is on its way there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.asgi import build
from simulator.settings import Settings
from tests.dashboard.browser import Browser
from tests.dashboard.town import HOSTILE
from tests.systems.cfis.desk import Desk
from tests.systems.driver import Driver

WORLD = "bookkeeping"
PATH = f"/worlds/{WORLD}/accounting"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A world in which an invoice reached Netvisor, and a payment on an invoice that it does not know did not."""
    driver = Driver(build(Settings()).app)
    desk = Desk(driver, name=WORLD)
    desk.hand_in(1001, 120, name=HOSTILE, accountingInvoiceEnabled=True)
    lost = {"paymentIdentifier": "<b>lost", "invoiceNumber": "9999", "paymentDate": "2026-01-05", "amount": 5}
    desk.done("/accounting/payment", {"payments": [{**lost, "currency": "EUR"}]})
    desk.advance("PT1H")
    yield desk
    driver.close()


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(desk.driver)


def test_it_says_what_the_books_say(desk: Desk, browser: Browser) -> None:
    page, twin, books = browser.look(PATH), browser.twin(PATH), desk.books()
    assert twin["systems"] == books["accounting"]
    assert twin["queues"] == books["sync"]
    netvisor = next(each for each in twin["systems"] if each["system"] == "netvisor")
    for account in netvisor["accounts"]:
        assert account["number"] in page.text
        assert account["name"] in page.text
    for title in ("Netvisor", "Procountor", "NetBaron", "connected to Netvisor"):
        assert title in page.text


def test_it_says_what_became_of_every_document_and_why(browser: Browser) -> None:
    page = browser.look(PATH)
    assert "0 waiting, 1 synced, 1 failed" in page.text
    assert "Sync failed: unknown invoice" in page.text
    assert "<b>lost" in page.text
    assert "b" not in {tag for tag, _ in page.markup.elements}


def test_the_page_of_the_world_leads_to_it(browser: Browser) -> None:
    assert PATH in {link.partition("?")[0] for link in browser.look(f"/worlds/{WORLD}").local_links}
