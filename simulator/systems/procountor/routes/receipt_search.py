"""Lists of ledger receipts and of journals: what fits a search, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from simulator.core.filing import by_day, by_instant, by_number
from simulator.core.ledger import LedgerVoucher
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.routes.invoice_search import FIRST, LAST, STATUSES
from simulator.systems.procountor.routes.lists import moment, words
from simulator.systems.procountor.routes.paging import Asked, after_previous, asked, ids, is_beyond, told
from simulator.systems.procountor.routes.receipt_pages import number_of, status_of
from simulator.systems.procountor.wire import ledger_receipt as wire
from simulator.world import books
from simulator.world.world import World

TYPES: Final = frozenset(
    {
        "JOURNAL",
        "PURCHASE_INVOICE",
        "SALES_INVOICE",
        "PERIODIC_TAX_RETURN",
        "TRAVEL_INVOICE",
        "BILL_OF_CHARGES",
        "VAT_FORM",
        "SALARY",
        "EMPLOYER_CONTRIBUTION",
        "PURCHASE_ORDER",
        "SALES_ORDER",
        "BANK_STATEMENT_AS_RECEIPT",
        "RECEIPT_FOR_OPENING_ACCOUNTS",
        "REFERENCE_PAYMENT",
        "TRACKING_PERIOD_OPENING_RECEIPT",
        "VAT_SUMMARY",
    }
)
"""What may be searched for; receipts of ours have only some of them."""
EVERY: Final = 10**12 - 1


def search(call: Call) -> Reply:
    """List the receipts that fit all that is asked for."""
    types = words(call.query, "types", TYPES) or TYPES
    return _listed(call, types, words(call.query, "status", STATUSES), wire.row)


def journals(call: Call) -> Reply:
    """List journals."""
    return _listed(call, frozenset({wire.JOURNAL}), words(call.query, "statuses", STATUSES), wire.journal)


def _listed(
    call: Call, types: frozenset[str], statuses: frozenset[str], shape: Callable[[LedgerVoucher, str, int | None], Any]
) -> Reply:
    world, query = call.world, call.query
    page = asked(query, "Date", "Created", "Version")
    created = moment(query, "createdStartDate"), moment(query, "createdEndDate", end=True)
    versions = moment(query, "versionStartDate"), moment(query, "versionEndDate", end=True)

    def fits(one: LedgerVoucher) -> bool:
        return (
            wire.TYPES.get(one.kind) in types
            and _is_within(one.on, query.get("startDate"), query.get("endDate"))
            and _is_within(one.created, *created)
            and _is_within(one.changed, *versions)
            and (not statuses or status_of(world, one) in statuses)
        )

    def shaped(one: LedgerVoucher) -> Any:
        return shape(one, status_of(world, one), number_of(world, one))

    found = _by_index(world, query, versions)
    if found is None and page.order == "Id":
        walked = ids(world, "voucher", page, lambda low, high: _between(world, low, high))
        return told(filter(fits, walked), page, shaped)
    every = _between(world, 0, EVERY) if found is None else found
    if page.order == "Id":
        every = [one for one in every if is_beyond(page, one.voucher_id)]
        return told(_ordered([one for one in every if fits(one)], page), page, shaped)
    ordered = _ordered([one for one in every if fits(one)], page)
    return told(after_previous(ordered, page, lambda one: one.voucher_id), page, shaped)


def _by_index(world: World, query: Mapping[str, Any], versions: tuple[Any, Any]) -> list[LedgerVoucher] | None:
    if "startDate" in query or "endDate" in query:
        first, last = query.get("startDate", date.min), query.get("endDate", date.max)
        return world.shelf.between(LedgerVoucher, "on", by_day(NAME, first), by_day(NAME, last))
    since, until = versions
    if since is not None or until is not None:
        return books.vouchers_changed(world, NAME, by_instant(NAME, since or FIRST), by_instant(NAME, until or LAST))
    return None


def _is_within(value: Any, first: Any, last: Any) -> bool:
    return (first is None or value >= first) and (last is None or value <= last)


def _between(world: World, first: int, last: int) -> list[LedgerVoucher]:
    return world.shelf.between(LedgerVoucher, "id", by_number(NAME, first), by_number(NAME, last))


def _ordered(rows: list[LedgerVoucher], page: Asked) -> list[LedgerVoucher]:
    keys: dict[str, Callable[[LedgerVoucher], Any]] = {
        "Date": lambda one: (one.on, one.voucher_id),
        "Created": lambda one: (one.created, one.voucher_id),
        "Version": lambda one: (one.changed, one.voucher_id),
    }
    return sorted(rows, key=keys.get(page.order, lambda one: one.voucher_id), reverse=not page.ascending)
