"""What a company's settings say, read once: dimensions and the bank account that invoices are paid to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from simulator.core.carried import Dimension, Use
from simulator.core.carrying import Reason
from simulator.core.money import EUR, Money
from simulator.core.tables import Tables
from simulator.systems.procountor.carrying.exchange import Exchange
from simulator.systems.procountor.carrying.stopping import refused
from simulator.systems.procountor.wire.ledger_receipt import DimensionItemValue


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """A value of a dimension."""

    id: int
    code_name: str | None = None
    description: str | None = None
    status: str | None = None


class Counted(msgspec.Struct, frozen=True):
    """A dimension with its values."""

    id: int
    name: str
    items: list[Item]


class Bank(msgspec.Struct, frozen=True, rename="camel"):
    """A bank account of the company."""

    iban: str | None = None
    default_for_invoice: bool | None = None
    status: str | None = None


class Banks(msgspec.Struct, frozen=True):
    """The company's bank accounts."""

    results: list[Bank]


class Chart:
    """The tables of one company, and what it says about itself."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        self._exchange, self.tables = exchange, tables
        self._dimensions: list[Counted] | None = None
        self._iban = ""

    def account(self, use: Use, given: str = "") -> str:
        """Return the account that is given, or that for a use. Raises Stopped where the tables name none."""
        number = self.tables.account_for(use, given)
        if not number:
            raise refused(Reason.UNKNOWN_ACCOUNT, f"no account is named for {use}; name one under uses")
        return number

    def vat_status(self, code: str, percent: Decimal) -> int:
        """Return the status of value added tax for a source's code or rate. Raises Stopped."""
        known = self.tables.vat_code(code, percent)
        if known is None or not (known.isascii() and known.isdigit()):
            message = f"VAT code {known or code or '(none)'} of {percent} % is no status here; name one under vat-codes"
            raise refused(Reason.UNKNOWN_VAT_CODE, message)
        return int(known)

    async def counted(self, dimensions: Sequence[Dimension], amount: Money) -> tuple[DimensionItemValue, ...]:
        """Return what a row is counted by; dimensions that the tables do not name are passed over. Raises Stopped."""
        named = [(self.tables.dimension(one.kind), one.value) for one in dimensions]
        return tuple([await self._item(name, value, amount) for name, value in named if name])

    async def iban(self) -> str:
        """Return the account that invoices are paid to. Raises Stopped."""
        if not self._iban:
            banks = (await self._exchange.read("bankaccounts", Banks, size=200)).results
            live = [bank for bank in banks if bank.iban and bank.status != "INACTIVE"]
            if not live:
                raise refused(Reason.INVALID, "the company has no bank account that invoices could be paid to")
            chosen = next((bank for bank in live if bank.default_for_invoice), live[0])
            self._iban = chosen.iban or ""
        return self._iban

    async def _item(self, name: str, value: str, amount: Money) -> DimensionItemValue:
        if self._dimensions is None:
            self._dimensions = await self._exchange.read("dimensions", list[Counted])
        known = next((one for one in self._dimensions if one.name == name), None)
        if known is None:
            raise refused(Reason.UNKNOWN_DIMENSION, f"dimension {name} does not exist")
        live = [item for item in known.items if item.status != "P"]
        found = next((item for item in live if value in (item.code_name, item.description)), None)
        if found is None:
            there = ", ".join(item.code_name or str(item.id) for item in live)[:200]
            raise refused(Reason.UNKNOWN_DIMENSION, f"{name} {value[:60]} does not exist; there are {there}")
        return DimensionItemValue(dimension_id=known.id, item_id=found.id, value=abs(amount.decimal))


def check_currency(currency: str) -> None:
    """Refuse any currency but the one that the books are kept in. Raises Stopped."""
    if currency != EUR:
        raise refused(Reason.CURRENCY, f"currency {currency}; these books are kept in {EUR} alone")
