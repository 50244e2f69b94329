"""Invoices, what is asked for them, their cases and their distribution."""

from __future__ import annotations

from datetime import date

from simulator.core.action import Action
from simulator.core.errors import FieldError, InvalidDocument, NotFound
from simulator.core.lifecycle import Stage
from simulator.core.payment import Payment
from simulator.core.receivable import Delivery, Receivable
from simulator.core.records import Client
from simulator.http.endpoint import Call, Reply
from simulator.systems.cfis.routes.window import between, window
from simulator.systems.cfis.wire import action as action_wire
from simulator.systems.cfis.wire import case as case_wire
from simulator.systems.cfis.wire import distribution as distribution_wire
from simulator.systems.cfis.wire import invoice as invoice_wire
from simulator.systems.cfis.wire.document import instant
from simulator.systems.cfis.wire.new_invoice import new_invoice
from simulator.systems.cfis.wire.strictness import check_strictly
from simulator.world import actions
from simulator.world.posting import balance_of
from simulator.world.submission import closest_number, submit


def client_of(call: Call) -> Client:
    """Return the client whose token the call carries."""
    return call.world.find(Client, str(call.grant.client_id))


def create_invoice(call: Call) -> Reply:
    """Take an invoice in; distribution is left to the timeline."""
    request = call.read(invoice_wire.SalesInvoiceRequest)
    if call.world.info.strict:
        check_strictly(request)
    client = client_of(call)
    invoice = new_invoice(request, client, call.request.body, lenient=call.world.is_lenient)
    receivable = submit(call.world, client, invoice)
    waits = "PENDING_APPROVAL" if receivable.stage is Stage.PENDING_APPROVAL else "PENDING"
    return Reply(200, invoice_wire.InvoiceAccepted("Invoice accepted", receivable.number, waits, receivable.reference))


def create_actions(call: Call) -> Reply:
    """Take a batch of actions in; each is carried out later."""
    request = call.read(action_wire.ActionsRequest)
    batch = action_wire.new_actions(request)
    return Reply(200, action_wire.accepted(actions.accept(call.world, client_of(call), batch)))


def get_case(call: Call) -> Reply:
    """Show one case of the client with its balance as of today."""
    world, client = call.world, client_of(call)
    receivable = _asked_for(call, client)
    payments = [each for each in world.shelf.select(Payment, "receivable", receivable.key) if each.parts is not None]
    details = case_wire.case_details(
        receivable,
        balance_of(receivable, world.today),
        client=client,
        agency=world.policy.agency_code,
        today=world.today,
        events=world.shelf.events_of(receivable.key),
        payments=sorted(payments, key=lambda each: (each.paid_on, each.payment_id)),
        actions=sorted(world.shelf.select(Action, "receivable", receivable.key), key=lambda action: action.action_id),
    )
    return Reply(200, details)


def _asked_for(call: Call, client: Client) -> Receivable:
    """Return the receivable that ``caseId`` or ``invoiceNumber`` names; together they must name the same one."""
    case_id, number = call.query.get("caseId"), call.query.get("invoiceNumber")
    if case_id is None and number is None:
        raise InvalidDocument([FieldError("query.caseId", "is missing; give caseId, or invoiceNumber in its place")])
    by_case = _by_case(call, client, case_id) if case_id is not None else None
    by_number = _by_number(call, client, number) if number is not None else None
    if by_case is not None and by_number is not None and by_case.key != by_number.key:
        message = f"case {case_id} is of invoice {by_case.number}, not of invoice {number}"
        raise InvalidDocument([FieldError("query.invoiceNumber", message)])
    found = by_case or by_number
    assert found is not None, "one of the two was given"
    return found


def _by_case(call: Call, client: Client, case_id: int) -> Receivable:
    cases = call.world.shelf.select(Receivable, "case", str(case_id))
    for each in cases:
        if each.client_id == client.client_id:
            return each
    raise NotFound("case", case_id)


def _by_number(call: Call, client: Client, number: int) -> Receivable:
    receivable = call.world.look(Receivable, f"{client.client_id}/{number}")
    if receivable is None:
        raise NotFound("invoice", number, closest=closest_number(call.world, client.client_id, number))
    if receivable.case_id is None:
        raise NotFound("case of invoice", number)
    return receivable


def get_distribution(call: Call) -> Reply:
    """List deliveries in the documented shape."""
    receivables, start, end, default = _deliveries(call)
    by_number = call.query.get("invoiceNumber") is not None
    filters = distribution_wire.Filters(
        invoice_number=call.query.get("invoiceNumber"),
        from_inv_date=None if by_number or start == date.min else start,
        to_inv_date=None if by_number or end == date.max else end,
        fetch_type=call.query.get("fetchType"),
        default_last30_days=default and not by_number,
    )
    return Reply(200, distribution_wire.distributions(receivables, filters, call.world.policy.agency_code))


def get_distribution_page(call: Call) -> Reply:
    """List deliveries in the assumed flat shape, page by page."""
    receivables, _, _, _ = _deliveries(call)
    page, size = call.query.get("page") or 1, call.query.get("pageSize") or 100
    shown = receivables[(page - 1) * size : page * size]
    agency = call.world.policy.agency_code
    meta = distribution_wire.PageMeta(
        request_id=f"{call.world.drawn(f'request/{call.world.now.isoformat()}/{page}') % 16**12:012x}",
        timestamp=instant(call.world.now),
        count=len(shown),
        page=page,
        page_size=size,
        total_count=len(receivables),
    )
    data = tuple(distribution_wire.flat(each, agency) for each in shown)
    return Reply(200, distribution_wire.DistributionPage(data, meta))


def _deliveries(call: Call) -> tuple[list[Receivable], date, date, bool]:
    """Return the client's invoices that the filters let through, oldest first, and the period."""
    start, end, default = window(call, "fromInvDate", "toInvDate")
    number = call.query.get("invoiceNumber")
    if number is not None:
        one = call.world.look(Receivable, f"{call.grant.client_id}/{number}")
        found = [] if one is None else [one]
    else:
        found = call.world.shelf.between(Receivable, "dated", *between(call.grant.client_id, start, end))
    match call.query.get("fetchType"):
        case "SUCCESSFUL":
            found = [each for each in found if each.delivery in distribution_wire.SUCCESSFUL]
        case "FAILED":
            found = [each for each in found if each.delivery is Delivery.FAILED]
    return found, start, end, default
