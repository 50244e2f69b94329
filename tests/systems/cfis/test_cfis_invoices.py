"""Handing in invoices and credit notes: what is accepted, what it means, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from contracts.documents import examples
from simulator.core.policy import DEFAULT
from simulator.core.references import is_finnish_reference
from tests.systems.cfis.desk import INVOICE, REFERENCE, TODAY, Desk, changed, fields, invoice
from tests.systems.driver import Driver

DOCUMENTED: dict[str, Any] = {
    e.path.stem.partition(".")[2]: e.value for e in examples("cfis") if e.operation_id == "createInvoice"
}
COMPLETED: Any = DOCUMENTED["request.completed"]
PRINTED: Any = DOCUMENTED["request"]


def books_of(desk: Desk, number: int) -> Any:
    return next(each for each in desk.books()["receivables"] if each["invoiceNumber"] == number)


def credit_note(number: int = 9001, total: Any = 400, credited: int = INVOICE, **more: Any) -> Any:
    return invoice(
        number, total, type="CREDIT_NOTE", dueDate=TODAY, references={"creditedInvoiceNumber": credited}, **more
    )


# ---- the documented bodies ----------------------------------------------------------------------------------------


def test_the_documented_invoice_is_accepted_once_its_amounts_are_there(desk: Desk) -> None:
    assert desk.done("/invoice", COMPLETED) == {
        "message": "Invoice accepted",
        "invoiceNumber": 251601000,
        "status": "PENDING",
        "paymentReference": REFERENCE,
    }
    assert books_of(desk, 251601000)["claimed"]["capital"] == 1255.00


def test_the_invoice_as_printed_says_nothing_of_money_so_a_faithful_world_refuses_it(desk: Desk) -> None:
    before = desk.standing()
    answer = desk.post("/invoice", PRINTED)
    assert answer.status == 400
    assert list(fields(answer)) == ["invoice.amounts.totalAmount"]
    assert desk.standing() == before


def test_a_lenient_world_takes_the_invoice_as_printed_as_one_over_nothing(driver: Driver) -> None:
    desk = Desk(driver, profile="lenient")
    desk.done("/invoice", PRINTED)
    desk.advance("P1D")
    record = desk.delivery(251601000)
    assert (record["distribution"]["status"], record["cases"]) == ("DELIVERED", [])
    assert books_of(desk, 251601000)["claimed"]["total"] == 0


def test_a_strict_world_checks_the_digits_that_the_printed_example_gets_wrong(driver: Driver) -> None:
    desk = Desk(driver, strict=True)
    document = changed(COMPLETED, "invoice.parties.buyerParty.personalIdentityNumber", "010101-0000")
    document = changed(document, "invoice.parties.buyerParty.businessId", "123456-7")
    before = desk.standing()
    answer = desk.post("/invoice", document)
    assert answer.status == 400
    assert sorted(fields(answer)) == [
        "invoice.parties.buyerParty.businessId",
        "invoice.parties.buyerParty.personalIdentityNumber",
        "invoice.parties.buyerParty.vatCode",
        "invoice.parties.sellerParty.paymentDetails.iban",
        "invoice.parties.sellerParty.vatCode",
        "invoice.references.payment",
    ]
    assert "010101-0000" not in answer.body.decode(), "an identity code is not repeated"
    assert desk.standing() == before


def test_a_strict_world_takes_an_invoice_whose_digits_are_right(driver: Driver) -> None:
    desk = Desk(driver, strict=True)
    document = COMPLETED
    for field, value in {
        "references.payment": "1337109",
        "parties.sellerParty.vatCode": "FI06461158",
        "parties.sellerParty.paymentDetails.iban": "FI2112345600000785",
        "parties.buyerParty.vatCode": "SE556703748501",
    }.items():
        document = changed(document, f"invoice.{field}", value)
    assert desk.done("/invoice", document)["paymentReference"] == "1337109"


# ---- what is owed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "owed"),
    [
        ({"amounts": {"totalAmount": 124}}, 124),
        ({"amounts": {"totalAmount": 124.5}, "rows": [{"totalAmount": 1}]}, 124.5),
        ({"amounts": None, "rows": [{"totalAmount": 62}, {"totalAmount": 62.01}]}, 124.01),
        ({"amounts": {}, "rows": [{"netAmount": 100, "vatAmount": 25.5}, {"totalAmount": -0.5}]}, 125),
        ({"amounts": {"totalAmount": 124}, "paymentData": {"state": {"paidAmount": 24}}}, 100),
        ({"amounts": {"totalAmount": 0.1}, "paymentData": {"state": {"paidAmount": 0.1}}}, 0),
    ],
)
def test_what_is_owed_is_the_total_or_the_rows_less_what_was_paid_before(
    desk: Desk, more: dict[str, Any], owed: float
) -> None:
    desk.hand_in(**more)
    assert books_of(desk, INVOICE)["claimed"]["capital"] == owed


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amounts": None}, "amounts.totalAmount"),
        ({"amounts": {}, "rows": []}, "amounts.totalAmount"),
        ({"amounts": None, "rows": [{"totalAmount": 5}, {"netAmount": 5}]}, "amounts.totalAmount"),
        ({"amounts": {"totalAmount": -5}}, "amounts.totalAmount"),
        ({"paymentData": {"state": {"paidAmount": 1000.01}}}, "amounts.totalAmount"),
        ({"paymentData": {"state": {"paidAmount": -1}}}, "paymentData.state.paidAmount"),
        ({"amounts": None, "rows": [{"totalAmount": 9_999_999_999_999}] * 2}, "amounts.totalAmount"),
        ({"terms": {"interest": {"percentage": 1000.5}}}, "terms.interest.percentage"),
        ({"terms": {"interest": {"percentage": 7.1234567}}}, "terms.interest.percentage"),
        ({"dueDate": "2026-01-04"}, "header.dueDate"),
        ({"dueDate": "9999-12-31"}, "header.dueDate"),
        ({"date": "0001-01-01"}, "header.date"),
    ],
)
def test_figures_that_cannot_be_are_refused_by_field(desk: Desk, more: dict[str, Any], field: str) -> None:
    before = desk.standing()
    answer = desk.post("/invoice", invoice(**more))
    assert answer.status == 400
    assert list(fields(answer)) == [f"invoice.{field}"]
    assert desk.standing() == before


def test_the_largest_invoice_can_be_read_however_much_interest_it_bears(desk: Desk) -> None:
    desk.hand_in(total=9_999_999_999_999.99, terms={"interest": {"percentage": 1000}})
    desk.advance("P1D")
    desk.act("OBJECTION")
    desk.advance("P3650D")
    assert desk.case()["case"]["balance"]["totalAmount"] > 10**14


def test_an_invoice_that_fell_due_long_ago_is_overdue_as_soon_as_it_is_sent(desk: Desk) -> None:
    desk.hand_in(date="1927-01-01", dueDate="1927-01-01")
    desk.advance("P1D")
    assert desk.delivery()["status"] == "OVERDUE"


def test_an_invoice_that_falls_due_years_from_now_waits(desk: Desk) -> None:
    desk.hand_in(dueDate="2035-12-31")
    desk.advance("P3000D")
    assert desk.case()["case"]["summary"]["status"] == "OPEN"


# ---- the number and the reference ---------------------------------------------------------------------------------


def test_a_number_is_used_once_and_a_second_try_is_refused_as_a_matter_of_business(desk: Desk) -> None:
    desk.hand_in()
    before = desk.standing()
    answer = desk.post("/invoice", invoice(total=999))
    assert answer.status == 402
    assert str(INVOICE) in answer.json["message"]
    assert desk.explanation(answer)["explanation"]["code"] == "already_exists"
    assert desk.standing() == before
    assert desk.post("/invoice", credit_note(INVOICE)).status == 402, "a credit note is numbered among the invoices"


def test_a_missing_reference_is_made_of_the_clients_prefix_and_the_invoice_number(desk: Desk) -> None:
    made = desk.hand_in()["paymentReference"]
    assert is_finnish_reference(made)
    assert made[:-1] == f"{desk.client.prefix}{INVOICE}"
    assert desk.hand_in(2, references={"payment": None})["paymentReference"].startswith(desk.client.prefix)
    assert desk.hand_in(3, references={"payment": ""})["paymentReference"].startswith(desk.client.prefix)


@pytest.mark.parametrize("number", [1, 999_999_999_999_999])
def test_a_reference_can_be_made_for_every_number_that_is_allowed(desk: Desk, number: int) -> None:
    assert is_finnish_reference(desk.hand_in(number)["paymentReference"])


@pytest.mark.parametrize("reference", [REFERENCE, "RF71234567890123456789", "NOT-A-REFERENCE", "9" * 40])
def test_a_given_reference_is_kept_as_it_is(desk: Desk, reference: str) -> None:
    assert desk.hand_in(references={"payment": reference})["paymentReference"] == reference


# ---- what follows -------------------------------------------------------------------------------------------------


def test_payment_control_gives_a_case_and_its_absence_none(desk: Desk) -> None:
    desk.hand_in(1, paymentControlEnabled=True)
    desk.hand_in(2, paymentControlEnabled=False)
    desk.advance("P60D")
    assert desk.case(1)["invoice"]["status"] == "IN_COLLECTION"
    answer = desk.get("/invoice/case", invoiceNumber=2)
    assert (answer.status, answer.json["message"]) == (404, "case of invoice 2 is not known")
    record = desk.delivery(2)
    assert record["status"] == "DISTRIBUTED"
    assert record["paymentControl"] == {"enabled": False, "status": "NOT_ENABLED"}


def test_payment_control_is_on_when_an_invoice_does_not_say(desk: Desk) -> None:
    desk.hand_in(1, paymentControlEnabled=None)
    desk.hand_in(2)
    desk.advance("P1D")
    assert desk.delivery(1)["cases"]
    assert desk.delivery(2)["cases"]


def test_manual_approval_holds_the_invoice_until_a_person_says_so(desk: Desk) -> None:
    assert desk.hand_in(manualApprovalEnabled=True)["status"] == "PENDING_APPROVAL"
    desk.advance("P30D")
    record = desk.delivery()
    assert (record["status"], record["distribution"]["status"], record["cases"]) == ("PENDING_APPROVAL", "PENDING", [])
    desk.plane(f"/approvals/{INVOICE}", {})
    desk.advance("PT30M")
    record = desk.delivery()
    assert record["distribution"]["status"] == "DELIVERED"
    assert record["cases"]


def test_disable_collection_stops_after_the_reminders(desk: Desk) -> None:
    desk.hand_in(disableCollection=True)
    desk.advance("P200D")
    case = desk.case()
    assert case["case"]["summary"]["stage"] == "REMINDER"
    assert case["invoice"]["status"] == "OVERDUE"
    codes = [event["code"] for event in case["case"]["events"]]
    assert codes.count("REMINDER_SENT") == 2
    assert "PAYMENT_DEMAND_SENT" not in codes


def test_an_invoice_for_accounting_is_queued_once_it_has_been_sent(desk: Desk) -> None:
    desk.hand_in(1, accountingInvoiceEnabled=True)
    desk.hand_in(2, accountingInvoiceEnabled=False)
    assert desk.get("/accounting/invoice").status == 204
    desk.advance(f"PT{DEFAULT.distribution_starts_after_minutes}M")
    expected = {
        "sourceIdentifier": "1",
        "invoiceNumber": "1",
        "invoiceDate": TODAY,
        "syncDate": None,
        "status": 0,
        "description": "Pending",
    }
    assert desk.seen("/accounting/invoice") == {"invoices": [expected]}
    assert desk.seen("/accounting/invoice", invoiceNumber="1")["invoices"] == [expected]
    assert desk.get("/accounting/invoice", invoiceNumber="2").status == 204
    desk.advance(f"PT{DEFAULT.accounting_starts_after_minutes}M")
    synced = {"syncDate": TODAY, "status": 1, "description": "Successfully synced"}
    assert desk.seen("/accounting/invoice") == {"invoices": [{**expected, **synced}]}


def test_an_invoice_that_could_not_be_sent_is_not_queued_for_accounting(desk: Desk) -> None:
    desk.hand_in(accountingInvoiceEnabled=True, contact=None)
    desk.advance("P1D")
    assert desk.delivery()["distribution"]["status"] == "FAILED"
    assert desk.get("/accounting/invoice").status == 204


# ---- credit notes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [400, -400], ids=["above zero", "below zero"])
def test_a_credit_note_lowers_the_capital_of_the_invoice_it_names(desk: Desk, total: int) -> None:
    desk.hand_in()
    desk.advance("P1D")
    assert desk.done("/invoice", credit_note(total=total))["status"] == "PENDING"
    balance = desk.case()["case"]["balance"]
    assert (balance["capitalAmount"], balance["paidAmount"], balance["writtenOffAmount"]) == (600, 0, 0)


def test_a_credit_note_over_everything_closes_the_case_as_credited(desk: Desk) -> None:
    desk.done("/invoice", COMPLETED)
    desk.advance("P60D")
    desk.done("/invoice", DOCUMENTED["request.credit-note"])
    case = desk.case(251601000)
    assert (case["case"]["summary"]["status"], case["case"]["summary"]["closeReason"]) == ("CLOSED", "CREDITED")
    assert case["case"]["balance"]["totalAmount"] == 0
    assert case["invoice"]["status"] == "CREDITED"


def test_a_credit_note_is_distributed_and_never_gets_a_case(desk: Desk) -> None:
    desk.hand_in()
    desk.done("/invoice", credit_note())
    desk.advance("P60D")
    record = desk.delivery(9001)
    assert (record["status"], record["cases"]) == ("DISTRIBUTED", [])


def test_a_credit_note_to_an_invoice_nobody_knows_is_not_found(desk: Desk) -> None:
    desk.hand_in()
    before = desk.standing()
    answer = desk.post("/invoice", credit_note(credited=INVOICE + 1))
    assert answer.status == 404
    assert desk.explanation(answer)["explanation"]["nearest"] == str(INVOICE)
    assert desk.standing() == before


def test_a_credit_note_credits_no_credit_note(desk: Desk) -> None:
    desk.hand_in()
    desk.done("/invoice", credit_note())
    answer = desk.post("/invoice", credit_note(9002, credited=9001))
    assert (answer.status, list(fields(answer))) == (400, ["invoice.references.creditedInvoiceNumber"])


def test_a_credit_note_names_an_invoice_and_shares_its_currency(desk: Desk) -> None:
    desk.hand_in()
    nameless = desk.post("/invoice", invoice(9001, type="CREDIT_NOTE"))
    assert (nameless.status, list(fields(nameless))) == (400, ["invoice.references"])
    foreign = desk.post("/invoice", credit_note(currencyCode="SEK"))
    assert (foreign.status, list(fields(foreign))) == (400, ["invoice.header.currencyCode"])


def test_an_invoice_without_a_type_is_an_invoice(desk: Desk) -> None:
    desk.hand_in(type=None, references={"creditedInvoiceNumber": 1})
    assert books_of(desk, INVOICE)["type"] == "INVOICE"


def test_unknown_members_are_accepted_and_kept(desk: Desk) -> None:
    document = {**invoice(), "somethingNew": {"deep": [1, 2.5, None]}}
    document["invoice"]["header"]["colour"] = "blue"
    desk.done("/invoice", document)


def test_cents_survive_the_way_in_and_out(desk: Desk) -> None:
    for number, total in enumerate(("0.01", "0.10", "19.99", "1234567.89", "9999999999999.99"), start=1):
        desk.hand_in(number, float(total))
        desk.advance("PT30M")
        told = desk.get("/invoice/case", invoiceNumber=number).body.decode()
        assert f'"capitalAmount":{Decimal(total):.2f},' in told
