"""Documents on their way to accounting say what of them is for what, and tables turn their words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.carried import (
    Buyer,
    InvoiceDocument,
    InvoiceRow,
    LedgerDocument,
    LedgerRow,
    PaymentDocument,
    PaymentPart,
    Use,
)
from simulator.core.money import Money
from simulator.core.sync_document import SyncKind
from simulator.core.tables import Tables, over

DAY = date(2026, 1, 5)


def payment(*parts: PaymentPart, amount: str = "110.00") -> PaymentDocument:
    return PaymentDocument(identifier="a", invoice_number="1", paid_on=DAY, amount=Money.of(amount), parts=parts)


def test_a_payment_without_parts_pays_the_capital() -> None:
    assert payment().part(Use.CAPITAL) == Money.of(110)
    assert payment().part(Use.FEES).is_zero


def test_what_nothing_is_paid_for_is_nothing_in_the_currency_of_the_payment() -> None:
    kronor = PaymentDocument(identifier="a", invoice_number="1", paid_on=DAY, amount=Money.of(1, "SEK"))
    assert kronor.part(Use.FEES) == Money.of(0, "SEK")


def test_parts_of_one_use_are_counted_together() -> None:
    split = payment(
        PaymentPart(Use.CAPITAL, Money.of(90)),
        PaymentPart(Use.FEES, Money.of(5), "3990"),
        PaymentPart(Use.FEES, Money.of(15)),
    )
    assert (split.part(Use.CAPITAL), split.part(Use.FEES)) == (Money.of(90), Money.of(20))
    assert split.part(Use.INTEREST).is_zero


def test_every_document_knows_its_kind_and_currency() -> None:
    crowns = Money.of(10, "SEK")
    row = InvoiceRow(text="thing", net=crowns, vat=crowns)
    invoice = InvoiceDocument(
        identifier="1", number=1, dated=DAY, due=DAY, buyer=Buyer(name="Example Oy"), rows=(row,), gross=row.gross
    )
    line = LedgerRow(on=DAY, account="1701", amount=crowns, gross=crowns)
    ledger = LedgerDocument(identifier="a", type="ML", number="1", on=DAY, text="", rows=(line,))
    assert (invoice.kind, ledger.kind, payment().kind) == (SyncKind.INVOICE, SyncKind.LEDGER, SyncKind.PAYMENT)
    assert (invoice.currency, ledger.currency, payment().currency) == ("SEK", "SEK", "EUR")
    assert row.gross == Money.of(20, "SEK")


def test_an_account_is_the_same_in_both_unless_the_table_names_another() -> None:
    tables = Tables(accounts={"1701": "1700"}, uses={Use.BANK: "1910"})
    assert tables.account("1701") == "1700"
    assert tables.account("3000") == "3000"
    assert tables.account_for(Use.BANK) == "1910"
    assert tables.account_for(Use.BANK, "1701") == "1700"
    assert tables.account_for(Use.FEES) is None


@pytest.mark.parametrize(
    ("code", "percent", "expected"),
    [("20", "25.5", "KOMY"), ("", "25.5", "KOMY25"), ("99", "25.50", "KOMY25"), ("", "0", "NONE"), ("", "14", None)],
)
def test_a_vat_code_is_that_of_the_source_or_else_that_of_the_rate(
    code: str, percent: str, expected: str | None
) -> None:
    tables = Tables(vat_codes={"20": "KOMY"}, vat_percents={"25.5": "KOMY25", "0": "NONE"})
    assert tables.vat_code(code, Decimal(percent)) == expected


def test_dimensions_and_document_types_have_no_name_unless_one_is_given() -> None:
    tables = Tables(dimensions={"COST_CENTER": "Kustannuspaikka"}, document_types={"ML": "ME"})
    assert (tables.dimension("COST_CENTER"), tables.dimension("PROJECT")) == ("Kustannuspaikka", None)
    assert (tables.document_type("ML"), tables.document_type("XX")) == ("ME", None)


LINES = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"))
TABLES = st.builds(
    Tables,
    accounts=LINES,
    vat_codes=LINES,
    vat_percents=LINES,
    dimensions=LINES,
    document_types=LINES,
    uses=st.dictionaries(st.sampled_from(Use), st.sampled_from("xyz")),
)


@given(own=TABLES, defaults=TABLES)
def test_own_lines_stand_over_the_defaults_and_lose_none(own: Tables, defaults: Tables) -> None:
    both = over(own, defaults)
    for name in Tables.__struct_fields__:
        wanted = {**getattr(defaults, name), **getattr(own, name)}
        assert getattr(both, name) == wanted
