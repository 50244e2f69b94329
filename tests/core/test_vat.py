"""Value added tax has the rate of the day of supply and comes to the documented cents."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidValue
from simulator.core.money import Money, total
from simulator.core.vat import (
    VAT_RATES,
    VatCategory,
    VatMethod,
    VatRow,
    VatTotal,
    net_of_gross,
    row_net,
    vat_in_gross,
    vat_of_net,
    vat_rate,
    vat_totals,
)

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("vat.json").read_text("utf-8"))
RATES = {f"{case['category']} from {case['start']}": case for case in VECTORS["rates"]}
LOOKUPS = {f"{case['category']} on {case['supply_date']}": case for case in VECTORS["lookups"]}
INVOICES = {case["id"]: case for case in VECTORS["invoices"]}
GROSS = {f"{case['gross']} at {case['vat_percent']}": case for case in VECTORS["gross_to_net"]}

percents = st.sampled_from([Decimal(text) for text in ("0", "10", "13.5", "14", "24", "25.5")])
amounts = st.integers(-(10**9), 10**9).map(Money)


def rows_of(case: dict[str, Any]) -> list[VatRow]:
    return [
        VatRow(
            row_net(Decimal(row["quantity"]), Decimal(row["unit_price_net"]), Decimal(row["discount_percent"])),
            Decimal(row["vat_percent"]),
        )
        for row in case["rows"]
    ]


@pytest.mark.parametrize("name", RATES)
def test_a_rate_applies_from_its_first_day_to_its_last(name: str) -> None:
    case = RATES[name]
    category = VatCategory(case["category"])
    first = date.fromisoformat(case["start"])
    last = date.max if case["end"] is None else date.fromisoformat(case["end"])
    for day in (first, last):
        rate = vat_rate(category, day)
        assert (rate.first_day, rate.percent, rate.source) == (first, Decimal(case["rate"]), case["statute"])


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_supply_has_the_documented_rate(name: str) -> None:
    case = LOOKUPS[name]
    rate = vat_rate(VatCategory(case["category"]), date.fromisoformat(case["supply_date"]))
    assert rate.percent == Decimal(case["rate"])


def test_no_rate_is_missing_and_none_is_invented() -> None:
    known = {f"{category} from {rate.first_day}" for category, rates in VAT_RATES.items() for rate in rates}
    assert known == {*RATES, "zero from 1994-06-01"}
    assert set(VAT_RATES) == set(VatCategory)


@pytest.mark.parametrize("category", VatCategory)
def test_rates_are_listed_oldest_first_and_a_day_before_them_is_refused(category: VatCategory) -> None:
    assert all(earlier.first_day < later.first_day for earlier, later in pairwise(VAT_RATES[category]))
    first = VAT_RATES[category][0].first_day
    with pytest.raises(InvalidValue, match=f"expected a day from {first} on"):
        vat_rate(category, first - timedelta(days=1))


def test_exports_bear_no_tax() -> None:
    assert vat_rate(VatCategory.ZERO, date(2026, 1, 1)).percent == 0


@pytest.mark.parametrize("name", INVOICES)
def test_the_rows_of_an_invoice_come_to_the_documented_net_and_tax(name: str) -> None:
    case = INVOICES[name]
    for row, documented in zip(rows_of(case), case["rows"], strict=True):
        assert row.net == Money.of(documented["net"])
        assert vat_of_net(row.net, row.percent) == Money.of(documented["vat_per_row"])


@pytest.mark.parametrize("name", INVOICES)
@pytest.mark.parametrize(
    ("method", "tax", "gross"),
    [
        (VatMethod.PER_RATE, "vat_total_method", "gross_total"),
        (VatMethod.PER_ROW, "vat_row_method", "gross_total_row_method"),
    ],
)
def test_an_invoice_comes_to_the_documented_totals(name: str, method: VatMethod, tax: str, gross: str) -> None:
    case = INVOICES[name]
    totals = vat_totals(rows_of(case), method)
    assert totals == tuple(
        VatTotal(Decimal(rate["vat_percent"]), Money.of(rate["net"]), Money.of(rate[tax]))
        for rate in case["vat_breakdown"]
    )
    assert total(rate.net for rate in totals) == Money.of(case["net_total"])
    assert total(rate.gross for rate in totals) == Money.of(case[gross])
    if method is VatMethod.PER_RATE:
        assert total(rate.vat for rate in totals) == Money.of(case["vat_total"])
        assert totals == vat_totals(rows_of(case))


@pytest.mark.parametrize("name", GROSS)
def test_the_tax_inside_a_gross_price_is_the_documented_one(name: str) -> None:
    case = GROSS[name]
    gross, percent = Money.of(case["gross"]), Decimal(case["vat_percent"])
    assert vat_in_gross(gross, percent) == Money.of(case["vat"])
    assert net_of_gross(gross, percent) == Money.of(case["net"])


def test_an_invoice_without_rows_has_no_totals() -> None:
    assert vat_totals([]) == ()


def test_one_rate_written_two_ways_is_one_rate() -> None:
    rows = [VatRow(Money(100), Decimal("25.5")), VatRow(Money(100), Decimal("25.50"))]
    assert vat_totals(rows) == (VatTotal(Decimal("25.5"), Money(200), Money(51)),)


def test_the_currency_of_the_rows_stays() -> None:
    net = row_net(Decimal(2), Decimal("1.00"), currency="SEK")
    assert net == Money(200, "SEK")
    for method in VatMethod:
        assert vat_totals([VatRow(net, Decimal(25))], method)[0].gross == Money(250, "SEK")
    assert net_of_gross(Money(250, "SEK"), Decimal(25)) == Money(200, "SEK")


def test_a_mixture_of_currencies_is_refused() -> None:
    rows = [VatRow(Money(1), Decimal(25)), VatRow(Money(1, "SEK"), Decimal(25))]
    with pytest.raises(InvalidValue, match="currency"):
        vat_totals(rows)


@given(
    quantity=st.decimals(-1000, 1000, places=4),
    price=st.decimals(-1000, 1000, places=6),
    discount=st.decimals(0, 100, places=3),
)
def test_a_row_is_rounded_once_and_half_away_from_zero(quantity: Decimal, price: Decimal, discount: Decimal) -> None:
    exact = Fraction(quantity) * Fraction(price) * (100 - Fraction(discount))
    cents = row_net(quantity, price, discount).cents
    assert abs(cents - exact) <= Fraction(1, 2)
    if abs(cents - exact) == Fraction(1, 2):
        assert abs(cents) > abs(exact)
    assert row_net(-quantity, price, discount).cents == -cents


@given(net=amounts, percent=percents)
def test_tax_mirrors_for_credits_and_net_comes_back_from_gross(net: Money, percent: Decimal) -> None:
    tax = vat_of_net(net, percent)
    assert vat_of_net(-net, percent) == -tax
    assert vat_in_gross(net + tax, percent) == tax
    assert net_of_gross(net + tax, percent) == net


@given(rows=st.lists(st.builds(VatRow, amounts, percents), max_size=8))
def test_the_two_methods_agree_on_net_and_within_half_a_cent_a_row_on_tax(rows: list[VatRow]) -> None:
    per_rate, per_row = vat_totals(rows), vat_totals(rows, VatMethod.PER_ROW)
    assert [(rate.percent, rate.net) for rate in per_rate] == [(rate.percent, rate.net) for rate in per_row]
    assert total(rate.net for rate in per_rate) == total(row.net for row in rows)
    for one, other in zip(per_rate, per_row, strict=True):
        count = sum(row.percent == one.percent for row in rows)
        assert 2 * abs(one.vat.cents - other.vat.cents) <= count + 1
