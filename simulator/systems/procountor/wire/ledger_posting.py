"""What a ledger receipt books: its rows as lines of a voucher, the tax they imply, and all that is wrong with them.

Rows are told without tax; a receipt balances when the rows and the tax on them come to nothing. Tax is rounded once
for each rate and side (assumed), so that the page of an invoice comes to the invoice's own totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from simulator.core.chart import LedgerAccount
from simulator.core.company import Company
from simulator.core.dimension import Dimension
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.filing import by_name
from simulator.core.ledger import Account, LedgerLine
from simulator.core.money import Money, total
from simulator.core.vat import VAT_RATES, vat_of_net
from simulator.systems.procountor import NAME
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.ledger_receipt import (
    ENTRY,
    RECONCILIATION,
    DimensionItemValue,
    Receipt,
    Transaction,
    value_of,
)
from simulator.world import books, books_register
from simulator.world.world import World

PURCHASE: Final = "PURCHASE"
NO_TAX_STATUSES: Final = frozenset({3, 5, 12})
"""Statuses of value added tax that allow no percentage: exports, sales within the Union, no handling at all."""
STATUSES: Final = frozenset({1, *NO_TAX_STATUSES})
OLDEST_RATE: Final = 2010
PERCENTS: Final = frozenset(
    rate.percent
    for rates in VAT_RATES.values()
    for rate in rates
    if rate.first_day.year >= OLDEST_RATE or not rate.percent
)
"""Percentages in use: those of the present and of corrections to years past (assumed)."""
UNTAXED_USES: Final = (
    LedgerAccount.BANK,
    LedgerAccount.RECEIVABLE,
    LedgerAccount.VAT_PAYABLE,
    LedgerAccount.VAT_RECEIVABLE,
)
"""Accounts that go together with no percentage but zero (assumed)."""
LARGEST_REST_CENTS: Final = 100
"""A rest below this is rounding, and may be booked by a row of its own (assumed)."""
WHOLE: Final = Decimal(100)


def lines_of(world: World, receipt: Receipt) -> tuple[LedgerLine, ...]:
    """Return the lines that book ``receipt``: its rows in their order, then the tax. Raises InvalidDocument."""
    company = books.company(world, NAME)
    wrong = list(_wrong_rows(world, company, receipt))
    if wrong:
        raise InvalidDocument(wrong)
    dimensions = _dimensions(world) if any(row.dimension_item_values for row in receipt.transactions) else {}
    rows = [_line(company, row, dimensions) for row in receipt.transactions]
    return (*rows, *_tax(company, receipt))


def rest_of(lines: Sequence[LedgerLine], currency: str) -> Money:
    """Return by how much the debits exceed the credits."""
    return total((line.amount for line in lines), currency)


def reconciled(world: World, receipt: Receipt) -> Receipt:
    """Return ``receipt`` with a row that takes up what is left by rounding; more than that stays as it is."""
    if any(row.transaction_type == RECONCILIATION for row in receipt.transactions):
        return receipt
    company = books.company(world, NAME)
    rest = rest_of(lines_of(world, receipt), company.currency)
    if rest.is_zero or abs(rest.cents) >= LARGEST_REST_CENTS:
        return receipt
    added = Transaction(
        transaction_type=RECONCILIATION,
        account=company.account(LedgerAccount.ROUNDING),
        accounting_value=-rest.decimal,
        vat_percent=Decimal(0),
    )
    return replace(receipt, transactions=(*receipt.transactions, added))


def _line(company: Company, row: Transaction, dimensions: dict[int, Dimension]) -> LedgerLine:
    return LedgerLine(
        row.account,
        Money(value_of(row).cents, company.currency),
        row.description or "",
        "" if row.vat_status is None else str(row.vat_status),
        row.vat_percent,
        tuple(_named(dimensions, one) for one in row.dimension_item_values or ()),
    )


def _named(dimensions: dict[int, Dimension], value: DimensionItemValue) -> tuple[str, str]:
    known = dimensions[value.dimension_id]
    return known.name, next(item.name for item in known.items if item.number == value.item_id)


def _dimensions(world: World) -> dict[int, Dimension]:
    return {known.number: known for known in books_register.dimensions(world, NAME)}


def _tax(company: Company, receipt: Receipt) -> list[LedgerLine]:
    """Return the tax on the rows, rounded once for each side, rate and share that may be deducted."""
    nets: dict[tuple[bool, Decimal, Decimal, str], Money] = {}
    for row in receipt.transactions:
        if not row.vat_percent:
            continue
        is_purchase = (row.vat_type or receipt.vat_type) == PURCHASE
        share = WHOLE if row.vat_deduction_percent is None or not is_purchase else row.vat_deduction_percent
        key = is_purchase, row.vat_percent, share, "" if share == WHOLE else row.account
        nets[key] = nets.get(key, Money(0, company.currency)) + Money(value_of(row).cents, company.currency)
    lines: list[LedgerLine] = []
    for (is_purchase, percent, share, account), net in nets.items():
        tax = vat_of_net(net, percent)
        deducted = tax.percent(share)
        use = LedgerAccount.VAT_RECEIVABLE if is_purchase else LedgerAccount.VAT_PAYABLE
        sides = ((company.account(use), deducted), (account, tax - deducted))
        lines += [LedgerLine(number, amount) for number, amount in sides if not amount.is_zero]
    return lines


def _wrong_rows(world: World, company: Company, receipt: Receipt) -> Iterator[FieldError]:
    untaxed = {company.account(use) for use in UNTAXED_USES}
    seen: dict[str, int] = {}
    for place, row in enumerate(receipt.transactions):
        field = f"transactions[{place}]"
        known = world.look(Account, by_name(NAME, row.account))
        if known is None or not known.is_active or (row.vat_percent and row.account in untaxed):
            yield FieldError(f"{field}.account", codes.ACCOUNT_OR_VAT)
        yield from _wrong_tax(row, receipt, field)
        if row.transaction_type != ENTRY:
            seen[row.transaction_type] = seen.get(row.transaction_type, 0) + 1
            if row.vat_percent or row.vat_status is not None or seen[row.transaction_type] > 1:
                yield FieldError(f"{field}.transactionType", codes.INVALID_TRANSACTION_TYPE)
        if row.dimension_item_values:
            yield from _wrong_dimensions(world, row, field)


def _wrong_tax(row: Transaction, receipt: Receipt, field: str) -> Iterator[FieldError]:
    if row.vat_percent not in PERCENTS:
        yield FieldError(f"{field}.vatPercent", codes.INVALID_VAT_PERCENT)
    status = receipt.vat_status if row.vat_status is None else row.vat_status
    if row.transaction_type == ENTRY and (status not in STATUSES or (row.vat_percent and status in NO_TAX_STATUSES)):
        yield FieldError(f"{field}.vatStatus", codes.STATUS_AND_PERCENT)


def _wrong_dimensions(world: World, row: Transaction, field: str) -> Iterator[FieldError]:
    known = {one.number: {item.number for item in one.items} for one in books_register.dimensions(world, NAME)}
    values = row.dimension_item_values or ()
    pairs = [(one.dimension_id, one.item_id) for one in values]
    where = f"{field}.dimensionItemValues"
    if len(set(pairs)) < len(pairs) or any(item not in known.get(one, ()) for one, item in pairs):
        yield FieldError(where, codes.DIMENSION)
        return
    sums: dict[int, Decimal] = {}
    for one in values:
        sums[one.dimension_id] = sums.get(one.dimension_id, Decimal(0)) + one.value
    if any(abs(each) != abs(value_of(row).decimal) for each in sums.values()):
        yield FieldError(where, codes.INVALID_DIMENSION_SUM)
