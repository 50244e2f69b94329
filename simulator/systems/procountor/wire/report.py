"""Reports as they travel. What may be asked is documented; how the answers look was not seen (assumed)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from simulator.core.ledger import AccountGroup
from simulator.systems.procountor.wire.document import Told

INCOME_STATEMENT: Final = "INCOME_STATEMENT"
GROUPS: Final[Mapping[str, frozenset[AccountGroup]]] = MappingProxyType(
    {
        INCOME_STATEMENT: frozenset({AccountGroup.INCOME, AccountGroup.EXPENSES}),
        "BALANCE_SHEET": frozenset({AccountGroup.ASSETS, AccountGroup.LIABILITIES}),
    }
)
"""The accounts that each report is about."""


class Asked(Told, frozen=True, kw_only=True):
    """The period of a report, both days included, and for financial statements which one."""

    start_date: datetime.date | None = None
    end_date: datetime.date
    type: str = INCOME_STATEMENT


class Row(Told, frozen=True):
    """What an account comes to."""

    ledger_account_code: str
    name: str
    sum: Decimal


class Statement(Told, frozen=True):
    """An income statement or a balance sheet."""

    type: str
    start_date: datetime.date
    end_date: datetime.date
    rows: list[Row]
    total: Decimal


class AccountTurnover(Told, frozen=True):
    """What an account turned over."""

    ledger_account_code: str
    name: str
    opening_balance: Decimal
    debit: Decimal
    credit: Decimal
    closing_balance: Decimal


class LedgerAccounts(Told, frozen=True):
    """What every account turned over."""

    ledger_accounts: list[AccountTurnover]


class Entry(Told, frozen=True):
    """One entry on an account, and what stood on it then."""

    receipt_id: int
    receipt_date: datetime.date
    receipt_number: int
    description: str
    accounting_value: Decimal
    balance: Decimal


class GeneralLedger(Told, frozen=True):
    """Every entry on an account."""

    ledger_account_code: str
    name: str
    opening_balance: Decimal
    closing_balance: Decimal
    transactions: list[Entry]
