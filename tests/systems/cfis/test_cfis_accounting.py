"""Documents for the accounting system: what is queued, what is refused, and how far each is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.documents import examples
from tests.systems.cfis.desk import PARTNER, TODAY, Desk, changed, fields, written
from tests.systems.driver import Answer, Driver

EXAMPLES: dict[str, Any] = {e.path.stem: e.value for e in examples("cfis") if e.direction == "request"}
LEDGER: Any = EXAMPLES["submitLedger.request"]
PAYMENTS: Any = EXAMPLES["submitAccountingPayments.request"]
ALLOCATED: Any = EXAMPLES["submitAccountingPayments.request.allocated"]


def ledger(identifier: str = "a-1", **more: Any) -> Any:
    document = changed(LEDGER, "ledgers.ledgerIdentifier", identifier)
    document["ledgers"].update(more)
    return document


def payment(identifier: str = "p-1", **more: Any) -> dict[str, Any]:
    return {
        "paymentIdentifier": identifier,
        "invoiceNumber": "133720800",
        "paymentDate": TODAY,
        "amount": 110.0,
        "currency": "EUR",
        **more,
    }


def refused(desk: Desk, path: str, document: Any) -> Answer:
    """Send what must be refused, and see that nothing has changed."""
    before = desk.standing()
    answer = desk.post(f"/accounting/{path}", document)
    assert answer.status in (400, 402)
    assert desk.standing() == before
    return answer


# ---- ledger documents ---------------------------------------------------------------------------------------------


def test_the_documented_ledger_is_queued_and_told_as_pending(desk: Desk) -> None:
    """An object on submission, an array on reading; the identifier comes back under another name."""
    assert desk.done("/accounting/ledger", LEDGER) == {
        "message": "Ledger received",
        "ledgerIdentifier": "abc-123-def-456",
        "status": 0,
        "description": "Pending",
    }
    assert desk.seen("/accounting/ledger") == {
        "ledgers": [
            {
                "sourceIdentifier": "abc-123-def-456",
                "documentDate": "2025-12-13",
                "documentName": "1001",
                "documentStatus": None,
                "syncDate": None,
                "status": 0,
                "description": "Pending",
            }
        ]
    }


def test_without_a_connector_to_its_accounting_system_it_stays_pending(driver: Driver) -> None:
    desk = Desk(driver, accounting="talenom")
    desk.done("/accounting/ledger", LEDGER)
    desk.advance("P30D")
    assert desk.seen("/accounting/ledger")["ledgers"][0]["status"] == 0


def test_a_document_balances_on_net_amounts_and_not_on_amounts(desk: Desk) -> None:
    rows = LEDGER["ledgers"]["ledgerRows"]
    assert sum(row["amount"] for row in rows) != 0
    desk.done("/accounting/ledger", LEDGER)
    answer = refused(desk, "ledger", changed(ledger("a-2"), "ledgers.ledgerRows[1].netAmount", -2382.46))
    assert list(fields(answer)) == ["ledgers.ledgerRows"]
    assert "0.01" in fields(answer)["ledgers.ledgerRows"]


def test_a_description_has_at_most_210_characters(desk: Desk) -> None:
    desk.done("/accounting/ledger", ledger("a-1", documentDescription="å" * 210))
    answer = refused(desk, "ledger", ledger("a-2", documentDescription="å" * 211))
    assert list(fields(answer)) == ["ledgers.documentDescription"]


@pytest.mark.parametrize("value", [0, 1, None])
def test_is_vat_row_is_a_number(desk: Desk, value: Any) -> None:
    desk.done("/accounting/ledger", changed(LEDGER, "ledgers.ledgerRows[0].isVatRow", value))


@pytest.mark.parametrize("value", [True, False, 2, "1"])
def test_is_vat_row_is_nothing_else(desk: Desk, value: Any) -> None:
    answer = refused(desk, "ledger", changed(LEDGER, "ledgers.ledgerRows[0].isVatRow", value))
    assert list(fields(answer)) == ["ledgers.ledgerRows[0].isVatRow"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ledgers", [LEDGER["ledgers"]]),
        ("ledgers.ledgerIdentifier", ""),
        ("ledgers.documentDate", "13.12.2025"),
        ("ledgers.calculationMode", "gross"),
        ("ledgers.ledgerRows", LEDGER["ledgers"]["ledgerRows"][:1]),
        ("ledgers.ledgerRows[0].accountNumber", 1701),
        ("ledgers.ledgerRows[0].netAmount", 2990.001),
        ("ledgers.ledgerRows[2].bookingDate", None),
    ],
)
def test_what_is_wrong_with_a_ledger_is_told_by_field(desk: Desk, field: str, value: Any) -> None:
    assert list(fields(refused(desk, "ledger", changed(LEDGER, field, value)))) == [field]


def test_the_same_ledger_again_gets_the_same_answer_and_counts_once(desk: Desk) -> None:
    first = desk.done("/accounting/ledger", LEDGER)
    before = desk.standing()
    assert desk.done("/accounting/ledger", LEDGER) == first
    turned = {"ledgers": dict(reversed(LEDGER["ledgers"].items()))}
    pretty = json.dumps(json.loads(written(turned)), indent=2).encode("utf-16")
    again = desk.ask(
        "POST", f"{PARTNER}/accounting/ledger", pretty, headers={"content-type": "application/json; charset=utf-16"}
    )
    assert again.json == first, "the same document, written otherwise"
    assert desk.standing() == before
    assert len(desk.seen("/accounting/ledger")["ledgers"]) == 1


def test_another_ledger_under_a_name_that_is_taken_is_refused(desk: Desk) -> None:
    desk.done("/accounting/ledger", LEDGER)
    answer = refused(desk, "ledger", changed(LEDGER, "ledgers.documentName", "1002"))
    assert answer.status == 402
    assert "abc-123-def-456" in answer.json["message"]


# ---- accounting payments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [PAYMENTS, ALLOCATED])
def test_the_documented_payments_are_queued_in_their_order(desk: Desk, document: Any) -> None:
    names = [each["paymentIdentifier"] for each in document["payments"]]
    told = desk.done("/accounting/payment", document)
    assert told == {
        "message": "Payments received",
        "payments": [{"paymentIdentifier": name, "status": 0, "description": "Pending"} for name in names],
    }
    seen = desk.seen("/accounting/payment")["payments"]
    assert sorted(each["sourceIdentifier"] for each in seen) == sorted(names)
    assert all(each["syncDate"] is None for each in seen)


def test_one_bad_payment_keeps_the_whole_batch_out(desk: Desk) -> None:
    batch = {"payments": [payment("p-1"), payment("p-2", amount=1.005), payment("p-3")]}
    assert list(fields(refused(desk, "payment", batch))) == ["payments[1].amount"]
    assert desk.get("/accounting/payment").status == 204


def test_a_taken_name_keeps_the_whole_batch_out(desk: Desk) -> None:
    desk.done("/accounting/payment", {"payments": [payment("p-2")]})
    batch = {"payments": [payment("p-1"), payment("p-2", amount=5), payment("p-3")]}
    assert refused(desk, "payment", batch).status == 402
    assert len(desk.seen("/accounting/payment")["payments"]) == 1


def test_payments_sent_again_get_the_same_answer_beside_new_ones(desk: Desk) -> None:
    first = desk.done("/accounting/payment", {"payments": [payment("p-1")]})
    told = desk.done("/accounting/payment", {"payments": [payment("p-1"), payment("p-2")]})
    assert told["payments"][0] == first["payments"][0]
    assert len(desk.seen("/accounting/payment")["payments"]) == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"invoiceNumber": None}, "invoiceNumber"),
        ({"invoiceNumber": None, "targetIdentifier": "invoicenumber"}, "invoiceNumber"),
        ({"targetIdentifier": "reference"}, "paymentReference"),
        ({"targetIdentifier": "INVOICENUMBER"}, "targetIdentifier"),
        ({"currency": "EURO"}, "currency"),
        ({"paymentDate": None}, "paymentDate"),
        ({"allocations": [{"type": "CAPITAL", "amount": 100}]}, "allocations"),
        ({"allocations": [{"type": "COSTS", "amount": 110}]}, "allocations[0].type"),
    ],
)
def test_what_is_wrong_with_a_payment_is_told_by_field(desk: Desk, more: dict[str, Any], field: str) -> None:
    answer = refused(desk, "payment", {"payments": [payment("p-0"), payment("p-1", **more)]})
    assert list(fields(answer)) == [f"payments[1].{field}"]


def test_a_payment_may_be_found_by_its_reference_alone(desk: Desk) -> None:
    by_reference = payment(invoiceNumber=None, targetIdentifier="reference", paymentReference="1337109")
    desk.done("/accounting/payment", {"payments": [by_reference]})
    assert desk.seen("/accounting/payment")["payments"][0]["invoiceNumber"] is None


def test_a_payment_stands_once_in_a_batch(desk: Desk) -> None:
    answer = refused(desk, "payment", {"payments": [payment("p-1"), payment("p-2"), payment("p-1")]})
    assert list(fields(answer)) == ["payments[2].paymentIdentifier"]


def test_a_batch_has_an_end(driver: Driver) -> None:
    desk = Desk(driver, policy={"longest_documents_batch": 2})
    desk.done("/accounting/payment", {"payments": [payment("p-1"), payment("p-2")]})
    answer = refused(desk, "payment", {"payments": [payment(f"q-{number}") for number in range(3)]})
    assert list(fields(answer)) == ["payments"]


# ---- how far documents are ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["ledger", "payment", "invoice"])
@pytest.mark.parametrize(
    "query", [{}, {"status": 1}, {"fromDate": "2026-01-01", "toDate": "2026-01-31"}, {"fromDate": "9999-12-31"}]
)
def test_nothing_that_matches_is_no_content(desk: Desk, path: str, query: dict[str, Any]) -> None:
    answer = desk.get(f"/accounting/{path}", **query)
    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["l-1", "l-2", "l-3"]),
        ({"ledgerIdentifier": "l-2"}, ["l-2"]),
        ({"ledgerIdentifier": "l-2", "fromDate": "2026-02-01"}, ["l-2"]),
        ({"ledgerIdentifier": "l-2", "toDate": "2026-01-31"}, []),
        ({"ledgerIdentifier": "l-9"}, []),
        ({"fromDate": "2026-02-01"}, ["l-2", "l-3"]),
        ({"toDate": "2026-02-01"}, ["l-1", "l-2"]),
        ({"fromDate": "2026-02-01", "toDate": "2026-02-01"}, ["l-2"]),
        ({"status": 0}, ["l-1", "l-2", "l-3"]),
        ({"status": 2}, []),
    ],
)
def test_ledgers_are_found_by_name_date_and_state(desk: Desk, query: dict[str, Any], found: list[str]) -> None:
    for name, day in (("l-1", "1999-12-31"), ("l-2", "2026-02-01"), ("l-3", "2026-03-01")):
        desk.done("/accounting/ledger", ledger(name, documentDate=day))
    answer = desk.get("/accounting/ledger", **query)
    told = answer.json["ledgers"] if answer.body else []
    assert [each["sourceIdentifier"] for each in told] == found


def test_payments_are_found_by_their_invoice(desk: Desk) -> None:
    batch = [payment("p-1", invoiceNumber="1"), payment("p-2", invoiceNumber="2"), payment("p-3", invoiceNumber="1")]
    desk.done("/accounting/payment", {"payments": batch})
    told = desk.seen("/accounting/payment", invoiceNumber="1")["payments"]
    assert [each["sourceIdentifier"] for each in told] == ["p-1", "p-3"]
    assert desk.seen("/accounting/payment", paymentIdentifier="p-2")["payments"][0]["invoiceNumber"] == "2"


@pytest.mark.parametrize("path", ["ledger", "payment", "invoice"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "3"}, "query.status"),
        ({"status": "done"}, "query.status"),
        ({"fromDate": "2026-02-02", "toDate": "2026-02-01"}, "query.toDate"),
        ({"fromDate": "yesterday"}, "query.fromDate"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(desk: Desk, path: str, query: dict[str, Any], field: str) -> None:
    answer = desk.get(f"/accounting/{path}", **query)
    assert (answer.status, list(fields(answer))) == (400, [field])


def test_names_may_be_any_text(desk: Desk) -> None:
    for name in ("a/b", "täällä ✓", "%2F", "../../x", "1001/LEDGER/a", " "):
        desk.done("/accounting/ledger", ledger(name))
        assert desk.seen("/accounting/ledger", ledgerIdentifier=name)["ledgers"][0]["sourceIdentifier"] == name


# ---- the client's e-invoice address -------------------------------------------------------------------------------


def test_the_e_invoice_address_follows_from_the_business_id(driver: Driver) -> None:
    desk = Desk(driver, clients=[{"businessCode": "0646115-8"}])
    told = desk.seen("/operations/finvoice/credentials")
    assert (told["finvoiceAddress"], told["intermediator"]) == ("003706461158", "003714756079")


def test_a_business_id_that_is_none_has_no_e_invoice_address(driver: Driver) -> None:
    desk = Desk(driver, clients=[{"businessCode": "123456-7"}])
    assert desk.get("/operations/finvoice/credentials").status == 404
