"""The general ledger: accounts, vouchers of balanced lines, and what each account turned over."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from simulator.core.filing import by_day, by_instant, by_name, by_number
from simulator.core.money import EUR, Money
from simulator.core.records import FILED_ALIKE, Indexes, Record, Refiled

LENGTH_OF_MONTH: Final = 7
"""A period as long as ``2026-03`` is a month, a longer one a day."""


class AccountGroup(StrEnum):
    """Where an account stands in the balance sheet or the income statement."""

    ASSETS = "assets"
    LIABILITIES = "liabilities"
    INCOME = "income"
    EXPENSES = "expenses"


class Account(Record, frozen=True, kw_only=True):
    """An account of the ledger that takes postings while it is active. ``account_id`` is its key in the system."""

    system: str
    account_id: int
    number: str
    name: str
    english: str
    group: AccountGroup
    is_active: bool = True

    @property
    def key(self) -> str:
        return by_name(self.system, self.number)

    def indexes(self) -> Indexes:
        return (("id", by_number(self.system, self.account_id)),)


class LedgerLine(msgspec.Struct, frozen=True, gc=False):
    """One line of a voucher: debit is positive, credit negative.

    ``vat_percent`` is in percent (25.5 means 25.5 %); ``dimensions`` are pairs of a dimension's and an item's name.
    """

    account: str
    amount: Money
    text: str = ""
    vat_code: str = ""
    vat_percent: Decimal = Decimal(0)
    dimensions: tuple[tuple[str, str], ...] = ()


class VoucherState(StrEnum):
    """Whether a voucher counts."""

    DRAFT = "draft"
    VALID = "valid"
    INVALIDATED = "invalidated"


class LedgerVoucher(Record, frozen=True, kw_only=True):
    """A voucher; only a valid one moves accounts, and a valid one balances.

    ``kind`` is the system's type of voucher, within which ``number`` runs in a fiscal year. The lines have the
    numbers ``first_line`` and up. ``source`` names what it was made for (``invoice/12``, ``payment/3``).
    """

    system: str
    voucher_id: int
    kind: str
    number: int
    on: date
    lines: tuple[LedgerLine, ...]
    first_line: int
    created: datetime
    changed: datetime
    text: str = ""
    source: str = ""
    state: VoucherState = VoucherState.VALID
    comment: str = ""
    document: bytes = b""

    @property
    def key(self) -> str:
        return f"{self.system}/voucher/{self.voucher_id}"

    @property
    def stage(self) -> str:
        """The state, as the event log tells it."""
        return self.state

    def indexes(self) -> Indexes:
        filed = (
            ("id", by_number(self.system, self.voucher_id)),
            ("on", by_day(self.system, self.on)),
            ("changed", by_instant(self.system, self.changed)),
        )
        return (*filed, ("source", by_name(self.system, self.source))) if self.source else filed


class Turnover(Record, frozen=True, kw_only=True):
    """What valid vouchers debited and credited on an account in a ``period``: a month (2026-03) or a day (2026-03-31).

    Both sides are positive amounts.
    """

    system: str
    account: str
    period: str
    debit: Money
    credit: Money

    @property
    def key(self) -> str:
        return f"{self.system}/{self.account}/{self.period}"

    def indexes(self) -> Indexes:
        return (("day" if len(self.period) > LENGTH_OF_MONTH else "month", self.key),)

    def refiled(self, earlier: Turnover) -> Refiled:
        return FILED_ALIKE  # the key says all that the index does


class Sides(msgspec.Struct, frozen=True, gc=False):
    """What stands on the two sides of an account, both positive."""

    debit: Money = Money(0, EUR)
    credit: Money = Money(0, EUR)

    @property
    def balance(self) -> Money:
        """Debits less credits."""
        return self.debit - self.credit
