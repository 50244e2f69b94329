"""The chart of accounts, dimensions, fiscal years and value added tax as they travel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from simulator.core.company import Company, FiscalYear
from simulator.core.dimension import Dimension, DimensionItem
from simulator.core.ledger import Account
from simulator.core.vat import VatCategory, vat_rate
from simulator.systems.procountor.wire.document import Told, Wire

ENGLISH: Final = "EN"
PASSIVE: Final = "P"
OPEN: Final = "OPEN"
PENDING: Final = "PENDING"
CLOSED: Final = "CLOSED"
MONTHS: Final = 12
STATUSES: Final = (
    (1, "Domestic", True, True),
    (3, "Outside of the EU", True, True),
    (5, "EU community sales (product)", True, False),
    (12, "No VAT handling", True, True),
)
"""Statuses of value added tax that were seen: number, description, for sales, for purchases."""


class Translation(Told, frozen=True):
    """The name of an account in another language."""

    language_code: str
    translation: str


class AccountTold(Wire, frozen=True, kw_only=True):
    """An account of the ledger."""

    ledger_account_code: str
    name: str
    active: bool
    translations: tuple[Translation, ...] | None = None


class ChartTold(Told, frozen=True):
    """The chart of accounts."""

    ledger_accounts: list[AccountTold]


class ItemGiven(Wire, frozen=True, kw_only=True):
    """An item of a dimension as a client tells it."""

    id: int | None = None
    code_name: str
    status: str | None = None
    description: str | None = None


class ItemTold(Wire, frozen=True, kw_only=True):
    """An item of a dimension; without a status it is in use."""

    id: int
    code_name: str
    status: str | None = None
    description: str | None = None


class DimensionTold(Told, frozen=True):
    """A dimension with its items."""

    id: int
    name: str
    items: list[ItemTold]


class Name(Told, frozen=True):
    """What a dimension is to be called."""

    name: str


class PeriodStatus(Told, frozen=True):
    """What a tracking period is to become."""

    status: str


class PeriodMoved(Told, frozen=True):
    """That a tracking period was handed over, as it is kept."""

    id: int
    modified: str


class PeriodTold(Told, frozen=True):
    """A month of a fiscal year."""

    id: int
    start_date: date
    end_date: date
    status: str
    modified: str


class YearTold(Told, frozen=True):
    """A fiscal year with its tracking periods."""

    id: int
    start_date: date
    end_date: date
    modified: str
    is_open: bool
    tracking_periods: list[PeriodTold]


class YearsTold(Told, frozen=True):
    """All fiscal years."""

    fiscal_years: list[YearTold]


class VatPercentage(Told, frozen=True):
    """A percentage, and for what it may be used."""

    vat_percent: Decimal
    sales: bool = True
    purchase: bool = True


class VatStatus(Told, frozen=True):
    """How tax is treated, and for what."""

    vat_status: int
    description: str
    sales: bool
    purchase: bool


class CountryVats(Told, frozen=True):
    """The percentages of a country, by its name."""

    country: str
    percentages: list[VatPercentage]


class Vats(Told, frozen=True):
    """The percentages and statuses in use."""

    vat_information: list[CountryVats]
    vat_statuses: list[VatStatus]


class VatPercentages(Told, frozen=True):
    """The percentages of one country."""

    vat_percentages: list[VatPercentage]


class VatSettings(Told, frozen=True):
    """Whether prices hold the tax."""

    unit_prices_include_vat_sales: bool = False
    unit_prices_include_vat_purchase: bool = False


class Month(NamedTuple):
    """A calendar month of a fiscal year, both days included, and its id."""

    number: int
    first: date
    last: date


def chart(accounts: list[Account]) -> ChartTold:
    """Return the chart of accounts, with English names as translations."""
    return ChartTold([_account(one) for one in accounts])


def dimension(known: Dimension, wanted: Callable[[DimensionItem], bool] = lambda _: True) -> DimensionTold:
    """Return a dimension with the items that are ``wanted``."""
    return DimensionTold(known.number, known.name, [item(one) for one in known.items if wanted(one)])


def item(known: DimensionItem) -> ItemTold:
    """Return an item."""
    status = PASSIVE if known.is_hidden else None
    return ItemTold(id=known.number, code_name=known.name, status=status, description=known.code or None)


def months(year: FiscalYear) -> list[Month]:
    """Return the calendar months of a fiscal year."""
    found: list[Month] = []
    first = year.first
    while first <= year.last:
        following = date(first.year + first.month // MONTHS, first.month % MONTHS + 1, 1)
        last = min(date.fromordinal(following.toordinal() - 1), year.last)
        found.append(Month(year.number * 100 + len(found) + 1, first, last))
        first = following
    return found


def fiscal_year(company: Company, year: FiscalYear, moved: dict[int, str], founded: str) -> YearTold:
    """Return a year; ``moved`` has when periods were handed over, by id, ``founded`` when all others were made."""

    def told(month: Month) -> PeriodTold:
        closed = company.locked is not None and month.last <= company.locked
        status = CLOSED if closed else PENDING if month.number in moved else OPEN
        return PeriodTold(month.number, month.first, month.last, status, moved.get(month.number, founded))

    is_open = company.locked is None or company.locked < year.last
    return YearTold(year.number, year.first, year.last, founded, is_open, [told(month) for month in months(year)])


def vat_percentages(on: date) -> list[VatPercentage]:
    """Return the Finnish percentages of a day, the highest first."""
    found = {vat_rate(category, on).percent for category in VatCategory}
    return [VatPercentage(percent) for percent in sorted(found, reverse=True)]


def vats(on: date) -> Vats:
    """Return the percentages of a day and the statuses."""
    return Vats([CountryVats("Finland", vat_percentages(on))], [VatStatus(*status) for status in STATUSES])


def _account(known: Account) -> AccountTold:
    translations = (Translation(ENGLISH, known.english),) if known.english else None
    return AccountTold(
        ledger_account_code=known.number, name=known.name, active=known.is_active, translations=translations
    )
