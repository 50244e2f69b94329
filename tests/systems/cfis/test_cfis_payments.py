"""Payments at the bank as CFIS tells of them: what was paid, with which reference, and how it is split so far."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from simulator.core.references import rf_from_finnish
from tests.systems.cfis.desk import INVOICE, TODAY, Desk, fields, invoice
from tests.systems.driver import Driver

REFERENCE = "1337109"
"""A printed Finnish reference whose check digit is right."""
RF = "RF71234567890123456789"
"""The printed reference of an invoice; the payer of the printed example used another."""


@pytest.fixture
def owed(desk: Desk) -> Desk:
    """One invoice over 1000 with a Finnish reference, under payment control."""
    desk.hand_in(references={"payment": REFERENCE})
    desk.advance("P1D")
    return desk


def cents(amount: Any) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def split(payment: Any) -> tuple[float, float, float]:
    return payment["capitalAmount"], payment["interestAmount"], payment["costsAmount"]


def balance(desk: Desk, number: int = INVOICE) -> Any:
    return desk.case(number)["case"]["balance"]


# ---- one payment --------------------------------------------------------------------------------------------------


def test_a_payment_is_told_as_the_example_prints_it(owed: Desk) -> None:
    owed.pay(amount=400, payer="ACME Oy")
    assert owed.seen("/payments") == [
        {
            "caseId": owed.delivery()["cases"][0]["caseId"],
            "invoiceNumber": str(INVOICE),
            "invoicePaymentReference": REFERENCE,
            "originalPaymentReference": REFERENCE,
            "accountName": "ACME Oy",
            "bookingDate": "2026-01-06T00:00:00Z",
            "paymentDate": "2026-01-06T00:00:00Z",
            "amount": 400,
            "currency": "EUR",
            "capitalAmount": 400,
            "interestAmount": 0,
            "costsAmount": 0,
            "agency": "CASH-IN",
        }
    ]


def test_an_exact_payment_closes_the_case(owed: Desk) -> None:
    owed.pay()
    assert [each["amount"] for each in owed.seen("/payments")] == [1000]
    assert owed.case()["case"]["summary"]["closeReason"] == "PAID"


def test_partial_payments_add_up_until_the_case_closes(owed: Desk) -> None:
    for amount in (100, 250.5, 649.5):
        assert owed.case()["case"]["summary"]["status"] == "OPEN"
        owed.pay(amount=amount)
    told = owed.case()["case"]
    assert told["summary"]["status"] == "CLOSED"
    assert [each["amount"] for each in told["payments"]] == [100, 250.5, 649.5]
    assert [each["amount"] for each in owed.seen("/payments")] == [100, 250.5, 649.5]


def test_a_late_payment_covers_costs_and_interest_before_capital(owed: Desk) -> None:
    owed.until("2026-03-27")
    open_then = balance(owed)
    assert open_then["interestAmount"] > 0
    assert open_then["costsAmount"] > 0
    owed.pay(amount=200)
    told = owed.seen("/payments")[0]
    capital, interest, costs = split(told)
    assert (interest, costs) == (open_then["interestAmount"], open_then["costsAmount"])
    assert cents(capital) + cents(interest) + cents(costs) == cents(200)


def test_too_much_covers_what_is_open_and_the_rest_goes_back(owed: Desk) -> None:
    owed.pay(amount=1200)
    told = owed.seen("/payments")[0]
    assert (told["amount"], split(told)) == (1200, (1000, 0, 0))
    owed.advance("P7D")
    settled = owed.seen("/settlements")["settlements"]
    assert [each["settlementAmount"] for each in settled] == [1000]
    totals = owed.books()["totals"][0]
    assert (totals["received"], totals["settled"], totals["overpaid"]) == (1200, 1000, 0)
    assert totals["returned"] == 200


def test_too_much_can_pay_another_invoice_of_the_debtor_where_the_world_says_so(driver: Driver) -> None:
    desk = Desk(driver, policy={"overpayment_credited": True})
    desk.hand_in(1, 100, customerAccountId="A")
    desk.hand_in(2, 100, customerAccountId="A")
    desk.hand_in(3, 100, customerAccountId="B")
    desk.advance("P1D")
    desk.pay(1, 150)
    assert [(each["invoiceNumber"], each["amount"]) for each in desk.seen("/payments")] == [("1", 100), ("2", 50)]
    assert balance(desk, 3)["paidAmount"] == 0


def test_a_payment_of_a_day_gone_by_is_booked_today_and_stops_interest_then(owed: Desk) -> None:
    owed.until("2026-02-01")
    owed.pay(amount=1000, paymentDate="2026-01-19")
    told = owed.seen("/payments")[0]
    assert (told["paymentDate"], told["bookingDate"]) == ("2026-01-19T00:00:00Z", "2026-02-01T00:00:00Z")
    assert owed.case()["case"]["summary"]["closeReason"] == "PAID", "paid in time, so no interest is owed"


def test_a_payment_that_is_ordered_shows_when_it_arrives(owed: Desk) -> None:
    owed.pay(amount=100, paymentDate="2026-01-09")
    assert owed.seen("/payments") == []
    owed.until("2026-01-10")
    assert [each["paymentDate"] for each in owed.seen("/payments")] == ["2026-01-09T00:00:00Z"]


# ---- references ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [rf_from_finnish(REFERENCE), "133 7109", f"0000{REFERENCE}"])
def test_the_same_reference_in_another_form_finds_the_invoice(owed: Desk, written: str) -> None:
    owed.plane("/bank/payments", {"reference": written, "amount": 10})
    told = owed.seen("/payments")[0]
    assert told["invoicePaymentReference"] == REFERENCE
    assert told["originalPaymentReference"] == written, "what the payer wrote is told as he wrote it"


def test_a_wrong_reference_with_the_right_message_is_told_beside_the_right_one(owed: Desk) -> None:
    owed.pay(amount=10, reference="RF71999999999999999999")
    told = owed.seen("/payments")[0]
    assert told["invoicePaymentReference"] == REFERENCE
    assert told["originalPaymentReference"] == "RF71999999999999999999"
    assert owed.case()["case"]["payments"][0]["reference"] == "RF71999999999999999999"


def test_the_printed_rf_reference_finds_its_invoice_although_its_check_digits_are_wrong(desk: Desk) -> None:
    desk.hand_in(references={"payment": RF})
    desk.advance("P1D")
    desk.plane("/bank/payments", {"reference": RF, "amount": 10})
    assert [each["invoiceNumber"] for each in desk.seen("/payments")] == [str(INVOICE)]


def test_what_nobody_can_match_shows_once_somebody_has(owed: Desk) -> None:
    waiting = owed.plane("/bank/payments", {"reference": "999999", "amount": 50})["payments"][0]
    assert waiting["state"] == "UNMATCHED"
    assert owed.seen("/payments") == []
    owed.advance("P2D")
    owed.plane(f"/bank/payments/{waiting['paymentId']}/assign", {"invoiceNumber": INVOICE})
    told = owed.seen("/payments")[0]
    assert (told["originalPaymentReference"], told["paymentDate"]) == ("999999", "2026-01-06T00:00:00Z")
    assert balance(owed)["paidAmount"] == 50


def test_what_nobody_matches_in_time_goes_back_and_is_never_told(owed: Desk) -> None:
    owed.plane("/bank/payments", {"reference": "999999", "amount": 50})
    owed.advance("P40D")
    assert owed.seen("/payments", fromDate="2026-01-01") == []
    assert owed.books()["totals"][0]["returned"] == 50


def test_a_payment_in_another_currency_is_not_taken_for_the_invoice(owed: Desk) -> None:
    paid = owed.plane("/bank/payments", {"reference": REFERENCE, "amount": 50, "currency": "SEK"})["payments"][0]
    assert paid["state"] == "UNMATCHED"
    assert owed.seen("/payments") == []
    assert balance(owed)["paidAmount"] == 0


def test_money_for_an_invoice_without_payment_control_is_not_the_agencys(desk: Desk) -> None:
    desk.hand_in(paymentControlEnabled=False, references={"payment": REFERENCE})
    desk.advance("P1D")
    paid = desk.plane("/bank/payments", {"reference": REFERENCE, "amount": 50})["payments"][0]
    assert paid["state"] == "UNMATCHED"
    assert desk.seen("/payments") == []


def test_a_payment_after_the_closing_covers_nothing_and_goes_back(owed: Desk) -> None:
    owed.pay()
    owed.pay(amount=75)
    told = owed.seen("/payments")
    assert [(each["amount"], split(each)) for each in told] == [(1000, (1000, 0, 0)), (75, (0, 0, 0))]
    owed.advance("P7D")
    assert [each["settlementAmount"] for each in owed.seen("/settlements")["settlements"]] == [1000]
    assert owed.books()["totals"][0]["returned"] == 75


# ---- provisional and final ----------------------------------------------------------------------------------------


def test_a_credit_note_changes_a_split_that_is_not_settled_yet(owed: Desk) -> None:
    """The page warns: allocations may still change before the settlement run."""
    owed.until("2026-01-21")
    owed.pay(amount=700)
    first = split(owed.seen("/payments")[0])
    assert first[1] > 0
    note = invoice(9001, 500, type="CREDIT_NOTE", references={"creditedInvoiceNumber": INVOICE})
    owed.done("/invoice", note)
    told = owed.seen("/payments")[0]
    second = split(told)
    assert second != first
    assert sum(map(cents, second)) < cents(700), "what the claim no longer takes goes back to the payer"
    owed.until("2026-01-24")
    settled = owed.seen("/settlements")["settlements"][0]["allocations"][0]["breakdown"]
    assert tuple(part["amount"] for part in settled) == split(owed.seen("/payments")[0])


def test_a_credit_note_does_not_change_a_split_that_is_settled(owed: Desk) -> None:
    owed.until("2026-01-21")
    owed.pay(amount=700)
    owed.until("2026-01-24")
    settled = split(owed.seen("/payments")[0])
    note = invoice(9001, 200, type="CREDIT_NOTE", references={"creditedInvoiceNumber": INVOICE})
    owed.done("/invoice", note)
    assert split(owed.seen("/payments")[0]) == settled


# ---- the list -----------------------------------------------------------------------------------------------------


@pytest.fixture
def paid(desk: Desk) -> Desk:
    """Two invoices, the second in Swedish crowns; payments of 5 January and of 5, 6 and 7 February, which is today."""
    desk.hand_in(1)
    desk.hand_in(2, currencyCode="SEK")
    desk.advance("PT1H")
    desk.pay(1, 10)
    for day, number in (("2026-02-05", 1), ("2026-02-06", 2), ("2026-02-07", 1)):
        desk.until(day)
        desk.pay(number, 10)
    return desk


def days(desk: Desk, **query: Any) -> list[str]:
    return [each["paymentDate"][:10] for each in desk.seen("/payments", **query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["2026-02-05", "2026-02-06", "2026-02-07"]),
        ({"fromDate": TODAY}, [TODAY, "2026-02-05", "2026-02-06", "2026-02-07"]),
        ({"toDate": "2026-02-05"}, [TODAY, "2026-02-05"]),
        ({"fromDate": "2026-02-06", "toDate": "2026-02-06"}, ["2026-02-06"]),
        ({"fromDate": "2026-02-08"}, []),
        ({"invoiceNumber": 2}, ["2026-02-06"]),
        ({"invoiceNumber": 3}, []),
        ({"currency": "SEK"}, ["2026-02-06"]),
        ({"currency": "NOK"}, []),
        ({"agency": "CASH-IN"}, ["2026-02-05", "2026-02-06", "2026-02-07"]),
        ({"agency": "ANOTHER"}, []),
        ({"fromDate": TODAY, "currency": "EUR", "invoiceNumber": 1}, [TODAY, "2026-02-05", "2026-02-07"]),
        ({"unheardOf": "yes"}, ["2026-02-05", "2026-02-06", "2026-02-07"]),
        ({"fromDate": ""}, ["2026-02-05", "2026-02-06", "2026-02-07"]),
    ],
)
def test_payments_are_listed_by_the_day_of_payment_thirty_days_back_by_default(
    paid: Desk, query: dict[str, Any], found: list[str]
) -> None:
    assert days(paid, **query) == found


def test_payments_of_one_case_can_be_asked_for(paid: Desk) -> None:
    case = paid.delivery(2)["cases"][0]["caseId"]
    assert days(paid, caseId=case) == ["2026-02-06"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"fromDate": "2026-02-02", "toDate": "2026-02-01"}, "query.toDate"),
        ({"fromDate": "05.01.2026"}, "query.fromDate"),
        ({"toDate": "2026-02-30"}, "query.toDate"),
        ({"currency": "EURO"}, "query.currency"),
        ({"caseId": "one"}, "query.caseId"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(paid: Desk, query: dict[str, Any], field: str) -> None:
    answer = paid.get("/payments", **query)
    assert (answer.status, list(fields(answer))) == (400, [field])
