"""The sales invoices of an accounting system's company: keep them, open them, cancel them, match credit notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from simulator.core.chart import LedgerAccount
from simulator.core.errors import AlreadyExists, Conflict, InvalidValue, NotFound
from simulator.core.filing import LAST, by_instant, by_name, by_number
from simulator.core.ledger import LedgerLine, VoucherState
from simulator.core.money import Money, total
from simulator.core.records import Counter
from simulator.core.sales import Customer, InvoiceMatch, InvoicePayment, InvoiceStage, Removed, SalesInvoice
from simulator.world import books
from simulator.world.books import NewVoucher
from simulator.world.world import World

BOOKED = frozenset({InvoiceStage.OPEN, InvoiceStage.PAID})
"""The stages in which an invoice has a voucher."""


class Sale(NamedTuple):
    """What goes to one sales account: net and tax separately; ``vat_percent`` in percent (25.5 means 25.5 %)."""

    account: str
    net: Money
    vat: Money
    text: str = ""
    vat_code: str = ""
    vat_percent: Decimal = Decimal(0)
    dimensions: tuple[tuple[str, str], ...] = ()


class NewInvoice(NamedTuple):
    """An invoice to be kept. Number 0 takes the next; an empty ``receivable`` is the company's own account for it.

    ``total`` may differ by cents from what ``entry`` books, as vendors allow. ``booked_on`` dates the voucher.
    ``customer_id`` 0 is a buyer who is in no register; ``external`` is what the sender calls the invoice.
    """

    customer_id: int
    dated: date
    due: date
    booked_on: date
    total: Money
    entry: Sequence[LedgerLine]
    receivable: str
    number: int = 0
    reference: str = ""
    stage: InvoiceStage = InvoiceStage.OPEN
    label: str = ""
    accepts_partial: bool = False
    external: str = ""
    document: bytes = b""


def sales_entry(world: World, system: str, sales: Iterable[Sale], *, receivable: str = "") -> tuple[LedgerLine, ...]:
    """Return the lines that book ``sales``: gross on the receivable, net on each account, tax on its own.

    ``receivable`` is the number of an account, by default the company's own; a credit note's amounts are negative.
    """
    books_of = books.company(world, system)
    every = list(sales)
    vat = total((sale.vat for sale in every), books_of.currency)
    gross = total((sale.net for sale in every), books_of.currency) + vat
    lines = [LedgerLine(receivable or books_of.account(LedgerAccount.RECEIVABLE), gross)]
    lines += [
        LedgerLine(sale.account, -sale.net, sale.text, sale.vat_code, sale.vat_percent, sale.dimensions)
        for sale in every
    ]
    if not vat.is_zero:
        lines.append(LedgerLine(books_of.account(LedgerAccount.VAT_PAYABLE), -vat))
    return tuple(lines)


def add_invoice(world: World, system: str, new: NewInvoice) -> SalesInvoice:
    """Keep an invoice; one that is open gets its voucher at once.

    Raises NotFound for an unknown customer or account, AlreadyExists for a number that is taken, PeriodLocked and
    InvalidValue as ``books.post`` does. A draft has no number.
    """
    _check(world, system, new)
    draft = new.stage is InvoiceStage.DRAFT
    number = 0 if draft else _number(world, system, new.number)
    invoice = SalesInvoice(
        system=system,
        invoice_id=world.next_number(f"{system}/invoice"),
        number=number,
        created=world.now,
        changed=world.now,
        **_stated(new),
    )
    booked = _booked(world, invoice)
    world.put(booked, because="invoice kept", amount=booked.total, note=f"number {number}" if number else None)
    return booked


def edit_invoice(world: World, system: str, invoice_id: int, new: NewInvoice) -> SalesInvoice:
    """Replace what an invoice says; its voucher is edited along with it. Number 0 keeps the number it has.

    Raises as ``add_invoice`` does, and Conflict for an invoice that something was paid or matched on.
    """
    known = invoice(world, system, invoice_id)
    if known.open != known.total or known.stage is InvoiceStage.CANCELLED:
        raise Conflict(f"invoice {invoice_id} is {known.stage} with {known.open} open; it can no longer be changed")
    _check(world, system, new)
    number = known.number
    if new.number not in (0, number) or (not number and new.stage is not InvoiceStage.DRAFT):
        number = _number(world, system, new.number)
    changed = replace(
        known,
        number=number,
        changed=world.now,
        **_stated(new),
    )
    booked = _booked(world, changed)
    world.put(booked, because="invoice edited", amount=booked.total)
    return booked


def set_stage(world: World, system: str, invoice_id: int, stage: InvoiceStage, label: str) -> SalesInvoice:
    """Give an invoice a stage and the vendor's own word for it; one that is to be open or paid gets its voucher.

    Money does not move: an invoice that is called paid keeps what is open on it.
    """
    changed = replace(invoice(world, system, invoice_id), stage=stage, label=label, changed=world.now)
    if stage is not InvoiceStage.DRAFT and not changed.number:
        changed = replace(changed, number=_number(world, system, 0))
    booked = _booked(world, changed)
    world.put(booked, because="invoice status set", note=label or None)
    return booked


def delete_invoice(world: World, system: str, invoice_id: int) -> None:
    """Remove an invoice and invalidate its voucher. Raises NotFound, PeriodLocked, Conflict when it was paid on."""
    known = invoice(world, system, invoice_id)
    if known.open != known.total or world.shelf.select(InvoicePayment, "invoice", by_number(system, invoice_id)):
        raise Conflict(f"invoice {invoice_id} has payments on it; delete those first")
    if known.voucher_id:
        books.withdraw(world, system, known.voucher_id, comment=f"invoice {known.number} deleted")
    world.shelf.remove(SalesInvoice, known.key)
    world.put(Removed(system=system, what="invoice", number=invoice_id, at=world.now), because="invoice deleted")


def match_credit_note(world: World, system: str, credit_note_id: int, invoice_id: int) -> Money:
    """Clear an invoice and a credit note against each other, as far as the smaller open sum goes, and return how far.

    Raises NotFound, InvalidValue when one is not open or the signs are not opposite. The accounts do not move: both
    stand on the receivable already.
    """
    note, claim = invoice(world, system, credit_note_id), invoice(world, system, invoice_id)
    for one in (note, claim):
        if one.stage is not InvoiceStage.OPEN or not one.voucher_id:
            raise InvalidValue("invoice", one.invoice_id, "an open invoice with a voucher")
    if note.open.cents >= 0 or claim.open.cents <= 0:
        raise InvalidValue("open sums", f"{note.open} and {claim.open}", "a credit note and an invoice")
    cleared = min(-note.open, claim.open)
    by_claim = InvoiceMatch(claim.invoice_id, cleared, world.now)
    settle(world, note, -cleared, because="credit note matched", match=by_claim)
    by_note = InvoiceMatch(note.invoice_id, cleared, world.now)
    settle(world, claim, cleared, because="credit note matched", match=by_note)
    return cleared


def settle(
    world: World, of: SalesInvoice, amount: Money, *, because: str, match: InvoiceMatch | None = None
) -> SalesInvoice:
    """Take ``amount`` off what is open (or, negative, put it back), and let the stage follow what is left.

    A booked invoice with nothing open is paid, an overpaid one as well; one on which something is open is open.
    """
    left = of.open - amount
    over = left.is_zero or (left.cents < 0) == (of.total.cents > 0)
    stage = of.stage
    if of.stage in BOOKED:
        stage = InvoiceStage.PAID if over else InvoiceStage.OPEN
    label = of.label if stage is of.stage else ""
    matches = of.matches if match is None else (*of.matches, match)
    changed = replace(of, open=left, stage=stage, label=label, matches=matches, changed=world.now)
    world.put(changed, because=because, amount=amount)
    return changed


def invoice(world: World, system: str, invoice_id: int) -> SalesInvoice:
    """Return an invoice by its identity. Raises NotFound."""
    known = world.look(SalesInvoice, f"{system}/invoice/{invoice_id}")
    if known is None:
        raise NotFound("invoice", invoice_id)
    return known


def invoices(world: World, system: str, *, above: int = 0) -> list[SalesInvoice]:
    """Return the invoices with identities above ``above``, in their order."""
    return world.shelf.between(SalesInvoice, "id", by_number(system, above + 1), f"{system}/{LAST}")


def invoice_numbered(world: World, system: str, number: int) -> SalesInvoice | None:
    """Return the invoice with a number, if there is one."""
    return next(iter(world.shelf.select(SalesInvoice, "number", by_number(system, number))), None) if number else None


def invoices_referenced(world: World, system: str, reference: str) -> list[SalesInvoice]:
    """Return the invoices that are to be paid with a reference."""
    return world.shelf.select(SalesInvoice, "reference", by_name(system, reference)) if reference else []


def removed_since(world: World, system: str, what: str, since: datetime) -> list[Removed]:
    """Return what is left of the ``what`` (invoice, payment...) that were deleted from ``since`` on, oldest first."""
    low = by_instant(f"{system}/{what}", since)
    return world.shelf.between(Removed, "at", low, f"{system}/{what}/{LAST}")


def invoices_called(world: World, system: str, external: str) -> list[SalesInvoice]:
    """Return the invoices that their sender calls ``external``."""
    return world.shelf.select(SalesInvoice, "external", by_name(system, external)) if external else []


def _stated(new: NewInvoice) -> dict[str, Any]:
    """Return the members of an invoice that ``new`` states; nothing is paid on it yet."""
    stated = {**new._asdict(), "entry": tuple(new.entry), "open": new.total}
    del stated["number"]
    return stated


def _check(world: World, system: str, new: NewInvoice) -> None:
    if new.customer_id and world.look(Customer, f"{system}/customer/{new.customer_id}") is None:
        raise NotFound("customer", new.customer_id)
    books.account(world, system, new.receivable)
    for line in new.entry:
        books.account(world, system, line.account)


def _number(world: World, system: str, wanted: int) -> int:
    """Return the number an invoice gets: the one wanted, or the next after the highest so far."""
    sequence = f"{system}/invoice number"
    last = world.look(Counter, sequence)
    if not wanted:
        return world.next_number(sequence)
    books.check_number("invoice number", wanted)
    if invoice_numbered(world, system, wanted) is not None:
        raise AlreadyExists("invoice", wanted)
    if last is None or wanted > last.last:
        world.keep(Counter(name=sequence, last=wanted))
    return wanted


def _booked(world: World, of: SalesInvoice) -> SalesInvoice:
    """Bring an invoice's voucher to what it says: made, edited or, when it is to have none any more, invalidated."""
    system, text = of.system, f"Invoice {of.number}"
    voucher = NewVoucher(books.INVOICE_VOUCHER, of.booked_on, of.entry, text, f"invoice/{of.invoice_id}")
    if of.stage not in BOOKED:
        if of.voucher_id:
            books.withdraw(world, system, of.voucher_id, comment=f"invoice {of.number} is {of.stage}")
        return replace(of, voucher_id=0)
    known = books.find(world, system, of.voucher_id) if of.voucher_id else None
    if known is None or known.state is VoucherState.INVALIDATED:
        return replace(of, voucher_id=books.post(world, system, voucher).voucher_id)
    if known.lines != of.entry or known.on != of.booked_on:
        books.edit(world, system, of.voucher_id, voucher)
    return of
