"""Documents for the client's accounting system, and the client's e-invoice address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from simulator.core.canonical import kept
from simulator.core.errors import NotFound
from simulator.core.identifiers import is_business_id, ovt
from simulator.core.sync_document import SyncDocument, SyncKind
from simulator.http.endpoint import Call, Reply
from simulator.systems.cfis.routes.batch import check_length
from simulator.systems.cfis.routes.caller import client_of
from simulator.systems.cfis.routes.window import window
from simulator.systems.cfis.wire import accounting as wire
from simulator.systems.cfis.wire.document import Wire
from simulator.world.accounting import queue


def submit_ledger(call: Call) -> Reply:
    """Queue one ledger document."""
    request = call.read(wire.LedgerRequest)
    document = queue(call.world, wire.ledger_document(request, client_of(call), kept(call.body), call.world.now))
    answer = wire.LedgerAccepted("Ledger received", document.name, wire.STATUS[document.status], document.description)
    return Reply(200, answer)


def submit_payments(call: Call) -> Reply:
    """Queue a batch of accounting payments, all of them or none."""
    check_length(call, "payments")
    request = call.read(wire.AccountingPaymentsRequest)
    bodies = [kept(each) for each in call.body["payments"]]
    documents = wire.payment_documents(request, client_of(call), bodies, call.world.now)
    queued = [queue(call.world, document) for document in documents]
    answer = wire.PaymentsAccepted(
        "Payments received",
        tuple(wire.PaymentAccepted(each.name, wire.STATUS[each.status], each.description) for each in queued),
    )
    return Reply(200, answer)


def get_ledgers(call: Call) -> Reply:
    """Tell how far ledger documents are."""
    found = _documents(call, SyncKind.LEDGER, call.query.get("ledgerIdentifier"))
    return _states(found, lambda: wire.LedgerStates(tuple(wire.ledger_state(each) for each in found)))


def get_payments(call: Call) -> Reply:
    """Tell how far accounting payments are."""
    found = _documents(call, SyncKind.PAYMENT, call.query.get("paymentIdentifier"))
    number = call.query.get("invoiceNumber")
    if number is not None:
        found = [each for each in found if each.invoice_number == number]
    return _states(found, lambda: wire.PaymentStates(tuple(wire.payment_state(each) for each in found)))


def get_invoices(call: Call) -> Reply:
    """Tell how far invoices are on their way to accounting."""
    found = _documents(call, SyncKind.INVOICE, call.query.get("invoiceNumber"))
    return _states(found, lambda: wire.InvoiceStates(tuple(wire.invoice_state(each) for each in found)))


def _states(found: list[SyncDocument], answer: Callable[[], Wire]) -> Reply:
    return Reply(200, answer()) if found else Reply(204)


def _documents(call: Call, kind: SyncKind, name: str | None) -> list[SyncDocument]:
    """Return the client's documents of one kind that the filters let through; without dates, of all time."""
    start, end, default = window(call)
    if default:
        start, end = date.min, date.max
    owner = f"{call.grant.client_id}/{kind}"
    if name is not None:
        one = call.world.look(SyncDocument, f"{owner}/{name}")
        found = [one] if one is not None and start <= one.dated <= end else []
    else:
        low, high = f"{owner}/{start.isoformat()}", f"{owner}/{end.isoformat()}"
        found = call.world.shelf.between(SyncDocument, "dated", low, high)
    status = call.query.get("status")
    return found if status is None else [each for each in found if wire.STATUS[each.status] == status]


def get_finvoice_credentials(call: Call) -> Reply:
    """Show the client's own e-invoice address, which follows from its business id."""
    client = client_of(call)
    if not is_business_id(client.business_code):
        raise NotFound("Finvoice account of client", client.client_id)
    return Reply(200, wire.FinvoiceCredentials(ovt(client.business_code), call.world.policy.finvoice_operator))
