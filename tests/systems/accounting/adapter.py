"""What the shared suite asks of an accounting system, each in the vendor's own way, and what it reads for itself.

A new system joins with one adapter, in ``adapters``. What stands in the books is read from the control plane, so that
no system vouches for itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, Protocol

from tests.systems.driver import Answer, Driver

START = "2026-06-10T09:00:00+03:00"
DAY = "2026-06-10"
BANK, SALES, RECEIVABLE, CLEARING = "1910", "3000", "1701", "1889"
"""Accounts of the chart that every new company gets."""


class Told(NamedTuple):
    """An answer, and the vendor's words where it is a refusal; a success has none."""

    answer: Answer
    refusal: str


class Adapter(Protocol):
    """One world's company in one system, and an integration that is at work on it.

    ``FORMAT`` is what bodies are written in; ``MEDIA`` the content type of every answer; ``SECRET`` the part of the
    credential that is secret and opens what ``read`` reads. ``WRITES`` names the requests that carry a document.
    Amounts are text with a point; invoices are without tax. ``KEEPS_DRAFTS``: what is refused when it shall count is
    kept as a draft. ``ROUNDS``: vouchers with a third decimal are rounded, as the vendor says. ``NUMBERS_INVOICES``:
    the system gives numbers itself, and the sender's is only noted.
    """

    NAME: ClassVar[str]
    FORMAT: ClassVar[str]
    MEDIA: ClassVar[str]
    SECRET: ClassVar[str]
    WRITES: ClassVar[tuple[str, ...]]
    KEEPS_DRAFTS: ClassVar[bool]
    NUMBERS_INVOICES: ClassVar[bool]
    ROUNDS: ClassVar[bool]
    driver: Driver
    world: str
    keys: dict[str, str]

    def __init__(self, driver: Driver) -> None:
        """Open a world at ``START``."""

    def read(self, keys: Mapping[str, str] | None = None) -> Told:
        """Ask something harmless with other credentials than one's own."""

    def bill(self, number: int, amount: str) -> Told:
        """Hand in an invoice of ``DAY``, open from the beginning."""

    def pay(self, number: int, amount: str) -> Told:
        """Book a payment of ``DAY`` on an invoice by its number."""

    def post(self, *lines: tuple[str, str], on: str = DAY) -> Told:
        """Post a voucher of (account, amount) lines."""

    def listed(self) -> list[int]:
        """Return the sender's numbers of all invoices, page by page where there are pages."""

    def send(self, write: str, body: bytes, media: str = "") -> Told:
        """Send a body, whatever it is, to one of ``WRITES``; without ``media`` in the content type it should have."""

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """Return the headers that open ``url``."""

    def told(self, answer: Answer) -> Told:
        """Return an answer with what it refuses; it must have the vendor's shape, whichever it is."""


def books(of: Adapter) -> Any:
    """Return the company's books as the control plane tells them."""
    answer = of.driver.get(f"/sandbox/worlds/{of.world}/books")
    assert answer is not None
    assert answer.status == 200, answer.body
    return next(one for one in answer.json["accounting"] if one["system"] == of.NAME)


def standing(of: Adapter) -> tuple[Any, Any]:
    """Return everything that a refused request must leave alone: the books, and every fact there is."""
    answer = of.driver.get(f"/sandbox/worlds/{of.world}/events", limit=1000)
    assert answer is not None
    about = [one for one in answer.json["events"] if "token" not in one["kind"].lower()]
    return books(of), about


def counting(of: Adapter) -> Any:
    """Return what counts in the books: drafts do not."""
    told = books(of)
    return (
        balances(of),
        [one for one in told["invoices"] if one["stage"] in ("open", "paid")],
        [one for one in told["payments"] if one["invoiceId"]],
        [one for one in told["vouchers"] if one["state"] == "valid"],
    )


def balances(of: Adapter) -> dict[str, float]:
    """Return what stands on every account that was posted to; double entry makes it add up to nothing."""
    found = {one["number"]: one["balance"] for one in books(of)["accounts"] if one["debit"] or one["credit"]}
    assert round(sum(found.values()), 2) == 0, found
    return found


def open_sums(of: Adapter) -> list[float]:
    """Return what is open on each invoice, in their order."""
    return [one["open"] for one in books(of)["invoices"]]


def change(of: Adapter, path: str, document: Any) -> None:
    """Change something of the world through the control plane."""
    answer = of.driver.send("PUT", f"/sandbox/worlds/{of.world}{path}", json.dumps(document).encode())
    assert answer is not None
    assert answer.status == 200, answer.body
