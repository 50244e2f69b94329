"""The connector to Procountor: what is booked, found again, finished after half a try, and how failures are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from simulator.core.carried import (
    Carried,
    Dimension,
    FoundBy,
    InvoiceRow,
    LedgerDocument,
    LedgerRow,
    PaymentDocument,
    PaymentPart,
    Use,
)
from simulator.core.carrying import Booked, Expired, Later, NotThere, Reason, Refused
from simulator.core.money import Money
from simulator.core.tables import Tables, over
from simulator.systems.procountor import client
from tests.systems.driver import Driver
from tests.systems.procountor.carrier import DAY, Carrier, arm, balances, bill, clear, euros, open_sums, paid, voucher
from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import lock, standing
from tests.tries import tries


@pytest.fixture
def carrier(desk: Desk) -> Carrier:
    return Carrier(desk)


def test_a_voucher_is_booked_once_and_found_by_its_identifier(carrier: Carrier) -> None:
    document = voucher(("1910", "107.34"), ("1701", "-107.34"))
    assert carrier.find(document) == NotThere()
    booked = carrier.book(document)
    assert isinstance(booked, Booked)
    assert carrier.find(document) == structs.replace(booked, was_there=True)
    assert balances(carrier.desk, "1910", "1701") == [107.34, -107.34]


def test_a_voucher_that_was_left_unfinished_is_begun_anew(carrier: Carrier) -> None:
    document = voucher(("1910", "5"), ("1701", "-5"))
    arm(carrier.desk, fault="status", status=503, operation="approveLedgerReceipt")
    assert isinstance(carrier.book(document), Later)
    assert carrier.find(document) == NotThere()
    assert isinstance(carrier.carried(document), Booked)
    statuses = [row["status"] for row in carrier.desk.get("/ledgerreceipts").ok["results"]]
    assert statuses == ["APPROVED", "INVALIDATED"]
    assert balances(carrier.desk, "1910") == [5]


def test_tax_that_procountor_implies_is_left_to_it_and_any_other_is_sent_as_it_is(carrier: Carrier) -> None:
    sale = LedgerRow(on=DAY, account="3000", amount=euros("-100"), gross=euros("-125.50"), vat_percent=Decimal("25.5"))
    tax = LedgerRow(on=DAY, account="2939", amount=euros("-25.50"), gross=euros("-25.50"), is_vat=True)
    bank = LedgerRow(on=DAY, account="1910", amount=euros("125.50"), gross=euros("125.50"))
    document = structs.replace(voucher(("1910", "1")), rows=(bank, sale, tax))
    other = structs.replace(
        document,
        identifier="SETTLE-2",
        rows=(bank, structs.replace(sale, amount=euros("-100.01")), structs.replace(tax, amount=euros("-25.49"))),
    )
    for each in (document, other):
        assert isinstance(carrier.book(each), Booked)
    rows = carrier.desk.get("/ledgerreceipts", orderById="ASC").ok["results"]
    sent = [carrier.desk.get(f"/ledgerreceipts/{row['id']}").ok["transactions"] for row in rows]
    assert [[one["vatPercent"] for one in each] for each in sent] == [[0, 25.5], [0, 0, 0]]
    assert balances(carrier.desk, "1910", "3000", "2939") == [251, -200.01, -50.99]


def test_dimensions_and_accounts_go_through_the_tables(desk: Desk) -> None:
    tables = over(Tables(accounts={"1700": "1701"}), client.TABLES)
    document = voucher(
        ("1910", "5"), ("1700", "-5"), dimensions=(Dimension("COST_CENTER", "Kuopio"), Dimension("OTHER", "x"))
    )
    assert isinstance(Carrier(desk, tables).book(document), Booked)
    kept = desk.get(f"/ledgerreceipts/{desk.get('/ledgerreceipts').ok['results'][0]['id']}").ok
    assert [row["account"] for row in kept["transactions"]] == ["1910", "1701"]
    assert kept["transactions"][0]["dimensionItemValues"][0]["value"] == 5


@pytest.mark.parametrize("identifier", ["a/b", "", "..", "x" * 61, "ä ö?#%", "[x]"])
def test_any_identifier_finds_its_document_again(carrier: Carrier, identifier: str) -> None:
    document = voucher(("1910", "1"), ("3000", "-1"), identifier=identifier)
    assert isinstance(carrier.book(document), Booked)
    assert isinstance(carrier.find(document), Booked)
    assert carrier.find(voucher(("1910", "1"), identifier=identifier + "!")) == NotThere()


@pytest.mark.parametrize(
    ("document", "reason", "told"),
    [
        (voucher(("4711", "1"), ("1910", "-1")), Reason.UNKNOWN_ACCOUNT, "4711"),
        (voucher(("3000", "1"), ("1910", "-2")), Reason.UNBALANCED, "-1.00"),
        (
            voucher(("3000", "1"), ("1910", "-1"), dimensions=(Dimension("COST_CENTER", "Oulu"),)),
            Reason.UNKNOWN_DIMENSION,
            "Oulu",
        ),
        (paid(invoice_number="99"), Reason.UNKNOWN_INVOICE, "99"),
        (paid(found_by=FoundBy.REFERENCE, reference="13"), Reason.UNKNOWN_INVOICE, "13"),
        (paid(found_by=FoundBy.TARGET, invoice_number="99"), Reason.UNKNOWN_INVOICE, "99"),
        (paid("126", is_loss=True), Reason.NOT_PAYABLE, "125.50"),
        (paid(paid_on=date(2024, 12, 31)), Reason.CLOSED_PERIOD, "CLOSED_FISCAL_PERIOD"),
        (paid(parts=(PaymentPart(Use.INTEREST, euros("60"), "4711"),)), Reason.UNKNOWN_ACCOUNT, "4711"),
        (bill(1001, "130"), Reason.NUMBER_TAKEN, "1001"),
        (bill(1002, is_credit_note=True, credits=99), Reason.UNKNOWN_INVOICE, "99"),
    ],
)
def test_a_refusal_says_what_a_partner_can_do(carrier: Carrier, document: Carried, reason: Reason, told: str) -> None:
    carrier.book(bill())
    before = standing(carrier.desk)
    outcome = carrier.book(document)
    assert isinstance(outcome, Refused)
    assert outcome.reason is reason, outcome
    assert told in outcome.message
    assert standing(carrier.desk) == before


def test_a_closed_period_refuses_every_kind_of_document(carrier: Carrier) -> None:
    carrier.book(bill())
    lock(carrier.desk, "2026-06-30")
    for document in (voucher(("1910", "1"), ("3000", "-1")), paid(), bill(1003)):
        outcome = carrier.book(document)
        assert isinstance(outcome, Refused)
        assert outcome.reason is Reason.CLOSED_PERIOD


def test_another_currency_is_refused_before_anything_is_sent(carrier: Carrier) -> None:
    kronor = Money.of("1", "SEK")
    row = LedgerRow(on=DAY, account="1910", amount=kronor, gross=kronor)
    ledger = LedgerDocument(identifier="L", type="ML", number="1", on=DAY, text="", rows=(row,))
    payment = PaymentDocument(identifier="P", invoice_number="1001", paid_on=DAY, amount=kronor)
    for document in (ledger, payment, structs.replace(bill(), gross=kronor)):
        outcome = carrier.book(document)
        assert isinstance(outcome, Refused)
        assert outcome.reason is Reason.CURRENCY


def test_an_invoice_is_approved_with_its_reference_and_found_by_its_number(carrier: Carrier) -> None:
    assert carrier.find(bill()) == NotThere()
    booked = carrier.book(bill())
    assert carrier.find(bill()) == structs.replace(booked, was_there=True)
    kept = carrier.desk.get(f"/invoices/{booked.target_id}").ok
    assert (kept["status"], kept["paymentInfo"]["bankReferenceCode"]) == ("APPROVED", "1337109")
    assert balances(carrier.desk, "1701", "2939", "3000") == [125.5, -25.5, -100]
    partners = carrier.desk.get("/businesspartners").ok["results"]
    assert [one["invoicingInfo"]["customerNumber"] for one in partners] == ["D-77"]


def test_rows_go_to_their_own_accounts_and_a_difference_to_the_account_for_rounding(carrier: Carrier) -> None:
    row = InvoiceRow(
        text="Thirds",
        net=euros("10"),
        vat=euros("2.55"),
        quantity=Decimal(3),
        unit_price=Decimal("3.3333"),
        vat_percent=Decimal("25.5"),
        account="3990",
        dimensions=(Dimension("COST_CENTER", "Helsinki"),),
    )
    assert isinstance(carrier.book(bill(gross="12.56", rows=(row,))), Booked)
    assert balances(carrier.desk, "1701", "3990", "2939", "8570") == [12.56, -10, -2.55, -0.01]


def test_a_payment_pays_its_invoice_and_interest_and_fees_go_beside_it(carrier: Carrier) -> None:
    parts = (
        PaymentPart(Use.CAPITAL, euros("125.50")),
        PaymentPart(Use.INTEREST, euros("12.34")),
        PaymentPart(Use.FEES, euros("5")),
    )
    document = paid("142.84", parts=parts)
    assert isinstance(carrier.book(bill(), document), Booked)
    assert isinstance(carrier.find(document), Booked)
    assert balances(carrier.desk, "1910", "1701", "9170", "3990") == [142.84, 0, -12.34, -5]


def test_what_is_more_than_open_goes_to_the_account_for_overpayments(carrier: Carrier) -> None:
    carrier.book(bill())
    assert isinstance(carrier.book(paid("130", found_by=FoundBy.REFERENCE, reference="1337109")), Booked)
    assert isinstance(carrier.book(paid("7", "P-2")), Booked)
    assert isinstance(carrier.find(paid("7", "P-2")), Booked)
    assert balances(carrier.desk, "1910", "1701", "2861") == [137, 0, -11.5]


def test_a_credit_loss_closes_the_invoice_and_leaves_the_bank_alone(carrier: Carrier) -> None:
    document = paid("125.50", is_loss=True)
    assert isinstance(carrier.book(bill(), document), Booked)
    assert isinstance(carrier.find(document), Booked)
    assert balances(carrier.desk, "1910", "1701", "8700") == [0, 0, 125.5]


def test_a_credit_note_clears_what_it_credits_as_far_as_that_is_open(carrier: Carrier) -> None:
    carrier.book(bill(), paid("100"))
    note = bill(1002, is_credit_note=True, credits=1001)
    assert carrier.find(note) == NotThere()
    assert isinstance(carrier.book(note), Booked)
    assert isinstance(carrier.find(note), Booked)
    assert isinstance(carrier.book(note), Booked)
    assert balances(carrier.desk, "1910", "1701", "3000", "2939", "2947") == [100, -100, 0, 0, 0]
    rows = carrier.desk.get("/invoices", orderById="ASC").ok["results"]
    assert [row["status"] for row in rows] == ["MARKED_PAID", "PARTLY_PAID"]


def test_two_equal_payments_of_one_day_are_two_payments(carrier: Carrier) -> None:
    carrier.book(bill(), paid("10", "P-1"))
    assert carrier.find(paid("10", "P-2")) == NotThere()
    carrier.book(paid("10", "P-2"))
    assert balances(carrier.desk, "1910") == [20]


def test_a_token_that_runs_out_is_told_and_renewed_with_one_request(carrier: Carrier) -> None:
    async def work(target: Any) -> Any:
        first = await target.book(voucher(("1910", "1"), ("3000", "-1"), identifier="A"))
        second = await target.book(voucher(("1910", "1"), ("3000", "-1"), identifier="B"))
        renewed = await target.renew()
        third = await target.book(voucher(("1910", "1"), ("3000", "-1"), identifier="B"))
        return first, second, renewed, third

    arm(carrier.desk, fault="expire-token", operation="createLedgerReceipt", turn=2)
    first, second, renewed, third = carrier.run(work)
    assert [type(one) for one in (first, second, renewed, third)] == [Booked, Expired, type(None), Booked]
    journal = carrier.desk.driver.get(f"/sandbox/worlds/{carrier.desk.world}/journal", operation="requestToken")
    assert journal is not None
    assert len(journal.json["entries"]) == 2


def test_a_key_that_was_never_right_is_refused(desk: Desk) -> None:
    outcome = Carrier(desk, apiKey="wrong").book(voucher(("1910", "1"), ("3000", "-1")))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.CREDENTIAL


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ({"fault": "status", "status": 503}, None),
        ({"fault": "rate-limit", "retryAfter": 30}, 30),
        ({"fault": "truncate"}, 0),
        ({"fault": "malformed"}, 0),
    ],
)
def test_a_system_that_is_not_well_is_asked_again_later(carrier: Carrier, fault: Any, after: int | None) -> None:
    arm(carrier.desk, operation="createLedgerReceipt", **fault)
    outcome: Any
    try:
        outcome = carrier.book(voucher(("1910", "1"), ("3000", "-1")))
    except httpx2.HTTPError:
        return
    assert isinstance(outcome, Later)
    assert after is None or outcome.after_seconds == after


FAULTS = ("status", "drop", "lost-answer", "truncate", "malformed", "rate-limit", "expire-token")
DOCUMENTS: tuple[Carried, ...] = (
    voucher(("1910", "1"), ("3000", "-1")),
    paid("25"),
    paid("150", parts=(PaymentPart(Use.CAPITAL, euros("140")), PaymentPart(Use.INTEREST, euros("10")))),
    paid("20", is_loss=True),
    bill(1003),
    bill(1002, is_credit_note=True, credits=1001),
)


@settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=st.sampled_from(DOCUMENTS),
    faults=st.dictionaries(st.integers(1, 12), st.sampled_from(FAULTS), max_size=4),
)
def test_whatever_fails_on_the_way_a_document_is_booked_once(driver: Driver, document: Carried, faults: Any) -> None:
    smooth, rough = Carrier(Desk(driver)), Carrier(Desk(driver))
    for carrier in (smooth, rough):
        carrier.book(bill())
    for turn, fault in faults.items():
        arm(rough.desk, fault=fault, turn=turn)
    assert isinstance(rough.carried(document), Booked)
    assert isinstance(smooth.carried(document), Booked)
    clear(rough.desk)
    assert standing(rough.desk) == standing(smooth.desk)
    assert open_sums(rough.desk) == open_sums(smooth.desk)


@pytest.mark.parametrize("seed", ["one", "two"])
def test_a_harsh_world_ends_in_the_same_books(driver: Driver, seed: str) -> None:
    smooth, rough = Carrier(Desk(driver)), Carrier(Desk(driver, profile="harsh", seed=seed))
    for document in (bill(), *(each for each in DOCUMENTS if not isinstance(each, PaymentDocument)), paid("25")):
        assert isinstance(rough.carried(document), Booked)
        assert isinstance(smooth.carried(document), Booked)
    assert standing(rough.desk) == standing(smooth.desk)
