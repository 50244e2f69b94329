"""The company whose books an accounting system keeps: who it is, its fiscal years, bank accounts and locks."""

from __future__ import annotations

from datetime import date

import msgspec

from simulator.core.chart import LedgerAccount
from simulator.core.errors import InvalidValue
from simulator.core.records import Record


class FiscalYear(msgspec.Struct, frozen=True, gc=False):
    """A year of the books, both days included."""

    number: int
    name: str
    first: date
    last: date


class CompanyBank(msgspec.Struct, frozen=True, gc=False):
    """A bank account of the company, and the account of the ledger that mirrors it."""

    number: int
    name: str
    iban: str
    bic: str
    account: str


class Company(Record, frozen=True, kw_only=True):
    """The one company that a system keeps books for in a world; amounts are in ``currency`` alone.

    ``chart`` has the account number for each use. Days up to and including ``locked`` take no postings, nor do days
    outside the fiscal years; ``vat_locked`` is the last day whose value added tax has been declared.
    """

    system: str
    name: str
    business_code: str
    currency: str = "EUR"
    chart: tuple[tuple[LedgerAccount, str], ...] = ()
    years: tuple[FiscalYear, ...] = ()
    banks: tuple[CompanyBank, ...] = ()
    locked: date | None = None
    vat_locked: date | None = None

    @property
    def key(self) -> str:
        return self.system

    def account(self, use: LedgerAccount) -> str:
        """Return the number of the account for ``use``. Raises InvalidValue where the chart has none."""
        for known, number in self.chart:
            if known is use:
                return number
        raise InvalidValue("account", use, "a use that the chart has a number for")

    def year_of(self, day: date) -> FiscalYear | None:
        """Return the fiscal year that ``day`` lies in."""
        return next((year for year in self.years if year.first <= day <= year.last), None)
