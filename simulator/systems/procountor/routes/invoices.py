"""Sales invoices: create, change, read, and move through their statuses."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.errors import NotFound
from simulator.core.references import make_finnish_reference, payment_key
from simulator.core.sales import InvoiceStage, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME, admission
from simulator.systems.procountor.routes.attached import INVOICE, attached
from simulator.systems.procountor.routes.batch import batch
from simulator.systems.procountor.routes.moves import DONE, WRONG_STATUS, check_version, forbidden, moving
from simulator.systems.procountor.routes.reading import read
from simulator.systems.procountor.routes.receipt_pages import numbered
from simulator.systems.procountor.wire import invoice as wire
from simulator.systems.procountor.wire.document import kept
from simulator.systems.procountor.wire.invoice import Invoice
from simulator.systems.procountor.wire.invoice_rules import check
from simulator.systems.procountor.wire.invoice_status import APPROVED, NOT_SENT, SENT, status_of
from simulator.systems.procountor.wire.invoice_sums import Sums, is_same_page, page_of, sum_info, sums_of
from simulator.systems.procountor.wire.ledger_posting import lines_of
from simulator.systems.procountor.wire.moment import stamp
from simulator.world import books, books_approval, books_payments
from simulator.world.books_approval import Page
from simulator.world.books_sales import NewInvoice
from simulator.world.world import World

WHAT: Final = "invoice"
UNSENT_CHANNEL: Final = "NO_SENDING"
SENDABLE: Final = frozenset({NOT_SENT, SENT})
FEWEST_DIGITS: Final = 3
"""Digits that a reference has at least before its check digit."""


class Notes(msgspec.Struct, frozen=True, gc=False):
    """Internal notes."""

    notes: str


def create(call: Call) -> Reply:
    """Keep an invoice, unfinished, with its number, its reference and its accounting page."""
    world = call.world
    company = books.company(world, NAME)
    invoice = read(call, Invoice)
    check(world, company, invoice)
    number = world.next_number(f"{NAME}/invoice number")
    owner = int(admission.credential(world, call.grant).part("userId"))
    invoice, sums = _completed(world, invoice, number)
    invoice = replace(invoice, creator_id=owner)
    made = books_approval.draft(world, NAME, _new(world, invoice, sums, number), _page(world, invoice, sums))
    return Reply(200, wire.whole(made, invoice))


def update(call: Call) -> Reply:
    """Replace an unfinished invoice; rows or tax that are booked otherwise make a new accounting page."""
    world = call.world
    known = _known(call)
    before, invoice = wire.said(known.document), read(call, Invoice)
    check_version(invoice.version, stamp(known.changed))
    if known.stage is not InvoiceStage.UNSENT:
        raise forbidden(WRONG_STATUS, f"invoice {known.invoice_id} is {status_of(known)}; make it unfinished first")
    if known.customer_id:
        invoice = replace(invoice, partner_id=known.customer_id)
    check(world, books.company(world, NAME), invoice)
    invoice, sums = _completed(world, invoice, known.number)
    invoice = replace(invoice, creator_id=before.creator_id)
    page = None if is_same_page(before, invoice) else _page(world, invoice, sums)
    new = _new(world, invoice, sums, 0)
    if page is None:
        new = new._replace(receivable=known.receivable)
    changed = books_approval.change(world, NAME, known.invoice_id, new, page)
    return Reply(200, told(world, changed))


def get(call: Call) -> Reply:
    """Read one invoice or several."""
    return batch(call, WHAT, lambda number: _document(call.world, number))


def approve(call: Call) -> Reply:
    """Approve an unfinished invoice; one that is not to be sent is then approved, any other not sent."""
    known = _known(call)
    channel = wire.said(known.document).invoice_channel
    with moving():
        label = APPROVED if channel == UNSENT_CHANNEL else NOT_SENT
        books_approval.approve(call.world, NAME, known.invoice_id, label)
    return DONE


def send(call: Call) -> Reply:
    """Send an invoice that was approved to be sent, or send it again."""
    known = _known(call)
    if status_of(known) not in SENDABLE:
        raise forbidden(WRONG_STATUS, f"invoice {known.invoice_id} is {status_of(known)}; it is not to be sent")
    with moving():
        books_approval.send(call.world, NAME, known.invoice_id, SENT)
    return DONE


def unfinish(call: Call) -> Reply:
    """Take the approval of an invoice back on which nothing was paid."""
    with moving():
        books_approval.reopen(call.world, NAME, _known(call).invoice_id)
    return DONE


def invalidate(call: Call) -> Reply:
    """Cancel an invoice on which nothing was paid, for good."""
    with moving():
        books_approval.cancel(call.world, NAME, _known(call).invoice_id)
    return DONE


def set_notes(call: Call) -> Reply:
    """Replace the internal notes, in whatever status."""
    known = _known(call)
    invoice = replace(wire.said(known.document), notes=call.read(Notes).notes)
    books_approval.touch(call.world, known, kept(invoice), "invoice notes set")
    return DONE


def known_invoice(world: World, number: int) -> SalesInvoice:
    """Return an invoice by its id. Raises NotFound."""
    known = world.look(SalesInvoice, f"{NAME}/invoice/{number}")
    if known is None:
        raise NotFound(WHAT, number)
    return known


def told(world: World, known: SalesInvoice) -> Invoice:
    """Return an invoice as it is told."""
    paid = [payment.on for payment in books_payments.payments_of(world, NAME, known.invoice_id)]
    documents = attached(world, INVOICE, known.invoice_id)
    return wire.whole(known, wire.said(known.document), attachments=documents, paid_on=max(paid, default=None))


def _known(call: Call) -> SalesInvoice:
    return known_invoice(call.world, int(call.path["id"]))


def _document(world: World, number: int) -> Invoice | None:
    known = world.look(SalesInvoice, f"{NAME}/invoice/{number}")
    return None if known is None else told(world, known)


def _completed(world: World, invoice: Invoice, number: int) -> tuple[Invoice, Sums]:
    """Return what is kept of an invoice, and what it comes to: addresses copied, reference made, rows numbered."""
    address = invoice.counter_party.counter_party_address
    info = invoice.payment_info
    if info.bank_reference_code == "":
        info = replace(info, bank_reference_code=_reference(number), bank_reference_code_type="FI")
    sums = sums_of(invoice)
    rows = tuple(replace(row, id=row.id or world.next_number(f"{NAME}/invoice row")) for row in invoice.invoice_rows)
    completed = replace(
        wire.bare(invoice),
        payment_info=info,
        invoice_rows=rows,
        billing_address=address if invoice.billing_address is None else invoice.billing_address,
        delivery_address=address if invoice.delivery_address is None else invoice.delivery_address,
        invoice_sum_info=(sum_info(sums),),
    )
    return completed, sums


def _reference(number: int) -> str:
    """Return the reference that is made for an invoice: its number and a check digit (assumed)."""
    digits = str(number)
    return make_finnish_reference(digits if len(digits) >= FEWEST_DIGITS else f"1{digits:0>4}")


def _new(world: World, invoice: Invoice, sums: Sums, number: int) -> NewInvoice:
    page = page_of(invoice, sums, books.company(world, NAME))
    return NewInvoice(
        customer_id=invoice.partner_id or 0,
        dated=invoice.date,
        due=invoice.payment_info.due_date,
        booked_on=invoice.date,
        total=sums.gross,
        entry=lines_of(world, page),
        receivable=page.transactions[0].account,
        number=number,
        reference=payment_key(invoice.payment_info.bank_reference_code or ""),
        accepts_partial=True,
        external=invoice.original_invoice_number or "",
        document=kept(invoice),
    )


def _page(world: World, invoice: Invoice, sums: Sums) -> Page:
    receipt = numbered(world, page_of(invoice, sums, books.company(world, NAME)))
    return Page(lines_of(world, receipt), kept(receipt))
