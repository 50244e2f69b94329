"""Decide, from what waits, what is to be done and in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.carried import Carried, FoundBy, InvoiceDocument, PaymentDocument
from simulator.core.carrying import Refused, Waiting
from simulator.core.sync_document import SyncKind

ORDER: Final[Mapping[SyncKind, int]] = MappingProxyType({SyncKind.INVOICE: 0, SyncKind.LEDGER: 1, SyncKind.PAYMENT: 2})
"""Invoices first, since payments are on them."""


class Deed(StrEnum):
    """What is to be done with a document."""

    BOOK = "book"
    LOOK_FIRST = "look first"
    """Find out whether it is there already, and book it if not."""
    FAIL = "fail"
    """Its source could not read it."""
    HOLD = "hold"
    """It waits for the next attempt at what it depends on."""


class Step(NamedTuple):
    """One thing to do. ``after`` is the name of the invoice, of this plan, that has to be in the books first.

    ``hold_seconds`` is how long something that is on hold waits.
    """

    deed: Deed
    waiting: Waiting
    after: str | None = None
    hold_seconds: int = 0


class Book(NamedTuple):
    """The invoices among what waits, by name, and by reference."""

    by_name: Mapping[str, Waiting]
    by_reference: Mapping[str, Waiting]

    def depended_on(self, document: Carried | Refused) -> Waiting | None:
        """Return the invoice that has to be in the books before ``document``."""
        match document:
            case PaymentDocument(found_by=FoundBy.REFERENCE):
                return self.by_reference.get(as_key(document.reference))
            case PaymentDocument(found_by=FoundBy.NUMBER):
                return self.by_name.get(document.invoice_number)
            case InvoiceDocument(is_credit_note=True) if document.credits is not None:
                return self.by_name.get(str(document.credits))
        return None


def plan(waiting: Sequence[Waiting]) -> tuple[Step, ...]:
    """Return the steps for everything whose time has come; what rests is only looked at for what depends on it.

    Of two documents with one kind and name the first counts. What was tried less often goes first, so that what
    fails again and again never stands in the way of the rest.
    """
    book = _book(waiting)
    ready = {(each.kind, each.name): each for each in reversed(waiting) if not each.rest_seconds}
    return tuple(_step(each, book) for each in _ordered([each for each in waiting if _is_first(each, ready)]))


def as_key(reference: str) -> str:
    """Return a reference as it is compared: without spaces and leading zeros."""
    return "".join(reference.split()).lstrip("0").upper()


def _book(waiting: Iterable[Waiting]) -> Book:
    invoices = [each for each in waiting if each.kind is SyncKind.INVOICE]
    referenced = {
        as_key(each.document.reference): each
        for each in invoices
        if isinstance(each.document, InvoiceDocument) and each.document.reference
    }
    return Book({each.name: each for each in invoices}, referenced)


def _is_first(one: Waiting, ready: Mapping[tuple[SyncKind, str], Waiting]) -> bool:
    return ready.get((one.kind, one.name)) is one


def _ordered(ready: Sequence[Waiting]) -> list[Waiting]:
    return sorted(ready, key=lambda each: (ORDER[each.kind], _is_credit_note(each), each.attempts))


def _is_credit_note(one: Waiting) -> bool:
    return isinstance(one.document, InvoiceDocument) and one.document.is_credit_note


def _step(one: Waiting, book: Book) -> Step:
    if isinstance(one.document, Refused):
        return Step(Deed.FAIL, one)
    before = book.depended_on(one.document)
    if before is not None and before.rest_seconds:
        return Step(Deed.HOLD, one, before.name, before.rest_seconds)
    return Step(Deed.LOOK_FIRST if one.in_doubt else Deed.BOOK, one, before.name if before else None)
