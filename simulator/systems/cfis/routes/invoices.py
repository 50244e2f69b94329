"""Invoices, what is asked for them, their cases and their distribution."""

from __future__ import annotations

from typing import Final

from simulator.core.action import Action
from simulator.core.canonical import kept
from simulator.core.errors import FieldError, InvalidDocument, NotFound
from simulator.core.lifecycle import Stage
from simulator.core.payment import Payment
from simulator.core.receivable import Receivable
from simulator.core.records import Client
from simulator.http.endpoint import Call, Reply
from simulator.systems.cfis.routes.batch import check_length
from simulator.systems.cfis.routes.caller import client_of
from simulator.systems.cfis.routes.window import between, window
from simulator.systems.cfis.wire import action as action_wire
from simulator.systems.cfis.wire import case as case_wire
from simulator.systems.cfis.wire import distribution as distribution_wire
from simulator.systems.cfis.wire import invoice as invoice_wire
from simulator.systems.cfis.wire.document import instant
from simulator.systems.cfis.wire.new_invoice import new_invoice
from simulator.systems.cfis.wire.strictness import check_strictly
from simulator.world import actions
from simulator.world.submission import closest_number, submit

HARSH_PAGE: Final = 5
"""Records on a page of a harsh world, however many are asked for: ``meta.pageSize`` tells, and a client must look."""


def create_invoice(call: Call) -> Reply:
    """Take an invoice in; distribution is left to the timeline."""
    request = call.read(invoice_wire.SalesInvoiceRequest)
    if call.world.info.strict:
        check_strictly(request)
    client = client_of(call)
    invoice = new_invoice(request, client, kept(call.body), lenient=call.world.is_lenient)
    receivable = submit(call.world, client, invoice)
    waits = "PENDING_APPROVAL" if receivable.stage is Stage.PENDING_APPROVAL else "PENDING"
    return Reply(200, invoice_wire.InvoiceAccepted("Invoice accepted", receivable.number, waits, receivable.reference))


def create_actions(call: Call) -> Reply:
    """Take a batch of actions in; each is carried out later."""
    check_length(call, "actions")
    request = call.read(action_wire.ActionsRequest)
    batch = action_wire.new_actions(request)
    return Reply(200, action_wire.accepted(actions.accept(call.world, client_of(call), batch)))


def get_case(call: Call) -> Reply:
    """Show one case of the client with its balance as of today."""
    world, client = call.world, client_of(call)
    receivable = _asked_for(call, client)
    payments = [each for each in world.shelf.select(Payment, "receivable", receivable.key) if each.parts is not None]
    file = case_wire.CaseFile(
        receivable,
        client,
        events=world.shelf.events_of(receivable.key),
        payments=sorted(payments, key=lambda each: (each.paid_on, each.payment_id)),
        actions=sorted(world.shelf.select(Action, "receivable", receivable.key), key=lambda action: action.action_id),
    )
    return Reply(200, case_wire.case_document(file, world.policy.agency_code, world.today))


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
    number, fetch_type = call.query.get("invoiceNumber"), call.query.get("fetchType")
    start, end, default = window(call, "fromInvDate", "toInvDate")
    in_force = default and number is None
    filters = distribution_wire.Filters(
        invoice_number=number,
        from_inv_date=start if in_force else call.query.get("fromInvDate"),
        to_inv_date=end if in_force else call.query.get("toInvDate"),
        fetch_type=fetch_type,
        default_last30_days=in_force,
    )
    return Reply(200, distribution_wire.distributions(_deliveries(call), filters, call.world.policy.agency_code))


def get_distribution_page(call: Call) -> Reply:
    """List deliveries in the assumed flat shape, page by page; the pages of a harsh world are small."""
    receivables = _deliveries(call)
    page, size = call.query.get("page", 1), call.query.get("pageSize", 100)
    if call.world.is_harsh:
        size = min(size, HARSH_PAGE)
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


def _deliveries(call: Call) -> list[Receivable]:
    """Return the client's invoices that the filters let through, oldest first."""
    wanted = distribution_wire.OUTCOMES.get(call.query.get("fetchType", "ALL"))
    return [each for each in _in_period(call) if wanted is None or each.delivery in wanted]


def _in_period(call: Call) -> list[Receivable]:
    """Return the invoices dated in the period, or the one that is asked for; it has no default period."""
    start, end, default = window(call, "fromInvDate", "toInvDate")
    number = call.query.get("invoiceNumber")
    if number is None:
        return call.world.shelf.between(Receivable, "dated", *between(call.grant.client_id, start, end))
    one = call.world.look(Receivable, f"{call.grant.client_id}/{number}")
    return [one] if one is not None and (default or start <= one.dated <= end) else []
