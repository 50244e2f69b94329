"""What invoices carry besides money: attachments, other currencies, terms, comments and what they credit."""

from __future__ import annotations

import base64

import pytest

from tests.systems.netvisor.desk import Desk, Told, example
from tests.systems.netvisor.test_netvisor_money import customer, invoice, open_sum, pay

PDF = base64.b64encode(b"%PDF made up").decode()


def message(desk: Desk, *, currency: str = "", more: str = "", terms: str = "", tail: str = "") -> str:
    return (
        "<root><salesinvoice><salesinvoicedate>2026-06-01</salesinvoicedate>"
        f"<salesinvoiceamount {currency}></salesinvoiceamount><salesinvoicestatus>open</salesinvoicestatus>{more}"
        f"<invoicingcustomeridentifier type='netvisor'>{customer(desk)}</invoicingcustomeridentifier>"
        f"{terms or '<paymenttermnetdays>14</paymenttermnetdays>'}<expectpartialpayments>1</expectpartialpayments>"
        "<invoicelines><invoiceline><salesinvoiceproductline><productidentifier></productidentifier>"
        "<productname>Työ</productname><productunitprice type='net'>100</productunitprice>"
        "<productvatpercentage vatcode='KOMY'>25,5</productvatpercentage>"
        "<salesinvoiceproductlinequantity>1</salesinvoiceproductlinequantity></salesinvoiceproductline></invoiceline>"
        f"</invoicelines>{tail}</salesinvoice></root>"
    )


def attached(data: str = PDF, name: str = "lasku.pdf", description: str = "Liite") -> str:
    return (
        "<salesinvoiceattachments><salesinvoiceattachment><mimetype>application/pdf</mimetype>"
        f"<attachmentdescription>{description}</attachmentdescription><filename>{name}</filename>"
        f"<documentdata type='pdf'>{data}</documentdata></salesinvoiceattachment></salesinvoiceattachments>"
    )


def test_an_attachment_is_given_back_on_demand(desk: Desk) -> None:
    key = desk.post("salesinvoice", message(desk, tail=attached())).key
    path = "SalesInvoice/SalesInvoiceAttachments/SalesInvoiceAttachment"
    told = desk.get("getsalesinvoice", netvisorkey=key, includeattachments="1")
    assert (told.text(f"{path}/FileName"), told.text(f"{path}/DocumentData")) == ("lasku.pdf", PDF)
    assert desk.get("getsalesinvoice", netvisorkey=key).texts(path) == []


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        (attached(data="not base 64!"), "INVALID_DATA"),
        (attached(data=""), "INVALID_DATA"),
        (attached(name="x" * 256), "INVALID_DATA_SIZE"),
        (attached(description="x" * 101), "INVALID_DATA_SIZE"),
    ],
)
def test_an_attachment_that_is_none_is_refused(desk: Desk, tail: str, code: str) -> None:
    assert desk.post("salesinvoice", message(desk, tail=tail)).code == code
    assert desk.balance("1701") == "0,00"


def foreign(desk: Desk, rate: str = "1,25") -> Told:
    return desk.post("salesinvoice", message(desk, currency=f"iso4217currencycode='USD' currencyrate='{rate}'"))


def test_an_invoice_in_dollars_stands_in_the_books_in_euros(desk: Desk) -> None:
    key = foreign(desk).key
    assert [desk.balance(account) for account in ("1701", "3000", "2939")] == ["100,40", "-80,00", "-20,40"]
    told = desk.get("getsalesinvoice", netvisorkey=key).root.find("SalesInvoice/ForeignCurrencyAmount")
    assert told is not None
    assert (told.text, dict(told.attrib)) == ("125,50", {"iso4217currencycode": "USD", "currencyrate": "1,25"})
    listed = desk.get("salesinvoicelist", replyoption="2").root.find(
        "SalesInvoiceList/SalesInvoice/AdditionalInformation/InvoiceCurrencySum"
    )
    assert listed is not None
    assert (listed.text, listed.get("currencycode")) == ("125,50", "USD")


def test_a_payment_in_dollars_pays_at_the_rate_of_its_invoice(desk: Desk) -> None:
    key = foreign(desk).key
    body = example("addPayment.request").replace(">901<", f">{key}<").replace('"EUR">100,00', '"USD">125,50')
    assert desk.post("salespayment", body).failure == ""
    assert open_sum(desk, key) == ("paid", "0,00")
    assert desk.get("salespaymentlist").text("SalesPaymentList/SalesPayment/ForeignCurrencyAmount") == "125,50"
    in_euros = invoice(desk)
    body = body.replace(f">{key}<", f">{in_euros}<")
    assert "the invoice is in EUR" in desk.post("salespayment", body).failure


@pytest.mark.parametrize(
    "currency", ["iso4217currencycode='QQQ'", "iso4217currencycode='USD'", "iso4217currencycode='USD' currencyrate='0'"]
)
def test_a_currency_without_a_rate_or_a_name_is_refused(desk: Desk, currency: str) -> None:
    assert desk.post("salesinvoice", message(desk, currency=currency)).code == "INVALID_DATA"


@pytest.mark.parametrize(("terms", "due"), [("3", "2026-06-22"), ("30 pv netto", "2026-07-01")])
def test_a_payment_term_is_named_by_key_or_name(desk: Desk, terms: str, due: str) -> None:
    key = desk.post("salesinvoice", message(desk, terms=f"<paymentterm>{terms}</paymentterm>")).key
    assert desk.get("getsalesinvoice", netvisorkey=key).text("SalesInvoice/SalesInvoiceDueDate") == due
    assert desk.post("salesinvoice", message(desk, terms="<paymentterm>99</paymentterm>")).code == "INVALID_DATA"


def test_a_private_comment_and_a_collection_cost_are_shown(desk: Desk) -> None:
    more = "<salesinvoiceprivatecomment>Ei soiteta</salesinvoiceprivatecomment><collectioncost>5</collectioncost>"
    key = desk.post("salesinvoice", message(desk, more=more)).key
    path = "SalesInvoiceList/SalesInvoice/AdditionalInformation"
    assert desk.get("salesinvoicelist", replyoption="1").text(f"{path}/PrivateComment") == "Ei soiteta"
    assert desk.get("salesinvoicelist").texts(path) == []
    assert desk.get("getsalesinvoice", netvisorkey=key).text("SalesInvoice/SalesInvoiceCollectionCost") == "5"


def test_a_matched_credit_note_names_what_it_credits(desk: Desk) -> None:
    key, note = invoice(desk), invoice(desk, sign="-")
    body = example("matchCreditNote.request").replace(">902<", f">{note}<").replace(">901<", f">{key}<")
    desk.post("matchcreditnote", body)
    path = "SalesInvoice/CreditedInvoiceNetvisorKey"
    assert desk.get("getsalesinvoice", netvisorkey=note, replyoption="63").text(path) == str(key)
    assert desk.get("getsalesinvoice", netvisorkey=key, replyoption="16").text(path) == ""
    assert desk.get("deletesalesinvoice", invoiceid=note).code == "INVALID_DATA"


def test_statuses_are_told_in_the_callers_language_and_for_the_machine(desk: Desk) -> None:
    key = invoice(desk)
    target = f"{desk.base}/getsalesinvoice.nv"
    shown = {}
    for language in ("EN", "FI", "SE"):
        headers = desk.headers(f"http://sandbox{target}?netvisorkey={key}", language=language)
        told = desk.sent("GET", target, b"", headers, {"netvisorkey": key})
        status = told.root.find("SalesInvoice/InvoiceStatus")
        assert status is not None
        shown[language] = (status.text, status.get("status"))
    assert shown == {"EN": ("Open", "open"), "FI": ("Avoin", "open"), "SE": ("Open", "open")}


@pytest.mark.parametrize("written", ["100,00", "100.00", "100", "100,0"])
def test_decimals_are_read_with_a_comma_or_a_point_and_written_with_a_comma(desk: Desk, written: str) -> None:
    key = invoice(desk)
    assert pay(desk, key, written).failure == ""
    assert desk.get("salespaymentlist").text("SalesPaymentList/SalesPayment/Sum") == "100,00"
    assert open_sum(desk, key)[1] == "25,50"


@pytest.mark.parametrize("written", ["1 000,00", "1.000,00", "1e2", "١٠", "100,001"])
def test_a_sum_that_is_written_otherwise_is_refused(desk: Desk, written: str) -> None:
    assert pay(desk, invoice(desk), written).code == "INVALID_DATA"


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("customer", "A7", ""),
        ("organizationunitnumber", "003724681357", ""),
        ("organizationunitnumber", "003700000000", "INVALID_DATA"),
        ("customer", "A8", "INVALID_DATA"),
        ("netvisor", "99", "INVALID_DATA"),
    ],
)
def test_a_customer_is_named_by_key_code_or_unit_number(desk: Desk, kind: str, text: str, code: str) -> None:
    body = message(desk)
    register = example("saveCustomer.request").replace(
        '<internalidentifier type="automatic"/>', "<internalidentifier>A7</internalidentifier>"
    )
    unit = "<organizationunitnumber>003724681357</organizationunitnumber><name>"
    desk.post("customer", register.replace("<name>", unit), method="add")
    named = body.replace("identifier type='netvisor'>1<", f"identifier type='{kind}'>{text}<")
    assert desk.post("salesinvoice", named).failure.partition(" :: ")[0] == code
