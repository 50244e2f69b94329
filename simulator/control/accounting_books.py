"""What an accounting system's company has in its books, as a tester may see it: the newest of everything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from simulator.control.plane import Ask, Plane
from simulator.control.wire import Shape
from simulator.core.company import Company
from simulator.core.ledger import LedgerLine, LedgerVoucher, VoucherState
from simulator.core.records import Counter
from simulator.core.sales import InvoicePayment, InvoiceStage, SalesInvoice
from simulator.http.endpoint import Reply
from simulator.world import books, books_payments, books_register, books_sales
from simulator.world.world import World

NEWEST: Final = 100
"""Invoices, payments, vouchers and customers that are shown, of each kind the last ones."""


class AccountShape(Shape, frozen=True):
    """An account that something stands on: both sides, and debits less credits."""

    number: str
    name: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


class CustomerShape(Shape, frozen=True):
    """A customer of the register."""

    customer_id: int
    code: str
    name: str


class InvoiceShape(Shape, frozen=True):
    """A sales invoice; ``voucherId`` is null as long as it is not booked."""

    invoice_id: int
    number: int
    customer_id: int
    invoice_date: date
    due_date: date
    reference: str
    stage: InvoiceStage
    label: str
    total: Decimal
    open: Decimal
    voucher_id: int | None


class PaymentShape(Shape, frozen=True):
    """A payment; ``invoiceId`` and ``voucherId`` are null as long as it is not allocated."""

    payment_id: int
    invoice_id: int | None
    payment_date: date
    amount: Decimal
    account: str
    payer: str
    voucher_id: int | None


class LineShape(Shape, frozen=True):
    """A line of a voucher: debit is positive, credit negative."""

    account: str
    amount: Decimal
    text: str


class VoucherShape(Shape, frozen=True):
    """A voucher with its lines."""

    voucher_id: int
    kind: str
    number: int
    date: date
    state: VoucherState
    text: str
    source: str
    lines: list[LineShape]


class AccountingShape(Shape, frozen=True):
    """The books of one system's company. ``accounts`` are those that were ever posted to; they add up to zero."""

    system: str
    company: str
    business_code: str
    currency: str
    locked: date | None
    vat_locked: date | None
    accounts: list[AccountShape]
    customers: list[CustomerShape]
    invoices: list[InvoiceShape]
    payments: list[PaymentShape]
    vouchers: list[VoucherShape]


class LockShape(Shape, frozen=True):
    """Up to and including which day the books shall take no changes; null opens them."""

    until: date | None


async def lock_books(plane: Plane, ask: Ask) -> Reply:
    """Lock the books of a system's company, or open them."""
    system, wanted = str(ask.path["system"]), ask.read(LockShape)
    return Reply(200, await plane.within(ask.world, partial(_locked, system=system, until=wanted.until)))


def accounting_books(world: World) -> list[AccountingShape]:
    """Return the books of every accounting system of a world."""
    return [_told(world, company) for company in world.shelf.all(Company)]


def _locked(world: World, system: str, until: date | None) -> dict[str, object]:
    known = books.company(world, system)
    changed = books.lock(world, system, until, vat_until=known.vat_locked)
    return {"system": system, "until": changed.locked}


def _told(world: World, company: Company) -> AccountingShape:
    system = company.system
    return AccountingShape(
        system=system,
        company=company.name,
        business_code=company.business_code,
        currency=company.currency,
        locked=company.locked,
        vat_locked=company.vat_locked,
        accounts=_accounts(world, company),
        customers=[
            CustomerShape(customer_id=each.customer_id, code=each.code, name=each.name)
            for each in books_register.customers(world, system, above=_above(world, f"{system}/customer"))
        ],
        invoices=[
            _invoice(each) for each in books_sales.invoices(world, system, above=_above(world, f"{system}/invoice"))
        ],
        payments=[
            _payment(each) for each in books_payments.payments(world, system, above=_above(world, f"{system}/payment"))
        ],
        vouchers=[_voucher(each) for each in books.vouchers(world, system, above=_above(world, f"{system}/voucher"))],
    )


def _above(world: World, sequence: str) -> int:
    """Return the number after which the newest begin."""
    last = world.look(Counter, sequence)
    return max((0 if last is None else last.last) - NEWEST, 0)


def _accounts(world: World, company: Company) -> list[AccountShape]:
    end = company.years[-1].last
    return [
        AccountShape(
            number=account.number,
            name=account.name,
            debit=sides.debit.decimal,
            credit=sides.credit.decimal,
            balance=sides.balance.decimal,
        )
        for account, sides in books.balances(world, company.system, end)
        if not (sides.debit.is_zero and sides.credit.is_zero)
    ]


def _invoice(of: SalesInvoice) -> InvoiceShape:
    return InvoiceShape(
        invoice_id=of.invoice_id,
        number=of.number,
        customer_id=of.customer_id,
        invoice_date=of.dated,
        due_date=of.due,
        reference=of.reference,
        stage=of.stage,
        label=of.label,
        total=of.total.decimal,
        open=of.open.decimal,
        voucher_id=of.voucher_id or None,
    )


def _payment(of: InvoicePayment) -> PaymentShape:
    return PaymentShape(
        payment_id=of.payment_id,
        invoice_id=of.invoice_id or None,
        payment_date=of.on,
        amount=of.amount.decimal,
        account=of.account,
        payer=of.payer,
        voucher_id=of.voucher_id or None,
    )


def _voucher(of: LedgerVoucher) -> VoucherShape:
    return VoucherShape(
        voucher_id=of.voucher_id,
        kind=of.kind,
        number=of.number,
        date=of.on,
        state=of.state,
        text=of.text,
        source=of.source,
        lines=[_line(line) for line in of.lines],
    )


def _line(of: LedgerLine) -> LineShape:
    return LineShape(account=of.account, amount=of.amount.decimal, text=of.text)
