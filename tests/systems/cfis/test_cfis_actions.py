"""What a creditor asks for its cases: taken in as a batch at once, carried out later, and read from the case."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.documents import examples
from tests.systems.cfis.desk import INVOICE, TODAY, Desk, actions, changed, fields, invoice

PRINTED: Any = next(
    e.value for e in examples("cfis") if (e.operation_id, e.direction) == ("createInvoiceAction", "request")
)
CODES = ("COMMENT", "WITHDRAW", "DUEDATE", "PAYMENTPLAN", "OBJECTION", "PAUSE", "DIRECTPAYMENT")
NEEDS: dict[str, dict[str, Any]] = {
    "DUEDATE": {"dueDate": "2026-03-15"},
    "DIRECTPAYMENT": {"amount": 250.75, "currency": "EUR", "paymentDate": "2026-01-06"},
}


@pytest.fixture
def open_case(desk: Desk) -> Desk:
    desk.hand_in()
    desk.advance("P1D")
    return desk


def batch(*codes: str, number: int = INVOICE) -> Any:
    return actions(*((code, {"invoiceNumber": number, **NEEDS.get(code, {})}) for code in codes))


def fate(desk: Desk, number: int = INVOICE) -> list[tuple[str, str]]:
    return [(each["code"], each["status"]) for each in desk.case(number)["case"]["actions"]]


def codes(desk: Desk, number: int = INVOICE) -> list[str]:
    return [event["code"] for event in desk.case(number)["case"]["events"]]


def standing(desk: Desk, number: int = INVOICE) -> str:
    status: str = desk.case(number)["case"]["summary"]["status"]
    return status


# ---- the batch ----------------------------------------------------------------------------------------------------


def test_the_documented_batch_is_accepted_for_a_case_of_that_invoice(desk: Desk) -> None:
    desk.hand_in(123456789, currencyCode="SEK", total=5000)
    desk.until("2026-02-10")
    case_id = desk.delivery(123456789)["cases"][0]["caseId"]
    document = {"actions": [changed(each, "data.caseId", case_id) for each in PRINTED["actions"]]}
    told = desk.done("/invoice/action", document)
    assert told["message"] == "Actions received"
    assert [(each["code"], each["status"]) for each in told["actions"]] == [(code, "PENDING") for code in CODES]
    assert len({each["actionId"] for each in told["actions"]}) == 7
    assert fate(desk, 123456789) == [(code, "PENDING") for code in CODES]
    desk.advance("PT10M")
    assert fate(desk, 123456789) == [
        ("COMMENT", "PROCESSED"),
        ("WITHDRAW", "PROCESSED"),
        *((code, "REJECTED") for code in CODES[2:]),
    ], "what follows a withdrawal meets a closed case"


@pytest.mark.parametrize("code", CODES)
def test_every_action_is_pending_first_and_then_carried_out(open_case: Desk, code: str) -> None:
    told = open_case.done("/invoice/action", batch(code))
    assert fate(open_case) == [(code, "PENDING")]
    open_case.advance("PT5M")
    assert fate(open_case) == [(code, "PROCESSED")]
    assert open_case.case()["case"]["actions"][0]["actionId"] == told["actions"][0]["actionId"]


def test_actions_may_name_the_case_instead_of_the_invoice(open_case: Desk) -> None:
    case_id = open_case.delivery()["cases"][0]["caseId"]
    open_case.done("/invoice/action", actions(("PAUSE", {"caseId": case_id})))
    open_case.advance("PT10M")
    assert standing(open_case) == "PAUSED"


@pytest.mark.parametrize("code", CODES)
def test_one_bad_action_keeps_the_whole_batch_out(open_case: Desk, code: str) -> None:
    for bad in (batch("COMMENT", number=1), actions(("RESUME", {"invoiceNumber": INVOICE}))):
        document = {"actions": [*batch(code)["actions"], *bad["actions"]]}
        before = open_case.standing()
        answer = open_case.post("/invoice/action", document)
        assert answer.status in (400, 404)
        assert "actions[1]" in answer.body.decode()
        open_case.advance("PT10M")
        assert fate(open_case) == []
        assert open_case.standing()[0]["receivables"] == before[0]["receivables"]


# ---- what each of them does ---------------------------------------------------------------------------------------


def test_a_comment_is_an_event_and_nothing_else(open_case: Desk) -> None:
    before = open_case.case()["case"]
    open_case.act("COMMENT", comment="Called the debtor.")
    after = open_case.case()["case"]
    assert after["events"][-1]["code"] == "COMMENT"
    assert "Called the debtor." in after["events"][-1]["description"]
    assert (after["balance"], after["summary"]) == (before["balance"], before["summary"])


def test_a_withdrawal_closes_the_case_and_stops_collection(open_case: Desk) -> None:
    open_case.act("WITHDRAW")
    told = open_case.advance("P200D")
    assert told["events"] == []
    assert open_case.case()["case"]["summary"]["closeReason"] == "WITHDRAWN"


def test_a_due_date_is_that_of_the_case_and_never_of_the_invoice(open_case: Desk) -> None:
    open_case.act("DUEDATE", dueDate="2026-03-15")
    case = open_case.case()
    assert case["invoice"]["dueDate"] == "2026-01-19"
    assert case["case"]["events"][-1]["code"] == "DUE_DATE_MOVED"
    open_case.until("2026-03-29")
    assert "REMINDER_SENT" not in codes(open_case)
    open_case.until("2026-03-30")
    assert codes(open_case)[-1] == "REMINDER_SENT", "two weeks after the new due date"


def test_a_due_date_is_not_moved_once_the_case_is_in_collection(open_case: Desk) -> None:
    open_case.until("2026-03-03")
    open_case.act("DUEDATE", dueDate="2026-05-01")
    action = open_case.case()["case"]["actions"][0]
    assert action["status"] == "REJECTED"
    assert "COLLECTION" in action["reason"]


def test_a_due_date_is_extended_and_never_brought_forward(open_case: Desk) -> None:
    """The page says that DUEDATE extends the due date of the case."""
    open_case.act("DUEDATE", dueDate="2026-01-18")
    assert fate(open_case) == [("DUEDATE", "REJECTED")]
    assert "2026-01-19" in open_case.case()["case"]["actions"][0]["reason"]
    open_case.act("DUEDATE", dueDate="2026-01-19")
    assert fate(open_case)[1] == ("DUEDATE", "PROCESSED")


def test_an_allowed_plan_waits_for_the_debtor_and_then_the_case_goes_on(open_case: Desk) -> None:
    open_case.act("PAYMENTPLAN")
    assert standing(open_case) == "PAYMENT_PLAN"
    open_case.advance("P30D")
    assert standing(open_case) == "OPEN"
    assert "PAYMENT_PLAN_ALLOWED" in codes(open_case)


def test_an_objection_stops_the_case_until_it_is_answered(open_case: Desk) -> None:
    open_case.act("OBJECTION", comment="The goods never came.")
    open_case.advance("P200D")
    case = open_case.case()["case"]
    assert case["summary"]["status"] == "DISPUTED"
    assert any("The goods never came." in event["description"] for event in case["events"])
    assert "REMINDER_SENT" not in codes(open_case)


def test_a_pause_ends_by_itself_for_there_is_no_code_to_end_it(open_case: Desk) -> None:
    open_case.until("2026-02-01")
    open_case.act("PAUSE")
    open_case.advance("P29D")
    assert standing(open_case) == "PAUSED"
    assert "REMINDER_SENT" not in codes(open_case)
    open_case.advance("P2D")
    assert standing(open_case) == "OPEN"
    open_case.advance("P1D")
    assert "REMINDER_SENT" in codes(open_case)


def test_a_direct_payment_lowers_the_balance_and_is_never_paid_out(open_case: Desk) -> None:
    open_case.act("DIRECTPAYMENT", amount=250.75, currency="EUR", paymentDate=TODAY, reference="BANKREF-88921")
    case = open_case.case()["case"]
    assert (case["balance"]["capitalAmount"], case["balance"]["paidAmount"]) == (749.25, 250.75)
    paid = case["payments"][0]
    assert (paid["amount"], paid["capitalAmount"], paid["reference"]) == (250.75, 250.75, "BANKREF-88921")
    assert open_case.seen("/payments") == []
    open_case.advance("P14D")
    assert open_case.get("/settlements").status == 204


def test_a_direct_payment_in_full_closes_the_case(open_case: Desk) -> None:
    open_case.act("DIRECTPAYMENT", amount=1000, currency="EUR", paymentDate=TODAY)
    assert open_case.case()["case"]["summary"]["closeReason"] == "PAID"


def test_a_direct_payment_above_the_balance_is_accepted_and_closes_the_case(open_case: Desk) -> None:
    open_case.act("DIRECTPAYMENT", amount=1200, currency="EUR", paymentDate=TODAY)
    assert open_case.case()["case"]["summary"]["closeReason"] == "PAID"
    paid = open_case.books()["payments"][0]
    assert (paid["capital"], paid["overpaid"]) == (1000, 200)


def test_an_action_whose_case_ends_meanwhile_is_rejected_and_says_why(open_case: Desk) -> None:
    open_case.done("/invoice/action", batch("PAUSE"))
    open_case.pay()
    open_case.advance("PT10M")
    action = open_case.case()["case"]["actions"][0]
    assert action["status"] == "REJECTED"
    assert "closed (PAID)" in action["reason"]


# ---- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("DUEDATE", {"dueDate": "2026-01-05"}, "data.dueDate"),
        ("DUEDATE", {"dueDate": None}, "data.dueDate"),
        ("DUEDATE", {"dueDate": "9999-12-31"}, "data.dueDate"),
        ("DUEDATE", {"dueDate": "2026-02-30"}, "data.dueDate"),
        ("DIRECTPAYMENT", {"amount": 0}, "data.amount"),
        ("DIRECTPAYMENT", {"amount": -5}, "data.amount"),
        ("DIRECTPAYMENT", {"amount": None}, "data.amount"),
        ("DIRECTPAYMENT", {"amount": 1.005}, "data.amount"),
        ("DIRECTPAYMENT", {"currency": "SEK"}, "data.currency"),
        ("DIRECTPAYMENT", {"currency": None}, "data.currency"),
        ("DIRECTPAYMENT", {"paymentDate": "2026-01-07"}, "data.paymentDate"),
        ("DIRECTPAYMENT", {"paymentDate": None}, "data.paymentDate"),
        ("DIRECTPAYMENT", {"paymentDate": "0001-01-01"}, "data.paymentDate"),
        ("COMMENT", {"invoiceNumber": None}, "data.invoiceNumber"),
        ("COMMENT", {"invoiceNumber": "202600145"}, "data.invoiceNumber"),
        ("COMMENT", {"invoiceNumber": 1.5}, "data.invoiceNumber"),
    ],
)
def test_what_an_action_lacks_is_told_by_its_field(
    open_case: Desk, code: str, change: dict[str, Any], field: str
) -> None:
    document = batch(code)
    document["actions"][0]["data"].update(change)
    before = open_case.standing()
    answer = open_case.post("/invoice/action", document)
    assert answer.status == 400
    assert list(fields(answer)) == [f"actions[0].{field}"]
    assert open_case.standing() == before


@pytest.mark.parametrize("code", ["COMMENT", "OBJECTION"])
@pytest.mark.parametrize("comment", [None, ""])
def test_comments_and_objections_need_their_words(open_case: Desk, code: str, comment: str | None) -> None:
    answer = open_case.post("/invoice/action", actions((code, {"invoiceNumber": INVOICE}), comment=comment))
    assert (answer.status, list(fields(answer))) == (400, ["actions[0].comment"])


@pytest.mark.parametrize("code", ["RESUME", "comment", "", None])
def test_a_code_that_is_not_printed_is_refused(open_case: Desk, code: Any) -> None:
    answer = open_case.post("/invoice/action", actions((code, {"invoiceNumber": INVOICE})))
    assert (answer.status, list(fields(answer))) == (400, ["actions[0].code"])


@pytest.mark.parametrize("end", ["paid", "withdrawn"])
@pytest.mark.parametrize("code", CODES)
def test_a_closed_case_takes_no_more_actions(open_case: Desk, code: str, end: str) -> None:
    if end == "paid":
        open_case.pay()
    else:
        open_case.act("WITHDRAW")
    before = open_case.standing()
    answer = open_case.post("/invoice/action", batch(code))
    assert answer.status == 402
    assert open_case.explanation(answer)["explanation"]["code"] == "case_closed"
    assert open_case.standing() == before


def test_case_and_invoice_of_one_action_must_belong_together(open_case: Desk) -> None:
    open_case.hand_in(2)
    open_case.advance("P1D")
    other = open_case.delivery(2)["cases"][0]["caseId"]
    before = open_case.standing()
    answer = open_case.post("/invoice/action", actions(("PAUSE", {"invoiceNumber": INVOICE, "caseId": other})))
    assert (answer.status, list(fields(answer))) == (400, ["actions[0].data.caseId"])
    assert open_case.standing() == before


@pytest.mark.parametrize(
    "data", [{"invoiceNumber": INVOICE + 1}, {"caseId": 1}, {"invoiceNumber": INVOICE, "caseId": 1}]
)
def test_an_action_on_what_nobody_knows_is_not_found(open_case: Desk, data: dict[str, int]) -> None:
    before = open_case.standing()
    answer = open_case.post("/invoice/action", actions(("PAUSE", data)))
    assert answer.status == 404
    assert "actions[0].data." in answer.json["message"]
    assert open_case.standing() == before


def test_a_mistyped_invoice_number_is_answered_with_the_nearest_there_is(open_case: Desk) -> None:
    answer = open_case.post("/invoice/action", batch("PAUSE", number=INVOICE + 1))
    assert open_case.explanation(answer)["explanation"]["nearest"] == str(INVOICE)


def test_an_empty_batch_is_none(open_case: Desk) -> None:
    answer = open_case.post("/invoice/action", {"actions": []})
    assert (answer.status, list(fields(answer))) == (400, ["actions"])


def test_an_invoice_without_a_case_can_be_withdrawn_but_has_no_due_date_to_move(desk: Desk) -> None:
    desk.hand_in(1, paymentControlEnabled=False)
    desk.hand_in(2, manualApprovalEnabled=True)
    for number in (1, 2):
        desk.act("DUEDATE", number, dueDate="2026-03-15")
        desk.act("WITHDRAW", number)
        assert desk.delivery(number)["status"] == "WITHDRAWN"
    told = [event["note"] for event in desk.told("/events", limit=1000)["events"] if event["kind"] == "Action"]
    assert sum("has no case" in note for note in told) == 2
    desk.advance("P60D")
    assert desk.delivery(2)["distribution"]["status"] == "PENDING", "what was withdrawn is not sent any more"


def test_a_credit_note_takes_no_actions(open_case: Desk) -> None:
    open_case.done("/invoice", invoice(9001, 5, type="CREDIT_NOTE", references={"creditedInvoiceNumber": INVOICE}))
    answer = open_case.post("/invoice/action", batch("PAUSE", number=9001))
    assert (answer.status, list(fields(answer))) == (400, ["actions[0].data.invoiceNumber"])
