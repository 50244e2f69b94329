"""Sales invoices: add and edit."""

from __future__ import annotations

from msgspec import json, structs

from simulator.core.chart import LedgerAccount
from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money, total
from simulator.core.references import make_finnish_reference
from simulator.core.sales import Customer, InvoiceStage, Product, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.routes import orders
from simulator.systems.netvisor.routes.vouchers import check_vat_open
from simulator.systems.netvisor.wire import invoice_in as wire
from simulator.systems.netvisor.wire.details import details
from simulator.systems.netvisor.wire.envelope import answered, inserted
from simulator.systems.netvisor.wire.figures import whole
from simulator.systems.netvisor.wire.invoice_out import Kept
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.voucher import checked_balance
from simulator.systems.netvisor.wire.xml import Element, read
from simulator.world import books, books_register, books_sales
from simulator.world.books_sales import NewInvoice, Sale
from simulator.world.world import World


def sales_invoice(call: Call) -> Reply:
    """Add an invoice or a credit note, or replace what one says; without a method it is added."""
    asked, world = Asked(call.request), call.world
    method = asked.word("method") or "add"
    if method not in ("add", "edit"):
        raise invalid("Parameter method is unknown; it is add or edit")
    said = wire.given(read(call.request.body))
    new = _new(world, said)
    for row in said.rows:
        for name, item in row.dimensions:
            books_register.dimension_item(world, NAME, name, item, create=True)
    edited = asked.needed("id") if method == "edit" else 0
    if said.is_order:
        order = orders.saved(world, edited, new, said.status)
        return answered(world.now) if edited else inserted(world.now, order.order_id)
    known = _saved(world, edited, new)
    if known.number and not known.reference:
        known = structs.replace(
            known, reference=make_finnish_reference(f"1{known.number:02}" if known.number < 100 else str(known.number))
        )
        world.put(known, because="invoice reference given")
    return answered(world.now) if method == "edit" else inserted(world.now, known.invoice_id)


def _saved(world: World, edited: int, new: NewInvoice) -> SalesInvoice:
    """Keep a new invoice, or in place of the one with the key ``edited``; refusals are in Netvisor's words."""
    try:
        if edited:
            return books_sales.edit_invoice(world, NAME, edited, new)
        return books_sales.add_invoice(world, NAME, new)
    except AlreadyExists as error:
        raise Refusal("DUPLICATE_DATA", f"Sales invoice number is already in use: {error.name}") from error
    except NotFound as error:
        raise invalid(f"{error.what.capitalize()} not found: {error.name}") from error


def _new(world: World, said: wire.Given) -> NewInvoice:
    rows = tuple(_completed(world, row) for row in said.rows)
    company = books.company(world, NAME)
    receivable = said.receivable or company.account(LedgerAccount.RECEIVABLE)
    entry = _entry(world, said, rows, receivable)
    foreign = total((row.gross for row in rows), said.currency.code) if said.total is None else said.total
    if said.status == "open" and not said.is_draft:
        check_vat_open(world, said.value, entry)
    stage = InvoiceStage.DRAFT if said.is_draft or said.is_order else InvoiceStage(said.status)
    return NewInvoice(
        customer_id=_customer(world, said.customer),
        dated=said.dated,
        due=said.due,
        booked_on=said.value,
        total=said.currency.in_books(foreign),
        entry=entry,
        receivable=receivable,
        number=said.number,
        reference=said.reference,
        stage=stage,
        label="",
        accepts_partial=said.accepts_partial,
        document=json.encode(Kept(said.details, rows, said.net_days, said.attachments, said.currency, foreign)),
    )


def _entry(world: World, said: wire.Given, rows: tuple[wire.Row, ...], receivable: str) -> tuple[LedgerLine, ...]:
    if said.voucher_lines:
        checked_balance(said.voucher_lines)
        return said.voucher_lines
    in_books = said.currency.in_books
    sales = [_sale(row, in_books(row.gross), in_books(row.vat)) for row in rows if row.comment is None]
    return books_sales.sales_entry(world, NAME, sales, receivable=receivable)


def _sale(row: wire.Row, gross: Money, vat: Money) -> Sale:
    return Sale(row.account, gross - vat, vat, row.name, row.vat_code, row.vat_percent, row.dimensions)


def _completed(world: World, row: wire.Row) -> wire.Row:
    """Return a row with what the product register and the company's chart know of it."""
    if row.comment is not None:
        return row
    product = _product(world, row)
    account = row.account or (product.account if product else "")
    return structs.replace(
        row,
        name=row.name or (product.name if product else ""),
        product_id=product.product_id if product else 0,
        account=account or books.company(world, NAME).account(LedgerAccount.SALES_GENERAL),
    )


def _product(world: World, row: wire.Row) -> Product | None:
    """Return the product of a row; a row without an identifier, or with a name of its own for 0, has none."""
    if not row.identifier:
        return None
    if row.identifier_type == "customer":
        found = books_register.product_by_code(world, NAME, row.identifier)
    else:
        key = whole(row.identifier, "Product identifier")
        found = world.look(Product, f"{NAME}/product/{key}")
    if found is None:
        raise invalid(f"Product not found with identifier: {row.identifier[:40]}")
    return found


def _with_unit(world: World, number: str) -> Customer | None:
    """Return the customer of an organisation unit number (OVT), if there is one."""
    every = books_register.customers(world, NAME)
    return next((one for one in every if details(one.document).get("organizationunitnumber") == number), None)


def _customer(world: World, element: Element) -> int:
    if element.attribute("type", "netvisor") == "netvisor":
        key = whole(element.text, "Invoicing customer identifier")
        if world.look(Customer, f"{NAME}/customer/{key}") is None:
            raise invalid(f"Customer not found with Netvisor identifier: {key}")
        return key
    if element.attribute("type") == "organizationunitnumber":
        known = _with_unit(world, element.text)
    else:
        known = books_register.customer_by_code(world, NAME, element.text)
    if known is None:
        raise invalid(f"Customer not found with customer code: {element.text[:50]}")
    return known.customer_id
