"""Sales invoices: list, read, status, delete, and matching of credit notes."""

from __future__ import annotations

from typing import Final

from simulator.core.errors import Conflict, InvalidValue
from simulator.core.ledger import LedgerVoucher
from simulator.core.order import SalesOrder
from simulator.core.sales import Customer, InvoiceStage, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.routes import orders
from simulator.systems.netvisor.routes.address import language_of, root_of
from simulator.systems.netvisor.routes.deletions import voucher_deleted
from simulator.systems.netvisor.wire import invoice_out as wire
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.figures import whole
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.xml import Node, read
from simulator.world import books, books_orders, books_register, books_sales
from simulator.world.world import World

MOST_KEYS: Final = 500
MOST_STATUSES: Final = 100
CREDITED: Final = 16
"""The flag of ``replyoption`` that asks which invoice a credit note credits."""
LABELS: Final = frozenset({*wire.SUBSTATUSES, "paid", "creditloss", "unsent"})
STAGES: Final = {"unsent": InvoiceStage.UNSENT, "paid": InvoiceStage.PAID}
"""Statuses that are stages of their own; an invoice of any other status is open."""
MEANT: Final = {"open": frozenset(wire.SUBSTATUSES), "overdue": frozenset(wire.SUBSTATUSES[1:])}
"""Statuses of a list that stand for several."""


def invoice_list(call: Call) -> Reply:
    """List invoices that fit all that is asked for, by key."""
    asked, world = Asked(call.request), call.world
    nodes: list[Node] = []
    flags = asked.number("replyoption") or 0
    options = wire.Options(comment=bool(flags & 1), currency=bool(flags & 2))
    for one in _candidates(world, asked):
        if len(nodes) == world.policy.netvisor_listed_invoices:
            break
        customer = world.find(Customer, f"{NAME}/customer/{one.customer_id}")
        if _is_wanted(world, one, customer, asked):
            nodes.append(wire.listed(one, customer, world.today, root_of(call.request), options))
    return answered(world.now, Node("SalesInvoiceList", *nodes))


def _candidates(world: World, asked: Asked) -> list[SalesInvoice]:
    """Return the invoices among which those asked for are: one where a number is given, else all above a key."""
    number, above = asked.number("invoicenumber"), asked.number("invoicesabovenetvisorkey") or 0
    if asked.word("listtype") == "preinvoice":
        return [orders.as_invoice(one) for one in books_orders.orders(world, NAME, above=above)]
    if number is None:
        return books_sales.invoices(world, NAME, above=above)
    found = books_sales.invoice_numbered(world, NAME, number)
    return [found] if found is not None and found.invoice_id > above else []


def get_invoice(call: Call) -> Reply:
    """Read one invoice or several; a list of one key is answered like that key, an unknown one with nothing."""
    asked = Asked(call.request)
    keys = asked.numbers("netvisorkeylist", MOST_KEYS) or [asked.needed("netvisorkey")]
    nodes = [_node(call, asked, key) for key in keys]
    if len(nodes) == 1:
        return answered(call.world.now, nodes[0])
    return answered(call.world.now, Node("SalesInvoices", *nodes))


def get_order(call: Call) -> Reply:
    """Read one order or several, as invoices are read."""
    asked = Asked(call.request)
    keys = asked.numbers("netvisorkeylist", MOST_KEYS) or [asked.needed("netvisorkey")]
    known = (call.world.look(SalesOrder, f"{NAME}/order/{key}") for key in keys)
    nodes = [_shown(call, asked, None if one is None else orders.as_invoice(one)) for one in known]
    return answered(call.world.now, nodes[0] if len(nodes) == 1 else Node("SalesInvoices", *nodes))


def update_status(call: Call) -> Reply:
    """Give invoices a status, all or none; every status but unsent makes sure that there is a voucher."""
    asked = Asked(call.request)
    status = asked.word("status")
    if status not in LABELS:
        raise invalid(f"Status is not valid: {status[:40]!r}; it is one of {', '.join(sorted(LABELS))}")
    keys = asked.numbers("netvisorkeylist", MOST_STATUSES) or [asked.needed("netvisorkey")]
    for key in keys:
        invoice_known(call.world, key)
        books_sales.set_stage(call.world, NAME, key, STAGES.get(status, InvoiceStage.OPEN), status)
    return answered(call.world.now)


def delete_invoice(call: Call) -> Reply:
    """Remove an invoice and its voucher, or an order; an invoice with payments stays."""
    asked = Asked(call.request)
    if asked.number("invoiceid") is None and asked.number("orderid") is not None:
        return orders.delete_order(call, asked.needed("orderid"))
    key = asked.needed("invoiceid")
    known = invoice_known(call.world, key)
    try:
        books_sales.delete_invoice(call.world, NAME, key)
    except Conflict as error:
        if type(error) is not Conflict:
            raise
        raise invalid(f"Sales invoice has payments and cannot be deleted: {key}") from error
    voucher_deleted(call.world, known.voucher_id)
    return answered(call.world.now)


def match_credit_note(call: Call) -> Reply:
    """Clear a credit note against an invoice."""
    asked = read(call.request.body).child("matchcreditnote")
    if asked is None:
        raise invalid("XML message validation failed: element matchcreditnote is missing")
    note = whole(asked.said("creditnotenetvisorkey"), "creditnotenetvisorkey")
    claim = whole(asked.said("invoicenetvisorkey"), "invoicenetvisorkey")
    invoice_known(call.world, note)
    invoice_known(call.world, claim)
    try:
        books_sales.match_credit_note(call.world, NAME, note, claim)
    except InvalidValue as error:
        raise invalid(f"Credit note {note} cannot be matched with invoice {claim}: {error}") from error
    return answered(call.world.now)


def invoice_known(world: World, key: int) -> SalesInvoice:
    """Return the invoice with a key. Raises Refusal."""
    known = world.look(SalesInvoice, f"{NAME}/invoice/{key}")
    if known is None:
        raise invalid(f"Sales invoice not found with Netvisor identifier: {key}")
    return known


def _node(call: Call, asked: Asked, key: int) -> Node:
    return _shown(call, asked, call.world.look(SalesInvoice, f"{NAME}/invoice/{key}"))


def _shown(call: Call, asked: Asked, known: SalesInvoice | None) -> Node:
    world = call.world
    if known is None:
        return Node("SalesInvoice")
    voucher = world.look(LedgerVoucher, f"{NAME}/voucher/{known.voucher_id}") if known.voucher_id else None
    accounts = {one.number: one for one in books.accounts(world, NAME)}
    return wire.invoice_node(
        known,
        books_register.customer(world, NAME, known.customer_id),
        voucher,
        accounts,
        world.today,
        language_of(call.request),
        wire.Options(
            comment_lines=asked.is_on("showcommentlines"),
            attachments=asked.is_on("includeattachments"),
            credited=bool((asked.number("replyoption") or 0) & CREDITED),
        ),
    )


def _is_wanted(world: World, one: SalesInvoice, customer: Customer, asked: Asked) -> bool:
    return _has_status(world, one, asked) and _is_within(one, asked) and _belongs(one, customer, asked)


def _has_status(world: World, one: SalesInvoice, asked: Asked) -> bool:
    wanted = asked.word("invoicestatus")
    if not wanted:
        return True
    return wire.status_of(one, world.today) in MEANT.get(wanted, frozenset({wanted}))


def _is_within(one: SalesInvoice, asked: Asked) -> bool:
    first, last = asked.date("begininvoicedate"), asked.date("endinvoicedate")
    since, until = asked.moment("lastmodifiedstart"), asked.moment("lastmodifiedend", end=True)
    return (
        (first is None or one.dated >= first)
        and (last is None or one.dated <= last)
        and (since is None or one.changed >= since)
        and (until is None or one.changed <= until)
    )


def _belongs(one: SalesInvoice, customer: Customer, asked: Asked) -> bool:
    number, key = asked.number("invoicenumber"), asked.number("customernetvisorkey")
    code = asked.text("customercode")
    return (
        (number is None or one.number == number)
        and (key is None or one.customer_id == key)
        and (not code or customer.code == code)
    )
