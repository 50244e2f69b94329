"""Sales orders: kept by the message of invoices, listed and read as invoices are, without moving the books."""

from __future__ import annotations

from typing import Final

from msgspec import json, structs

from simulator.core.errors import AlreadyExists, shown
from simulator.core.money import Money, total
from simulator.core.order import SalesOrder
from simulator.core.sales import InvoiceStage, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.invoice_out import kept_of
from simulator.systems.netvisor.wire.query import Asked
from simulator.world import books_orders
from simulator.world.books_orders import NewOrder
from simulator.world.books_sales import NewInvoice
from simulator.world.world import World

UNDELIVERED: Final = "undelivered"
ROWS_OF_ONE: Final = 10_000
"""A row's key is that of its invoice or order times this, and its place."""


def saved(world: World, edited: int, new: NewInvoice, status: str) -> SalesOrder:
    """Keep a new order, or in place of the one with the key ``edited``; refusals are in Netvisor's words."""
    order = NewOrder(new.customer_id, new.dated, new.due, new.total, status, new.number, new.reference, new.document)
    try:
        if edited:
            order_known(world, edited)
            return books_orders.edit_order(world, NAME, edited, order)
        return books_orders.add_order(world, NAME, order)
    except AlreadyExists as error:
        raise Refusal("DUPLICATE_DATA", f"Sales order number is already in use: {error.name}") from error


def delete_order(call: Call, key: int) -> Reply:
    """Remove an order."""
    order_known(call.world, key)
    books_orders.delete_order(call.world, NAME, key)
    return answered(call.world.now)


def delete_row(call: Call) -> Reply:
    """Remove a row of an order that is not delivered; its last row stays."""
    key = Asked(call.request).needed("invoiceproductlinenetvisorkey")
    order_id, place = divmod(key, ROWS_OF_ONE)
    known = call.world.look(SalesOrder, f"{NAME}/order/{order_id}")
    kept = kept_of(known) if known is not None else None
    if known is None or kept is None or not 0 < place <= len(kept.rows):
        raise invalid(f"Order line not found with Netvisor identifier: {key}")
    if known.stage != UNDELIVERED:
        raise invalid(f"Order {known.number} is {shown(known.stage)}; lines of an undelivered order can be deleted")
    rows = tuple(row for at, row in enumerate(kept.rows, start=1) if at != place)
    if not any(row.comment is None for row in rows):
        raise invalid("An order has at least one product line")
    left = total((row.gross for row in rows), kept.currency.code)
    document = json.encode(structs.replace(kept, rows=rows, total=left))
    changed = structs.replace(known, total=kept.currency.in_books(left), document=document, changed=call.world.now)
    call.world.put(changed, because="order line deleted", amount=changed.total)
    return answered(call.world.now)


def as_invoice(order: SalesOrder) -> SalesInvoice:
    """Return an order as the documents that show it have it: an invoice that nothing is open on."""
    return SalesInvoice(
        system=order.system,
        invoice_id=order.order_id,
        number=order.number,
        customer_id=order.customer_id,
        dated=order.dated,
        due=order.due,
        booked_on=order.dated,
        total=order.total,
        open=Money(0, order.total.currency),
        receivable="",
        entry=(),
        created=order.created,
        changed=order.changed,
        reference=order.reference,
        stage=InvoiceStage.UNSENT,
        label=order.stage,
        document=order.document,
    )


def order_known(world: World, key: int) -> SalesOrder:
    """Return the order with a key. Raises Refusal."""
    known = world.look(SalesOrder, f"{NAME}/order/{key}")
    if known is None:
        raise invalid(f"Sales order not found with Netvisor identifier: {key}")
    return known
