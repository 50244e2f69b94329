"""Lists of invoices: what fits a search, in order, and the log of what was done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from simulator.core.filing import by_day, by_instant, by_number
from simulator.core.sales import SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME, admission
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes.invoices import known_invoice
from simulator.systems.procountor.routes.lists import moment, numbers, words
from simulator.systems.procountor.routes.paging import Asked, after_previous, asked, ids, told
from simulator.systems.procountor.wire import invoice as wire
from simulator.systems.procountor.wire import invoice_log as log
from simulator.systems.procountor.wire.document import Wire
from simulator.systems.procountor.wire.invoice import Invoice
from simulator.systems.procountor.wire.invoice_status import status_of
from simulator.world import books_sales
from simulator.world.world import World

CHANNELS: Final = frozenset({"EMAIL", "MAIL", "ELECTRONIC_INVOICE", "NO_SENDING", "EDIFACT", "PAPER_INVOICE"})
KINDS: Final = frozenset(
    {
        "SALES_INVOICE",
        "SALES_ORDER",
        "PURCHASE_INVOICE",
        "PURCHASE_ORDER",
        "TRAVEL_INVOICE",
        "BILL_OF_CHARGES",
        "PERIODIC_TAX_RETURN",
    }
)
STATUSES: Final = frozenset(
    {
        "EMPTY",
        "UNFINISHED",
        "NOT_SENT",
        "SENT",
        "RECEIVED",
        "PAID",
        "PAYMENT_DENIED",
        "VERIFIED",
        "APPROVED",
        "INVALIDATED",
        "PAYMENT_QUEUED",
        "PARTLY_PAID",
        "PAYMENT_SENT_TO_BANK",
        "MARKED_PAID",
        "STARTED",
        "INVOICED",
        "OVERRIDDEN",
        "DELETED",
        "UNSAVED",
        "PAYMENT_TRANSACTION_REMOVED",
    }
)
"""What may be searched for; documents of ours have only some of them."""
FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 30, tzinfo=UTC)
"""Bounds of a search that names only one end."""


def search(call: Call) -> Reply:
    """List the invoices that fit all that is asked for."""
    page = asked(call.query, "Date", "Created", "Version")
    wanted = Wanted(call.query)
    if not wanted.may_find:
        return told((), page, wire.row)
    found = _by_index(call.world, call.query)
    if found is None and page.order == "Id":
        rows: Iterable[SalesInvoice] = ids(call.world, "invoice", page, lambda a, b: _between(call.world, a, b))
        return told(filter(wanted.fits, rows), page, wire.row)
    every = _between(call.world, 0, 10**12 - 1) if found is None else found
    ordered = _ordered([one for one in every if wanted.fits(one)], page)
    return told(after_previous(ordered, page, lambda one: one.invoice_id), page, wire.row)


def get_log(call: Call) -> Reply:
    """Tell what was done to one invoice."""
    known = known_invoice(call.world, int(call.path["id"]))
    return Reply(200, log.Log(transactions=_log(call, known)))


def get_logs(call: Call) -> Reply:
    """Tell what was done to several invoices; those that are unknown are left out."""
    wanted = numbers(call.query, "invoiceIds")
    if not wanted:
        raise invalid("INVALID_REFERENCE_ID", "invoiceIds", explained="name the invoices whose log is wanted")
    found = [call.world.look(SalesInvoice, f"{NAME}/invoice/{number}") for number in wanted]
    logs = [log.LogOf(invoice_id=one.invoice_id, transactions=_log(call, one)) for one in found if one is not None]
    return Reply(200, Logs(logs))


class Logs(Wire, frozen=True, omit_defaults=False):
    """The logs of several invoices."""

    results: list[log.LogOf]


class Wanted:
    """What an invoice must be to be found, from the parameters of a search."""

    def __init__(self, query: Mapping[str, Any]) -> None:
        self._query = query
        self._statuses = words(query, "status", STATUSES)
        self._kinds = words(query, "types", KINDS)
        self._channels = words(query, "invoiceChannel", CHANNELS)
        self._products = frozenset(numbers(query, "productId"))
        self._created = moment(query, "createdStartDate"), moment(query, "createdEndDate", end=True)
        self._versions = moment(query, "versionStartDate"), moment(query, "versionEndDate", end=True)

    @property
    def may_find(self) -> bool:
        """Whether sales invoices are among what is asked for; nothing else is kept here."""
        return not self._kinds or "SALES_INVOICE" in self._kinds

    def fits(self, one: SalesInvoice) -> bool:
        """Tell whether an invoice is all that is asked for; what it says itself is read last."""
        return (
            self._is_named(one) and self._is_in_time(one) and (not self._reads or self._says(wire.said(one.document)))
        )

    @property
    def _reads(self) -> bool:
        return bool(self._channels or self._products or self._query.get("searchTerm"))

    def _is_named(self, one: SalesInvoice) -> bool:
        query = self._query
        partner, number, called = (
            query.get(name) for name in ("businessPartnerId", "invoiceNumber", "originalInvoiceNumber")
        )
        return (
            (partner is None or one.customer_id == partner)
            and (number is None or one.number == number)
            and (called is None or one.external == called)
            and (not self._statuses or status_of(one) in self._statuses)
        )

    def _is_in_time(self, one: SalesInvoice) -> bool:
        query = self._query
        return (
            _is_within(one.dated, query.get("startDate"), query.get("endDate"))
            and _is_within(one.due, query.get("dueStartDate"), query.get("dueEndDate"))
            and _is_within(one.created, *self._created)
            and _is_within(one.changed, *self._versions)
        )

    def _says(self, invoice: Invoice) -> bool:
        if self._channels and invoice.invoice_channel not in self._channels:
            return False
        if self._products and self._products.isdisjoint(row.product_id for row in invoice.invoice_rows):
            return False
        term = str(self._query.get("searchTerm") or "").lower()
        texts = (
            invoice.counter_party.counter_party_address.name,
            invoice.additional_information,
            str(invoice.invoice_number or ""),
        )
        return not term or any(term in (text or "").lower() for text in texts)


def _is_within(value: Any, first: Any, last: Any) -> bool:
    return (first is None or value >= first) and (last is None or value <= last)


def _by_index(world: World, query: Mapping[str, Any]) -> list[SalesInvoice] | None:
    """Return what the narrowest index offers, or nothing where a search names none."""
    if query.get("originalInvoiceNumber") is not None:
        return books_sales.invoices_called(world, NAME, query["originalInvoiceNumber"])
    if query.get("invoiceNumber") is not None:
        known = books_sales.invoice_numbered(world, NAME, query["invoiceNumber"])
        return [] if known is None else [known]
    if query.get("businessPartnerId") is not None:
        return world.shelf.select(SalesInvoice, "customer", by_number(NAME, query["businessPartnerId"]))
    if "startDate" in query or "endDate" in query:
        low, high = by_day(NAME, query.get("startDate", date.min)), by_day(NAME, query.get("endDate", date.max))
        return world.shelf.between(SalesInvoice, "dated", low, high)
    since, until = moment(query, "versionStartDate"), moment(query, "versionEndDate", end=True)
    if since is not None or until is not None:
        low, high = by_instant(NAME, since or FIRST), by_instant(NAME, until or LAST)
        return world.shelf.between(SalesInvoice, "changed", low, high)
    return None


def _between(world: World, first: int, last: int) -> list[SalesInvoice]:
    return world.shelf.between(SalesInvoice, "id", by_number(NAME, first), by_number(NAME, last))


def _ordered(rows: list[SalesInvoice], page: Asked) -> list[SalesInvoice]:
    keys = {
        "Date": lambda one: (one.dated, one.invoice_id),
        "Created": lambda one: (one.created, one.invoice_id),
        "Version": lambda one: (one.changed, one.invoice_id),
    }
    return sorted(rows, key=keys.get(page.order, lambda one: one.invoice_id), reverse=not page.ascending)


def _log(call: Call, known: SalesInvoice) -> tuple[log.Action, ...]:
    user = admission.credential(call.world, call.grant).part("username")
    return log.actions(call.world.shelf.events_of(known.subject), user)
