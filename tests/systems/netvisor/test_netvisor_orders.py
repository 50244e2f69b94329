"""Orders are kept beside invoices, with numbers of their own, and do not move the books until money comes in."""

from __future__ import annotations

import pytest

from tests.systems.netvisor.desk import Desk, Told
from tests.systems.netvisor.test_netvisor_money import customer, invoice

ROW = (
    "<invoiceline><salesinvoiceproductline><productidentifier></productidentifier><productname>{}</productname>"
    "<productunitprice type='net'>100</productunitprice><productvatpercentage vatcode='KOMY'>25,5"
    "</productvatpercentage><salesinvoiceproductlinequantity>1</salesinvoiceproductlinequantity>"
    "</salesinvoiceproductline></invoiceline>"
)
LISTED = "SalesInvoiceList/SalesInvoice"


def order(desk: Desk, *, status: str = "undelivered", rows: int = 2, number: str = "", **query: object) -> Told:
    given = f"<salesinvoicenumber>{number}</salesinvoicenumber>" if number else ""
    body = (
        f"<root><salesinvoice>{given}<salesinvoicedate>2026-06-01</salesinvoicedate><salesinvoiceamount/>"
        f"<invoicetype>order</invoicetype><salesinvoicestatus>{status}</salesinvoicestatus>"
        f"<invoicingcustomeridentifier type='netvisor'>{customer(desk)}</invoicingcustomeridentifier>"
        "<paymenttermnetdays>14</paymenttermnetdays><invoicelines>"
        f"{''.join(ROW.format(f'Työ {place}') for place in range(1, rows + 1))}</invoicelines></salesinvoice></root>"
    )
    return desk.post("salesinvoice", body, **query)


def test_an_order_is_listed_and_read_apart_from_invoices_and_moves_no_account(desk: Desk) -> None:
    claim, key = invoice(desk), order(desk).key
    listed = desk.get("salesinvoicelist", listtype="preinvoice")
    assert listed.texts(f"{LISTED}/InvoiceStatus") == ["undelivered"]
    assert listed.texts(f"{LISTED}/InvoiceSum") == ["251,00"]
    assert desk.get("salesinvoicelist").texts(f"{LISTED}/NetvisorKey") == [str(claim)]
    told = desk.get("getorder", netvisorkey=key)
    assert told.text("SalesInvoice/SalesInvoiceNumber") == "1"
    assert len(told.texts("SalesInvoice/InvoiceLines/InvoiceLine/SalesInvoiceProductLine")) == 2
    assert len(desk.get("getorder", netvisorkeylist=f"{key},99").texts("SalesInvoices/SalesInvoice")) == 2
    assert desk.balance("1701") == "125,50"


def test_an_order_is_edited_and_its_number_is_taken_once(desk: Desk) -> None:
    key = order(desk, number="41").key
    assert order(desk, number="41").code == "DUPLICATE_DATA"
    assert order(desk, status="delivered", rows=1, method="edit", id=key).failure == ""
    listed = desk.get("salesinvoicelist", listtype="preinvoice")
    assert (listed.texts(f"{LISTED}/InvoiceStatus"), listed.texts(f"{LISTED}/InvoiceSum")) == (
        ["delivered"],
        ["125,50"],
    )
    assert listed.texts(f"{LISTED}/InvoiceNumber") == ["41"]
    assert order(desk, method="edit", id=99).code == "INVALID_DATA"


@pytest.mark.parametrize("status", ["open", "unsent", "billed", ""])
def test_an_order_has_a_status_of_orders(desk: Desk, status: str) -> None:
    assert order(desk, status=status).code == "INVALID_DATA"


def test_a_row_of_an_undelivered_order_goes_and_the_last_one_stays(desk: Desk) -> None:
    key = order(desk).key
    row = "SalesInvoice/InvoiceLines/InvoiceLine/SalesInvoiceProductLine/NetvisorKey"
    first, second = desk.get("getorder", netvisorkey=key).texts(row)
    assert desk.get("deletesalesinvoiceproductline", invoiceproductlinenetvisorkey=first).failure == ""
    assert desk.get("salesinvoicelist", listtype="preinvoice").texts(f"{LISTED}/InvoiceSum") == ["125,50"]
    assert desk.post("deletesalesinvoiceproductline", invoiceproductlinenetvisorkey=first).code == "INVALID_DATA"
    assert desk.get("deletesalesinvoiceproductline", invoiceproductlinenetvisorkey=second).code == "INVALID_DATA"
    delivered = order(desk, status="delivered").key
    line = desk.get("getorder", netvisorkey=delivered).texts(row)[0]
    assert desk.get("deletesalesinvoiceproductline", invoiceproductlinenetvisorkey=line).code == "INVALID_DATA"


def test_a_deleted_order_is_told_of_as_an_order(desk: Desk) -> None:
    key = order(desk).key
    assert desk.post("deletecustomer", customerid=1).code == "INVALID_DATA"
    assert desk.get("deletesalesinvoice", orderid=key).failure == ""
    assert desk.get("deletesalesinvoice", orderid=key).code == "INVALID_DATA"
    told = desk.get("deletedsalesorders", deletedsince="2026-06-10")
    assert told.texts("DeletedSalesOrders/DeletedSalesOrder/NetvisorKey") == [str(key)]
    assert desk.get("deletedsalesinvoices", deletedsince="2026-06-10").texts("DeletedSalesInvoices/*") == []


@pytest.mark.parametrize(("account", "code"), [("2861", ""), ("", "INVALID_DATA"), ("9999", "INVALID_DATA")])
def test_a_payment_of_an_order_is_an_advance(desk: Desk, account: str, code: str) -> None:
    key = order(desk).key
    body = (
        "<root><salespayment><sum>100</sum><paymentdate>2026-06-08</paymentdate>"
        f"<targetidentifier type='netvisor' targettype='order'>{key}</targetidentifier><sourcename>Maksaja</sourcename>"
        f"<paymentmethod type='alternative' overridesalesreceivableaccountnumber='{account}'>Pankki</paymentmethod>"
        "</salespayment></root>"
    )
    told = desk.post("salespayment", body)
    assert told.failure.partition(" :: ")[0] == code
    assert (desk.balance("1910"), desk.balance("2861")) == (("100,00", "-100,00") if not code else ("0,00", "0,00"))
