"""Debtors pay rightly and wrongly, and every cent of it can be found again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from control_bench import Answer, Bench

from simulator.core.references import make_finnish_reference


def pay(bench: Bench, **wanted: Any) -> Any:
    """Let a debtor pay, and return the one payment that became of it."""
    (payment,) = bench.post("/worlds/demo/bank/payments", wanted)["payments"]
    return payment


def refused(bench: Bench, wanted: object) -> Answer:
    answer = bench.call("POST", "/worlds/demo/bank/payments", wanted)
    assert bench.get("/worlds/demo/bank/payments")["payments"] == []
    return answer


def overdue(bench: Bench, length: str = "P40D") -> None:
    """Make a world with an invoice that has been reminded of once."""
    bench.world()
    bench.invoice()
    bench.advance(length)


def test_a_payment_without_an_amount_is_exactly_what_is_open(bench: Bench) -> None:
    overdue(bench)
    (receivable,) = bench.books()["receivables"]
    payment = pay(bench, invoiceNumber=1)
    assert payment["amount"] == receivable["open"]["total"] > Decimal("124.00")
    assert (payment["state"], payment["overpaid"]) == ("ALLOCATED", 0)
    assert {part: payment[part] for part in ("capital", "interest", "costs")} == {
        part: receivable["open"][part] for part in ("capital", "interest", "costs")
    }
    assert bench.books()["receivables"][0]["stage"] == "PAID"


def test_a_payment_is_shown_with_its_split_and_where_it_went(bench: Bench) -> None:
    overdue(bench)
    payment = pay(bench, invoiceNumber=1, amount=Decimal("50.50"), payer="Debtor One Oy")
    assert (payment["amount"], payment["currency"], payment["paymentDate"]) == (Decimal("50.50"), "EUR", "2026-02-14")
    assert (payment["clientId"], payment["invoiceNumber"], payment["reference"]) == (
        1001,
        1,
        make_finnish_reference("10001"),
    )
    assert payment["capital"] + payment["interest"] + payment["costs"] + payment["overpaid"] == Decimal("50.50")
    assert bench.get("/worlds/demo/bank/payments")["payments"] == [payment]


def test_a_payment_of_days_ago_is_what_was_open_then(bench: Bench) -> None:
    overdue(bench, "P30D")
    then = pay(bench, invoiceNumber=1, paymentDate="2026-01-19")
    assert (then["amount"], then["paymentDate"], then["bookingDate"]) == (124, "2026-01-19", "2026-02-04")
    assert bench.books()["receivables"][0]["stage"] == "PAID"


def test_a_payment_for_a_day_to_come_is_an_order_until_then(bench: Bench) -> None:
    overdue(bench)
    payment = pay(bench, invoiceNumber=1, amount=10, paymentDate="2026-02-20")
    assert (payment["state"], payment["capital"]) == ("EXPECTED", None)
    bench.advance("P7D")
    (booked,) = bench.get("/worlds/demo/bank/payments")["payments"]
    assert (booked["state"], booked["bookingDate"]) == ("SETTLED", "2026-02-20")


def test_a_payment_by_reference_or_case_finds_its_invoice(bench: Bench) -> None:
    overdue(bench)
    bench.invoice(2)
    case = bench.books()["receivables"][0]["caseId"]
    assert pay(bench, reference=make_finnish_reference("10001"), amount=1)["invoiceNumber"] == 1
    assert pay(bench, reference=make_finnish_reference("10002"))["amount"] == 124
    assert pay(bench, caseId=case, amount=1)["invoiceNumber"] == 1


def test_too_much_money_is_overpaid(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.advance("PT1H")
    payment = pay(bench, invoiceNumber=1, amount=Decimal("130.01"))
    assert (payment["capital"], payment["overpaid"]) == (124, Decimal("6.01"))


def test_a_wrong_reference_is_matched_by_a_message_that_names_the_invoice(bench: Bench) -> None:
    overdue(bench)
    lost = pay(bench, reference="123", amount=5)
    assert (lost["state"], lost["invoiceNumber"]) == ("UNMATCHED", None)
    assert "no invoice has the reference '123'" in lost["note"]
    found = pay(bench, reference="123", amount=5, invoiceNumber=1)
    assert (found["state"], found["invoiceNumber"], found["reference"]) == ("ALLOCATED", 1, "123")


def test_an_unmatched_payment_can_be_assigned_once(bench: Bench) -> None:
    overdue(bench)
    lost = pay(bench, reference="123", amount=5)
    path = f"/worlds/demo/bank/payments/{lost['paymentId']}/assign"
    (found,) = bench.post(path, {"invoiceNumber": 1})["payments"]
    assert (found["paymentId"], found["state"], found["invoiceNumber"]) == (lost["paymentId"], "ALLOCATED", 1)
    assert bench.call("POST", path, {"invoiceNumber": 1}).status == 409
    assert bench.call("POST", path, {}).fields == {"invoiceNumber": "is missing; give either invoiceNumber or caseId"}
    assert bench.call("POST", "/worlds/demo/bank/payments/99/assign", {"invoiceNumber": 1}).status == 404
    assert bench.call("POST", "/worlds/demo/bank/payments/x/assign", {"invoiceNumber": 1}).status == 400


def test_a_payment_in_another_currency_is_not_matched(bench: Bench) -> None:
    overdue(bench)
    payment = pay(bench, invoiceNumber=1, amount=5, currency="SEK")
    assert (payment["state"], payment["currency"]) == ("UNMATCHED", "SEK")


def test_an_overpayment_can_pay_other_invoices_where_the_policy_says_so(bench: Bench) -> None:
    bench.world(policy={"overpayment_credited": True})
    bench.invoice(1)
    bench.invoice(2)
    bench.advance("PT1H")
    made = bench.post("/worlds/demo/bank/payments", {"invoiceNumber": 1, "amount": 200})["payments"]
    assert [(one["invoiceNumber"], one["amount"]) for one in made] == [(1, 124), (2, 76)]
    assert len({one["receipt"] for one in made}) == 1


@pytest.mark.parametrize(
    ("wanted", "field", "told"),
    [
        ({"amount": 5}, "reference", "give a reference, an invoiceNumber or a caseId"),
        ({"reference": "13"}, "amount", "does not mean one invoice"),
        ({"reference": "13", "amount": 0}, "amount", "more than 0"),
        ({"reference": "13", "amount": -5}, "amount", "more than 0"),
        ({"reference": "13", "amount": Decimal("5.001")}, "amount", "more than two decimals"),
        ({"reference": "13", "amount": "5"}, "amount", "is text; expected a number"),
        ({"reference": "13", "amount": 10**14}, "amount", "or less"),
        ({"reference": "13", "amount": 5, "currency": "eur"}, "currency", "three capital letters"),
        ({"reference": "13", "amount": 5, "paymentDate": "31.1.2026"}, "paymentDate", "is not a date"),
        ({"reference": "13", "amount": 5, "paymentDate": "2050-01-01"}, "paymentDate", "a day from"),
        ({"reference": "13", "amount": 5, "payementDate": "2026-01-31"}, "payementDate", "not a member"),
        ({"invoiceNumber": 1, "caseId": 1}, "caseId", "one name too many"),
        ({"invoiceNumber": 1, "currency": "SEK"}, "amount", "is in EUR, the payment in SEK"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(memory: Bench, wanted: object, field: str, told: str) -> None:
    memory.world()
    memory.invoice()
    answer = refused(memory, wanted)
    assert answer.status == 400
    assert told in answer.fields[field]


def test_a_payment_for_an_unknown_invoice_is_refused(memory: Bench) -> None:
    memory.world()
    assert refused(memory, {"invoiceNumber": 404}).status == 404
    assert refused(memory, {"caseId": 404}).status == 404


def test_nothing_can_be_paid_exactly_where_nothing_is_open(memory: Bench) -> None:
    memory.world()
    memory.invoice()
    memory.advance("PT1H")
    pay(memory, invoiceNumber=1)
    answer = memory.call("POST", "/worlds/demo/bank/payments", {"invoiceNumber": 1})
    assert (answer.status, answer.error["code"]) == (409, "conflict")
    assert "nothing is open on invoice 1" in answer.error["message"]
    assert pay(memory, invoiceNumber=1, amount=3)["overpaid"] == 3


def test_payments_are_listed_in_pages_and_by_what_became_of_them(bench: Bench) -> None:
    overdue(bench)
    for _ in range(3):
        pay(bench, reference="123", amount=1)
    pay(bench, invoiceNumber=1, amount=1)
    first = bench.get("/worlds/demo/bank/payments?limit=3")
    assert (len(first["payments"]), first["more"]) == (3, True)
    rest = bench.get(f"/worlds/demo/bank/payments?limit=3&after={first['payments'][-1]['paymentId']}")
    assert ([one["invoiceNumber"] for one in rest["payments"]], rest["more"]) == ([1], False)
    assert len(bench.get("/worlds/demo/bank/payments?state=UNMATCHED")["payments"]) == 3
    assert len(bench.get("/worlds/demo/bank/payments?clientId=1001")["payments"]) == 1
    assert bench.call("GET", "/worlds/demo/bank/payments?state=LOST").status == 400
    assert bench.call("GET", "/worlds/demo/bank/payments?sate=LOST").fields == {"query.sate": "is not known here"}
