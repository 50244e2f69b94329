"""Who is let in: passwords of module instances, opened methods, allowed addresses."""

from __future__ import annotations

from base64 import b64encode

import pytest

from simulator.asgi import build
from simulator.http.transport import Receive, Scope, Send
from simulator.settings import Settings
from tests.systems.driver import Driver
from tests.systems.netbaron.desk import EXAMPLES, Desk, invoice


def refused(desk: Desk, path: str = "accounting/periods", **headers: str) -> tuple[int, str]:
    answer = desk.ask("GET", path, headers=headers)
    return answer.status, answer.json["error"]["code"]


def test_each_module_has_a_password_of_its_own(desk: Desk) -> None:
    for module, path in {"customer": "customer", "invoice": "invoice", "invoice2": "invoice2"}.items():
        assert desk.ask("GET", path, headers=desk.headers(module)).status == 200
        for other in {"customer", "invoice", "invoice2", "ledger"} - {module}:
            assert refused(desk, path, **desk.headers(other)) == (401, "AUTH_FAILED")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer x", "Basic", "Basic %%%", "Basic " + b64encode(b"no colon").decode(), "Basic /w=="],
)
def test_what_is_no_identity_is_refused(desk: Desk, authorization: str) -> None:
    assert refused(desk, authorization=authorization) == (401, "AUTH_FAILED")


def test_organization_password_and_instance_number_are_not_told_apart(desk: Desk, driver: Driver) -> None:
    other = Desk(driver)
    wrong = [
        desk.ask("GET", "invoice", headers=desk.headers("invoice", user="org-unknown")),
        desk.ask("GET", "invoice", headers=desk.headers("invoice", password="wrong")),
        desk.ask("GET", "invoice3", headers=desk.headers("invoice")),
        desk.ask("GET", "invoice", target=other.at("invoice")),
        desk.ask("GET", "invoice", headers=desk.headers("invoice", password=other.keys["invoicePassword"])),
    ]
    assert {one.status for one in wrong} == {401}
    assert len({one.body for one in wrong}) == 1
    assert {one.headers["www-authenticate"] for one in wrong} == {'Basic realm="NB-A"'}


def test_the_journal_tells_what_was_wrong_and_no_password(desk: Desk) -> None:
    answer = desk.ask("GET", "ledger/1", headers=desk.headers("payment"))
    told = desk.driver.get(answer.headers["x-sandbox-explain"].removeprefix("http://sandbox"))
    assert told is not None
    assert "is not that of ledger" in told.json["explanation"]["message"]
    assert desk.keys["paymentPassword"] not in told.body.decode()
    assert desk.headers("payment")["Authorization"] not in told.body.decode()


def test_a_parallel_instance_shares_the_books_and_has_its_own_methods(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    assert desk.get("invoice2") == desk.get("invoice")
    assert desk.get("invoice2/133720800") == desk.get("invoice/133720800")
    refused_by_method = desk.ask("PUT", "invoice2", invoice(2))
    assert refused_by_method.json["error"]["code"] == "METHOD_NOT_ALLOWED"
    assert refused_by_method.headers["allow"] == "GET"
    desk.choose(invoice2Methods="GET PUT")
    assert desk.ask("PUT", "invoice2", invoice(2)).status == 200


def test_a_method_that_is_not_opened_is_refused(desk: Desk) -> None:
    desk.choose(ledgerMethods="GET", paymentMethods="nothing")
    assert desk.code("POST", "ledger", EXAMPLES["createLedger.request"]) == (405, "METHOD_NOT_ALLOWED")
    assert desk.code("GET", "payment/1") == (405, "METHOD_NOT_ALLOWED")
    assert desk.books()["vouchers"] == []


def test_an_address_that_is_not_on_the_list_is_refused(desk: Desk) -> None:
    desk.choose(accountingAddresses="192.0.2.0/24")
    assert desk.code("GET", "accounting/periods") == (403, "IP_NOT_ALLOWED")
    assert desk.ask("GET", "customer").status == 200
    desk.choose(accountingAddresses="any")
    assert desk.ask("GET", "accounting/periods").status == 200


@pytest.mark.parametrize(("peer", "status"), [("127.0.0.1", 200), ("127.9.9.9", 200), ("10.0.0.1", 403), ("x", 403)])
def test_the_address_is_that_of_the_caller(peer: str, status: int) -> None:
    sandbox = build(Settings())

    async def from_peer(scope: Scope, receive: Receive, send: Send) -> None:
        await sandbox.app({**scope, "client": (peer, 50000)}, receive, send)

    driver = Driver(from_peer)
    desk = Desk(driver)
    desk.choose(accountingAddresses="127.0.0.0/8")
    assert desk.ask("GET", "accounting/periods").status == status
    driver.close()


def test_an_expired_credential_is_refused_in_the_same_words(desk: Desk) -> None:
    path = f"/sandbox/worlds/{desk.world}/faults"
    armed = desk.driver.post(path, {"system": "netbaron", "fault": "expire-token"})
    assert armed is not None
    assert armed.status == 201
    assert desk.code("GET", "accounting/periods") == (401, "AUTH_FAILED")
    assert desk.code("GET", "accounting/periods") == (401, "AUTH_FAILED")


def test_what_the_contract_does_not_have_is_answered_in_its_shape(desk: Desk) -> None:
    assert desk.code("GET", "purchase") == (404, "NOT_FOUND")
    assert desk.code("PATCH", "ledger") == (405, "METHOD_NOT_ALLOWED")
