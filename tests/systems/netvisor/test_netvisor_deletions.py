"""What is deleted is told of for a week, and what others hang on stays."""

from __future__ import annotations

import pytest

from tests.systems.netvisor.desk import Desk
from tests.systems.netvisor.test_netvisor_money import customer, invoice, pay


def test_deleted_invoices_payments_and_vouchers_are_told_of_with_the_minute(desk: Desk) -> None:
    gone, claim = invoice(desk), invoice(desk)
    paid = pay(desk, claim, "125,50").key
    desk.get("deletesalesinvoice", invoiceid=gone)
    desk.post("deletesalespayment", paymentid=paid)
    told = desk.get("deletedsalesinvoices", deletedsince="2026-06-09")
    assert told.texts("DeletedSalesInvoices/DeletedSalesInvoice/NetvisorKey") == [str(gone)]
    assert told.texts("DeletedSalesInvoices/DeletedSalesInvoice/DeleteDate") == ["2026-06-10 09:00"]
    told = desk.get("deletedsalespayments", deletedsince="2026-06-10T09:00:00")
    assert told.texts("DeletedSalesPayments/DeletedSalesPayment/NetvisorKey") == [str(paid)]
    told = desk.get("deletedvouchers", deletedsince="2026-06-10")
    assert told.texts("DeletedVouchers/DeletedVoucher/NetvisorKey") == ["1", "3"]


@pytest.mark.parametrize(
    "feed", ["deletedsalesinvoices", "deletedsalesorders", "deletedsalespayments", "deletedvouchers"]
)
def test_a_feed_is_empty_where_nothing_is_newer_and_reaches_back_a_week(desk: Desk, feed: str) -> None:
    assert desk.get(feed, deletedsince="2026-06-10T09:00:01").failure == ""
    assert desk.get(feed, deletedsince="2026-06-03").failure == ""
    assert desk.get(feed, deletedsince="2026-06-01").code == "INVALID_DATA"
    assert desk.get(feed).code == "INVALID_DATA"


def test_a_customer_with_invoices_stays_and_one_without_goes(desk: Desk) -> None:
    invoice(desk)
    free = customer(desk)
    assert desk.post("deletecustomer", customerid=1).code == "INVALID_DATA"
    assert desk.get("deletecustomer", customerid=free).failure == ""
    assert desk.get("getcustomer", id=free).code == "INVALID_DATA"
    assert desk.post("deletecustomer", customerid=free).code == "INVALID_DATA"
    assert desk.get("deletesalespayment", paymentid=9).failure.endswith("Netvisor identifier: 9")
