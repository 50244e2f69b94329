"""The client ``Procountor`` 2.4.0 from the Python package index, unmodified but for its address, over a real socket.

It asks for its token below ``/supported/api`` with a trailing slash, and hands its key over as a tuple. Two of its
habits fail against the real service as they do here: a request whose token has expired is sent again with the old one,
so that only the request after it succeeds; and what some of its methods are given goes into the headers in place of the
token, so that they are refused.
"""

from __future__ import annotations

import socket
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
import uvicorn

from simulator.asgi import build
from simulator.http.server import http_protocol
from simulator.settings import Settings
from tests.systems.procountor.desk import START
from tests.systems.procountor.paperwork import invoice, journal
from tests.systems.reached import held_to_the_record


class Connected(NamedTuple):
    """The client, and the address of the world that it works on."""

    client: Any
    world: str
    keys: dict[str, str]


@pytest.fixture(autouse=True)
def reached(address: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Which operations the client reaches is recorded for the scoreboard."""
    with held_to_the_record(address, "procountor", "Procountor", request.node.name):
        yield


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A sandbox on a port that the system chooses."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build(Settings()).app, http=http_protocol(), log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def client_class() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a pattern of its is no raw text
        from procountor.client import Client
    return Client


@pytest.fixture
def connected(address: str, client_class: Any, monkeypatch: pytest.MonkeyPatch) -> Connected:
    opened = httpx2.post(f"{address}/sandbox/worlds", json={"now": START}).json()
    system = opened["systems"]["procountor"]
    monkeypatch.setitem(client_class._endpoints["hosts"], "test", system["baseUrl"])
    keys = system["credentials"]
    client = client_class(keys["apiKey"], keys["clientId"], keys["clientSecret"], keys["redirectUri"])
    return Connected(client, f"{address}/sandbox/worlds/{opened['world']}", keys)


def content(answer: dict[str, Any]) -> Any:
    assert answer["status"] == 200, answer
    return answer["content"]


def test_it_reads_what_it_needs_before_it_books(connected: Connected) -> None:
    client = connected.client
    assert content(client.get_session_info())["userName"] == connected.keys["username"]
    assert content(client.get_company())["name"] == "Demo Creditor Oy"
    assert content(client.get_coa())["ledgerAccounts"]
    assert content(client.get_dimensions())[0]["name"] == "Kustannuspaikka"
    assert len(content(client.get_fiscal_years())["fiscalYears"]) == 3
    assert content(client.get_vats())["vatStatuses"]
    assert content(client.get_vats_country(countryCode="FI"))["vatPercentages"]
    assert content(client.get_currency())["currency"] == "EUR"
    assert content(client.get_users())["username"] == connected.keys["username"]
    assert content(client.get_bank_accounts(size=10))["results"][0]["defaultForInvoice"] is True
    assert content(client.get_products(type="SALES"))["results"] == []
    assert content(client.get_business_partners(active="true"))["results"] == []


@pytest.mark.parametrize("version", ["latest", "supported", "24.08"])
def test_it_finds_the_api_below_the_prefix_of_a_release(connected: Connected, version: str) -> None:
    connected.client.api_version = version
    assert content(connected.client.get_session_info())["country"] == "FINLAND"


def test_it_sends_an_invoice_and_marks_it_paid(connected: Connected) -> None:
    client = connected.client
    made = content(client.post_invoice(**invoice()))
    assert client.send_invoice(made["id"])["status"] == 403
    content(client.approve_invoice(made["id"]))
    content(client.send_invoice(made["id"]))
    event = content(
        client.markpaid_invoice(made["id"], paymentDate="2026-06-09", amount=251.00, currency="EUR", description="Paid")
    )
    assert content(client.get_invoice(made["id"]))["status"] == "MARKED_PAID"
    assert [
        row["id"] for row in content(client.get_invoices(status="MARKED_PAID", types="SALES_INVOICE"))["results"]
    ] == [made["id"]]
    assert event["amount"] == 251


def test_it_posts_a_journal_with_an_attachment(connected: Connected, tmp_path: Path) -> None:
    client = connected.client
    receipt = content(client.post_ledger_receipt(**journal()))
    assert content(client.get_ledger_receipt(receipt["id"])) == receipt
    settlement = tmp_path / "settlement.txt"
    settlement.write_bytes(b"Settlement \xff\x00 of the agency\r\n")
    meta = {"name": "settlement.txt", "referenceType": "INVOICE", "referenceId": receipt["invoiceId"]}
    kept = content(client.post_attachment({**meta, "sendWithInvoice": False}, str(settlement)))
    fetched = client.get_attachment(kept["id"])
    assert content(fetched) == settlement.read_bytes()
    assert fetched["metadata"]["name"] == "settlement.txt"
    assert client.delete_attachment(kept["id"])["status"] == 204


def test_it_renews_its_token_for_the_request_after_the_one_that_failed(connected: Connected) -> None:
    client = connected.client
    httpx2.post(f"{connected.world}/clock", json={"advance": "PT1H"})
    assert client.get_session_info()["status"] == 401
    assert client.get_session_info()["status"] == 200


def test_it_ends_its_token(connected: Connected) -> None:
    client = connected.client
    assert content(client.invalidate_token()) == {}
    assert client.get_session_info()["status"] == 401


def test_it_says_so_when_its_key_is_wrong(connected: Connected, client_class: Any) -> None:
    keys = connected.keys
    with pytest.raises(RuntimeError, match="Authentication failed"):
        client_class("no key", keys["clientId"], keys["clientSecret"], keys["redirectUri"])


def test_methods_that_put_their_data_into_the_headers_are_refused(connected: Connected) -> None:
    client = connected.client
    assert client.update_company(name="Never")["status"] == 401
    assert client.create_dimension_item(1, codeName="Never")["status"] == 401
