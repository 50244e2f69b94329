"""Payments on invoices: mark as paid, the events of an invoice, and lists of payments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from simulator.core.chart import LedgerAccount
from simulator.core.errors import InvalidValue, NotFound
from simulator.core.filing import by_day, by_number
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes.invoices import known_invoice
from simulator.systems.procountor.routes.lists import numbers
from simulator.systems.procountor.routes.moves import WRONG_STATUS, forbidden
from simulator.systems.procountor.routes.paging import after_previous, asked, ids, told
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire import payment as wire
from simulator.systems.procountor.wire.document import kept
from simulator.systems.procountor.wire.invoice_status import (
    APPROVED,
    MARKED_PAID,
    NOT_SENT,
    PARTLY_PAID,
    SENT,
    status_of,
)
from simulator.systems.procountor.wire.webhook import webhook_body
from simulator.world import books, books_approval, books_payments, confirmations
from simulator.world.books_payments import NewPayment
from simulator.world.world import World

PAYABLE: Final = frozenset({NOT_SENT, APPROVED, SENT, PARTLY_PAID})
DELETED: Final = "INVOICE_PAYMENTEVENTS_DELETED"
"""What webhooks hear when the removal of a payment event was confirmed."""
APP: Final = "PROCOUNTOR_KEY"


class Started(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """The answer to what has to be confirmed first."""

    transaction_identifier: str
    confirmation_app: str = APP


def mark_paid(call: Call) -> Reply:
    """Book a payment on an approved invoice: all of it, a part, or more than is open."""
    world, invoice = call.world, known_invoice(call.world, int(call.path["id"]))
    said = call.read(wire.MarkPaid)
    amount = _amount(said.amount, said.currency)
    if said.currency != invoice.total.currency:
        raise invalid(codes.INVALID_CURRENCY, "currency", explained=f"the invoice is in {invoice.total.currency}")
    _check_status(invoice, said.payment_method_type)
    company = books.company(world, NAME)
    method = said.payment_method_type or ""
    new = NewPayment(
        amount=amount,
        on=said.payment_date,
        account=company.account(wire.ACCOUNTS.get(method, LedgerAccount.BANK)),
        method=wire.TYPES.get(method, wire.UNTYPED),
        document=kept(said),
    )
    paid = books_approval.pay(world, NAME, invoice.invoice_id, new)
    return Reply(200, wire.event(books_payments.payment(world, NAME, paid)))


def events_of_invoice(call: Call) -> Reply:
    """List the payment events of one invoice."""
    invoice = known_invoice(call.world, int(call.path["id"]))
    page = asked(call.query)
    rows = _ordered(books_payments.payments_of(call.world, NAME, invoice.invoice_id), ascending=page.ascending)
    return told(after_previous(rows, page, _id), page, wire.event)


def get_event(call: Call) -> Reply:
    """Read one payment event."""
    return Reply(200, wire.event(_event(call)))


def delete_event(call: Call) -> Reply:
    """Start to remove a payment event; it is done when somebody has confirmed it."""
    payment = _event(call)
    invoice = payment.invoice_id

    def body(identity: str) -> bytes:
        payload = {"transactionIdentifier": identity, "response": {"invoiceId": invoice, "id": payment.payment_id}}
        return webhook_body(DELETED, payload, call.world.now)

    asked_for = confirmations.ask(call.world, NAME, payment, DELETED, body)
    return Reply(202, Started(asked_for.confirmation_id))


def events_of_invoices(call: Call) -> Reply:
    """List the payments on up to 200 invoices."""
    page, wanted = asked(call.query), numbers(call.query, "invoiceId")
    if not wanted:
        raise invalid("INVALID_REFERENCE_ID", "invoiceId", explained="name the invoices whose events are wanted")
    found = [one for number in wanted for one in books_payments.payments_of(call.world, NAME, number)]
    rows = _ordered(found, ascending=page.ascending)
    return told(after_previous(rows, page, _id), page, wire.row)


def list_payments(call: Call) -> Reply:
    """List payments by id; those on sales invoices are told here too (assumed)."""
    page, query = asked(call.query), call.query
    first, last, wanted = query.get("startDate"), query.get("endDate"), numbers(query, "invoiceId")

    def fits(one: InvoicePayment) -> bool:
        in_time = (first is None or one.on >= first) and (last is None or one.on <= last)
        return bool(one.invoice_id) and in_time and (not wanted or one.invoice_id in wanted)

    if first is None and last is None:
        return told(filter(fits, ids(call.world, "payment", page, _between(call.world))), page, wire.row)
    low, high = by_day(NAME, first or date.min), by_day(NAME, last or date.max)
    found = call.world.shelf.between(InvoicePayment, "on", low, high)
    rows = _ordered([one for one in found if fits(one)], ascending=page.ascending)
    return told(after_previous(rows, page, _id), page, wire.row)


def _between(world: World) -> Callable[[int, int], list[InvoicePayment]]:
    return lambda low, high: world.shelf.between(InvoicePayment, "id", by_number(NAME, low), by_number(NAME, high))


def _ordered(found: Iterable[InvoicePayment], *, ascending: bool) -> list[InvoicePayment]:
    return sorted(found, key=_id, reverse=not ascending)


def _id(one: InvoicePayment) -> int:
    return one.payment_id


def _amount(value: Decimal, currency: str) -> Money:
    try:
        amount = Money.of(value, currency)
    except InvalidValue as error:
        raise invalid(codes.INVALID_AMOUNT, "amount", explained=str(error)) from error
    if amount.is_zero:
        raise invalid(codes.INVALID_AMOUNT, "amount", explained="nothing is paid")
    return amount


def _event(call: Call) -> InvoicePayment:
    invoice = known_invoice(call.world, int(call.path["id"]))
    number = int(call.path["eventId"])
    known = call.world.look(InvoicePayment, f"{NAME}/payment/{number}")
    if known is None or known.invoice_id != invoice.invoice_id:
        raise NotFound("payment event", number)
    return known


def _check_status(invoice: SalesInvoice, method: str | None) -> None:
    status = status_of(invoice)
    if status in PAYABLE or (status == MARKED_PAID and method in wire.MENDING):
        return
    raise forbidden(WRONG_STATUS, f"invoice {invoice.invoice_id} is {status}; it takes no payment")
