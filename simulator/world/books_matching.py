"""What becomes of payments that wait: booked on an invoice with a difference, written off, or booked without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from simulator.core.errors import Conflict, InvalidValue, NotFound
from simulator.core.ledger import LedgerLine, LedgerVoucher
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment
from simulator.world import books, books_payments, books_sales
from simulator.world.books import NewVoucher
from simulator.world.books_payments import Difference, NewPayment
from simulator.world.world import World

NOT_ALLOCATED: Final = "Payment without an invoice"


def waiting(world: World, system: str, payment_id: int) -> InvoicePayment:
    """Return a payment that waits to be dealt with. Raises NotFound, Conflict for one that is booked already."""
    known = books_payments.payment(world, system, payment_id)
    if known.invoice_id or known.voucher_id:
        raise Conflict(f"payment {payment_id} is booked already, by voucher {known.voucher_id}")
    return known


def short_of(world: World, system: str, payment_id: int, invoice_id: int) -> Money:
    """Return how much a waiting payment falls short of what is open on an invoice; negative when it is too much.

    Raises NotFound, Conflict, and InvalidValue for an invoice that has no voucher.
    """
    paid = books_sales.invoice(world, system, invoice_id)
    if not paid.voucher_id:
        raise InvalidValue("invoice", invoice_id, "an invoice that is booked")
    return paid.open - waiting(world, system, payment_id).amount


def close(world: World, system: str, payment_id: int, invoice_id: int, account: str) -> InvoicePayment:
    """Book a waiting payment on an invoice so that nothing is left open: ``account`` takes the difference."""
    missing = short_of(world, system, payment_id, invoice_id)
    difference = None if missing.is_zero else Difference(account, missing)
    return books_payments.allocate(world, system, payment_id, invoice_id, difference=difference)


def write_off(world: World, system: str, payment_id: int, invoice_id: int, account: str, name: str) -> None:
    """Book a waiting payment on an invoice, and what is open then as a loss: a payment of its own called ``name``."""
    missing = short_of(world, system, payment_id, invoice_id)
    known = books_payments.allocate(world, system, payment_id, invoice_id)
    if missing.is_positive:
        loss = NewPayment(missing, known.on, account, invoice_id, payer=name, method=name)
        books_payments.book(world, system, loss)


def book_alone(world: World, system: str, payment_ids: Sequence[int], receivable: str, text: str = "") -> None:
    """Book each waiting payment between its account and ``receivable``, with a voucher and a day of its own."""
    for payment_id in payment_ids:
        known = waiting(world, system, payment_id)
        entry = _entry([known], receivable)
        voucher = _posted(world, system, known.on, entry, text, f"payment/{payment_id}")
        _booked(world, known, voucher)


def book_together(
    world: World, system: str, payment_ids: Sequence[int], receivable: str, on: date, text: str = ""
) -> None:
    """Book waiting payments between their accounts and ``receivable``, all with one voucher of the day ``on``.

    Raises InvalidValue for a payment that is named twice.
    """
    if len(set(payment_ids)) < len(payment_ids):
        raise InvalidValue("payments", payment_ids, "each payment once")
    known = [waiting(world, system, payment_id) for payment_id in payment_ids]
    if not known:
        raise NotFound("payment", "")
    voucher = _posted(world, system, on, _entry(known, receivable), text, "")
    for one in known:
        _booked(world, one, voucher)


def _entry(payments: Sequence[InvoicePayment], receivable: str) -> list[LedgerLine]:
    lines: list[LedgerLine] = []
    for one in payments:
        lines += [LedgerLine(one.account, one.amount, one.payer), LedgerLine(receivable, -one.amount, one.payer)]
    return lines


def _posted(world: World, system: str, on: date, entry: Sequence[LedgerLine], text: str, source: str) -> LedgerVoucher:
    return books.post(world, system, NewVoucher(books.PAYMENT_VOUCHER, on, entry, text or NOT_ALLOCATED, source))


def _booked(world: World, of: InvoicePayment, voucher: LedgerVoucher) -> None:
    changed = replace(of, voucher_id=voucher.voucher_id, changed=world.now)
    world.put(changed, because="payment booked", amount=of.amount, note="without an invoice")
