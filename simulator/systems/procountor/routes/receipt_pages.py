"""What receipts have in common with the pages of invoices: whose they are, their status, the numbers of their rows."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from simulator.core.ledger import LedgerVoucher
from simulator.core.money import Money, total
from simulator.core.records import Counter
from simulator.core.sales import SalesInvoice
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.wire import codes, ledger_receipt
from simulator.systems.procountor.wire.invoice_status import status_of as status_of_invoice
from simulator.systems.procountor.wire.ledger_receipt import REVERSING, Receipt, Transaction, value_of
from simulator.world import books_sales
from simulator.world.world import World


def invoice_of(world: World, page: LedgerVoucher) -> SalesInvoice:
    """Return the invoice that a page belongs to."""
    return books_sales.invoice(world, NAME, int(page.source.partition("/")[2]))


def status_of(world: World, voucher: LedgerVoucher) -> str:
    """Return the status of a receipt: a journal's own, or that of the invoice whose page it is."""
    if voucher.kind == ledger_receipt.JOURNAL:
        return ledger_receipt.status_of(voucher)
    return status_of_invoice(invoice_of(world, voucher))


def number_of(world: World, voucher: LedgerVoucher) -> int | None:
    """Return the number of the invoice that a receipt belongs to: for a journal that of its companion."""
    if voucher.kind == ledger_receipt.JOURNAL:
        return ledger_receipt.said(voucher.document).invoice_number
    return invoice_of(world, voucher).number


def check_page(world: World, page: LedgerVoucher, receipt: Receipt) -> None:
    """Refuse a page that no longer books its invoice's sum on the receivable (assumed). Raises Refusal."""
    invoice = invoice_of(world, page)
    receivable = _receivable(receipt, invoice.total.currency)
    if receivable != invoice.total:
        told = f"the reversing entry is {receivable}, the invoice {invoice.total}"
        raise invalid(codes.INVALID_BALANCE, "transactions", explained=told)


def keep_page(world: World, page: LedgerVoucher) -> None:
    """Let the invoice of a page know what is booked for it."""
    invoice = invoice_of(world, page)
    account = next((line.account for line in page.lines if line.amount == invoice.total), invoice.receivable)
    world.keep(replace(invoice, entry=page.lines, receivable=account))


def bare(receipt: Receipt) -> Receipt:
    """Return what is kept of a receipt: all but what its voucher says."""
    return replace(receipt, id=None, status=None, receipt_number=None, version=None, attachments=None)


def numbered(world: World, receipt: Receipt, known: Collection[int] = ()) -> Receipt:
    """Return what is kept of a receipt, its rows numbered: a number that is known stays, once, all others are new."""
    left = set(known)
    rows: list[Transaction] = []
    fresh: list[int] = []
    for place, row in enumerate(receipt.transactions):
        rows.append(row)
        if row.id in left:
            left.discard(row.id)
        else:
            fresh.append(place)
    for number, place in enumerate(fresh, _take_numbers(world, len(fresh))):
        rows[place] = replace(rows[place], id=number)
    return bare(replace(receipt, transactions=tuple(rows)))


def _take_numbers(world: World, count: int) -> int:
    """Take ``count`` numbers of rows and return the first."""
    if not count:
        return 0
    sequence = f"{NAME}/transaction"
    first = world.next_number(sequence)
    if count > 1:
        world.keep(Counter(name=sequence, last=first + count - 1))
    return first


def _receivable(receipt: Receipt, currency: str) -> Money:
    values = (value_of(row) for row in receipt.transactions if row.transaction_type == REVERSING)
    return total((Money(value.cents, currency) for value in values), currency)
