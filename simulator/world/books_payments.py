"""The payments on sales invoices of an accounting system's company: book once, allocate, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from simulator.core.errors import AlreadyExists, Conflict, InvalidValue, NotFound
from simulator.core.filing import LAST, by_name, by_number
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment, Removed
from simulator.world import books, books_sales
from simulator.world.books import NewVoucher
from simulator.world.world import World


class NewPayment(NamedTuple):
    """A payment to be booked on ``account``. Without an ``invoice_id`` (0) it waits, unbooked, to be allocated.

    ``external`` is the sender's own key: under one key a payment is booked once. ``lines`` replace the lines that
    would be made; the part of them on the invoice's receivable is not looked at, the whole ``amount`` clears it.
    """

    amount: Money
    on: date
    account: str
    invoice_id: int = 0
    payer: str = ""
    reference: str = ""
    method: str = ""
    external: str = ""
    receivable: str = ""
    lines: Sequence[LedgerLine] = ()
    document: bytes = b""


class Difference(NamedTuple):
    """What is cleared beyond (or, negative, short of) what was paid, and the account that takes it."""

    account: str
    amount: Money


def book(world: World, system: str, new: NewPayment) -> InvoicePayment:
    """Book a payment: debit its account, credit the invoice's receivable, and take it off what is open.

    The very same payment under an external key that is known is answered as the first time. Raises AlreadyExists for
    another one under that key, NotFound for an unknown invoice or account, PeriodLocked, InvalidValue for no money.
    """
    known = _known(world, system, new)
    if known is not None:
        return known
    if new.amount.is_zero:
        raise InvalidValue("amount", new.amount, "an amount other than zero")
    books.check_open(world, system, new.on)
    books.account(world, system, new.account)
    payment = InvoicePayment(
        system=system,
        payment_id=world.next_number(f"{system}/payment"),
        amount=new.amount,
        on=new.on,
        account=new.account,
        created=world.now,
        changed=world.now,
        cleared=new.amount,
        payer=new.payer,
        reference=new.reference,
        method=new.method,
        external=new.external,
        document=new.document,
    )
    if not new.invoice_id:
        world.put(payment, because="payment kept", amount=payment.amount, note="not allocated")
        return payment
    return _allocated(world, payment, new.invoice_id, new.lines, receivable=new.receivable)


def allocate(
    world: World, system: str, payment_id: int, invoice_id: int, *, difference: Difference | None = None
) -> InvoicePayment:
    """Book a payment that waited on an invoice; a ``difference`` is cleared besides it.

    Raises NotFound, PeriodLocked, Conflict for a payment that is allocated already.
    """
    known = payment(world, system, payment_id)
    if known.invoice_id:
        raise Conflict(f"payment {payment_id} is allocated to invoice {known.invoice_id} already")
    if difference is None:
        return _allocated(world, known, invoice_id, ())
    wide = replace(known, cleared=known.amount + difference.amount)
    receivable = books_sales.invoice(world, system, invoice_id).receivable
    lines = (
        LedgerLine(known.account, known.amount),
        LedgerLine(difference.account, difference.amount),
        LedgerLine(receivable, -wide.cleared),
    )
    return _allocated(world, wide, invoice_id, lines)


def delete_payment(world: World, system: str, payment_id: int) -> None:
    """Remove a payment, invalidate its voucher and open its invoice again. Raises NotFound, PeriodLocked.

    Payments that the same voucher booked wait again to be dealt with, as it counts for none of them any more (derived).
    """
    known = payment(world, system, payment_id)
    books.check_open(world, system, known.on)
    if known.voucher_id:
        books.withdraw(world, system, known.voucher_id, comment=f"payment {payment_id} deleted")
        _let_others_wait(world, known)
    if known.invoice_id:
        paid = books_sales.invoice(world, system, known.invoice_id)
        books_sales.settle(world, paid, -known.cleared, because="payment deleted")
    world.shelf.remove(InvoicePayment, known.key)
    world.put(Removed(system=system, what="payment", number=payment_id, at=world.now), because="payment deleted")


def payment(world: World, system: str, payment_id: int) -> InvoicePayment:
    """Return a payment by its identity. Raises NotFound."""
    known = world.look(InvoicePayment, f"{system}/payment/{payment_id}")
    if known is None:
        raise NotFound("payment", payment_id)
    return known


def payments(world: World, system: str, *, above: int = 0) -> list[InvoicePayment]:
    """Return the payments with identities above ``above``, in their order."""
    return world.shelf.between(InvoicePayment, "id", by_number(system, above + 1), f"{system}/{LAST}")


def payments_of(world: World, system: str, invoice_id: int) -> list[InvoicePayment]:
    """Return the payments allocated to an invoice (0: to none), by key."""
    return world.shelf.select(InvoicePayment, "invoice", by_number(system, invoice_id))


def _let_others_wait(world: World, of: InvoicePayment) -> None:
    """Unbook the payments without an invoice that stand in the voucher of one of them."""
    if of.invoice_id:
        return  # it has a voucher of its own
    for other in payments_of(world, of.system, 0):
        if other.voucher_id == of.voucher_id and other.payment_id != of.payment_id:
            waits = replace(other, voucher_id=0, changed=world.now)
            world.put(waits, because="payment unbooked", amount=other.amount, note="waits to be allocated")


def _known(world: World, system: str, new: NewPayment) -> InvoicePayment | None:
    """Return the payment that the external key of ``new`` stands for, where it is the same."""
    if not new.external:
        return None
    known = next(iter(world.shelf.select(InvoicePayment, "external", by_name(system, new.external))), None)
    if known is not None and (known.amount, known.on, known.document) != (new.amount, new.on, new.document):
        raise AlreadyExists("payment", new.external)
    return known


def _allocated(
    world: World,
    of: InvoicePayment,
    invoice_id: int,
    lines: Sequence[LedgerLine],
    *,
    receivable: str = "",
) -> InvoicePayment:
    system = of.system
    paid = books_sales.invoice(world, system, invoice_id)
    entry = tuple(lines) or (
        LedgerLine(of.account, of.amount),
        LedgerLine(receivable or paid.receivable, -of.amount),
    )
    text, source = f"Payment, invoice {paid.number}", f"payment/{of.payment_id}"
    voucher = books.post(world, system, NewVoucher(books.PAYMENT_VOUCHER, of.on, entry, text, source))
    booked = replace(of, invoice_id=invoice_id, voucher_id=voucher.voucher_id, changed=world.now)
    world.put(booked, because="payment booked", amount=booked.amount, note=f"on invoice {paid.number}")
    books_sales.settle(world, paid, booked.cleared, because="payment booked")
    return booked
