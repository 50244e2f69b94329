"""A creditor hands in an invoice or a credit note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.account import Account, Entry, EntryKind
from simulator.core.calendar import due_date_roll
from simulator.core.debtor import DebtorKind
from simulator.core.errors import AlreadyExists, FieldError, InvalidDocument, InvalidValue, NotFound, shown
from simulator.core.interest import RateTerms
from simulator.core.lifecycle import Stage, Trigger, follow
from simulator.core.money import Money
from simulator.core.receivable import Delivery, InvoiceType, Method, Receivable
from simulator.core.records import Client, Document, Service
from simulator.core.references import payment_key
from simulator.world.accounting import queue_invoice
from simulator.world.cases import open_case
from simulator.world.horizon import reach, within_reach
from simulator.world.posting import post
from simulator.world.world import World

_NEAR: Final = 20
"""A number at most this far from another may be a slip of it."""


class NewInvoice(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the domain needs to know of a submitted invoice; ``document`` is the whole of it as received.

    ``unreachable`` says why the chosen method cannot reach the recipient (no e-mail address, say), if so.
    ``debtor_key`` is what tells one debtor of a creditor from another.
    """

    number: int
    type: InvoiceType
    dated: date
    due: date
    total: Money
    reference: str
    debtor_name: str
    debtor_key: str
    debtor: DebtorKind
    document: bytes
    method: Method | None = None
    distribute: bool = True
    payment_control: bool = True
    manual_approval: bool = False
    accounting: bool = False
    disable_collection: bool = False
    agreed_percent: Decimal | None = None
    unreachable: str | None = None
    credits: int | None = None


def submit(world: World, client: Client, invoice: NewInvoice) -> Receivable:
    """Take an invoice in; distribution and all that follows is left to time.

    A credit note lowers what is owed on the invoice it names: at once, or when it is approved. One that names no
    invoice lowers nothing. Raises AlreadyExists for a number this client has used, NotFound for a credit note to an
    invoice nobody knows, InvalidDocument for what cannot be: dates beyond reach, an interest rate out of bounds, a
    credit note to a credit note or in another currency.
    """
    faults = list(_faults(world, invoice))
    if faults:
        raise InvalidDocument(faults)
    key = f"{client.client_id}/{invoice.number}"
    if world.look(Receivable, key) is not None:
        raise AlreadyExists("invoice", invoice.number)
    _check_credited(world, client, invoice)
    receivable = _taken_in(world, client, invoice)
    world.keep(Document(owner=key, body=invoice.document))
    world.put(receivable, because="submitted", amount=invoice.total)
    return receivable if receivable.stage is Stage.PENDING_APPROVAL else _send_off(world, receivable)


def approve(world: World, key: str) -> Receivable:
    """Let an invoice that waits for manual approval go its way."""
    receivable = world.find(Receivable, key, named="invoice")
    approved = replace(receivable, stage=follow(receivable.stage, Trigger.APPROVE))
    world.put(approved, because="approved")
    return _send_off(world, approved)


def closest_number(world: World, client_id: int, number: int) -> str | None:
    """Return an invoice number of the client that ``number`` may be a slip of, to help whoever mistyped it.

    That is one a few away, or one that differs in one digit or has two neighbours swapped. The book is not searched:
    a few hundred numbers are tried, however large it is.
    """
    for candidate in dict.fromkeys(_slips(number)):
        if world.look(Receivable, f"{client_id}/{candidate}") is not None:
            return str(candidate)
    return None


def _slips(number: int) -> Iterator[int]:
    """Yield what may have been meant by ``number``, the likeliest first."""
    for distance in range(1, _NEAR + 1):
        yield number + distance
        yield number - distance
    digits = str(abs(number))
    for first in "123456789":
        yield int(f"{first}{digits}")
    for place, digit in enumerate(digits):
        before, after = digits[:place], digits[place + 1 :]
        if after:
            yield int(f"{before}{after[0]}{digit}{after[1:]}")
        yield int(f"{before}{after}" or "0")
        for other in "0123456789":
            yield int(f"{before}{other}{after}")
            yield int(f"{before}{digit}{other}{after}")


def _faults(world: World, invoice: NewInvoice) -> Iterator[FieldError]:
    for name, day in (("date", invoice.dated), ("dueDate", invoice.due)):
        if not within_reach(world, day):
            yield FieldError(f"invoice.header.{name}", f"{day} is not {reach(world)}")
    if invoice.total.cents < 0:
        yield FieldError("invoice.amounts.totalAmount", f"{invoice.total.decimal} is below 0.00")
    try:
        _terms(invoice)
    except InvalidValue as wrong:
        yield FieldError("invoice.terms.interest.percentage", f"{shown(wrong.value)} is not {wrong.expected}")


def _terms(invoice: NewInvoice) -> RateTerms:
    return RateTerms(debtor=invoice.debtor, agreed_percent=invoice.agreed_percent)


def _check_credited(world: World, client: Client, invoice: NewInvoice) -> None:
    """Refuse a credit note to what cannot be credited. Raises NotFound, InvalidDocument."""
    if invoice.type is not InvoiceType.CREDIT_NOTE or invoice.credits is None:
        return
    credited = world.look(Receivable, f"{client.client_id}/{invoice.credits}")
    if credited is None:
        raise NotFound("invoice", invoice.credits, closest=closest_number(world, client.client_id, invoice.credits))
    if credited.type is not InvoiceType.INVOICE:
        message = f"{credited.number} is a credit note itself; only an invoice can be credited"
        raise InvalidDocument([FieldError("invoice.references.creditedInvoiceNumber", message)])
    if credited.currency != invoice.total.currency:
        message = f"{invoice.total.currency} cannot credit invoice {credited.number}, which is in {credited.currency}"
        raise InvalidDocument([FieldError("invoice.header.currencyCode", message)])


def _taken_in(world: World, client: Client, invoice: NewInvoice) -> Receivable:
    """Return the receivable of an invoice; nothing is owed on a credit note, whose account holds its own credit."""
    is_invoice = invoice.type is InvoiceType.INVOICE
    controlled = invoice.payment_control and client.service is not Service.INTERMEDIATION
    return Receivable(
        key=f"{client.client_id}/{invoice.number}",
        client_id=client.client_id,
        number=invoice.number,
        type=invoice.type,
        dated=invoice.dated,
        due=invoice.due,
        currency=invoice.total.currency,
        reference=invoice.reference,
        reference_key=payment_key(invoice.reference),
        debtor_name=invoice.debtor_name,
        debtor_key=invoice.debtor_key,
        account=Account(
            capital=invoice.total if is_invoice else Money(0, invoice.total.currency),
            due=due_date_roll(invoice.due),
            terms=_terms(invoice),
            entries=() if is_invoice else (_own_credit(world, invoice),),
        ),
        received=world.now,
        stage=Stage.PENDING_APPROVAL if invoice.manual_approval else Stage.RECEIVED,
        payment_control=controlled and is_invoice and invoice.total.is_positive,
        accounting_enabled=invoice.accounting,
        collection_disabled=invoice.disable_collection,
        method=invoice.method,
        delivery=Delivery.PENDING if invoice.distribute else Delivery.NOT_ENABLED,
        failure=invoice.unreachable if invoice.distribute else None,
        credits=invoice.credits,
    )


def _own_credit(world: World, invoice: NewInvoice) -> Entry:
    return Entry(EntryKind.CREDIT, world.today, invoice.total.cents, str(invoice.number))


def _send_off(world: World, receivable: Receivable) -> Receivable:
    """Let a credit note take effect; plan the distribution, or register what its creditor has sent already."""
    if receivable.type is InvoiceType.CREDIT_NOTE and receivable.credits is not None:
        _credit(world, world.find(Receivable, f"{receivable.client_id}/{receivable.credits}"), receivable)
    if receivable.delivery is Delivery.PENDING:
        minutes = world.policy.distribution_starts_after_minutes
        world.plan("distribute", receivable.key, world.now + timedelta(minutes=minutes))
        return receivable
    registered = replace(receivable, stage=follow(receivable.stage, Trigger.DISTRIBUTE))
    world.put(registered, because="registered without distribution")
    if registered.accounting_enabled:
        queue_invoice(world, registered)
    return open_case(world, registered) if registered.payment_control else registered


def _credit(world: World, credited: Receivable, note: Receivable) -> None:
    """Lower what is owed on the credited invoice, from today on (assumed: the goods came back)."""
    entry = replace(note.account.entries[0], on=world.today)
    amount = Money(entry.cents, note.currency)
    post(world, credited, entry, because="credited", amount=amount, note=f"credit note {note.number}")
