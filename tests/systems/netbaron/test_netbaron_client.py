"""The connector to NetBaron: what is booked, found again, finished after half a try, and how failures are told."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from simulator.core.carried import (
    Buyer,
    Carried,
    Dimension,
    FoundBy,
    InvoiceDocument,
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
from simulator.systems.netbaron import client
from tests.systems.dropping import Dropping
from tests.systems.netbaron.desk import Desk
from tests.tries import tries

T = TypeVar("T")
DAY = date(2026, 1, 20)


class Carrier:
    """The connector at work on the books of a desk."""

    def __init__(self, desk: Desk, tables: Tables = client.TABLES, **changed: str) -> None:
        self.desk, self.tables = desk, tables
        self.credentials = {name: desk.keys[name] for name in client.CREDENTIALS} | changed

    def book(self, document: Carried) -> Any:
        return self._run(lambda target: target.book(document))

    def find(self, document: Carried) -> Any:
        return self._run(lambda target: target.find(document))

    def carried(self, document: Carried) -> Any:
        """Look for a document and, where it is not there, book it; a lost connection is another try."""
        for _ in range(6):
            try:
                found = self.find(document)
                outcome = self.book(document) if isinstance(found, NotThere) else found
            except httpx2.HTTPError:
                continue
            if not isinstance(outcome, Later):
                return outcome
        raise AssertionError("six tries came to nothing")

    def _run(self, work: Any) -> Any:
        async def within() -> Any:
            transport = Dropping(self.desk.driver.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox/netbaron") as http:
                return await work(client.connect(http, self.credentials, self.tables, now=now, nonce=str))

        return asyncio.run(within())


def now() -> datetime:
    return datetime(2026, 1, 21, tzinfo=UTC)


def euros(text: str) -> Money:
    return Money.of(text)


def voucher(*rows: tuple[str, str], identifier: str = "SETTLE-1", **more: Any) -> LedgerDocument:
    made = tuple(
        LedgerRow(on=DAY, account=account, amount=euros(amount), gross=euros(amount), **more)
        for account, amount in rows
    )
    return LedgerDocument(identifier=identifier, type="ML", number="1001", on=DAY, text="Made up", rows=made)


def bill(number: int = 1001, gross: str = "125.50", **more: Any) -> InvoiceDocument:
    row = InvoiceRow(
        text="Service", net=euros("100"), vat=euros("25.50"), unit_price=Decimal(100), vat_percent=Decimal("25.5")
    )
    given: dict[str, Any] = {"rows": (row,), "gross": euros(gross), **more}
    return InvoiceDocument(
        identifier=str(number),
        number=number,
        dated=date(2026, 1, 5),
        due=date(2026, 1, 19),
        buyer=Buyer(name="Made-Up Customer 1", code="D-77"),
        **{"reference": "1337109", **given},
    )


def paid(amount: str = "60", identifier: str = "P-1", **more: Any) -> PaymentDocument:
    given = {"invoice_number": "1001", "paid_on": DAY, **more}
    return PaymentDocument(identifier=identifier, amount=euros(amount), **given)


@pytest.fixture
def carrier(desk: Desk) -> Carrier:
    return Carrier(desk)


def test_a_voucher_is_booked_once_and_found_by_its_identifier(carrier: Carrier) -> None:
    document = voucher(("1910", "107.34"), ("1701", "-107.34"))
    assert carrier.find(document) == NotThere()
    assert carrier.book(document) == Booked("SETTLE-1")
    assert carrier.find(document) == Booked("SETTLE-1", was_there=True)
    assert carrier.book(document) == Booked("SETTLE-1")
    assert carrier.desk.balance(1910) == 107.34


def test_dimensions_projects_and_tax_codes_are_carried(carrier: Carrier) -> None:
    document = voucher(
        ("1910", "10"),
        ("3000", "-10"),
        dimensions=(Dimension("COST_CENTER", "Kuopio"), Dimension("OTHER", "x")),
        project="PN1",
        vat_percent=Decimal("25.5"),
    )
    carrier.book(document)
    row = carrier.desk.get("ledger/SETTLE-1")["rows"][0]
    assert (row["costCenter"], row["jobNumber"], row["vatCode"], row["vatPercent"]) == (2, "PN1", 1, 25.5)


@pytest.mark.parametrize("identifier", ["a/b", "", "..", "x" * 61, "ä ö?#%"])
def test_any_identifier_finds_its_document_again(carrier: Carrier, identifier: str) -> None:
    document = voucher(("1910", "1"), ("3000", "-1"), identifier=identifier)
    assert isinstance(carrier.book(document), Booked)
    assert isinstance(carrier.find(document), Booked)
    assert carrier.find(voucher(("1910", "1"), identifier=identifier + "!")) == NotThere()


def test_accounts_go_through_the_tables(desk: Desk) -> None:
    tables = over(Tables(accounts={"1700": "1701"}), client.TABLES)
    assert isinstance(Carrier(desk, tables).book(voucher(("1910", "5"), ("1700", "-5"))), Booked)
    assert desk.balance(1701) == -5


@pytest.mark.parametrize(
    ("document", "reason", "told"),
    [
        (voucher(("4711", "1"), ("1910", "-1")), Reason.UNKNOWN_ACCOUNT, "4711"),
        (voucher(("A1", "1"), ("1910", "-1")), Reason.UNKNOWN_ACCOUNT, "A1"),
        (voucher(("3000", "1"), ("1910", "-2")), Reason.UNBALANCED, "-1.00"),
        (voucher(("3000", "1"), dimensions=(Dimension("COST_CENTER", "Oulu"),)), Reason.UNKNOWN_DIMENSION, "Oulu"),
        (voucher(("3000", "1"), vat_code="X", vat_percent=Decimal(7)), Reason.UNKNOWN_VAT_CODE, "X of 7"),
        (paid(invoice_number="99"), Reason.UNKNOWN_INVOICE, "99"),
        (paid(invoice_number="A/1"), Reason.UNKNOWN_INVOICE, "A/1"),
        (paid(found_by=FoundBy.REFERENCE, reference="13"), Reason.UNKNOWN_INVOICE, "13"),
        (paid(found_by=FoundBy.REFERENCE), Reason.UNKNOWN_INVOICE, "(none)"),
        (paid("126", is_loss=True), Reason.NOT_PAYABLE, "125.50"),
        (paid(paid_on=date(2024, 12, 31)), Reason.CLOSED_PERIOD, "2024-12-31"),
        (paid(parts=(PaymentPart(Use.INTEREST, euros("60"), "4711"),)), Reason.UNKNOWN_ACCOUNT, "4711"),
        (bill(1001, "130"), Reason.NUMBER_TAKEN, "1001"),
        (bill(1002, is_credit_note=True, credits=99), Reason.UNKNOWN_INVOICE, "99"),
    ],
)
def test_a_refusal_says_what_a_partner_can_do(carrier: Carrier, document: Carried, reason: Reason, told: str) -> None:
    carrier.book(bill())
    before = carrier.desk.books()
    outcome = carrier.book(document)
    assert isinstance(outcome, Refused)
    assert outcome.reason is reason
    assert told in outcome.message
    assert carrier.desk.books() == before


def test_another_currency_is_refused_before_anything_is_sent(carrier: Carrier) -> None:
    kronor = Money.of("1", "SEK")
    row = LedgerRow(on=DAY, account="1910", amount=kronor, gross=kronor)
    ledger = LedgerDocument(identifier="L", type="ML", number="1", on=DAY, text="", rows=(row,))
    payment = PaymentDocument(identifier="P", invoice_number="1001", paid_on=DAY, amount=kronor)
    for document in (ledger, payment, structs.replace(bill(), gross=kronor)):
        outcome = carrier.book(document)
        assert isinstance(outcome, Refused)
        assert outcome.reason is Reason.CURRENCY


def test_a_payment_pays_its_invoice_and_interest_and_fees_go_beside_it(carrier: Carrier) -> None:
    carrier.book(bill())
    parts = (
        PaymentPart(Use.CAPITAL, euros("125.50")),
        PaymentPart(Use.INTEREST, euros("12.34")),
        PaymentPart(Use.FEES, euros("5")),
    )
    document = paid("142.84", parts=parts)
    assert carrier.book(document) == Booked("P-1")
    assert carrier.find(document) == Booked("P-1", was_there=True)
    desk = carrier.desk
    assert [desk.balance(one) for one in (1910, 1701, 9170, 3990)] == [142.84, 0, -12.34, -5]
    assert desk.get("invoice/1001")["paymentStatus"] == "PAID"


def test_what_is_more_than_open_goes_to_the_account_for_overpayments(carrier: Carrier) -> None:
    carrier.book(bill())
    assert carrier.book(paid("130", found_by=FoundBy.REFERENCE, reference="1337109")) == Booked("P-1")
    assert carrier.book(paid("7", "P-2")) == Booked("P-2")
    assert isinstance(carrier.find(paid("7", "P-2")), Booked)
    assert [carrier.desk.balance(one) for one in (1910, 1701, 2861)] == [137, 0, -11.5]


def test_another_payment_under_an_identifier_is_refused_before_a_half_of_it_is_booked(carrier: Carrier) -> None:
    carrier.book(bill())
    carrier.book(paid("25"))
    before = carrier.desk.books()
    outcome = carrier.book(
        paid("60", parts=(PaymentPart(Use.CAPITAL, euros("50")), PaymentPart(Use.FEES, euros("10"))))
    )
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.NUMBER_TAKEN
    assert carrier.desk.books() == before


def test_a_credit_loss_closes_the_invoice_and_leaves_the_bank_alone(carrier: Carrier) -> None:
    carrier.book(bill())
    document = paid("125.50", is_loss=True)
    assert isinstance(carrier.book(document), Booked)
    assert isinstance(carrier.find(document), Booked)
    assert [carrier.desk.balance(one) for one in (1910, 1701, 8700)] == [0, 0, 125.5]


def test_an_invoice_that_adds_up_otherwise_gets_a_row_for_the_difference(carrier: Carrier) -> None:
    row = InvoiceRow(
        text="Thirds",
        net=euros("10"),
        vat=euros("2.55"),
        quantity=Decimal(3),
        unit_price=Decimal("3.3333"),
        vat_percent=Decimal("25.5"),
    )
    assert isinstance(carrier.book(bill(gross="12.56", rows=(row,))), Booked)
    told = carrier.desk.get("invoice/1001", getInvoiceRows="true")
    assert (told["totalGross"], [one["articleName"] for one in told["rows"]]) == (12.56, ["Thirds", "Rounding"])
    assert carrier.desk.balance(8570) == -0.01


def test_a_credit_note_takes_the_sale_back_and_clears_what_it_credits(carrier: Carrier) -> None:
    carrier.book(bill())
    carrier.book(paid("100"))
    note = bill(1002, is_credit_note=True, credits=1001)
    assert carrier.find(note) == NotThere()
    assert isinstance(carrier.book(note), Booked)
    assert isinstance(carrier.find(note), Booked)
    assert isinstance(carrier.book(note), Booked)
    accounts = (1910, 1701, 3000, 2939, 2861)
    assert [carrier.desk.balance(one) for one in accounts] == [100, 0, 0, 0, -100]
    assert carrier.desk.get("invoice/1001")["paymentStatus"] == "PAID"


def test_another_invoice_under_the_number_is_no_success(carrier: Carrier) -> None:
    carrier.book(bill())
    found = carrier.find(bill(gross="1"))
    assert isinstance(found, Refused)
    assert found.reason is Reason.NUMBER_TAKEN


def test_a_credential_that_opens_nothing_is_told_as_expired_and_cannot_be_renewed(desk: Desk) -> None:
    carrier = Carrier(desk, ledgerPassword="wrong")
    assert isinstance(carrier.book(voucher(("1910", "1"))), Expired)
    renewed = carrier._run(lambda target: target.renew())
    assert (type(renewed), renewed.reason) == (Refused, Reason.CREDENTIAL)


def test_a_method_that_is_not_opened_is_a_setting_to_change(carrier: Carrier) -> None:
    carrier.desk.choose(ledgerMethods="GET")
    outcome = carrier.book(voucher(("1910", "1"), ("3000", "-1")))
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
    arm(carrier.desk, **fault)
    outcome: Any
    try:
        outcome = carrier.book(voucher(("1910", "1"), ("3000", "-1")))
    except httpx2.HTTPError:
        return
    assert isinstance(outcome, Later)
    assert after is None or outcome.after_seconds == after


FAULTS = ("status", "drop", "lost-answer", "truncate", "malformed", "rate-limit")
DOCUMENTS: tuple[Carried, ...] = (
    voucher(("1910", "1"), ("3000", "-1")),
    paid("25"),
    paid("150", parts=(PaymentPart(Use.CAPITAL, euros("140")), PaymentPart(Use.INTEREST, euros("10")))),
    paid("20", is_loss=True),
    bill(1003),
    bill(1002, is_credit_note=True, credits=1001),
)


@settings(max_examples=tries(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=st.sampled_from(DOCUMENTS),
    faults=st.dictionaries(st.integers(1, 6), st.sampled_from(FAULTS), max_size=3),
)
def test_whatever_fails_on_the_way_a_document_is_booked_once(driver: Any, document: Carried, faults: Any) -> None:
    smooth, rough = Carrier(Desk(driver)), Carrier(Desk(driver))
    for carrier in (smooth, rough):
        carrier.book(bill())
    for turn, fault in faults.items():
        arm(rough.desk, fault=fault, turn=turn, times=1)
    assert isinstance(rough.carried(document), Booked)
    assert isinstance(smooth.carried(document), Booked)
    assert standing(rough.desk) == standing(smooth.desk)


def standing(desk: Desk) -> Any:
    books = desk.books()
    return books["accounts"], [(one["number"], one["open"]) for one in books["invoices"]], len(books["vouchers"])


def arm(desk: Desk, **fault: Any) -> None:
    armed = desk.driver.post(f"/sandbox/worlds/{desk.world}/faults", {"system": "netbaron", "times": 1, **fault})
    assert armed is not None
    assert armed.status == 201, armed.body


def test_a_harsh_world_books_every_document_once_too(driver: Any) -> None:
    smooth, rough = Carrier(Desk(driver)), Carrier(Desk(driver, profile="harsh"))
    for carrier in (smooth, rough):
        for document in (bill(), DOCUMENTS[0], paid("25"), paid("110", "P-2"), DOCUMENTS[5], bill(1003)):
            assert isinstance(carrier.carried(document), Booked)
    assert standing(rough.desk) == standing(smooth.desk)
