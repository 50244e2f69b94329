"""The connector books each document once, splits payments, and tells what a failure means."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime
from typing import Any

import httpx2
import pytest

from simulator.core.carried import Dimension, FoundBy, PaymentPart, Use
from simulator.core.carrying import Booked, Later, NotThere, Reason, Refused, State
from simulator.core.money import Money
from simulator.systems.netvisor import client
from tests.systems.driver import Driver
from tests.systems.netvisor.carrier import DAY, Carrier, a_payment, a_voucher, an_invoice
from tests.systems.netvisor.desk import START, Desk
from tests.systems.netvisor.test_netvisor_money import open_sum


@pytest.fixture
def carrier(desk: Desk) -> Carrier:
    return Carrier(desk)


def booked(carrier: Carrier, *documents: Any, **how: Any) -> list[str]:
    outcomes = carrier.run(*documents, **how)
    assert all(isinstance(one, Booked) for one in outcomes), outcomes
    return [one.target_id for one in outcomes if isinstance(one, Booked)]


def refusal(carrier: Carrier, document: Any) -> Refused:
    (outcome,) = carrier.run(document)
    assert isinstance(outcome, Refused), outcome
    return outcome


def listed(desk: Desk, path: str = "Sum") -> list[str]:
    return desk.get("salespaymentlist").texts(f"SalesPaymentList/SalesPayment/{path}")


def test_an_invoice_is_booked_with_its_customer_number_reference_and_dimension(carrier: Carrier, desk: Desk) -> None:
    (key,) = booked(carrier, an_invoice())
    told = desk.get("getsalesinvoice", netvisorkey=key)
    assert told.text("SalesInvoice/SalesInvoiceNumber") == "7001"
    assert told.text("SalesInvoice/SalesInvoiceReferencenumber") == "20019"
    assert told.text("SalesInvoice/InvoicingCustomerName") == "Made-Up Customer 1"
    row = "SalesInvoice/InvoiceLines/InvoiceLine/SalesInvoiceProductLine"
    assert told.texts(f"{row}/Dimension/DimensionItem") == ["Kuopio"]
    assert (desk.balance("1701"), desk.balance("3000"), desk.balance("2939")) == ("125,50", "-100,00", "-25,50")


def test_two_invoices_to_one_buyer_are_to_one_customer(carrier: Carrier, desk: Desk) -> None:
    booked(carrier, an_invoice(7001), an_invoice(7002, reference="20022"))
    nameless = an_invoice().buyer.__class__(name="Made-Up Consumer 1")
    booked(carrier, an_invoice(7003, reference="20035", buyer=nameless))
    booked(carrier, an_invoice(7004, reference="20048", buyer=nameless), an_invoice(7005, reference="20051"))
    assert desk.get("customerlist").texts("Customerlist/Customer/Name") == ["Made-Up Customer 1", "Made-Up Consumer 1"]


def test_a_credit_note_is_matched_with_what_it_credits(carrier: Carrier, desk: Desk) -> None:
    note = an_invoice(7002, reference="20022", is_credit_note=True, credits=7001)
    claim, credit = booked(carrier, an_invoice(), note)
    assert [open_sum(desk, int(key)) for key in (claim, credit)] == [("paid", "0,00"), ("paid", "0,00")]
    assert desk.balance("1701") == "0,00"
    assert carrier.find(note) == Booked(credit, was_there=True)
    missing = an_invoice(7003, is_credit_note=True, credits=6999)
    assert refusal(carrier, missing).reason is Reason.UNKNOWN_INVOICE


@pytest.mark.parametrize(
    ("cents", "left", "paid", "beside"), [(125_50, "0,00", "125,50", []), (100_00, "25,50", "100,00", [])]
)
def test_a_payment_pays_all_or_a_part(
    carrier: Carrier, desk: Desk, cents: int, left: str, paid: str, beside: list[str]
) -> None:
    key, payment = booked(carrier, an_invoice(), a_payment(cents))
    assert open_sum(desk, int(key))[1] == left
    assert listed(desk) == [paid]
    assert listed(desk, "Name") == ["Made-Up Payer [payment-1]"]
    assert carrier.find(a_payment(cents)) == Booked(payment, was_there=True)


def test_what_is_paid_too_much_is_an_advance(carrier: Carrier, desk: Desk) -> None:
    booked(carrier, an_invoice(), a_payment(130_50))
    assert (desk.balance("1910"), desk.balance("1701"), desk.balance("2861")) == ("130,50", "0,00", "-5,00")
    booked(carrier, a_payment(10_00, "payment-2"))
    assert (desk.balance("1910"), desk.balance("2861")) == ("140,50", "-15,00")
    assert isinstance(carrier.find(a_payment(10_00, "payment-2")), Booked)


def test_interest_and_fees_go_to_accounts_of_their_own(carrier: Carrier, desk: Desk) -> None:
    parts = (
        PaymentPart(Use.CAPITAL, Money(125_50)),
        PaymentPart(Use.INTEREST, Money(5_00)),
        PaymentPart(Use.FEES, Money(37_50), "8600"),
    )
    split = a_payment(168_00, parts=parts)
    booked(carrier, an_invoice(), split)
    assert [desk.balance(account) for account in ("1910", "1701", "9170", "8600")] == [
        "168,00",
        "0,00",
        "-5,00",
        "-37,50",
    ]
    assert desk.balances_sum() == 0
    assert isinstance(carrier.find(split), Booked)


def test_a_payment_of_fees_alone_is_a_voucher_alone(carrier: Carrier, desk: Desk) -> None:
    fees = a_payment(37_50, parts=(PaymentPart(Use.FEES, Money(37_50)),))
    booked(carrier, an_invoice(), fees)
    assert (listed(desk), desk.balance("3990"), desk.balance("1701")) == ([], "-37,50", "125,50")
    assert isinstance(carrier.find(fees), Booked)


def test_a_loss_takes_the_tax_of_the_sale_back(carrier: Carrier, desk: Desk) -> None:
    key, _ = booked(carrier, an_invoice(), a_payment(125_50, is_loss=True))
    assert open_sum(desk, int(key)) == ("paid", "0,00")
    assert [desk.balance(account) for account in ("8700", "2939", "1701", "1910")] == ["100,00", "0,00", "0,00", "0,00"]
    assert len(desk.get("salespaymentlist", limitbytype="onlycreditloss").texts("SalesPaymentList/SalesPayment")) == 1
    assert refusal(carrier, a_payment(1_00, "loss-2", is_loss=True)).reason is Reason.NOT_PAYABLE


@pytest.mark.parametrize("found_by", [FoundBy.REFERENCE, FoundBy.TARGET])
def test_an_invoice_is_found_by_its_reference_and_by_its_key(carrier: Carrier, desk: Desk, found_by: FoundBy) -> None:
    (key,) = booked(carrier, an_invoice())
    named = {"reference": "0020 019"} if found_by is FoundBy.REFERENCE else {"invoice_number": key}
    booked(carrier, a_payment(found_by=found_by, **named))
    assert open_sum(desk, int(key)) == ("paid", "0,00")
    named = {"reference": "13"} if found_by is FoundBy.REFERENCE else {"invoice_number": "999"}
    assert refusal(carrier, a_payment(found_by=found_by, **named)).reason is Reason.UNKNOWN_INVOICE


def test_a_part_on_an_invoice_that_takes_none_is_matched(carrier: Carrier, desk: Desk) -> None:
    (key,) = booked(carrier, an_invoice())
    for edit in ("unsent", "open"):
        desk.post("updatesalesinvoicestatus", netvisorkey=key, status=edit)
    refuse_parts(desk, key)
    booked(carrier, a_payment(50_00))
    assert open_sum(desk, int(key)) == ("open", "75,50")
    assert isinstance(carrier.find(a_payment(50_00)), Booked)


def refuse_parts(desk: Desk, key: str) -> None:
    told = desk.get("getsalesinvoice", netvisorkey=key)
    customer = told.text("SalesInvoice/InvoicingCustomerNetvisorKey")
    body = (
        "<root><salesinvoice><salesinvoicedate>2026-06-01</salesinvoicedate>"
        "<salesinvoicereferencenumber>20019</salesinvoicereferencenumber>"
        "<salesinvoiceamount>125,50</salesinvoiceamount><salesinvoicestatus type='netvisor'>open</salesinvoicestatus>"
        f"<invoicingcustomeridentifier type='netvisor'>{customer}</invoicingcustomeridentifier>"
        "<paymenttermnetdays>14</paymenttermnetdays><expectpartialpayments>0</expectpartialpayments><invoicelines>"
        "<invoiceline><salesinvoiceproductline><productname>Työ</productname><productunitprice type='net'>100"
        "</productunitprice><productvatpercentage vatcode='KOMY'>25,5</productvatpercentage>"
        "<salesinvoiceproductlinequantity>1</salesinvoiceproductlinequantity></salesinvoiceproductline></invoiceline>"
        "</invoicelines></salesinvoice></root>"
    )
    assert desk.post("salesinvoice", body, method="edit", id=key).failure == ""


def test_a_voucher_is_booked_and_found_even_after_it_was_invalidated(carrier: Carrier, desk: Desk) -> None:
    assert carrier.find(a_voucher()) == NotThere()
    (key,) = booked(carrier, a_voucher())
    assert [desk.balance(one) for one in ("1910", "8600", "1763", "1889")] == ["117,95", "10,00", "2,55", "-130,50"]
    told = desk.get("accountingledger", netvisorkey=key)
    assert told.text("Vouchers/Voucher/VoucherDescription") == "Tilitys 6/2026 1001 [ledger-1]"
    assert told.texts("Vouchers/Voucher/VoucherLine/VatCode") == ["-", "KOMY", "-", "-"]
    assert carrier.find(a_voucher()) == Booked(key, was_there=True)
    body = f"<root><invalidatevouchers><invalidatevoucher>{key}</invalidatevoucher></invalidatevouchers></root>"
    desk.post("invalidatevouchers", body)
    assert carrier.find(a_voucher()) == Booked(key, State.REJECTED, was_there=True)


LOST = [
    ("addVoucher", [a_voucher()]),
    ("addPayment", [an_invoice(), a_payment(100_00)]),
    ("addPayment", [an_invoice(), a_payment(130_50)]),
    ("addVoucher", [an_invoice(), a_payment(130_50)]),
    ("saveInvoice", [an_invoice()]),
    ("saveCustomer", [an_invoice()]),
    ("matchCreditNote", [an_invoice(), an_invoice(7002, reference="20022", is_credit_note=True, credits=7001)]),
]


@pytest.mark.parametrize("fault", ["lost-answer", "truncate", "malformed", "status", "drop"])
@pytest.mark.parametrize(("operation", "documents"), LOST)
def test_a_second_attempt_books_no_half_twice(driver: Driver, operation: str, documents: list[Any], fault: str) -> None:
    plain = Carrier(Desk(driver))
    booked(plain, *documents)
    carrier = Carrier(Desk(driver))
    *before, last = documents
    booked(carrier, *before)
    carrier.fault(fault, operation)
    (outcome,) = carrier.run(last)
    assert isinstance(outcome, Later | httpx2.HTTPError), outcome
    booked(carrier, last, look_first=True)
    booked(carrier, last, look_first=True)
    for account in ("1701", "1910", "2861", "2939", "3000", "1889"):
        assert carrier.desk.balance(account) == plain.desk.balance(account)
    assert listed(carrier.desk) == listed(plain.desk)
    vouchers = [
        len(each.desk.get("accountingledger", changedsince="2026-01-01").texts("Vouchers/Voucher/NetvisorKey"))
        for each in (carrier, plain)
    ]
    assert vouchers[0] == vouchers[1]


REFUSED = [
    (a_voucher(rows=(*a_voucher().rows[:3], a_voucher().rows[0])), Reason.UNBALANCED),
    (a_voucher(type="XX"), Reason.UNKNOWN_DOCUMENT_TYPE),
    (a_payment(invoice_number="7999"), Reason.UNKNOWN_INVOICE),
    (a_payment(amount=Money(1_00, "SEK")), Reason.CURRENCY),
    (a_payment(0), Reason.INVALID),
    (an_invoice(gross=Money(125_50, "USD")), Reason.CURRENCY),
]


@pytest.mark.parametrize(("document", "reason"), REFUSED)
def test_what_will_never_be_taken_is_refused_with_a_reason(carrier: Carrier, document: Any, reason: Reason) -> None:
    booked(carrier, an_invoice(7003, reference="20035"))
    told = refusal(carrier, document)
    assert (told.reason, bool(told.message)) == (reason, True)


def with_account(number: str) -> Any:
    first, *rest = a_voucher().rows
    return a_voucher(rows=(type(first)(on=DAY, account=number, amount=first.amount, gross=first.gross), *rest))


def test_an_unknown_account_is_named_before_anything_is_sent(carrier: Carrier) -> None:
    told = refusal(carrier, with_account("9999"))
    assert told.reason is Reason.UNKNOWN_ACCOUNT
    assert "9999" in told.message
    assert [request.url.path for request in carrier.transport.requests] == [f"{carrier.desk.base}/accountlist.nv"]
    carrier.named(accounts={"9999": "1910"})
    booked(carrier, with_account("9999"))


def test_a_tax_or_a_dimension_that_is_not_known_is_refused(carrier: Carrier) -> None:
    first, second, *rest = a_voucher().rows
    odd = type(second)(
        on=DAY, account="8600", amount=second.amount, gross=second.gross, vat_percent=second.vat_percent / 3
    )
    assert refusal(carrier, a_voucher(rows=(first, odd, *rest))).reason is Reason.UNKNOWN_VAT_CODE
    carrier.named(dimensions={"UNHEARD": "Projekti"})
    placed = type(first)(
        on=DAY, account="1910", amount=first.amount, gross=first.gross, dimensions=(Dimension("UNHEARD", "A"),)
    )
    assert refusal(carrier, a_voucher(rows=(placed, second, *rest))).reason is Reason.UNKNOWN_DIMENSION


def test_a_closed_period_a_wrong_key_and_a_taken_number_are_told_apart(carrier: Carrier, desk: Desk) -> None:
    booked(carrier, an_invoice())
    lock = f"/sandbox/worlds/{desk.world}/books/netvisor/lock"
    desk.driver.send("PUT", lock, b'{"until": "2026-06-30"}')
    for document in (a_voucher(), a_payment(), an_invoice(7002)):
        assert refusal(carrier, document).reason is Reason.CLOSED_PERIOD
    (same_number,) = carrier.run(an_invoice(7001, gross=Money(99_00)), look_first=True)
    assert isinstance(same_number, Refused)
    assert same_number.reason is Reason.NUMBER_TAKEN
    carrier.keys = {**desk.keys, "customerKey": "0" * 32}
    assert refusal(carrier, a_voucher()).reason is Reason.CREDENTIAL


def test_a_request_for_a_pause_is_handed_on(carrier: Carrier) -> None:
    carrier.fault("rate-limit", "addVoucher", retryAfter=17)
    (outcome,) = carrier.run(a_voucher())
    assert isinstance(outcome, Later)
    assert outcome.after_seconds == 17


def test_the_same_amount_on_the_same_day_is_two_payments(carrier: Carrier, desk: Desk) -> None:
    booked(carrier, an_invoice(), a_payment(50_00), a_payment(50_00, "payment-2"))
    assert listed(desk) == ["50,00", "50,00"]


def test_it_books_over_a_socket_once_where_the_answer_is_lost(address: str) -> None:
    control = httpx2.Client(base_url=f"{address}/sandbox/")
    told = control.post("worlds", json={"now": START}).json()
    opened, fault = told["systems"]["netvisor"], {"system": "netvisor", "fault": "lost-answer"}
    control.post(f"worlds/{told['world']}/faults", json={**fault, "operation": "addPayment"})

    async def carried() -> list[Any]:
        async with httpx2.AsyncClient(base_url=opened["baseUrl"]) as http:
            nonces = (f"{told['world']}-{number}" for number in itertools.count())
            now = datetime.fromisoformat(START)
            target = client.connect(
                http, opened["credentials"], client.TABLES, now=lambda: now, nonce=lambda: next(nonces)
            )
            outcomes: list[Any] = [await target.book(an_invoice())]
            with pytest.raises(httpx2.HTTPError):
                await target.book(a_payment())
            return [*outcomes, await target.find(a_payment()), await target.find(a_voucher())]

    invoice, payment, voucher = asyncio.run(carried())
    assert (invoice.target_id, payment.was_there, voucher) == ("1", True, NotThere())
    (books,) = (one for one in control.get(f"worlds/{told['world']}/books").json()["accounting"] if one["invoices"])
    assert [(one["stage"], one["open"]) for one in books["invoices"]] == [("paid", 0)]
    assert len(books["payments"]) == 1
    control.close()
