"""Invoices go through the vendor's statuses with their accounting pages, and payments follow what is open on them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.systems.driver import Driver
from tests.systems.procountor.desk import Desk, Told
from tests.systems.procountor.paperwork import done, invoice, lock, row, standing
from tests.tries import tries


def made(desk: Desk, **changed: object) -> int:
    return int(desk.post("/invoices", invoice(**changed)).ok["id"])


def approved(desk: Desk, **changed: object) -> int:
    number = made(desk, **changed)
    done(desk, f"/invoices/{number}/approve")
    return number


def status(desk: Desk, number: int) -> Any:
    return desk.get(f"/invoices/{number}").json["status"]


def paid(desk: Desk, number: int, amount: float, method: str | None = None) -> Told:
    said = {"paymentDate": "2026-06-10", "amount": amount, "currency": "EUR", "paymentMethodType": method}
    return desk.put(f"/invoices/{number}/paymentevents/markpaid", said)


def test_an_invoice_is_completed_as_the_vendors_example_says(desk: Desk) -> None:
    kept = desk.post("/invoices", invoice()).ok
    assert (kept["status"], kept["invoiceNumber"]) == ("UNFINISHED", 1)
    assert kept["invoiceSumInfo"][0]["invoiceSumTotal"] == 251.00
    assert kept["paymentInfo"]["bankReferenceCode"] == "100010"
    assert kept["billingAddress"] == kept["counterParty"]["counterPartyAddress"]
    page = desk.get(f"/ledgerreceipts/{kept['ledgerReceiptId']}").ok
    rows = [(one["transactionType"], one["accountingValue"], one["vatPercent"]) for one in page["transactions"]]
    assert rows == [("REVERSING_ENTRY", 251.00, 0), ("ENTRY", -200.00, 25.5)]
    assert (page["type"], page["status"], page["invoiceId"]) == ("SALES_INVOICE", "UNFINISHED", kept["id"])


def test_an_invoice_moves_through_its_statuses_and_counts_from_approval_on(desk: Desk) -> None:
    number = made(desk)
    assert standing(desk) == {}
    assert paid(desk, number, 1).status == 403
    assert desk.put(f"/invoices/{number}/send").status == 403
    done(desk, f"/invoices/{number}/approve")
    assert status(desk, number) == "NOT_SENT"
    assert standing(desk) == {"1701": 251, "2939": -51, "3000": -200}
    done(desk, f"/invoices/{number}/send")
    assert status(desk, number) == "SENT"
    done(desk, f"/invoices/{number}/unfinished")
    assert (status(desk, number), standing(desk)) == ("UNFINISHED", {})
    done(desk, f"/invoices/{number}/invalidate")
    assert status(desk, number) == "INVALIDATED"
    assert desk.put(f"/invoices/{number}/approve").status == 403


def test_an_invoice_that_is_not_to_be_sent_is_approved_at_once(desk: Desk) -> None:
    assert status(desk, approved(desk, invoiceChannel="NO_SENDING")) == "APPROVED"


def test_payments_in_parts_whole_and_beyond_follow_the_reference(desk: Desk) -> None:
    number = approved(desk)
    event = paid(desk, number, 100, "EXTERNAL_BANK_TRANSFER").ok
    assert (event["type"], event["status"], status(desk, number)) == (
        "BANKTRANSFERELSEWHERE",
        "MARKED_PAID",
        "PARTLY_PAID",
    )
    assert paid(desk, number, 151).ok
    assert status(desk, number) == "MARKED_PAID"
    assert standing(desk) == {"1910": 251, "2939": -51, "3000": -200}
    assert paid(desk, number, 10).status == 403
    over = approved(desk)
    assert paid(desk, over, 300).ok
    assert status(desk, over) == "PARTLY_PAID"
    actions = [one["action"] for one in desk.get(f"/invoices/{number}/transactions").ok["transactions"]]
    assert actions == ["APPROVAL", "MARKED_PAID", "MARKED_PAID"]


def test_a_credit_loss_is_booked_on_its_account_and_a_credit_note_mirrors_an_invoice(desk: Desk) -> None:
    number = approved(desk)
    assert paid(desk, number, 251, "CREDIT_LOSS").ok
    assert standing(desk) == {"8700": 251, "2939": -51, "3000": -200}
    note = approved(desk, invoiceRows=[row(quantity=-2)])
    assert standing(desk) == {"8700": 251, "1701": -251}
    assert paid(desk, note, -251, "CREDIT_NOTE").ok
    assert status(desk, note) == "MARKED_PAID"


@pytest.mark.parametrize(
    ("amount", "currency", "wrong"),
    [(1.234, "EUR", (400, "INVALID_AMOUNT", "amount")), (0, "EUR", (400, "INVALID_AMOUNT", "amount")),
     (1, "SEK", (400, "INVALID_CURRENCY", "currency"))],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused(
    desk: Desk, amount: float, currency: str, wrong: tuple[int, str, str]
) -> None:
    said = {"paymentDate": "2026-06-10", "amount": amount, "currency": currency}
    assert desk.put(f"/invoices/{approved(desk)}/paymentevents/markpaid", said).errors == [wrong]


def test_a_payment_event_is_removed_when_somebody_has_confirmed_it(desk: Desk) -> None:
    number = approved(desk)
    event = paid(desk, number, 251).ok["id"]
    started = desk.send("DELETE", f"/invoices/{number}/paymentevents/{event}")
    assert started.status == 202
    result = f"/mfatransactionresult/{started.json['transactionIdentifier']}"
    assert desk.get(result).status == 202
    assert status(desk, number) == "MARKED_PAID"
    assert desk.send("DELETE", f"/invoices/{number}/paymentevents/{event}").status == 403
    desk.advance("PT1M")
    assert desk.get(result).ok == {"info": {"message": "OK"}}
    assert status(desk, number) == "NOT_SENT"
    assert desk.get(f"/invoices/{number}/paymentevents/{event}").status == 404
    assert desk.get("/mfatransactionresult/unknown").status == 404


def test_rows_that_are_booked_otherwise_make_another_page_and_other_changes_do_not(desk: Desk) -> None:
    kept = desk.post("/invoices", invoice()).ok
    path = f"/invoices/{kept['id']}"
    noted = desk.put(path, {**kept, "additionalInformation": "Made-up"}).ok
    assert noted["ledgerReceiptId"] == kept["ledgerReceiptId"]
    assert desk.put(path, kept).errors == [(400, "INVALID_VERSION", "version")]
    more = desk.put(path, {**noted, "invoiceRows": [row(quantity=3)]}).ok
    assert more["ledgerReceiptId"] != kept["ledgerReceiptId"]
    assert desk.get(f"/ledgerreceipts/{kept['ledgerReceiptId']}").status == 404
    assert more["invoiceSumInfo"][0]["invoiceSumTotal"] == 376.5


def test_accounts_of_an_invoice_are_changed_on_its_page_and_its_sum_is_not(desk: Desk) -> None:
    kept = desk.post("/invoices", invoice()).ok
    path = f"/ledgerreceipts/{kept['ledgerReceiptId']}"
    page = desk.get(path).ok
    page["transactions"][1]["account"] = "3990"
    changed = desk.put(path, page).ok
    done(desk, f"/invoices/{kept['id']}/approve")
    assert standing(desk) == {"1701": 251, "2939": -51, "3990": -200}
    short = {**desk.get(path).ok, "transactions": [{**row, "accountingValue": 1} for row in changed["transactions"]]}
    assert desk.put(path, short).errors == [(400, "INVALID_RECEIPT_BALANCE", "transactions")]
    assert desk.put(f"{path}/approve").status == 403


def test_a_payment_follows_the_receivable_that_the_page_names(desk: Desk) -> None:
    kept = desk.post("/invoices", invoice()).ok
    path = f"/ledgerreceipts/{kept['ledgerReceiptId']}"
    page = desk.get(path).ok
    page["transactions"][0]["account"] = "1700"
    desk.put(path, page)
    latest = desk.get(f"/invoices/{kept['id']}").ok
    assert desk.put(f"/invoices/{kept['id']}", {**latest, "notes": "Noted"}).ok["notes"] == "Noted"
    done(desk, f"/invoices/{kept['id']}/approve")
    assert paid(desk, kept["id"], 51).ok
    assert standing(desk) == {"1700": 200, "1910": 51, "2939": -51, "3000": -200}


def test_wrong_invoices_are_refused_in_the_vendors_words(desk: Desk) -> None:
    def refused(**changed: object) -> list[tuple[int, str, str]]:
        return desk.post("/invoices", invoice(**changed)).errors

    assert refused(paymentInfo__dueDate="2026-05-31") == [(400, "DUE_DATE_BEFORE_BILL_DATE", "")]
    assert refused(partnerId=99, invoiceRows=[row(vatPercent=17)]) == [
        (400, "INVALID_BUSINESS_PARTNER", "partnerId"),
        (400, "INVALID_VAT_PERCENT", "invoiceRows[0].vatPercent"),
    ]
    assert refused(vatStatus=12) == [(400, "ERROR_VATSTATUS_VATPERC", "invoiceRows[0].vatStatus")]
    account = "paymentInfo.bankAccount.accountNumber"
    assert refused(paymentInfo__bankAccount={"accountNumber": "FI4950009420028730"}) == [
        (400, "INVALID_BANK_ACCOUNT", account)
    ]
    assert refused(paymentInfo__bankReferenceCode="123") == [
        (400, "INVALID_BANK_REFERENCE_CODE", "paymentInfo.bankReferenceCode")
    ]
    assert refused(counterParty__email=...) == [(400, "INVALID_EMAIL", "counterParty.email")]
    assert refused(invoiceChannel="ELECTRONIC_INVOICE") == [
        (400, "INVALID_EINVOICE_ADDRESS", "counterParty.einvoiceAddress")
    ]
    assert refused(counterParty__counterPartyAddress__name=...) == [
        (400, "Value of the 'counterParty.counterPartyAddress.name' cannot be blank.",
         "counterParty.counterPartyAddress.name")
    ]  # fmt: skip
    lock(desk, "2026-06-01")
    assert refused() == [(400, "CLOSED_FISCAL_PERIOD", "")]


def test_invoices_are_found_by_number_of_the_sender_status_and_time(desk: Desk) -> None:
    first, second = made(desk), approved(desk, originalInvoiceNumber="ERP-78", date="2026-06-03")

    def found(**query: object) -> list[int]:
        return [one["id"] for one in desk.get("/invoices", **query).ok["results"]]

    assert found() == [second, first]
    assert found(originalInvoiceNumber="ERP-78") == [second]
    assert found(status="UNFINISHED") == [first]
    assert found(types="PURCHASE_INVOICE") == []
    assert found(startDate="2026-06-02", endDate="2026-06-30") == [second]
    assert found(dueEndDate="2026-06-14") == []
    assert found(searchTerm="made-UP cust", orderById="ASC") == [first, second]
    assert found(invoiceChannel="MAIL,EMAIL", orderByDate="ASC") == [first, second]
    assert found(versionStartDate="2026-06-10T09:00:01") == [second]
    both = desk.get(f"/invoices/{second},{first}").ok
    assert [one["id"] for one in both] == [first, second]
    rows = desk.get("/payments/paymentevents", invoiceId=f"{first},{second}").ok
    assert (rows["results"], desk.get("/payments/paymentevents").status) == ([], 400)


def test_notes_are_set_in_any_status(desk: Desk) -> None:
    number = approved(desk)
    done(desk, f"/invoices/{number}/notes", {"notes": "Handed to the agency"})
    assert desk.get(f"/invoices/{number}").ok["notes"] == "Handed to the agency"


ROWS = st.builds(
    row,
    quantity=st.integers(-50, 50),
    unitPrice=st.decimals(0, 999, places=4).map(float),
    discountPercent=st.sampled_from([0, 5, 12.5, 33.3333]),
    vatPercent=st.sampled_from([0, 10, 13.5, 14, 24, 25.5]),
)


@settings(max_examples=tries(40), deadline=None)
@given(
    rows=st.lists(ROWS, min_size=1, max_size=6),
    by_row=st.booleans(),
    gross=st.booleans(),
    off=st.sampled_from([0, 7.5]),
)
def test_every_invoice_is_booked_to_the_cent_of_its_own_total(
    driver: Driver, rows: list[dict[str, object]], by_row: bool, gross: bool, off: float
) -> None:
    desk = Desk(driver)
    extra = {"accountingByRow": by_row, "unitPricesIncludeVat": gross}
    kept = desk.post("/invoices", invoice(invoiceRows=rows, extraInfo=extra, discountPercent=off)).ok
    done(desk, f"/invoices/{kept['id']}/approve")
    sums = kept["invoiceSumInfo"][0]
    stood = standing(desk)
    assert round(sum(stood.values()), 2) == 0
    assert stood.get("1701", 0) == sums["invoiceSumTotal"]
    assert round(sums["excludingVatTotal"] + sums["vatSumTotal"], 2) == sums["invoiceSumTotal"]
