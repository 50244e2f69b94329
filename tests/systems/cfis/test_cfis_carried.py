"""What a queued document says, as it is carried to an accounting system: every figure and every switch."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents import examples
from simulator.core.canonical import kept
from simulator.core.carried import Dimension, FoundBy, InvoiceDocument, LedgerDocument, PaymentDocument, Use
from simulator.core.carrying import Reason, Refused
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money
from simulator.core.sync_document import SyncDocument, SyncKind
from simulator.systems.cfis.wire.carried import carried

EXAMPLES: dict[str, Any] = {e.path.stem: e.value for e in examples("cfis") if e.direction == "request"}
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def read(kind: SyncKind, document: Any, reference: str = "") -> Any:
    body = kept(document)
    queued = SyncDocument(
        client_id=1001, kind=kind, name="x", dated=date(2026, 1, 5), label="x", submitted=NOW, body=body
    )
    return carried(queued, reference)


def invoice(**changes: Any) -> Any:
    """Return a small invoice; ``changes`` are members of its content."""
    content = {
        "header": {"number": 1001, "date": "2026-01-05", "dueDate": "2026-01-19", "currencyCode": "EUR"},
        "parties": {"sellerParty": {"name": "Example Oy"}, "buyerParty": {"name": "Made-Up Buyer"}},
        **changes,
    }
    return read(SyncKind.INVOICE, {"invoice": content})


def test_the_documented_ledger_is_carried_with_its_balance_on_net_amounts() -> None:
    document = read(SyncKind.LEDGER, EXAMPLES["submitLedger.request"])
    assert isinstance(document, LedgerDocument)
    assert (document.identifier, document.type, document.number) == ("abc-123-def-456", "ML", "1001")
    assert [row.amount.cents for row in document.rows] == [299000, -238247, -60753]
    assert [row.is_vat for row in document.rows] == [False, False, True]
    first, second, _ = document.rows
    assert first.dimensions == (Dimension("COST_CENTER", "1000"),)
    assert (second.vat_code, second.vat_percent, second.gross) == ("20", Decimal("25.5"), Money.of(-2990))
    assert (first.project, first.text, first.on) == ("PN12345", "1763", date(2025, 12, 12))


def test_the_documented_payment_is_carried() -> None:
    (paid,) = EXAMPLES["submitAccountingPayments.request"]["payments"]
    document = read(SyncKind.PAYMENT, paid)
    assert isinstance(document, PaymentDocument)
    assert (document.invoice_number, document.amount, document.found_by) == (
        "133720800",
        Money.of(110),
        FoundBy.NUMBER,
    )
    assert (document.reference, document.payer, document.booked_on) == ("1337109", paid["sourceName"], None)
    assert document.part(Use.CAPITAL) == Money.of(110)


def test_the_split_of_a_payment_is_carried_with_its_accounts() -> None:
    paid = EXAMPLES["submitAccountingPayments.request.allocated"]["payments"][0]
    document = read(SyncKind.PAYMENT, paid)
    assert [part.use.upper() for part in document.parts] == [part["type"] for part in paid["allocations"]]
    assert [part.account for part in document.parts] == [
        part.get("accountNumber") or "" for part in paid["allocations"]
    ]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (None, FoundBy.NUMBER),
        ("invoicenumber", FoundBy.NUMBER),
        ("reference", FoundBy.REFERENCE),
        ("netvisor", FoundBy.TARGET),
    ],
)
def test_every_way_to_name_the_invoice_is_carried(target: str | None, expected: FoundBy) -> None:
    paid = {**EXAMPLES["submitAccountingPayments.request"]["payments"][0], "targetIdentifier": target}
    assert read(SyncKind.PAYMENT, paid).found_by is expected


@pytest.mark.parametrize(("method", "is_loss"), [("CREDIT_LOSS", True), ("Bank", False), (None, False)])
def test_a_credit_loss_is_told_by_the_payment_method(method: str | None, is_loss: bool) -> None:
    paid = {**EXAMPLES["submitAccountingPayments.request"]["payments"][0], "paymentMethod": method}
    assert read(SyncKind.PAYMENT, paid).is_loss is is_loss


ROWS = [
    ({"netAmount": 100.0, "vatAmount": 25.5}, "100.00", "25.50"),
    ({"netAmount": 100.0, "totalAmount": 125.5}, "100.00", "25.50"),
    ({"vatAmount": 25.5, "totalAmount": 125.5}, "100.00", "25.50"),
    ({"netAmount": 100.0, "vatPercentage": 25.5}, "100.00", "25.50"),
    ({"totalAmount": 125.5, "vatPercentage": 25.5}, "100.00", "25.50"),
    ({"quantity": 4, "unitPrice": 25.0, "vatPercentage": 25.5}, "100.00", "25.50"),
    ({"quantity": 4, "unitPrice": 50.0, "discountPercentage": 50, "vatPercentage": 25.5}, "100.00", "25.50"),
    ({"quantity": 2}, "0.00", "0.00"),
]


@pytest.mark.parametrize(("said", "net", "vat"), ROWS)
def test_a_row_is_worth_what_it_says_in_whichever_way(said: Any, net: str, vat: str) -> None:
    (row,) = invoice(rows=[{"productName": "work", **said}]).rows
    assert (row.net, row.vat) == (Money.of(net), Money.of(vat))


@given(cents=st.integers(1, 10**8), percent=st.sampled_from(["0", "10", "13.5", "25.5"]))
def test_a_row_that_says_its_total_alone_keeps_it_to_the_cent(cents: int, percent: str) -> None:
    total = Money(cents)
    (row,) = invoice(rows=[{"totalAmount": total.decimal, "vatPercentage": Decimal(percent)}]).rows
    assert row.gross == total


def test_an_invoice_without_rows_has_one_made_of_its_sums() -> None:
    document = invoice(amounts={"netAmount": 100.0, "vatAmount": 25.5, "totalAmount": 125.5})
    (row,) = document.rows
    assert (row.net, row.vat, row.vat_percent) == (Money.of(100), Money.of("25.50"), Decimal("25.5"))
    assert document.gross == Money.of("125.50")


def test_what_an_invoice_rounds_is_a_row_of_its_own() -> None:
    document = invoice(
        rows=[{"netAmount": 100.01, "vatAmount": 0}], amounts={"totalAmount": 100.0, "roundingAmount": -0.01}
    )
    assert [row.net.cents for row in document.rows] == [10001, -1]
    assert document.gross == Money.of(100)


def test_rows_that_do_not_add_up_to_the_total_are_refused_with_both_sums() -> None:
    refusal = invoice(rows=[{"netAmount": 100.0, "vatAmount": 25.5}], amounts={"totalAmount": 125.0})
    assert isinstance(refusal, Refused)
    assert refusal.reason is Reason.UNBALANCED
    assert "125.50" in refusal.message
    assert "125.00" in refusal.message


def test_a_third_decimal_is_refused() -> None:
    refusal = invoice(rows=[{"netAmount": 100.001, "vatAmount": 0}])
    assert refusal.reason is Reason.INVALID


def test_a_credit_note_is_positive_and_names_what_it_credits() -> None:
    header = {
        "number": 1002,
        "type": "CREDIT_NOTE",
        "date": "2026-01-05",
        "dueDate": "2026-01-05",
        "currencyCode": "EUR",
    }
    document = invoice(
        header=header,
        references={"creditedInvoiceNumber": 1001},
        rows=[{"netAmount": -100.0, "vatAmount": -25.5}],
        amounts={"totalAmount": -125.5},
    )
    assert isinstance(document, InvoiceDocument)
    assert (document.is_credit_note, document.credits) == (True, 1001)
    assert document.gross == Money.of("125.50")
    assert document.rows[0].gross == Money.of("125.50")


def test_the_reference_is_the_one_that_the_agency_gave() -> None:
    content = json.loads(json.dumps(EXAMPLES["createInvoice.request.completed"], default=float))
    assert read(SyncKind.INVOICE, content, "251610016").reference == "251610016"
    assert read(SyncKind.INVOICE, content).reference == content["invoice"]["references"]["payment"]


def test_the_buyer_is_carried_without_a_personal_identity_code() -> None:
    buyer = {
        "name": "Made-Up Person",
        "entityType": "CONSUMER",
        "customerAccountId": "C-7",
        "personalIdentityNumber": "131052-308T",
        "address": {"street": "Example street 1", "postalCode": "00100", "postalDistrict": "HELSINKI"},
        "contact": {"email": "person@example.com"},
    }
    document = invoice(parties={"sellerParty": {"name": "Example Oy"}, "buyerParty": buyer})
    assert "131052" not in repr(document)
    assert (document.buyer.kind, document.buyer.code) == (DebtorKind.CONSUMER, "C-7")
    assert (document.buyer.address.town, document.buyer.email) == ("HELSINKI", "person@example.com")


@pytest.mark.parametrize("kind", SyncKind)
def test_what_cannot_be_read_is_refused(kind: SyncKind) -> None:
    refusal = read(kind, {"nothing": 1})
    assert isinstance(refusal, Refused)
    assert refusal.reason is Reason.INVALID
