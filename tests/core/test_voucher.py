"""Every event of a receivable's life is booked in balance, and as the documented entries say."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core import bookings
from simulator.core.allocation import Parts
from simulator.core.bookings import sale
from simulator.core.chart import GENERAL, KITSAS, ODOO, LedgerAccount
from simulator.core.errors import InvalidValue
from simulator.core.money import Money, total, zero
from simulator.core.payout import Collected, Payout, Terms, payout
from simulator.core.voucher import Entry, balanced, credit, debit, post

FOLDER = Path(__file__).with_name("vectors")
VECTORS: dict[str, Any] = json.loads(FOLDER.joinpath("journal_entries.json").read_text("utf-8"))
ENTRIES = {entry["id"]: entry for entry in VECTORS["entries"]}
CHARTS = {"kitsas": KITSAS, "odoo": ODOO, "brief_style": GENERAL}
DAY = date(2026, 3, 2)
GENERAL_RATE, REDUCED_RATE = Decimal("25.5"), Decimal("13.5")


def euros(amount: str | int) -> Money:
    return Money.of(amount)


def parts(capital: str | int, interest: str | int = 0, costs: str | int = 0) -> Parts:
    return Parts(euros(capital), euros(interest), euros(costs))


def settled(*cases: Parts, commission: int = 0, deducts: bool = True, direct: int = 0) -> Payout:
    terms = Terms(commission_percent=Decimal(commission), creditor_deducts_vat=deducts)
    return payout([Collected("K-1", case, euros(direct)) for case in cases], terms)


P01 = settled(parts(500, 10, 24), commission=5)
P03 = settled(parts(100, "0.78", 19), deducts=False)
P04 = settled(parts(0, 0, 24), commission=5, direct=200)
GENERAL_SALE = sale(LedgerAccount.SALES_GENERAL, euros(100), GENERAL_RATE)

BUILDERS: dict[str, Callable[[], Entry]] = {
    "J01": lambda: bookings.invoice([GENERAL_SALE]),
    "J02": lambda: bookings.invoice([GENERAL_SALE, sale(LedgerAccount.SALES_REDUCED, euros(18), REDUCED_RATE)]),
    "J03": lambda: bookings.invoice([sale(LedgerAccount.SALES_REVERSE, euros(1000), Decimal(0))]),
    "J04": lambda: bookings.payment(parts("125.50"), zero()),
    "J05": lambda: bookings.charges_claimed(interest=euros("0.98"), costs=euros(5)),
    "J06": lambda: bookings.payment(parts("125.50", "0.98", 5), zero(), charges_booked=True),
    "J07": lambda: bookings.payment(parts("125.50", "0.98", 5), zero()),
    "J08": lambda: bookings.payment(parts("49.02", "0.98"), zero()),
    "J09": lambda: bookings.payment(parts("125.50"), euros("14.50")),
    "J10": lambda: bookings.refund(euros("14.50")),
    "J11": lambda: bookings.unmatched(euros(77)),
    "J12": lambda: bookings.matched(parts(77), zero()),
    "J13": lambda: bookings.credit_note([sale(LedgerAccount.SALES_GENERAL, euros(40), GENERAL_RATE)]),
    "J14": lambda: bookings.credit_loss(euros("125.50"), GENERAL_RATE),
    "J15": lambda: bookings.credit_loss_recovered(euros("62.75"), GENERAL_RATE),
    "J16": lambda: bookings.credit_loss(euros(124), Decimal(24)),
    "J17": lambda: bookings.charges_written_off(interest=euros("0.98"), costs=euros(5)),
    "J18": lambda: bookings.rounded_payment(euros("125.49"), euros("125.50")),
    "J19": lambda: bookings.settlement(P01),
    "J20": lambda: bookings.settlement(P01, gross=True),
    "J21": lambda: bookings.settlement(P03),
    "J22": lambda: bookings.settlement(P04),
    "J23": lambda: bookings.payment(parts(200), zero()),
    "J24": lambda: bookings.client_money(P01.collected),
    "J25": lambda: bookings.agency_settlement(P01),
    "J26": lambda: bookings.charges_claimed(interest=zero(), costs=euros(40)),
    "J27": lambda: bookings.bank_charge(euros("0.20")),
    "J28": lambda: bookings.discounted_payment(euros("122.99"), euros("125.50"), GENERAL_RATE),
}


def as_booked(entry: Entry) -> dict[str, int]:
    assert len({leg.account for leg in entry}) == len(entry)
    return {str(leg.account): leg.amount.cents for leg in entry}


def as_documented(lines: list[dict[str, str]]) -> list[tuple[str, Money]]:
    sign = {"debit": 1, "credit": -1}
    return [(line["account"], Money(sign[line["side"]] * euros(line["amount"]).cents)) for line in lines]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_documented_event_is_booked_as_documented(name: str) -> None:
    documented = as_documented(ENTRIES[name]["lines"])
    assert as_booked(BUILDERS[name]()) == {account: amount.cents for account, amount in documented}


@pytest.mark.parametrize("column", CHARTS)
@pytest.mark.parametrize("name", ENTRIES)
def test_a_documented_event_gets_the_numbers_of_every_chart(name: str, column: str) -> None:
    numbers = {account: row[column] for account, row in VECTORS["accounts"].items()}
    voucher = post(BUILDERS[name](), chart=CHARTS[column], on=DAY, text=name)
    documented = as_documented(ENTRIES[name]["lines"])
    assert sorted((line.number, line.amount.cents) for line in voucher.lines) == sorted(
        (numbers[account], amount.cents) for account, amount in documented
    )
    assert voucher.total == euros(ENTRIES[name]["total"])
    assert (voucher.on, voucher.text) == (DAY, name)
    assert {line.text for line in voucher.lines} == {name}


@pytest.mark.parametrize("column", CHARTS)
def test_every_use_has_the_documented_number(column: str) -> None:
    documented = {account: row[column] for account, row in VECTORS["accounts"].items()}
    assert {str(account): number for account, number in CHARTS[column].items()} == documented


def test_debits_come_first() -> None:
    lines = post(BUILDERS["J13"](), chart=GENERAL, on=DAY, text="").lines
    assert [line.amount.is_positive for line in lines] == [True, True, False]
    assert [line.account for line in lines[:2]] == [LedgerAccount.SALES_GENERAL, LedgerAccount.VAT_PAYABLE]


def test_sides_that_differ_by_a_cent_are_refused() -> None:
    legs = [debit(LedgerAccount.BANK, euros("1.01")), credit(LedgerAccount.RECEIVABLE, euros(1))]
    with pytest.raises(InvalidValue, match=r"entry difference '0\.01 EUR' is not valid; expected debits that equal"):
        balanced(legs)
    with pytest.raises(InvalidValue, match="difference"):
        post(legs, chart=GENERAL, on=DAY, text="")


def test_an_entry_of_one_side_is_refused() -> None:
    with pytest.raises(InvalidValue, match="difference"):
        balanced([debit(LedgerAccount.BANK, euros(1))])


def test_an_entry_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidValue, match="entry 'without amounts' is not valid; expected at least one debit and one"):
        balanced([debit(LedgerAccount.BANK, zero())])
    with pytest.raises(InvalidValue, match="entry"):
        bookings.invoice([])


def test_a_mix_of_currencies_is_refused() -> None:
    with pytest.raises(InvalidValue, match="currency"):
        balanced([debit(LedgerAccount.BANK, euros(1)), credit(LedgerAccount.RECEIVABLE, Money.of(1, "SEK"))])


def test_a_use_without_a_number_is_refused() -> None:
    with pytest.raises(InvalidValue, match="account 'receivable' is not valid; expected a use that the chart has a"):
        post(BUILDERS["J04"](), chart={LedgerAccount.BANK: "1910"}, on=DAY, text="")


def test_a_creditor_may_hand_in_its_own_chart() -> None:
    voucher = post(BUILDERS["J04"](), chart={**GENERAL, LedgerAccount.BANK: "1920"}, on=DAY, text="")
    assert [line.number for line in voucher.lines] == ["1920", "1700"]


def test_an_overpaid_cent_goes_to_rounding_too() -> None:
    assert as_booked(bookings.rounded_payment(euros("125.51"), euros("125.50"))) == {
        "bank": 12551,
        "rounding": -1,
        "receivable": -12550,
    }


def test_a_match_may_leave_money_waiting_and_may_pay_charges_booked_before() -> None:
    assert as_booked(balanced(bookings.unmatched(euros(77)))) == {"bank": 7700, "clearing": -7700}
    entry = bookings.matched(parts(60, 1, 5), euros(11), charges_booked=True)
    assert total(leg.amount for leg in entry if leg.account is LedgerAccount.CLEARING) == euros(66)
    assert total(leg.amount for leg in entry if leg.account is LedgerAccount.RECEIVABLE) == euros(-66)
    assert as_booked(bookings.matched(parts(60, 1), zero())) == {
        "clearing": 6100,
        "receivable": -6000,
        "interest_income": -100,
    }


def test_a_settlement_pays_charges_that_were_booked_as_receivables() -> None:
    entry = as_booked(bookings.settlement(P01, gross=True, charges_booked=True))
    assert entry["receivable"] == -53400
    assert {"interest_income", "other_income"}.isdisjoint(entry)
    assert as_booked(bookings.settlement(P01, charges_booked=True))["receivable"] == -51000


def test_a_creditor_without_deduction_bears_the_tax_in_the_gross_way_too() -> None:
    entry = as_booked(bookings.settlement(P03, gross=True))
    assert entry["collection_services"] == 1900 + 485
    assert entry["other_income"] == -1900
    assert "vat_receivable" not in entry


def test_the_agency_books_a_claim_on_the_creditor_when_it_collected_too_little() -> None:
    assert as_booked(bookings.agency_settlement(P04)) == {
        "agency_client_liability": 2400,
        "receivable": 1867,
        "agency_revenue": -3400,
        "vat_payable": -867,
    }


def test_entries_keep_their_currency() -> None:
    crowns = Money.of(100, "SEK")
    entry = bookings.invoice([sale(LedgerAccount.SALES_GENERAL, crowns, GENERAL_RATE)])
    assert post(entry, chart=GENERAL, on=DAY, text="").total == Money.of("125.50", "SEK")
    terms = Terms(commission_fixed=zero("SEK"), creditor_deducts_vat=False)
    paid = payout([Collected("K", Parts(crowns, crowns, crowns), zero("SEK"))], terms)
    assert {leg.amount.currency for leg in bookings.settlement(paid)} == {"SEK"}


amounts = st.integers(0, 10_000_000).map(Money)
positive = st.integers(1, 10_000_000).map(Money)
rates = st.sampled_from([Decimal("25.5"), Decimal(24), Decimal("13.5"), Decimal(10), Decimal(0)])
sales = st.lists(st.builds(sale, st.sampled_from(LedgerAccount), positive, rates), min_size=1, max_size=4)
splits = st.builds(Parts, positive, amounts, amounts)
payouts = st.builds(
    payout,
    st.lists(st.builds(Collected, st.just("K"), splits, amounts), min_size=1, max_size=3),
    st.builds(Terms, vat_percent=rates, commission_percent=rates, commission_fixed=amounts, vat_netted=st.booleans()),
)
entries = st.one_of(
    st.builds(bookings.invoice, sales),
    st.builds(bookings.credit_note, sales),
    st.builds(bookings.payment, splits, amounts, charges_booked=st.booleans()),
    st.builds(bookings.matched, splits, amounts, charges_booked=st.booleans()),
    st.builds(bookings.charges_claimed, interest=positive, costs=amounts),
    st.builds(bookings.charges_written_off, interest=positive, costs=amounts),
    st.builds(bookings.rounded_payment, positive, positive),
    st.builds(bookings.discounted_payment, positive, positive, rates),
    st.builds(bookings.credit_loss, positive, rates),
    st.builds(bookings.credit_loss_recovered, positive, rates),
    st.builds(bookings.settlement, payouts, gross=st.booleans(), charges_booked=st.booleans()),
    st.builds(bookings.agency_settlement, payouts),
    st.builds(bookings.client_money, positive),
)


@given(entry=entries)
def test_every_entry_balances_and_has_no_empty_line(entry: Entry) -> None:
    assert total(leg.amount for leg in entry) == zero()
    assert not any(leg.amount.is_zero for leg in entry)
    assert entry == balanced(entry)


@given(lines=sales)
def test_a_credit_note_undoes_its_invoice(lines: list[bookings.Sale]) -> None:
    booked = [*bookings.invoice(lines), *bookings.credit_note(lines)]
    for account in {leg.account for leg in booked}:
        assert total(leg.amount for leg in booked if leg.account is account) == zero()


@given(gross=positive, percent=rates)
def test_a_loss_that_is_recovered_whole_leaves_no_tax_behind(gross: Money, percent: Decimal) -> None:
    booked = [*bookings.credit_loss(gross, percent), *bookings.credit_loss_recovered(gross, percent)]
    assert total(leg.amount for leg in booked if leg.account is LedgerAccount.VAT_PAYABLE) == zero()
