"""The flow of money under the assumed contract: customers, invoices, payments and receipts, to the cent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.systems.netbaron.desk import EXAMPLES, Desk, changed, invoice, payment, receipt
from tests.tries import tries

CUSTOMER = EXAMPLES["saveCustomer.request"]


def customer(**members: Any) -> Any:
    return changed("saveCustomer.request", **{"externalCustomerIdentifierId": "", **members})


def test_an_invoice_is_booked_at_once_and_payments_close_it(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    assert [desk.balance(one) for one in (1701, 3000, 2939)] == [100.0, -79.68, -20.32]
    assert desk.done("POST", "payment", payment(60))["openAmount"] == 40
    assert desk.get("invoice/133720800")["paymentStatus"] == "NOTPAID"
    assert desk.done("POST", "payment", payment(40, "P-2"))["openAmount"] == 0
    assert desk.get("invoice/133720800")["paymentStatus"] == "PAID"
    assert [desk.balance(one) for one in (1701, 1910)] == [0, 100]


def test_the_same_invoice_again_is_answered_as_the_first_time_and_another_is_a_duplicate(desk: Desk) -> None:
    first = desk.done("PUT", "invoice", invoice())
    assert desk.done("PUT", "invoice", invoice()) == first
    assert desk.code("PUT", "invoice", invoice(dueDate="2026-02-19")) == (409, "DUPLICATE")
    assert desk.balance(1701) == 100


def test_the_same_payment_again_is_answered_as_the_first_time_and_another_is_a_duplicate(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    first = desk.done("POST", "payment", payment(130))
    assert desk.done("POST", "payment", payment(130)) == first
    assert desk.code("POST", "payment", payment(10)) == (409, "DUPLICATE")
    assert desk.balance(1910) == 100


def test_the_rest_of_an_overpayment_is_kept_unallocated(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    told = desk.done("POST", "payment", payment(130))
    assert (told["status"], told["openAmount"], told["unallocatedAmount"]) == ("ALLOCATED", 0, 30)
    assert [(one["amount"], one["invoiceId"]) for one in desk.books()["payments"]] == [(100.0, 1), (30.0, None)]
    again = desk.done("POST", "payment", payment(5, "P-2"))
    assert (again["status"], again["unallocatedAmount"]) == ("UNALLOCATED", 5)
    assert desk.balance(1910) == 100


def test_a_payment_finds_its_invoice_by_reference_and_waits_where_it_finds_none(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    found = desk.done("POST", "payment", payment(10, invoiceNumber=None, paymentReference="00013 37109"))
    assert (found["status"], found["invoiceNumber"]) == ("ALLOCATED", "133720800")
    for number in (None, "99", "0", "A-7", "9" * 30, "²"):
        lost = payment(10, f"lost {number}", invoiceNumber=number, paymentReference=None)
        told = desk.done("POST", "payment", lost)
        assert (told["status"], told["invoiceNumber"], told["openAmount"]) == ("UNALLOCATED", None, None)
    assert desk.balance(1910) == 10


def test_the_booking_date_moves_the_accounts(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    desk.done("POST", "payment", payment(60, bookingDate="2026-01-25"))
    assert [desk.balance(1910, day) for day in ("2026-01-24", "2026-01-25")] == [0, 60]


def test_a_receipt_moves_accounts_names_cost_centres_and_makes_job_numbers(desk: Desk) -> None:
    desk.done("POST", "ledger", EXAMPLES["createLedger.request"])
    assert [desk.balance(one) for one in (1910, 8600, 1701, 9170)] == [107.34, 5.0, -100.0, -12.34]
    assert desk.get("accounting/projects") == [{"jobNumber": "PN1"}]
    assert desk.done("POST", "ledger", EXAMPLES["createLedger.request"])["status"] == "ACCEPTED"
    assert desk.balance(1910) == 107.34


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (receipt((1910, 10), (3000, -9.99)), "UNBALANCED"),
        (receipt((4711, 10), (3000, -10)), "UNKNOWN_ACCOUNT"),
        (receipt((1910, 10), (3000, -10), on="2024-12-31"), "PERIOD_CLOSED"),
        (receipt((1910, 10), (3000, -10), on="2028-01-01"), "PERIOD_CLOSED"),
        (receipt((1910, 10), (3000, -10), description="x" * 211), "TOO_LONG"),
        (receipt((1910, 10), (3000, -10), numberSeries="x" * 36), "TOO_LONG"),
        (receipt((1910, 10.001), (3000, -10.001)), "VALIDATION"),
        (receipt((1910, "10"), (3000, -10)), "VALIDATION"),
        (receipt(), "VALIDATION"),
        (receipt((1910, 10), (3000, -10), on="0000-01-01"), "VALIDATION"),
        ({**receipt((1910, 10), (3000, -10)), "ledgerIdentifier": "a/b"}, "VALIDATION"),
    ],
)
def test_a_receipt_that_is_wrong_is_refused_by_its_code(desk: Desk, document: Any, code: str) -> None:
    assert desk.code("POST", "ledger", document) == (400, code)
    assert desk.books()["vouchers"] == []


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("costCenter", 99, "UNKNOWN_COST_CENTER"),
        ("vatCode", 99, "UNKNOWN_VAT_CODE"),
        ("vatAccount", 99, "UNKNOWN_ACCOUNT"),
        ("bookingDate", "2026-01-19", "VALIDATION"),
        ("jobNumber", "x" * 36, "TOO_LONG"),
    ],
)
def test_a_row_that_is_wrong_is_refused_by_its_code(desk: Desk, member: str, value: Any, code: str) -> None:
    document = receipt((1910, 10), (3000, -10))
    document["rows"][1][member] = value
    assert desk.code("POST", "ledger", document) == (400, code)
    assert (desk.books()["vouchers"], desk.get("accounting/projects")) == ([], [])


def test_a_locked_day_takes_nothing(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    desk.lock("2026-01-31")
    assert desk.code("POST", "ledger", receipt((1910, 1), (3000, -1))) == (400, "PERIOD_CLOSED")
    assert desk.code("POST", "payment", payment(1)) == (400, "PERIOD_CLOSED")
    assert desk.code("PUT", "invoice", invoice(2)) == (400, "PERIOD_CLOSED")
    assert desk.get("accounting/periods")[1]["lockedUntil"] == "2026-01-31"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"invoiceTypeCode": "INV02"}, "VALIDATION"),
        ({"invoiceNumber": "A1"}, "VALIDATION"),
        ({"paymentReference": "1337108"}, "VALIDATION"),
        ({"dueDate": "2026-01-04"}, "VALIDATION"),
        ({"currency": "SEK"}, "CURRENCY"),
        ({"rows": []}, "VALIDATION"),
        ({"rows": [{"articleName": "x", "quantity": -1, "unitPrice": 1, "vatPercent": 0}]}, "VALIDATION"),
        (
            {"rows": [{"articleName": "x", "quantity": 1, "unitPrice": 1, "vatPercent": 0, "rowAccount": 99}]},
            "UNKNOWN_ACCOUNT",
        ),
        (
            {"rows": [{"articleName": "x", "quantity": 1, "unitPrice": 1, "vatPercent": 0, "rowCostcenter": 99}]},
            "UNKNOWN_COST_CENTER",
        ),
    ],
)
def test_an_invoice_that_is_wrong_is_refused_by_its_code(desk: Desk, members: Any, code: str) -> None:
    assert desk.code("PUT", "invoice", invoice(**members)) == (400, code)
    assert (desk.books()["invoices"], desk.books()["customers"]) == ([], [])


def test_flags_choose_what_an_invoice_tells(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice())
    bare = desk.get("invoice/133720800")
    assert not {"seller", "buyer", "rows"} & set(bare)
    told = desk.get(
        "invoice/133720800", getSellerPartyDetails="true", getBuyerPartyDetails="true", getInvoiceRows="true"
    )
    assert told["seller"]["businessId"] == "0646115-8"
    assert (told["buyer"]["organization"], len(told["rows"])) == ("Made-Up Customer 1", 1)


def test_invoices_are_listed_by_status_and_date(desk: Desk) -> None:
    desk.done("PUT", "invoice", invoice(1))
    desk.done("PUT", "invoice", invoice(2, invoiceDate="2026-01-07", paymentReference=None))
    desk.done("POST", "payment", payment(100, invoiceNumber="1"))

    def listed(**query: str) -> list[str]:
        return [one["invoiceNumber"] for one in desk.get("invoice", **query)]

    assert (listed(), listed(paymentStatus="PAID"), listed(paymentStatus="NOTPAID")) == (["1", "2"], ["1"], ["2"])
    assert (listed(fromDate="2026-01-06"), listed(toDate="2026-01-06")) == (["2"], ["1"])
    assert (listed(paymentReference="0013 37109"), listed(paymentReference="13")) == (["1"], [])


def test_a_customer_is_meant_by_external_id_alone_where_there_is_one(desk: Desk) -> None:
    assert desk.done("POST", "customer", CUSTOMER)["created"] is True
    assert desk.done("POST", "customer", {**CUSTOMER, "organization": "Made-Up Customer 2"})["created"] is False
    assert desk.done("POST", "customer", {**CUSTOMER, "externalCustomerIdentifierId": "D-78"})["created"] is True
    assert [one["organization"] for one in desk.get("customer", externalId="D-77")] == ["Made-Up Customer 2"]
    assert len(desk.get("customer", businessId=CUSTOMER["businessId"])) == 2


def test_without_an_external_id_a_customer_is_meant_by_its_marks_in_their_order(desk: Desk) -> None:
    first = desk.done("POST", "customer", customer())["id"]
    town = {**CUSTOMER["address"], "street": "Other Street 2"}
    same_id = desk.done("POST", "customer", customer(edi="", address=town))
    assert (same_id["id"], same_id["created"]) == (first, False)
    assert desk.done("POST", "customer", customer(businessId="", edi=""))["id"] == first
    neighbour = desk.done("POST", "customer", customer(businessId="", edi="", organization="Made-Up Customer 3"))
    assert neighbour["created"] is True


def test_an_external_id_that_is_not_told_again_is_kept(desk: Desk) -> None:
    desk.done("POST", "customer", CUSTOMER)
    assert desk.done("POST", "customer", customer())["externalCustomerIdentifierId"] == "D-77"


def test_a_deleted_customer_is_told_and_never_meant_again(desk: Desk) -> None:
    gone = desk.done("POST", "customer", customer())["id"]
    assert desk.done("DELETE", f"customer/{gone}")["deleted"] is True
    again = desk.done("POST", "customer", customer())
    assert (again["created"], again["id"] != gone) == (True, True)
    assert [one["deleted"] for one in desk.get("customer")] == [True, False]
    assert desk.code("DELETE", "customer/99") == (404, "NOT_FOUND")


@settings(max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([1910, 1889, 3000, 8600]), st.integers(-(10**9), 10**9)), max_size=6))
def test_the_books_balance_whatever_is_sent(desk: Desk, lines: list[tuple[int, int]]) -> None:
    rows = [(account, cents / 100) for account, cents in lines]
    number = len(desk.books()["vouchers"])
    answer = desk.ask("POST", "ledger", receipt(*rows, identifier=f"L-{number}"))
    assert (answer.status == 200) == (bool(lines) and sum(cents for _, cents in lines) == 0)
    assert round(sum(one["balance"] for one in desk.get("accounting/balances")) * 100) == 0
