"""Ledger receipts: create and change journals and the pages of invoices, move their status, read and list them."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.errors import InvalidValue, NotFound
from simulator.core.ledger import LedgerVoucher, VoucherState
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import Refusal, invalid
from simulator.systems.procountor.routes.attached import INVOICE, LEDGER_RECEIPT, attached
from simulator.systems.procountor.routes.batch import batch
from simulator.systems.procountor.routes.moves import DONE, check_version, forbidden, moving
from simulator.systems.procountor.routes.reading import read
from simulator.systems.procountor.routes.receipt_pages import (
    bare,
    check_page,
    invoice_of,
    keep_page,
    numbered,
    status_of,
)
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire import invoice as invoice_wire
from simulator.systems.procountor.wire import ledger_receipt as wire
from simulator.systems.procountor.wire.document import kept
from simulator.systems.procountor.wire.ledger_posting import lines_of, reconciled
from simulator.systems.procountor.wire.ledger_receipt import Receipt
from simulator.systems.procountor.wire.moment import stamp
from simulator.world import books
from simulator.world.books import NewVoucher
from simulator.world.versions import next_version
from simulator.world.world import World

WHAT: Final = "ledger receipt"


def create(call: Call) -> Reply:
    """Keep a journal, unfinished; it moves no account until it is approved, and need not balance before."""
    receipt = read(call, Receipt)
    if receipt.type != wire.JOURNAL:
        raise invalid(codes.INVALID_TYPE, "type", explained=f"{receipt.type} is made by its invoice; send a JOURNAL")
    world = call.world
    _check_head(receipt)
    receipt = _reconciled(call, receipt)
    lines = lines_of(world, receipt)
    companion = world.next_number(f"{NAME}/invoice")
    receipt = replace(
        numbered(world, receipt),
        invoice_id=companion,
        invoice_number=world.next_number(f"{NAME}/invoice number"),
    )
    new = NewVoucher(
        wire.JOURNAL,
        receipt.receipt_date,
        lines,
        receipt.name,
        f"invoice/{companion}",
        state=VoucherState.DRAFT,
        document=kept(receipt),
    )
    return Reply(200, _told(world, books.post(world, NAME, new), receipt))


def update(call: Call) -> Reply:
    """Replace a journal that is unfinished, or the page of an invoice; the version must be the latest."""
    world, known = call.world, voucher(call)
    receipt = read(call, Receipt)
    if receipt.type != wire.TYPES[known.kind]:
        raise invalid(codes.INVALID_TYPE, "type", explained=f"this is a {wire.TYPES[known.kind]}")
    check_version(receipt.version, stamp(known.changed))
    if known.state is VoucherState.INVALIDATED or (
        known.kind == wire.JOURNAL and known.state is not VoucherState.DRAFT
    ):
        raise forbidden("Invalid receipt status", f"receipt {known.voucher_id} is {status_of(world, known)}")
    _check_head(receipt)
    before = wire.said(known.document)
    receipt = numbered(world, _reconciled(call, receipt), _ids(before))
    receipt = replace(receipt, invoice_id=before.invoice_id, invoice_number=before.invoice_number)
    if known.kind != wire.JOURNAL:
        check_page(world, known, receipt)
    return Reply(200, _told(world, _changed(world, known, receipt), receipt))


def set_dimensions(call: Call) -> Reply:
    """Replace the dimensions of one row; none clears them."""
    world, known = call.world, voucher(call)
    wanted = int(call.path["transactionId"])
    values = call.read(Dimensions).dimension_item_values
    if known.state is VoucherState.INVALIDATED:
        raise forbidden("Invalid receipt status", f"receipt {known.voucher_id} is invalidated")
    before = wire.said(known.document)
    if all(row.id != wanted for row in before.transactions):
        raise NotFound("transaction", wanted)
    rows = tuple(
        replace(row, dimension_item_values=values or None) if row.id == wanted else row for row in before.transactions
    )
    receipt = replace(before, transactions=rows)
    return Reply(200, _told(world, _changed(world, known, receipt), receipt))


def approve(call: Call) -> Reply:
    """Let an unfinished journal count."""
    return _moved(call, VoucherState.DRAFT, VoucherState.VALID, "voucher approved")


def unfinish(call: Call) -> Reply:
    """Take the approval of a journal back."""
    return _moved(call, VoucherState.VALID, VoucherState.DRAFT, "voucher reopened")


def invalidate(call: Call) -> Reply:
    """Let a journal count no more, for good."""
    return _moved(call, None, VoucherState.INVALIDATED, "voucher invalidated")


def get(call: Call) -> Reply:
    """Read one receipt or several."""
    return batch(call, WHAT, lambda number: _document(call.world, number))


def voucher(call: Call) -> LedgerVoucher:
    """Return the voucher that the path names. Raises NotFound."""
    number = int(call.path["id"])
    known = call.world.look(LedgerVoucher, f"{NAME}/voucher/{number}")
    if known is None or known.kind not in wire.TYPES:
        raise NotFound(WHAT, number)
    return known


class Dimensions(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """What the dimensions of a row are to be."""

    dimension_item_values: tuple[wire.DimensionItemValue, ...]


def _moved(call: Call, source: VoucherState | None, target: VoucherState, because: str) -> Reply:
    known = voucher(call)
    if known.kind != wire.JOURNAL:
        raise forbidden("Invalid receipt type", "the page of an invoice follows its invoice; move that one")
    if source not in (known.state, None):
        raise forbidden("Invalid receipt status", f"receipt {known.voucher_id} is {wire.STATUSES[known.state]}")
    with moving():
        at = next_version(call.world, known.changed)
        books.set_state(call.world, NAME, known.voucher_id, target, because=because, at=at)
    return DONE


def _changed(world: World, known: LedgerVoucher, receipt: Receipt) -> LedgerVoucher:
    lines = lines_of(world, receipt)
    new = NewVoucher(
        known.kind, receipt.receipt_date, lines, receipt.name, state=known.state, document=kept(bare(receipt))
    )
    try:
        changed = books.edit(world, NAME, known.voucher_id, new, at=next_version(world, known.changed))
    except InvalidValue as error:
        raise invalid(codes.INVALID_BALANCE, "transactions", explained=str(error)) from error
    if known.kind != wire.JOURNAL:
        keep_page(world, changed)
    return changed


def _document(world: World, number: int) -> Receipt | None:
    known = world.look(LedgerVoucher, f"{NAME}/voucher/{number}")
    if known is None or known.kind not in wire.TYPES:
        return None
    return _told(world, known, wire.said(known.document))


def _told(world: World, known: LedgerVoucher, receipt: Receipt) -> Receipt:
    files = attached(world, LEDGER_RECEIPT, known.voucher_id)
    if known.kind == wire.JOURNAL:
        of_companion = attached(world, INVOICE, receipt.invoice_id or 0)
        return wire.whole(known, receipt, wire.status_of(known), receipt.invoice_notes, (*files, *of_companion))
    invoice = invoice_of(world, known)
    notes = invoice_wire.said(invoice.document).notes
    told = replace(receipt, invoice_id=invoice.invoice_id, invoice_number=invoice.number)
    return wire.whole(known, told, status_of(world, known), notes, files)


def _reconciled(call: Call, receipt: Receipt) -> Receipt:
    return reconciled(call.world, receipt) if call.query.get("createReconciliation") else receipt


def _ids(receipt: Receipt) -> set[int]:
    return {row.id for row in receipt.transactions if row.id is not None}


def _check_head(receipt: Receipt) -> None:
    """Refuse a period that ends before it begins. Raises Refusal."""
    first, last = receipt.period_start_date, receipt.period_end_date
    if first is not None and last is not None and last <= first:
        raise Refusal(400, (codes.INVALID_PERIOD, "periodEndDate"))
