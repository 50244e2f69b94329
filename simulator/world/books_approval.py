"""Invoices whose voucher is drafted together with them and counts once they are approved.

Before that an invoice is unsent and may be changed; it may go back there as long as nothing was paid on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from simulator.core.errors import Conflict
from simulator.core.ledger import LedgerLine, LedgerVoucher, VoucherState
from simulator.core.sales import InvoiceStage, Removed, SalesInvoice
from simulator.world import books, books_payments, books_sales
from simulator.world.books import NewVoucher
from simulator.world.books_payments import NewPayment
from simulator.world.books_sales import NewInvoice
from simulator.world.versions import next_version
from simulator.world.world import World

APPROVED: Final = frozenset({InvoiceStage.OPEN, InvoiceStage.PAID})


class Page(NamedTuple):
    """What the voucher of an invoice says: its lines, and the vendor's own words for them."""

    lines: Sequence[LedgerLine]
    document: bytes = b""


def draft(world: World, system: str, new: NewInvoice, page: Page) -> SalesInvoice:
    """Keep an invoice that is not approved yet, with a number and a voucher that moves no account.

    Raises as ``books_sales.add_invoice`` and ``books.post`` do.
    """
    kept = books_sales.add_invoice(world, system, new._replace(stage=InvoiceStage.UNSENT))
    return _attached(world, kept, _drafted(world, kept, page))


def change(world: World, system: str, invoice_id: int, new: NewInvoice, page: Page | None) -> SalesInvoice:
    """Replace what an invoice says that is not approved. A new ``page`` makes a new voucher; None keeps the one it has.

    Raises as ``draft`` does, and Conflict for an invoice that was approved or cancelled.
    """
    known = books_sales.invoice(world, system, invoice_id)
    _check_stage(known, {InvoiceStage.UNSENT})
    voucher = books.find(world, system, known.voucher_id)
    books.check_open(world, system, voucher.on, new.booked_on)
    world.keep(replace(known, voucher_id=0))
    edited = books_sales.edit_invoice(world, system, invoice_id, new._replace(stage=InvoiceStage.UNSENT))
    edited = replace(edited, changed=next_version(world, known.changed))
    if page is None:
        said = NewVoucher(voucher.kind, new.booked_on, voucher.lines, voucher.text, state=VoucherState.DRAFT)
        at = next_version(world, voucher.changed)
        voucher = books.edit(world, system, voucher.voucher_id, said._replace(document=voucher.document), at=at)
        return _attached(world, edited, voucher)
    world.shelf.remove(LedgerVoucher, voucher.key)
    gone = Removed(system=system, what="voucher", number=voucher.voucher_id, at=world.now)
    world.put(gone, because="voucher replaced")
    return _attached(world, edited, _drafted(world, edited, page))


def approve(world: World, system: str, invoice_id: int, label: str) -> SalesInvoice:
    """Let an invoice's voucher count; the vendor calls it ``label`` from now on. Raises Conflict, PeriodLocked."""
    known = books_sales.invoice(world, system, invoice_id)
    _check_stage(known, {InvoiceStage.UNSENT})
    _set_voucher(world, known, VoucherState.VALID, "voucher approved")
    return _staged(world, known, InvoiceStage.OPEN, label, "invoice approved")


def reopen(world: World, system: str, invoice_id: int) -> SalesInvoice:
    """Take the approval of an invoice back. Raises Conflict for one that was paid on, PeriodLocked."""
    known = books_sales.invoice(world, system, invoice_id)
    _check_stage(known, {InvoiceStage.OPEN})
    _check_unpaid(world, known)
    _set_voucher(world, known, VoucherState.DRAFT, "voucher reopened")
    return _staged(world, known, InvoiceStage.UNSENT, "", "invoice reopened")


def send(world: World, system: str, invoice_id: int, label: str) -> SalesInvoice:
    """Note that an approved invoice was sent. Raises Conflict for one that is not approved or was paid on."""
    known = books_sales.invoice(world, system, invoice_id)
    _check_stage(known, {InvoiceStage.OPEN})
    return _staged(world, known, InvoiceStage.OPEN, label, "invoice sent")


def cancel(world: World, system: str, invoice_id: int) -> SalesInvoice:
    """Cancel an invoice for good; its voucher counts no more. Raises Conflict for a paid one, PeriodLocked."""
    known = books_sales.invoice(world, system, invoice_id)
    _check_stage(known, {InvoiceStage.UNSENT, InvoiceStage.OPEN})
    _check_unpaid(world, known)
    _set_voucher(world, known, VoucherState.INVALIDATED, "voucher invalidated")
    return _staged(world, known, InvoiceStage.CANCELLED, known.label, "invoice cancelled")


def pay(world: World, system: str, invoice_id: int, new: NewPayment) -> int:
    """Book a payment on an approved invoice, which keeps its label, and return the payment's identity.

    Raises as ``books_payments.book`` does, and Conflict for an invoice that is not approved.
    """
    known = books_sales.invoice(world, system, invoice_id)
    _check_stage(known, APPROVED)
    booked = books_payments.book(world, system, new._replace(invoice_id=invoice_id))
    _labelled(world, known)
    return booked.payment_id


def unpay(world: World, system: str, payment_id: int) -> None:
    """Take a payment back; its invoice keeps its label. Raises NotFound, PeriodLocked."""
    known = books_sales.invoice(world, system, books_payments.payment(world, system, payment_id).invoice_id)
    books_payments.delete_payment(world, system, payment_id)
    _labelled(world, known)


def touch(world: World, known: SalesInvoice, document: bytes, because: str) -> SalesInvoice:
    """Replace the vendor's own words about an invoice in whatever stage it is; it has a new version then."""
    changed = replace(known, document=document, changed=next_version(world, known.changed))
    world.put(changed, because=because)
    return changed


def _drafted(world: World, of: SalesInvoice, page: Page) -> LedgerVoucher:
    new = NewVoucher(
        books.INVOICE_VOUCHER,
        of.booked_on,
        page.lines,
        f"Invoice {of.number}",
        f"invoice/{of.invoice_id}",
        state=VoucherState.DRAFT,
        document=page.document,
    )
    return books.post(world, of.system, new)


def _attached(world: World, of: SalesInvoice, voucher: LedgerVoucher) -> SalesInvoice:
    attached = replace(of, voucher_id=voucher.voucher_id, entry=voucher.lines)
    world.keep(attached)
    return attached


def _set_voucher(world: World, of: SalesInvoice, state: VoucherState, because: str) -> None:
    voucher = books.find(world, of.system, of.voucher_id)
    at: datetime = next_version(world, voucher.changed)
    books.set_state(world, of.system, voucher.voucher_id, state, because=because, at=at)


def _staged(world: World, known: SalesInvoice, stage: InvoiceStage, label: str, because: str) -> SalesInvoice:
    changed = replace(known, stage=stage, label=label, changed=next_version(world, known.changed))
    world.put(changed, because=because, note=label or None)
    return changed


def _labelled(world: World, before: SalesInvoice) -> None:
    """Give an invoice its label back, which a change of what is open on it takes away, and its next version."""
    after = books_sales.invoice(world, before.system, before.invoice_id)
    world.keep(replace(after, label=before.label, changed=next_version(world, before.changed)))


def _check_stage(known: SalesInvoice, accepted: set[InvoiceStage] | frozenset[InvoiceStage]) -> None:
    if known.stage not in accepted:
        raise Conflict(
            f"invoice {known.invoice_id} is {known.stage}; this is for one that is {' or '.join(sorted(accepted))}"
        )


def _check_unpaid(world: World, known: SalesInvoice) -> None:
    if known.open != known.total or books_payments.payments_of(world, known.system, known.invoice_id):
        raise Conflict(f"invoice {known.invoice_id} has payments on it; {known.open} of {known.total} is open")
