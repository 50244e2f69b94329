"""The invoicing module: create, read and list invoices; the same at a parallel instance."""

from __future__ import annotations

from simulator.core.canonical import kept
from simulator.core.chart import LedgerAccount
from simulator.core.errors import AlreadyExists, FieldError, InvalidDocument, NotFound
from simulator.core.money import total
from simulator.core.references import is_finnish_reference
from simulator.core.sales import SalesInvoice
from simulator.core.vat import row_net, vat_of_net
from simulator.http.endpoint import Call, Reply
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.routes.accounts import account_of
from simulator.systems.netbaron.routes.cost_centers import named
from simulator.systems.netbaron.routes.customers import save
from simulator.systems.netbaron.wire import invoice as wire
from simulator.systems.netbaron.wire.document import plain_reference
from simulator.world import books, books_register, books_sales
from simulator.world.books_sales import NewInvoice, Sale
from simulator.world.world import World


def create_invoice(call: Call) -> Reply:
    """Create an invoice; the same once more is answered as the first time. It is in the ledger at once."""
    said, world = call.read(wire.InvoiceSaid), call.world
    known = books_sales.invoice_numbered(world, NAME, int(said.invoice_number))
    if known is None:
        known = _created(world, said)
    elif known.document != kept(said):
        raise AlreadyExists("invoice", said.invoice_number)
    return Reply(200, _told(world, known, wire.Asked(buyer=True, rows=True)))


def get_invoice(call: Call) -> Reply:
    """Read an invoice."""
    number = call.path["invoiceNumber"]
    known = books_sales.invoice_numbered(call.world, NAME, int(number))
    if known is None:
        raise NotFound("invoice", number)
    return Reply(200, _told(call.world, known, _asked(call)))


def list_invoices(call: Call) -> Reply:
    """List invoices that fit all that is asked for."""
    asked, world, reference = _asked(call), call.world, call.query.get("paymentReference")
    if reference is None:
        known = books_sales.invoices(world, NAME)
    else:
        known = books_sales.invoices_referenced(world, NAME, plain_reference(reference))
    return Reply(200, [_told(world, one, asked) for one in known if _is_wanted(call, one)])


def _asked(call: Call) -> wire.Asked:
    query = call.query
    return wire.Asked(query["getSellerPartyDetails"], query["getBuyerPartyDetails"], query["getInvoiceRows"])


def _is_wanted(call: Call, one: SalesInvoice) -> bool:
    status, first, last = (call.query.get(name) for name in ("paymentStatus", "fromDate", "toDate"))
    return (
        (status is None or wire.status_of(one) == status)
        and (first is None or one.dated >= first)
        and (last is None or one.dated <= last)
    )


def _told(world: World, known: SalesInvoice, asked: wire.Asked) -> wire.InvoiceTold:
    buyer = books_register.customer(world, NAME, known.customer_id)
    return wire.told(known, buyer, books.company(world, NAME), asked)


def _created(world: World, said: wire.InvoiceSaid) -> SalesInvoice:
    _check(said)
    company = books.company(world, NAME)
    books.check_open(world, NAME, said.invoice_date)
    sales = [_sale(world, row, f"rows[{place}]") for place, row in enumerate(said.rows)]
    gross = total(sale.net + sale.vat for sale in sales)
    if not gross.is_positive:
        raise InvalidDocument([FieldError("rows", f"add up to {gross}; expected more than nothing")])
    return books_sales.add_invoice(
        world,
        NAME,
        NewInvoice(
            customer_id=save(world, said.buyer).customer.customer_id,
            dated=said.invoice_date,
            due=said.due_date,
            booked_on=said.invoice_date,
            total=gross,
            entry=books_sales.sales_entry(world, NAME, sales),
            receivable=company.account(LedgerAccount.RECEIVABLE),
            number=int(said.invoice_number),
            reference=plain_reference(said.payment_reference or ""),
            accepts_partial=True,
            document=kept(said),
        ),
    )


def _check(said: wire.InvoiceSaid) -> None:
    faults = []
    if said.payment_reference and not is_finnish_reference(said.payment_reference):
        message = f"{said.payment_reference!r} is not a Finnish reference with its check digit"
        faults.append(FieldError("paymentReference", message))
    if said.due_date < said.invoice_date:
        faults.append(FieldError("dueDate", f"{said.due_date} is before the invoice date {said.invoice_date}"))
    if faults:
        raise InvalidDocument(faults)


def _sale(world: World, row: wire.InvoiceRow, field: str) -> Sale:
    number = row.row_account or int(books.company(world, NAME).account(LedgerAccount.SALES_GENERAL))
    net = row_net(row.quantity, row.unit_price)
    return Sale(
        account=account_of(world, number, f"{field}.rowAccount").number,
        net=net,
        vat=vat_of_net(net, row.vat_percent),
        text=row.article_name,
        vat_percent=row.vat_percent,
        dimensions=named(world, row.row_costcenter, None, f"{field}.rowCostcenter"),
    )
