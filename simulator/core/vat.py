"""Value added tax: the rate by supply date, the totals of an invoice, and the tax inside a gross price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.errors import InvalidValue
from simulator.core.money import EUR, Money, total


class VatCategory(StrEnum):
    """Groups of goods and services that have had one rate together."""

    GENERAL = "general"
    FOOD = "food"
    RESTAURANT = "restaurant"
    TRANSPORT_LODGING_CULTURE = "passenger_transport_accommodation_books_medicine_culture_sport"
    NAPPIES = "nappies_menstrual_incontinence_products"
    BROADCASTING = "public_broadcasting"
    NEWSPAPERS = "newspapers_magazines"
    ZERO = "zero"
    """Exports, sales within the Union, and sales where the buyer accounts for the tax."""


class VatMethod(StrEnum):
    """Where the tax of an invoice is rounded to cents; no law says, and totals may differ by cents."""

    PER_RATE = "per_rate"
    """Once for every rate, on the sum of the rows (assumed default)."""

    PER_ROW = "per_row"
    """On every row."""


class VatRate(NamedTuple):
    """A rate in percent, the first day of supply it applies to, and the act that set it."""

    first_day: date
    percent: Decimal
    source: str


class VatRow(NamedTuple):
    """One row of an invoice: its price without tax, rounded to cents, and its rate."""

    net: Money
    percent: Decimal


class VatTotal(NamedTuple):
    """What an invoice comes to at one rate."""

    percent: Decimal
    net: Money
    vat: Money

    @property
    def gross(self) -> Money:
        """With tax."""
        return self.net + self.vat


def _rates(*steps: tuple[str, str, str]) -> tuple[VatRate, ...]:
    return tuple(VatRate(date.fromisoformat(day), Decimal(percent), source) for day, percent, source in steps)


_SINCE_2026: Final = ("2026-01-01", "13.5", "HE 93/2025")

VAT_RATES: Final[Mapping[VatCategory, tuple[VatRate, ...]]] = MappingProxyType(
    {
        VatCategory.GENERAL: _rates(
            ("1994-06-01", "22", "AVL 1501/1993"),
            ("2010-07-01", "23", "1780/2009"),
            ("2013-01-01", "24", "706/2012"),
            ("2024-09-01", "25.5", "462/2024"),
        ),
        VatCategory.FOOD: _rates(
            ("1998-01-01", "17", "1265/1997"),
            ("2009-10-01", "12", "785/2008"),
            ("2010-07-01", "13", "1780/2009"),
            ("2013-01-01", "14", "706/2012"),
            _SINCE_2026,
        ),
        VatCategory.RESTAURANT: _rates(
            ("2010-07-01", "13", "1780/2009"),
            ("2013-01-01", "14", "706/2012"),
            _SINCE_2026,
        ),
        VatCategory.TRANSPORT_LODGING_CULTURE: _rates(
            ("2010-07-01", "9", "1780/2009"),
            ("2013-01-01", "10", "706/2012"),
            ("2025-01-01", "14", "691/2024"),
            _SINCE_2026,
        ),
        VatCategory.NAPPIES: _rates(
            ("2024-09-01", "25.5", "462/2024 (general rate)"),
            ("2025-01-01", "14", "691/2024"),
            _SINCE_2026,
        ),
        VatCategory.BROADCASTING: _rates(("2013-01-01", "10", "706/2012"), _SINCE_2026),
        VatCategory.NEWSPAPERS: _rates(("2013-01-01", "10", "706/2012 (still 10 % after 691/2024)")),
        VatCategory.ZERO: _rates(("1994-06-01", "0", "AVL 1501/1993")),
    }
)
"""Rates by category, the oldest first; each applies until the next begins.

Source: the acts named in each row; the bill for 13.5 % (the act's number is not known). Temporary reliefs of
2022-2023 are not in the table.
"""


def vat_rate(category: VatCategory, supplied: date) -> VatRate:
    """Return the rate of ``category`` for a supply on ``supplied``.

    An advance payment follows the day it is received, a credit note or credit loss the original supply. Raises
    InvalidValue for a day before the table begins.
    """
    known = VAT_RATES[category]
    for rate in reversed(known):
        if rate.first_day <= supplied:
            return rate
    raise InvalidValue(f"day of supply for {category}", supplied, f"a day from {known[0].first_day} on")


def row_net(
    quantity: Decimal, unit_price: Decimal, discount_percent: Decimal = Decimal(0), currency: str = EUR
) -> Money:
    """Return a row's price without tax: quantity times unit price less discount, rounded once, half up."""
    kept = Fraction(quantity) * Fraction(unit_price) * (100 - Fraction(discount_percent))
    return Money.ratio(kept.numerator, kept.denominator, currency)


def vat_of_net(net: Money, percent: Decimal) -> Money:
    """Return the tax on ``net``, rounded once, half up (away from zero when negative, so that credits mirror)."""
    numerator, denominator = percent.as_integer_ratio()
    return Money.ratio(net.cents * numerator, 100 * denominator, net.currency)


def vat_in_gross(gross: Money, percent: Decimal) -> Money:
    """Return the tax inside ``gross``, rounded once, half up; ``percent`` is not negative."""
    numerator, denominator = percent.as_integer_ratio()
    return Money.ratio(gross.cents * numerator, 100 * denominator + numerator, gross.currency)


def net_of_gross(gross: Money, percent: Decimal) -> Money:
    """Return ``gross`` without the tax inside it."""
    return gross - vat_in_gross(gross, percent)


def vat_totals(rows: Iterable[VatRow], method: VatMethod = VatMethod.PER_RATE) -> tuple[VatTotal, ...]:
    """Return the totals of an invoice, one for each rate, in the order in which the rates first appear.

    All rows are in one currency.
    """
    by_rate: dict[Decimal, list[Money]] = {}
    for row in rows:
        by_rate.setdefault(row.percent, []).append(row.net)
    return tuple(_total(percent, nets, method) for percent, nets in by_rate.items())


def _total(percent: Decimal, nets: list[Money], method: VatMethod) -> VatTotal:
    currency = nets[0].currency
    net = total(nets, currency)
    if method is VatMethod.PER_RATE:
        return VatTotal(percent, net, vat_of_net(net, percent))
    return VatTotal(percent, net, total((vat_of_net(row, percent) for row in nets), currency))
