"""The payment module: book a payment once, and read one that was booked here."""

from __future__ import annotations

from typing import NamedTuple

from simulator.core.canonical import kept
from simulator.core.chart import LedgerAccount
from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.filing import by_name
from simulator.core.money import Money, zero
from simulator.core.sales import InvoicePayment, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.wire import payment as wire
from simulator.systems.netbaron.wire.document import plain_reference
from simulator.systems.netbaron.wire.payment import PaymentState
from simulator.world import books, books_payments, books_sales
from simulator.world.books_payments import NewPayment
from simulator.world.world import World


class Split(NamedTuple):
    """What a payment comes to: the part for the invoice, and the rest that is kept for manual handling."""

    allocated: Money
    rest: Money


def create_payment(call: Call) -> Reply:
    """Book one payment; the same once more is answered as the first time."""
    said = call.read(wire.PaymentSaid)
    known = _known(call.world, said.payment_identifier)
    if known is None:
        return Reply(200, _booked(call.world, said))
    earlier = wire.kept_of(known)
    if earlier.said != said:
        raise AlreadyExists("payment", said.payment_identifier)
    return Reply(200, earlier.answer)


def get_payment(call: Call) -> Reply:
    """Read a payment that was booked here."""
    identifier = call.path["paymentIdentifier"]
    known = _known(call.world, identifier)
    if known is None:
        raise NotFound("payment", identifier)
    return Reply(200, wire.told(known))


def _known(world: World, identifier: str) -> InvoicePayment | None:
    return next(iter(world.shelf.select(InvoicePayment, "external", by_name(NAME, identifier))), None)


def _booked(world: World, said: wire.PaymentSaid) -> wire.PaymentAccepted:
    target = _target(world, said)
    split = _split(Money.of(said.amount), target)
    answer = _answer(said, target, split)
    first = NewPayment(
        amount=split.allocated if split.allocated.is_positive else split.rest,
        on=said.booking_date or said.payment_date,
        account=books.company(world, NAME).account(LedgerAccount.BANK),
        invoice_id=target.invoice_id if target and split.allocated.is_positive else 0,
        payer=said.payer_name or "",
        reference=said.payment_reference or "",
        external=said.payment_identifier,
        document=kept(wire.Kept(said, answer)),
    )
    books_payments.book(world, NAME, first)
    if first.invoice_id and split.rest.is_positive:
        # The rest has no key of its own: it is told with the payment that it came with.
        books_payments.book(world, NAME, first._replace(amount=split.rest, invoice_id=0, external="", document=b""))
    return answer


def _target(world: World, said: wire.PaymentSaid) -> SalesInvoice | None:
    """Return the invoice that is paid: by its number, else by its reference, the first that is not paid."""
    number = said.invoice_number or ""
    if number.isascii() and number.isdigit() and 0 < int(number) <= books.LARGEST_NUMBER:
        found = books_sales.invoice_numbered(world, NAME, int(number))
        if found is not None:
            return found
    referenced = books_sales.invoices_referenced(world, NAME, plain_reference(said.payment_reference or ""))
    return next((one for one in referenced if one.open.is_positive), next(iter(referenced), None))


def _split(amount: Money, target: SalesInvoice | None) -> Split:
    room = zero() if target is None else max(target.open, zero())
    allocated = min(amount, room)
    return Split(allocated, amount - allocated)


def _answer(said: wire.PaymentSaid, target: SalesInvoice | None, split: Split) -> wire.PaymentAccepted:
    return wire.PaymentAccepted(
        payment_identifier=said.payment_identifier,
        status=PaymentState.ALLOCATED if split.allocated.is_positive else PaymentState.UNALLOCATED,
        invoice_number=None if target is None else str(target.number),
        open_amount=None if target is None else (target.open - split.allocated).decimal,
        unallocated_amount=split.rest.decimal,
    )
