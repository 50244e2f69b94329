"""The flow of money through Netvisor: customers, invoices, payments and vouchers, to the cent."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.systems.netvisor.desk import Desk, Told, example, voucher
from tests.tries import tries


def customer(desk: Desk) -> int:
    return desk.post("customer", example("saveCustomer.request"), method="add").key


def invoice(desk: Desk, *, status: str = "open", partial: str = "1", sign: str = "") -> int:
    if desk.get("getproduct", code="HUOLTO").text("Product/ProductBaseInformation/NetvisorKey") == "":
        desk.post("product", example("saveProduct.request"), method="add")
    body = (
        example("saveInvoice.request")
        .replace(">311<", f">{customer(desk)}<")
        .replace(">open<", f">{status}<")
        .replace("partialpayments>1<", f"partialpayments>{partial}<")
        .replace(">125,50<", f">{sign}125,50<")
        .replace("linequantity>1<", f"linequantity>{sign}1<")
    )
    return desk.post("salesinvoice", body).key


def pay(desk: Desk, key: int, amount: str) -> Told:
    return desk.post(
        "salespayment", example("addPayment.request").replace(">901<", f">{key}<").replace("100,00", amount)
    )


def open_sum(desk: Desk, key: int) -> tuple[str, str]:
    rows = desk.get("salesinvoicelist").root.iterfind("SalesInvoiceList/SalesInvoice")
    row = next(one for one in rows if one.findtext("NetvisorKey") == str(key))
    return row.findtext("InvoiceStatus") or "", row.findtext("OpenSum") or ""


def test_an_open_invoice_is_booked_and_a_payment_closes_it(desk: Desk) -> None:
    key = invoice(desk)
    assert (desk.balance("1701"), desk.balance("3000"), desk.balance("2939")) == ("125,50", "-100,00", "-25,50")
    pay(desk, key, "100,00")
    assert open_sum(desk, key) == ("open", "25,50")
    pay(desk, key, "25,50")
    assert open_sum(desk, key) == ("paid", "0,00")
    assert (desk.balance("1701"), desk.balance("1910")) == ("0,00", "125,50")
    assert desk.balances_sum() == 0


def test_a_payment_by_reference_finds_its_invoice_and_is_listed(desk: Desk) -> None:
    key = invoice(desk)
    reference = desk.get("salesinvoicelist").text("SalesInvoiceList/SalesInvoice/ReferenceNumber")
    body = example("addPayment.request.reference").replace(">20019<", f">{reference}<")
    assert desk.post("salespayment", body).key == 1
    assert open_sum(desk, key) == ("paid", "0,00")
    listed = desk.get("salespaymentlist", invoicenetvisorkey=key)
    assert listed.text("SalesPaymentList/SalesPayment/Date") == "10.6.2026"
    assert listed.text("SalesPaymentList/SalesPayment/PaymentAccountNumber") == "1889"


def test_a_part_that_an_invoice_does_not_accept_is_kept_unallocated(desk: Desk) -> None:
    key = invoice(desk, partial="0")
    pay(desk, key, "100,00")
    assert open_sum(desk, key)[1] == "125,50"
    assert len(desk.get("salespaymentlist", limitlinkedpayments="0").texts("SalesPaymentList/SalesPayment")) == 1
    assert desk.balance("1910") == "0,00"


def test_a_deleted_payment_opens_its_invoice_again(desk: Desk) -> None:
    key = invoice(desk)
    paid = pay(desk, key, "125,50").key
    assert desk.get("deletesalespayment", paymentid=paid).failure == ""
    assert open_sum(desk, key) == ("open", "125,50")
    assert desk.balance("1910") == "0,00"


def test_a_credit_note_mirrors_the_invoice_and_clears_it_when_matched(desk: Desk) -> None:
    key, note = invoice(desk), invoice(desk, sign="-")
    assert desk.balance("1701") == "0,00"
    assert open_sum(desk, note) == ("open", "-125,50")
    body = example("matchCreditNote.request").replace(">902<", f">{note}<").replace(">901<", f">{key}<")
    assert desk.post("matchcreditnote", body).failure == ""
    assert [open_sum(desk, one) for one in (key, note)] == [("paid", "0,00"), ("paid", "0,00")]
    assert desk.post("matchcreditnote", body).code == "INVALID_DATA"


def test_a_status_makes_the_voucher_and_moves_no_money(desk: Desk) -> None:
    key = invoice(desk, status="unsent")
    assert desk.balance("1701") == "0,00"
    assert desk.post("updatesalesinvoicestatus", netvisorkey=key, status="reminded").failure == ""
    assert (desk.balance("1701"), open_sum(desk, key)) == ("125,50", ("open", "125,50"))
    told = desk.get("getsalesinvoice", netvisorkeylist=key)
    assert [each.get("status") for each in told.root.iterfind("SalesInvoice/InvoiceStatus")] == ["reminded"]


def test_an_invoice_without_payments_is_deleted_with_its_voucher_and_one_with_payments_stays(desk: Desk) -> None:
    gone, stays = invoice(desk), invoice(desk)
    pay(desk, stays, "1,00")
    assert desk.get("deletesalesinvoice", invoiceid=gone).failure == ""
    assert desk.get("deletesalesinvoice", invoiceid=stays).code == "INVALID_DATA"
    assert desk.balance("1701") == "124,50"


def test_a_voucher_moves_accounts_and_an_invalidated_one_no_longer(desk: Desk) -> None:
    key = desk.post("accounting", example("addVoucher.request")).key
    assert (desk.balance("1910"), desk.balance("1889")) == ("161,35", "-161,35")
    ledger = desk.get("accountingledger", netvisorkey=key)
    assert ledger.texts("Vouchers/Voucher/VoucherLine/LineSum") == ["161,35", "-161,35"]
    assert ledger.text("Vouchers/Voucher/VoucherClass") == "MT Muistiotosite"
    assert (
        desk.post("invalidatevouchers", example("invalidateVouchers.request").replace(">1<", f">{key}<")).failure == ""
    )
    assert desk.balance("1910") == "0,00"
    assert desk.get("accountingledger", startdate="2026-01-01", enddate="2026-12-31").texts("Vouchers/Voucher") == []


def test_an_edited_voucher_keeps_what_is_not_said(desk: Desk) -> None:
    key = desk.post("accounting", example("addVoucher.request")).key
    edit = f"<root><voucher><netvisorkey>{key}</netvisorkey><description>Toinen</description></voucher></root>"
    assert desk.post("accountingedit", edit).failure == ""
    told = desk.get("accountingledger", netvisorkeylist=key)
    assert told.text("Vouchers/Voucher/VoucherDescription") == "Toinen"
    assert desk.balance("1910") == "161,35"


def test_gross_calculation_adds_the_tax_lines(desk: Desk) -> None:
    body = voucher(("3000", "-125,50"), mode="gross", vat="KOMY", rate="25,5")
    body = body.replace(
        "</voucher>",
        "<voucherline><linesum>125.50</linesum><accountnumber>1910</accountnumber>"
        "<vatpercent vatcode='NONE'>0</vatpercent></voucherline></voucher>",
    )
    assert desk.post("accounting", body).failure == ""
    assert (desk.balance("3000"), desk.balance("2939"), desk.balance("1910")) == ("-100,00", "-25,50", "125,50")


@settings(max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["1910", "1889", "3000", "8600"]), st.integers(-(10**9), 10**9)), max_size=6))
def test_the_books_balance_whatever_is_sent(desk: Desk, lines: list[tuple[str, int]]) -> None:
    written = [
        (account, f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}") for account, cents in lines
    ]
    told = desk.post("accounting", voucher(*written))
    assert (told.failure == "") == (bool(lines) and sum(cents for _, cents in lines) == 0)
    assert desk.balances_sum() == 0
