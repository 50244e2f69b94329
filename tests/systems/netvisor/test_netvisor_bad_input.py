"""Whatever is sent to Netvisor, the answer is its own envelope, and a refusal changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.http.transport import MOST_BODY_BYTES
from tests.systems.driver import Driver
from tests.systems.netvisor.desk import Desk, example, voucher
from tests.systems.netvisor.test_netvisor_invoices import message
from tests.tries import tries

BOMB = (
    '<!DOCTYPE root [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<root><voucher><description>&b;</description></voucher></root>"
)
EXTERNAL = '<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/hostname">]><root><voucher>&x;</voucher></root>'
COULD_NOT = "INVALID_DATA :: Data form incorrect:. XML message validation failed: Could not validate xml"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no xml",
        "<root>",
        "<root>&</root>",
        "<voucher/>",
        BOMB,
        EXTERNAL,
        "<root>" + "<a>" * 60 + "</a>" * 60 + "</root>",
    ],
)
def test_a_body_that_is_no_safe_document_could_not_be_validated(desk: Desk, body: str) -> None:
    told = desk.post("accounting", body)
    assert (told.http, told.failure) == (200, COULD_NOT)
    assert desk.explanation(told)["notes"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"on": "2024-12-31"}, "PERIOD_LOCK"),
        ({"on": "2031-01-01"}, "PERIOD_LOCK"),
        ({"on": "2026-02-30"}, "INVALID_DATA"),
        ({"vat": "KOMY", "rate": "7"}, "INVALID_DATA"),
        ({"vat": "ABCD"}, "INVALID_DATA"),
        ({"mode": "round"}, "INVALID_DATA"),
    ],
)
def test_a_voucher_that_cannot_be_posted_changes_nothing(desk: Desk, changed: dict[str, str], code: str) -> None:
    told = desk.post("accounting", voucher(("1910", "10,00"), ("1889", "-10,00"), **changed))
    assert told.code == code, told.failure
    assert desk.balance("1910", "2031-12-31") == "0,00"


@pytest.mark.parametrize(
    ("lines", "told_of"),
    [
        ((("1910", "10,00"), ("1889", "-9,99")), "does not balance"),
        ((("1910", "10,001"), ("1889", "-10,001")), "at most two decimals"),
        ((("9999", "10,00"), ("1889", "-10,00")), "Account not found with account number: 9999"),
        ((("1910", "1e3"), ("1889", "-1e3")), "not a valid decimal"),
        ((("1910", "NaN"),), "not a valid decimal"),
        ((), "at least one voucher line"),
    ],
)
def test_lines_that_are_wrong_are_told_of(desk: Desk, lines: tuple[tuple[str, str], ...], told_of: str) -> None:
    told = desk.post("accounting", voucher(*lines))
    assert told.code == "INVALID_DATA"
    assert told_of in told.failure
    assert desk.balances_sum() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-15"])
@pytest.mark.parametrize("media", ["text/xml; charset=ISO-8859-15", "application/x-www-form-urlencoded", "text/plain"])
def test_both_encodings_are_read_under_any_content_type(desk: Desk, encoding: str, media: str) -> None:
    body = example("saveCustomer.request").replace("Kallavesi", "Jäähöö €").encode(encoding)
    added = desk.send("POST", "customer.nv", body, more={"Content-Type": media}, method="add")
    told = desk.get("getcustomer", id=added.key)
    assert told.text("Customer/CustomerBaseInformation/Name") == "Jäähöö € Varaosat Oy"


def test_names_of_elements_and_attributes_are_read_in_any_case(desk: Desk) -> None:
    body = example("addVoucher.request").replace("voucherline", "VoucherLine").replace("vatcode", "vatCode")
    assert desk.post("accounting", body).failure == ""


def test_a_customer_code_and_an_invoice_number_are_taken_once(desk: Desk) -> None:
    body = example("saveCustomer.request").replace(
        '<internalidentifier type="automatic"/>', "<internalidentifier>A1</internalidentifier>"
    )
    assert desk.post("customer", body, method="add").key == 1
    assert desk.post("customer", body, method="add").code == "DUPLICATE_DATA"


def test_an_empty_element_blanks_a_value_and_an_omitted_one_keeps_it(desk: Desk) -> None:
    key = desk.post("customer", example("saveCustomer.request"), method="add").key
    edit = "<root><customer><customerbaseinformation><city></city></customerbaseinformation></customer></root>"
    assert desk.post("customer", edit, method="edit", id=key).failure == ""
    told = desk.get("getcustomer", id=key)
    base = "Customer/CustomerBaseInformation/"
    assert (told.text(base + "City"), told.text(base + "PostNumber")) == ("", "70100")


@settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["accounting", "salespayment", "salesinvoice", "customer", "product", "matchcreditnote"]),
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=60).map(lambda text: f"<root><voucher>{text}</voucher></root>".encode()),
    ),
)
def test_no_body_breaks_the_envelope(desk: Desk, resource: str, body: bytes) -> None:
    told = desk.send("POST", f"{resource}.nv", body, method="add")
    assert told.http == 200
    assert told.code == "INVALID_DATA"


@pytest.mark.parametrize(
    "body",
    [
        "<root><voucher/></root>".encode("utf-16"),
        b"<root><voucher>\x00</voucher></root>",
        b"<root><voucher>&#0;</voucher></root>",
        b"<root><voucher>&undeclared;</voucher></root>",
        b'<!-- a --><?pi b?><!DOCTYPE root SYSTEM "http://127.0.0.1:9/x.dtd"><root/>',
        b"<root><voucher></root></voucher>",
        b"<root/><root/>",
        b"<a:root/>",
    ],
)
def test_a_broken_or_dangerous_document_is_refused_without_a_look_outside(desk: Desk, body: bytes) -> None:
    told = desk.send("POST", "accounting.nv", body)
    assert (told.http, told.failure) == (200, COULD_NOT)


def test_comments_cdata_references_and_namespaces_are_read_through(desk: Desk) -> None:
    body = voucher(("1910", "10,00"), ("1889", "-10,00")).replace(
        "<voucherclass>", "<!-- <!DOCTYPE x> --><description><![CDATA[A & <B>]]> &#228;</description><voucherclass>"
    )
    body = body.replace("<root>", '<?xml version="1.0"?>\n<ROOT xmlns="urn:made-up">').replace("</root>", "</ROOT>")
    key = desk.post("accounting", body).key
    assert desk.get("accountingledger", netvisorkey=key).text("Vouchers/Voucher/VoucherDescription") == "A & <B> ä"


def test_an_oversized_body_is_turned_away_in_the_envelope_and_changes_nothing(desk: Desk) -> None:
    told = desk.send("POST", "accounting.nv", b"<root>" + b"x" * MOST_BODY_BYTES)
    assert told.http == 413
    assert told.code == "INVALID_DATA"
    assert desk.balances_sum() == 0


@pytest.mark.parametrize(("count", "code"), [(5000, "INVALID_DATA"), (5001, "INVALID_DATA_SIZE")])
def test_a_voucher_of_too_many_lines_is_refused(desk: Desk, count: int, code: str) -> None:
    assert desk.post("accounting", voucher(*[("1910", "1,00")] * count)).code == code


LOCKED = [
    ("accounting", voucher(("1910", "10,00"), ("1889", "-10,00"), on="2026-06-30")),
    ("accountingedit", "<root><voucher><netvisorkey>1</netvisorkey><description>x</description></voucher></root>"),
    (
        "invalidatevouchers",
        "<root><invalidatevouchers><invalidatevoucher>1</invalidatevoucher></invalidatevouchers></root>",
    ),
]


@pytest.mark.parametrize(("resource", "body"), LOCKED)
def test_a_locked_period_takes_no_voucher_and_no_change_of_one(desk: Desk, resource: str, body: str) -> None:
    assert desk.post("accounting", example("addVoucher.request")).key == 1
    lock = f"/sandbox/worlds/{desk.world}/books/netvisor/lock"
    desk.driver.send("PUT", lock, b'{"until": "2026-06-30"}')
    asks = {"X-Netvisor-Authentication-UseHTTPResponseStatusCodes": "1"}
    told = desk.send("POST", f"{resource}.nv", body.encode(), more=asks)
    assert (told.http, told.code) == (400, "PERIOD_LOCK")
    assert desk.balance("1910") == "161,35"


@pytest.mark.parametrize(
    ("interval", "first", "days"),
    [("1", "9999-12-30", 2), ("2", "9999-12-20", 3), ("3", "9999-11-30", 3), ("4", "9990-01-01", 11)],
)
def test_balances_are_told_up_to_the_last_day_of_the_calendar(desk: Desk, interval: str, first: str, days: int) -> None:
    told = desk.get("accountbalance", balancedates=f"{first},9999-12-31", intervaltype=interval)
    assert not told.failure
    account = told.root.find("AccountBalances/Account")
    assert account is not None
    assert len(account.findall("AccountBalance")) == days


def test_a_due_date_beyond_the_calendar_is_refused(desk: Desk) -> None:
    late = "<salesinvoicevaluedate>9999-12-31</salesinvoicevaluedate>"
    assert desk.post("salesinvoice", message(desk, more=late)).code == "INVALID_DATA"


@pytest.mark.parametrize(
    ("now", "last", "is_listed"),
    [
        ("2026-10-25T23:30:00+02:00", "2026-10-25", True),
        ("2026-10-26T00:30:00+02:00", "2026-10-25", False),
        ("2026-03-29T23:30:00+03:00", "2026-03-29", True),
        ("2026-03-30T00:30:00+03:00", "2026-03-29", False),
        ("2026-03-30T00:30:00+03:00", "9999-12-31", True),
    ],
)
def test_a_day_that_clocks_are_changed_on_ends_at_midnight_too(
    driver: Driver, now: str, last: str, is_listed: bool
) -> None:
    desk = Desk(driver, now=now, profile="lenient")
    key = desk.post("salesinvoice", message(desk)).key
    told = desk.get("salesinvoicelist", lastmodifiedstart="2026-01-01", lastmodifiedend=last)
    assert told.texts("SalesInvoiceList/SalesInvoice/NetvisorKey") == ([str(key)] if is_listed else [])
