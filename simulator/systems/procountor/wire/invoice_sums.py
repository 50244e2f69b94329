"""What an invoice comes to, and how that is booked: totals by rate, and the rows of its accounting page.

A row's net is quantity times price less the discounts of row and invoice, rounded to the cent; tax is rounded once
for each rate, half up (assumed: nothing is published about rounding).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from simulator.core.chart import LedgerAccount
from simulator.core.company import Company
from simulator.core.money import Money, total
from simulator.core.vat import row_net, vat_in_gross, vat_of_net
from simulator.systems.procountor.wire.invoice import Invoice, InvoiceRow, SumInfo
from simulator.systems.procountor.wire.ledger_receipt import (
    ENTRY,
    RECONCILIATION,
    REVERSING,
    SALES_INVOICE,
    Receipt,
    Transaction,
)

REDUCED_FROM: Final = Decimal(1)
GENERAL_FROM: Final = Decimal(20)
"""Percentages from which sales go to the account of the reduced and of the general rates."""
HUNDRED: Final = Decimal(100)


class Priced(NamedTuple):
    """One row, priced. ``gross`` is None where prices are without tax."""

    row: InvoiceRow
    net: Money
    gross: Money | None


class Sums(NamedTuple):
    """What an invoice comes to."""

    net: Money
    vat: Money
    rows: Sequence[Priced]

    @property
    def gross(self) -> Money:
        """With tax."""
        return self.net + self.vat


def sums_of(invoice: Invoice) -> Sums:
    """Return what ``invoice`` comes to, and its rows priced."""
    currency = invoice.payment_info.currency
    rows = [_priced(row, invoice, currency) for row in invoice.invoice_rows]
    by_rate: dict[Decimal, list[Priced]] = {}
    for priced in rows:
        by_rate.setdefault(priced.row.vat_percent, []).append(priced)
    vat = total((_vat(percent, of_rate, currency) for percent, of_rate in by_rate.items()), currency)
    if invoice.extra_info.unit_prices_include_vat:
        gross = total((priced.gross for priced in rows if priced.gross is not None), currency)
        return Sums(gross - vat, vat, rows)
    return Sums(total((priced.net for priced in rows), currency), vat, rows)


def sum_info(sums: Sums) -> SumInfo:
    """Return the totals as they are told; the accounting currency is the only one that invoices are kept in."""
    return SumInfo(
        currency=sums.net.currency,
        in_accounting_currency=True,
        excluding_vat_total=sums.net.decimal,
        vat_sum_total=sums.vat.decimal,
        invoice_sum_total=sums.gross.decimal,
    )


def page_of(invoice: Invoice, sums: Sums, company: Company) -> Receipt:
    """Return the accounting page of an invoice: the receivable, the sales by rate or by row, and a rest of cents."""
    sales = _by_row(sums, company) if invoice.extra_info.accounting_by_row else _by_rate(sums, company)
    receivable = Transaction(
        transaction_type=REVERSING,
        account=company.account(LedgerAccount.RECEIVABLE),
        accounting_value=sums.gross.decimal,
        vat_percent=Decimal(0),
    )
    rest = _rest(sums, sales)
    reconciliation = (
        Transaction(
            transaction_type=RECONCILIATION,
            account=company.account(LedgerAccount.ROUNDING),
            accounting_value=rest.decimal,
            vat_percent=Decimal(0),
        ),
    )
    return Receipt(
        type=SALES_INVOICE,
        name=(invoice.counter_party.counter_party_address.name or "")[:80] or SALES_INVOICE,
        receipt_date=invoice.date,
        vat_type="SALES",
        vat_status=invoice.vat_status,
        partner_id=invoice.partner_id,
        transactions=(receivable, *sales, *(() if rest.is_zero else reconciliation)),
    )


def sales_account(company: Company, percent: Decimal) -> str:
    """Return the account that sales at a percentage go to."""
    if percent >= GENERAL_FROM:
        return company.account(LedgerAccount.SALES_GENERAL)
    use = LedgerAccount.SALES_REDUCED if percent >= REDUCED_FROM else LedgerAccount.SALES_REVERSE
    return company.account(use)


def is_same_page(one: Invoice, other: Invoice) -> bool:
    """Tell whether two versions of an invoice are booked alike, so that its page may stay."""
    return (_booked(one), one.vat_status, one.partner_id) == (_booked(other), other.vat_status, other.partner_id)


def _booked(invoice: Invoice) -> tuple[object, ...]:
    rows = [
        (row.quantity, row.unit_price, row.discount_percent, row.vat_percent, row.vat_status, row.product)
        for row in invoice.invoice_rows
    ]
    return rows, invoice.discount_percent, invoice.payment_info.currency, invoice.extra_info


def _priced(row: InvoiceRow, invoice: Invoice, currency: str) -> Priced:
    kept = (HUNDRED - row.discount_percent) * (HUNDRED - invoice.discount_percent) / HUNDRED
    price = row_net(row.quantity, row.unit_price, HUNDRED - kept, currency)
    if not invoice.extra_info.unit_prices_include_vat:
        return Priced(row, price, None)
    return Priced(row, price - vat_in_gross(price, row.vat_percent), price)


def _vat(percent: Decimal, rows: Sequence[Priced], currency: str) -> Money:
    grosses = [priced.gross for priced in rows if priced.gross is not None]
    if grosses:
        return vat_in_gross(total(grosses, currency), percent)
    return vat_of_net(total((priced.net for priced in rows), currency), percent)


def _by_row(sums: Sums, company: Company) -> list[Transaction]:
    return [_sale(priced.net, priced.row.vat_percent, priced.row.vat_status, priced.row.product, company)
            for priced in sums.rows]  # fmt: skip


def _by_rate(sums: Sums, company: Company) -> list[Transaction]:
    nets: dict[tuple[Decimal, int | None], Money] = {}
    for priced in sums.rows:
        key = priced.row.vat_percent, priced.row.vat_status
        nets[key] = nets.get(key, Money(0, priced.net.currency)) + priced.net
    return [_sale(net, percent, status, "", company) for (percent, status), net in nets.items()]


def _sale(net: Money, percent: Decimal, status: int | None, text: str, company: Company) -> Transaction:
    return Transaction(
        transaction_type=ENTRY,
        account=sales_account(company, percent),
        accounting_value=(-net).decimal,
        vat_percent=percent,
        vat_status=status,
        description=text[:255] or None,
    )


def _rest(sums: Sums, sales: Sequence[Transaction]) -> Money:
    """Return what a row must take up so that the page balances with tax rounded once for each rate."""
    currency = sums.net.currency
    nets: dict[Decimal, Money] = {}
    for row in sales:
        value = Money.rounded(row.accounting_value, currency)
        nets[row.vat_percent] = nets.get(row.vat_percent, Money(0, currency)) + value
    booked = total((net + vat_of_net(net, percent) for percent, net in nets.items()), currency)
    return -(sums.gross + booked)
