"""The life of a case as its creditor reads it: stages, balance, events, timeline, and how it ends."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from simulator.systems.cfis.wire.case import FACTS
from tests.systems.cfis.desk import INVOICE, Desk, fields, invoice
from tests.systems.driver import Driver

DEATHS = {"paid": "PAID", "withdrawn": "WITHDRAWN", "credited": "CREDITED", "lost": "CREDIT_LOSS"}
LETTERS = ("CASE_OPENED", "DELIVERED", "OVERDUE", "REMINDER_SENT", "REMINDER_SENT", "PAYMENT_DEMAND_SENT")


def cents(amount: Any) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def opened(desk: Desk, **more: Any) -> Any:
    desk.hand_in(**more)
    desk.advance("P1D")
    return desk.case()


def codes(case: Any) -> list[str]:
    return [event["code"] for event in case["case"]["events"]]


def end(desk: Desk, how: str) -> None:
    match how:
        case "paid":
            desk.pay()
        case "withdrawn":
            desk.act("WITHDRAW")
        case "credited":
            note = invoice(9001, 1000, type="CREDIT_NOTE", references={"creditedInvoiceNumber": INVOICE})
            desk.done("/invoice", note)
        case "lost":
            desk.advance("P400D")


# ---- from the opening to the end ----------------------------------------------------------------------------------


def test_a_new_case_is_under_payment_control_and_owes_the_capital(desk: Desk) -> None:
    case = opened(desk)
    assert case["case"]["summary"] == {
        "caseId": desk.delivery()["cases"][0]["caseId"],
        "status": "OPEN",
        "stage": "PAYMENT_CONTROL",
        "createdAt": "2026-01-05T07:02:00.000Z",
        "closedAt": None,
        "activeDays": 1,
        "creditor": "Demo Creditor Oy",
        "currency": "EUR",
        "agency": "CASH-IN",
        "closeReason": None,
    }
    assert case["case"]["balance"] == {
        "capitalAmount": 1000,
        "interestAmount": 0,
        "costsAmount": 0,
        "totalAmount": 1000,
        "paidAmount": 0,
        "writtenOffAmount": 0,
    }
    assert (case["case"]["payments"], case["case"]["actions"]) == ([], [])
    told = {name: value for name, value in case["invoice"].items() if name != "timeline"}
    assert told == {
        "invoiceNumber": INVOICE,
        "invoiceDate": "2026-01-05",
        "dueDate": "2026-01-19",
        "amount": 1000,
        "status": "DISTRIBUTED",
    }


@pytest.mark.parametrize(
    ("kind", "stages"),
    [
        (
            "CONSUMER",
            [
                ("2026-01-20", "PAYMENT_CONTROL", "OVERDUE", 0),
                ("2026-02-03", "REMINDER", "OVERDUE", 5),
                ("2026-02-17", "REMINDER", "OVERDUE", 10),
                ("2026-03-03", "COLLECTION", "IN_COLLECTION", 34),
                ("2026-03-17", "COLLECTION", "IN_COLLECTION", 46),
            ],
        ),
        (
            "BUSINESS",
            [
                ("2026-01-20", "PAYMENT_CONTROL", "OVERDUE", 0),
                ("2026-02-03", "REMINDER", "OVERDUE", 12),
                ("2026-02-17", "REMINDER", "OVERDUE", 24),
                ("2026-03-03", "COLLECTION", "IN_COLLECTION", 94),
                ("2026-03-17", "COLLECTION", "IN_COLLECTION", 129),
            ],
        ),
    ],
)
def test_a_case_goes_from_control_to_reminders_to_collection(
    desk: Desk, kind: str, stages: list[tuple[str, str, str, int]]
) -> None:
    """The costs are those of the Debt Collection Act (513/1999), section 10 a for consumers, 10 b on for others."""
    opened(desk, entityType=kind)
    interest = Decimal(0)
    for day, stage, status, costs in stages:
        desk.until(day)
        case = desk.case()
        assert (case["case"]["summary"]["stage"], case["invoice"]["status"]) == (stage, status)
        balance = case["case"]["balance"]
        assert (balance["capitalAmount"], balance["costsAmount"]) == (1000, costs)
        assert cents(balance["interestAmount"]) > interest or day == "2026-01-20"
        interest = cents(balance["interestAmount"])
        parts = (balance[f"{part}Amount"] for part in ("capital", "interest", "costs"))
        assert cents(balance["totalAmount"]) == sum(map(cents, parts))


def test_interest_runs_by_the_day_at_the_rate_that_was_agreed(desk: Desk) -> None:
    """A lower rate than the law's binds a business and a consumer alike (Interest Act 633/1982, sections 2 and 4)."""
    desk.hand_in(1, 36500, entityType="BUSINESS", terms={"interest": {"percentage": 10}})
    desk.hand_in(2, 36500, entityType="CONSUMER", terms={"interest": {"percentage": 5}})
    desk.until("2026-01-29")
    assert desk.case(1)["case"]["balance"]["interestAmount"] == 100.00, "ten days at 10 %"
    assert desk.case(2)["case"]["balance"]["interestAmount"] == 50.00, "ten days at 5 %"


def test_events_begin_with_the_opening_and_the_timeline_with_the_invoice(desk: Desk) -> None:
    opened(desk)
    desk.until("2026-03-03")
    case = desk.case()
    assert tuple(codes(case)) == LETTERS
    assert [event["eventId"] for event in case["case"]["events"]] == list(range(1, 7))
    assert [event["eventDate"] for event in case["case"]["events"]][2:5] == ["2026-01-20", "2026-02-02", "2026-02-16"]
    timeline = case["invoice"]["timeline"]
    assert [entry["type"] for entry in timeline] == ["RECEIVED", "SENT", *LETTERS]
    assert [entry["timestamp"] for entry in timeline] == sorted(entry["timestamp"] for entry in timeline)


def test_what_was_told_of_a_case_is_told_the_same_later(desk: Desk) -> None:
    told: list[Any] = opened(desk)["case"]["events"]
    for _ in range(6):
        desk.advance("P30D")
        more = desk.case()["case"]["events"]
        assert more[: len(told)] == told
        told = more


def test_looking_changes_nothing(desk: Desk) -> None:
    opened(desk)
    before = desk.standing()
    for _ in range(3):
        desk.case()
        desk.delivery()
        desk.seen("/payments")
    assert desk.standing() == before


@pytest.mark.parametrize(("how", "reason"), DEATHS.items())
def test_a_case_ends_and_says_why(desk: Desk, how: str, reason: str) -> None:
    opened(desk)
    end(desk, how)
    case = desk.case()
    summary = case["case"]["summary"]
    assert (summary["status"], summary["closeReason"], case["invoice"]["status"]) == ("CLOSED", reason, reason)
    assert summary["closedAt"] is not None
    assert case["case"]["balance"]["totalAmount"] == 0
    assert codes(case)[-1] == "CLOSED"
    ended = desk.case()
    desk.advance("P365D")
    assert desk.case() == ended, "nothing happens to a case that has ended"


def test_what_is_given_up_is_told_apart_from_what_was_paid(desk: Desk) -> None:
    opened(desk)
    desk.pay(amount=300)
    desk.act("WITHDRAW")
    balance = desk.case()["case"]["balance"]
    assert (balance["paidAmount"], balance["writtenOffAmount"], balance["totalAmount"]) == (300, 700, 0)


def test_a_credit_loss_is_booked_on_the_first_of_a_month(desk: Desk) -> None:
    opened(desk)
    desk.advance("P400D")
    assert desk.case()["case"]["summary"]["closedAt"].endswith("-01")


def test_active_days_stand_still_once_the_case_is_closed(desk: Desk) -> None:
    opened(desk)
    desk.until("2026-02-05")
    assert desk.case()["case"]["summary"]["activeDays"] == 31
    desk.pay()
    desk.advance("P100D")
    assert desk.case()["case"]["summary"]["activeDays"] == 31


def test_a_client_may_have_steps_of_its_own_and_the_court_at_their_end(driver: Driver) -> None:
    steps = [{"kind": "REMINDER", "afterDays": 5}, {"kind": "DEMAND", "afterDays": 14}]
    desk = Desk(driver, clients=[{"steps": steps, "legalCollection": True}])
    opened(desk, entityType="CONSUMER")
    desk.advance("P200D")
    case = desk.case()
    assert codes(case)[2:] == ["OVERDUE", "REMINDER_SENT", "PAYMENT_DEMAND_SENT", "LEGAL_COLLECTION", "ENFORCEMENT"]
    assert case["case"]["summary"]["stage"] == "ENFORCEMENT"


def test_a_receivable_for_collection_starts_with_a_reminder_letter(driver: Driver) -> None:
    desk = Desk(driver, services=["COLLECTION"])
    desk.hand_in(date="2025-11-03", dueDate="2025-11-17", enabled=False, entityType="CONSUMER")
    desk.advance("P2D")
    assert codes(desk.case()) == ["CASE_OPENED", "OVERDUE", "REMINDER_SENT"]


# ---- what debtors do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "more", "status", "code"),
    [
        ("objection", {"reason": "never ordered"}, "DISPUTED", "DISPUTED"),
        ("unreachable", {"reason": "moved"}, "PAUSED", "DEBTOR_UNREACHABLE"),
        ("payment-plan", {"instalments": 3}, "PAYMENT_PLAN", "PAYMENT_PLAN"),
        ("returned-letter", {"reason": "moved"}, "PAUSED", "PAUSED"),
    ],
)
def test_what_a_debtor_does_stops_the_case_and_shows(
    desk: Desk, deed: str, more: dict[str, Any], status: str, code: str
) -> None:
    opened(desk)
    desk.until("2026-02-03")
    desk.plane(f"/debtors/{deed}", {"invoiceNumber": INVOICE, **more})
    case = desk.case()
    assert case["case"]["summary"]["status"] == status
    assert code in codes(case)
    reminders = codes(case).count("REMINDER_SENT")
    desk.advance("P20D")
    assert codes(desk.case()).count("REMINDER_SENT") == reminders


def test_an_objection_that_was_answered_lets_the_case_go_on(desk: Desk) -> None:
    opened(desk)
    desk.plane("/debtors/objection", {"invoiceNumber": INVOICE, "reason": "never ordered"})
    desk.advance("P60D")
    assert desk.case()["case"]["summary"]["stage"] == "PAYMENT_CONTROL"
    desk.plane("/debtors/objection-answer", {"invoiceNumber": INVOICE, "reason": "signed order"})
    desk.advance("P30D")
    case = desk.case()
    assert case["case"]["summary"]["status"] == "OPEN"
    assert "REMINDER_SENT" in codes(case)


def test_every_fact_about_a_case_has_a_short_code_and_words(driver: Driver) -> None:
    """Codes are names, not sentences: at most four words, and nothing of what people wrote is in them."""
    desk = Desk(driver, clients=[{"legalCollection": True}], policy={"standard_compensation": True})
    for number in range(1, 12):
        desk.hand_in(number, manualApprovalEnabled=number == 1)
    desk.plane("/approvals/1", {})
    desk.advance("P35D")
    for code, number in (("PAUSE", 1), ("COMMENT", 2), ("OBJECTION", 3), ("PAYMENTPLAN", 4), ("WITHDRAW", 5)):
        desk.act(code, number, comment="O'Hara: is it 5?")
    desk.act("DUEDATE", 6, dueDate="2026-03-15")
    desk.act("DIRECTPAYMENT", 7, amount=5, currency="EUR", paymentDate="2026-02-01")
    desk.pay(8, 5)
    for deed, number in (("payment-plan", 9), ("unreachable", 10), ("returned-letter", 11)):
        more = {"instalments": 2} if deed == "payment-plan" else {"reason": "gone: nobody knows where"}
        desk.plane(f"/debtors/{deed}", {"invoiceNumber": number, **more})
    desk.done("/invoice", invoice(9001, 5, type="CREDIT_NOTE", references={"creditedInvoiceNumber": 2}))
    desk.advance("P500D")
    known = {code for code, _ in FACTS.values()}
    seen: set[str] = set()
    for number in range(1, 12):
        case = desk.case(number)
        seen |= {*codes(case), *(entry["type"] for entry in case["invoice"]["timeline"])}
    assert seen <= known
    assert len(seen) > 20
    assert all(code.replace("_", "").isalpha() and code.count("_") < 4 for code in known)


# ---- asking for a case --------------------------------------------------------------------------------------------


def test_a_case_is_found_by_its_id_by_its_invoice_or_by_both(desk: Desk) -> None:
    case_id = opened(desk)["case"]["summary"]["caseId"]
    told = desk.case()
    assert desk.seen("/invoice/case", caseId=case_id) == told
    assert desk.seen("/invoice/case", caseId=case_id, invoiceNumber=INVOICE) == told


def test_id_and_invoice_must_mean_the_same_case(desk: Desk) -> None:
    opened(desk)
    desk.hand_in(2)
    desk.advance("P1D")
    other = desk.delivery(2)["cases"][0]["caseId"]
    answer = desk.get("/invoice/case", caseId=other, invoiceNumber=INVOICE)
    assert (answer.status, list(fields(answer))) == (400, ["query.invoiceNumber"])


def test_one_of_them_is_needed(desk: Desk) -> None:
    answer = desk.get("/invoice/case")
    assert (answer.status, list(fields(answer))) == (400, ["query.caseId"])


@pytest.mark.parametrize(
    "query", [{"caseId": 1}, {"invoiceNumber": INVOICE + 1}, {"caseId": 1, "invoiceNumber": INVOICE}]
)
def test_a_case_that_is_not_there_is_not_found(desk: Desk, query: dict[str, Any]) -> None:
    opened(desk)
    answer = desk.get("/invoice/case", **query)
    assert answer.status == 404
    assert str(min(query.values())) in answer.json["message"] or str(INVOICE + 1) in answer.json["message"]


def test_before_its_distribution_an_invoice_has_no_case(desk: Desk) -> None:
    desk.hand_in()
    assert desk.get("/invoice/case", invoiceNumber=INVOICE).status == 404
