"""Nobody sees or touches what is another client's, another environment's or another world's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.cfis.desk import INVOICE, REFERENCE, TODAY, Client, Desk, actions, clients_of, invoice
from tests.systems.driver import Answer, Driver

OTHER = "Made-up Other Oy"
LEDGER: dict[str, Any] = {
    "ledgers": {
        "ledgerIdentifier": "a-1",
        "companyIdentifier": "0646115-8",
        "documentType": "ML",
        "documentName": "1001",
        "documentDate": TODAY,
        "calculationMode": "GROSS",
        "ledgerRows": [
            {"bookingDate": TODAY, "accountNumber": "1701", "amount": 100, "netAmount": 100},
            {"bookingDate": TODAY, "accountNumber": "3000", "amount": -100, "netAmount": -100},
        ],
    }
}
PAYMENTS: dict[str, Any] = {
    "payments": [
        {
            "paymentIdentifier": "p-1",
            "invoiceNumber": "1",
            "paymentDate": TODAY,
            "amount": 5,
            "currency": "EUR",
        }
    ]
}
READINGS = (
    "/invoice/distribution",
    "/payments",
    "/settlements",
    "/accounting/ledger",
    "/accounting/payment",
    "/accounting/invoice",
)


@pytest.fixture
def shared(driver: Driver) -> Desk:
    """Two clients in one world, of which the first has one of everything: paid out, and still open."""
    plan = [{"name": "Made-up One Oy"}, {"name": OTHER, "businessCode": "2222222-2"}]
    desk = Desk(driver, clients=plan)
    desk.hand_in(references={"payment": REFERENCE}, accountingInvoiceEnabled=True)
    desk.advance("PT1H")
    desk.act("COMMENT")
    desk.done("/accounting/ledger", LEDGER)
    desk.done("/accounting/payment", PAYMENTS)
    desk.pay(amount=100)
    desk.advance("P5D")
    desk.pay(amount=50)
    return desk


def strangers(desk: Desk, driver: Driver) -> dict[str, Client]:
    """Live tokens that have no business with the first client: of its neighbour, of production, of another world."""
    elsewhere = Desk(driver)
    return {
        "neighbour": desk.clients[1],
        "production": clients_of(desk.opened, "production")[0],
        "world": elsewhere.client,
    }


@pytest.mark.parametrize("path", READINGS)
@pytest.mark.parametrize("who", ["neighbour", "production", "world"])
def test_lists_hold_what_is_the_clients_own_and_nothing_else(shared: Desk, driver: Driver, path: str, who: str) -> None:
    assert shared.get(path, fromDate="2026-01-01").body not in (b"", b"[]")
    answer = shared.get(path, strangers(shared, driver)[who], fromDate="2026-01-01")
    told = answer.json if answer.body else []
    assert (told["invoices"] if isinstance(told, dict) else told) == []


@pytest.mark.parametrize("who", ["neighbour", "production", "world"])
def test_a_case_that_is_somebody_elses_is_not_found(shared: Desk, driver: Driver, who: str) -> None:
    case_id = shared.delivery()["cases"][0]["caseId"]
    stranger = strangers(shared, driver)[who]
    for query in ({"caseId": case_id}, {"invoiceNumber": INVOICE}, {"caseId": case_id, "invoiceNumber": INVOICE}):
        answer = shared.get("/invoice/case", stranger, **query)
        assert answer.status == 404
        assert "closest" not in answer.json["message"], "a hint would tell that it exists"


@pytest.mark.parametrize("who", ["neighbour", "production", "world"])
def test_an_action_on_somebody_elses_case_is_not_found_and_does_nothing(shared: Desk, driver: Driver, who: str) -> None:
    case_id = shared.delivery()["cases"][0]["caseId"]
    stranger = strangers(shared, driver)[who]
    before = shared.standing()
    for data in ({"caseId": case_id}, {"invoiceNumber": INVOICE}):
        answer = shared.post("/invoice/action", actions(("WITHDRAW", data)), stranger)
        assert answer.status == 404
    assert shared.standing() == before


def test_a_credit_note_credits_the_clients_own_invoices_only(shared: Desk) -> None:
    before = shared.standing()
    note = invoice(9001, 5, type="CREDIT_NOTE", references={"creditedInvoiceNumber": INVOICE})
    assert shared.post("/invoice", note, shared.clients[1]).status == 404
    assert shared.standing() == before


def test_two_clients_may_use_the_same_invoice_number_and_ledger_name(shared: Desk) -> None:
    neighbour = shared.clients[1]
    shared.hand_in(total=77, client=neighbour)
    shared.done("/accounting/ledger", LEDGER, neighbour)
    shared.advance("PT1H")
    assert shared.case(client=neighbour)["case"]["balance"]["totalAmount"] == 77
    assert shared.case()["case"]["balance"]["totalAmount"] == 850
    assert shared.case(client=neighbour)["case"]["summary"]["creditor"] == OTHER


def test_reading_settlements_marks_only_the_readers_own(shared: Desk) -> None:
    neighbour = shared.clients[1]
    shared.hand_in(1, client=neighbour)
    shared.advance("PT1H")
    shared.pay(1, 10)
    shared.advance("P5D")
    assert shared.get("/settlements", neighbour, unfetchedOnly="true").status == 200
    told = shared.seen("/settlements", unfetchedOnly="true")["settlements"]
    assert sum(each["settlementAmount"] for each in told) == 150


def test_renewing_ends_no_token_of_anybody_else(shared: Desk) -> None:
    shared.seen("/renew", shared.clients[1])
    assert shared.get("/validate").status == 200


def test_the_journal_of_a_world_has_no_request_of_another(shared: Desk, driver: Driver) -> None:
    before = len(shared.told("/journal")["entries"])
    elsewhere = Desk(driver)
    answer: Answer = elsewhere.get("/payments")
    assert answer.status == 200
    assert len(shared.told("/journal")["entries"]) == before
    assert len(elsewhere.told("/journal")["entries"]) == 1


def test_worlds_of_different_seeds_number_their_cases_differently(driver: Driver) -> None:
    """So that a client that mixes two worlds up notices."""
    first, second = Desk(driver, seed="a"), Desk(driver, seed="b")
    for desk in (first, second):
        desk.hand_in()
        desk.advance("P1D")
    assert first.delivery()["cases"] != second.delivery()["cases"]
