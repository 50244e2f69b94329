"""A creditor hands in an invoice or a credit note."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from simulator.core.account import Account, Entry, EntryKind
from simulator.core.calendar import due_date_roll
from simulator.core.debtor import DebtorKind
from simulator.core.errors import AlreadyExists, FieldError, InvalidDocument, NotFound
from simulator.core.interest import RateTerms
from simulator.core.lifecycle import Stage, Trigger, follow
from simulator.core.money import Money
from simulator.core.receivable import Delivery, InvoiceType, Method, Receivable
from simulator.core.records import Client, Document, Service
from simulator.core.references import payment_key
from simulator.world.accounting import queue_invoice
from simulator.world.cases import open_case
from simulator.world.posting import post
from simulator.world.world import World


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

    Raises AlreadyExists for a number this client has used, NotFound for a credit note to an invoice nobody knows,
    InvalidDocument for one in another currency than the invoice it credits.
    """
    key = f"{client.client_id}/{invoice.number}"
    if world.look(Receivable, key) is not None:
        raise AlreadyExists("invoice", invoice.number)
    credited = _credited(world, client, invoice)
    receivable = _taken_in(world, client, invoice)
    world.keep(Document(owner=key, body=invoice.document))
    world.put(receivable, because="submitted", amount=invoice.total)
    if credited is not None:
        _credit(world, credited, invoice)
    return receivable if receivable.stage is Stage.PENDING_APPROVAL else _send_off(world, receivable)


def approve(world: World, key: str) -> Receivable:
    """Let an invoice that waits for manual approval go its way."""
    receivable = world.find(Receivable, key, named="invoice")
    approved = replace(receivable, stage=follow(receivable.stage, Trigger.APPROVE))
    world.put(approved, because="approved")
    return _send_off(world, approved)


def closest_number(world: World, client_id: int, number: int) -> str | None:
    """Return the client's invoice whose number is nearest to ``number``, to help whoever mistyped it."""
    known = [r.number for r in world.shelf.between(Receivable, "dated", f"{client_id}/", f"{client_id}/~")[-500:]]
    return str(min(known, key=lambda each: abs(each - number))) if known else None


def _taken_in(world: World, client: Client, invoice: NewInvoice) -> Receivable:
    owed = Money(0, invoice.total.currency) if invoice.type is InvoiceType.CREDIT_NOTE else invoice.total
    controlled = invoice.payment_control and client.service is not Service.INTERMEDIATION
    return Receivable(
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
            capital=owed,
            due=due_date_roll(invoice.due),
            terms=RateTerms(debtor=invoice.debtor, agreed_percent=invoice.agreed_percent),
        ),
        received=world.now,
        stage=Stage.PENDING_APPROVAL if invoice.manual_approval else Stage.RECEIVED,
        payment_control=controlled and invoice.type is InvoiceType.INVOICE,
        accounting_enabled=invoice.accounting,
        collection_disabled=invoice.disable_collection,
        method=invoice.method,
        delivery=Delivery.PENDING if invoice.distribute else Delivery.NOT_ENABLED,
        failure=invoice.unreachable if invoice.distribute else None,
        credits=invoice.credits,
    )


def _send_off(world: World, receivable: Receivable) -> Receivable:
    """Plan the distribution, or register an invoice that its creditor has sent already."""
    if receivable.delivery is Delivery.PENDING:
        minutes = world.policy.distribution_starts_after_minutes
        world.plan("distribute", receivable.key, world.now + timedelta(minutes=minutes))
        return receivable
    registered = replace(receivable, stage=follow(receivable.stage, Trigger.DISTRIBUTE))
    world.put(registered, because="registered without distribution")
    if registered.accounting_enabled:
        queue_invoice(world, registered)
    return open_case(world, registered) if registered.payment_control else registered


def _credited(world: World, client: Client, invoice: NewInvoice) -> Receivable | None:
    if invoice.type is not InvoiceType.CREDIT_NOTE or invoice.credits is None:
        return None
    credited = world.look(Receivable, f"{client.client_id}/{invoice.credits}")
    if credited is None or credited.type is not InvoiceType.INVOICE:
        raise NotFound("invoice", invoice.credits, closest=closest_number(world, client.client_id, invoice.credits))
    if credited.currency != invoice.total.currency:
        message = f"{invoice.total.currency} cannot credit invoice {credited.number}, which is in {credited.currency}"
        raise InvalidDocument([FieldError("invoice.header.currencyCode", message)])
    return credited


def _credit(world: World, credited: Receivable, note: NewInvoice) -> None:
    """Lower what is owed on the credited invoice, from today on (assumed: the goods came back)."""
    entry = Entry(EntryKind.CREDIT, world.today, note.total.cents, str(note.number))
    post(world, credited, entry, because="credited", amount=note.total, note=f"credit note {note.number}")
