"""What CFIS tells, read with tolerance.

By name, never by place; members that nobody knows are passed over; an absent member and a null one are the same; a
status that nobody knows is kept as it is. Money is Decimal cents. A day that comes as midnight UTC is that very day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from contracts.reference_client.memory import Booking, Payment

CENT: Final = Decimal("0.01")

Json = Mapping[str, Any]


class Delivery(NamedTuple):
    """How far an invoice is on its way, and the case it has."""

    invoice_number: int
    status: str | None
    case_id: int | None


Reception: TypeAlias = Literal["ACCEPTED", "REFUSED"]
Carrying: TypeAlias = Literal["ACCEPTED", "SYNCED", "FAILED"]
CARRYING: Final[Mapping[int, Carrying]] = MappingProxyType({0: "ACCEPTED", 1: "SYNCED", 2: "FAILED"})
"""How far a document for accounting is, by its number."""


class Fate(NamedTuple):
    """How far a document for accounting is; ``state`` is None for a number that nobody knows."""

    key: str
    state: Carrying | None
    reason: str | None


class Case(NamedTuple):
    """How a case stands: what is ``open`` of capital, interest and costs together, and the actions it took in.

    ``actions`` is None where nothing is told of them, which does not mean that there are none.
    """

    open: Decimal
    closed_on: date | None
    actions: tuple[tuple[int, str], ...] | None


def money(value: Any) -> Decimal:
    """Return an amount to the cent; none is nothing."""
    return Decimal(value or 0).quantize(CENT)


def day(text: str) -> date:
    """Return the day of a date or of a date-time, without moving it to another time zone."""
    return date.fromisoformat(text[:10])


def deliveries(body: Json | None) -> Iterator[Delivery]:
    """Read the distribution information."""
    for each in (body or {}).get("invoices") or ():
        cases = each.get("cases") or ()
        status = (each.get("distribution") or {}).get("status")
        yield Delivery(int(each["invoiceNumber"]), status, cases[0]["caseId"] if cases else None)


def case(body: Json) -> Case:
    """Read the details of a case."""
    told = body["case"]
    closed = told["summary"].get("closedAt")
    listed = told.get("actions")
    actions = None if listed is None else tuple((each["actionId"], each["code"]) for each in listed)
    return Case(money(told["balance"]["totalAmount"]), day(closed) if closed else None, actions)


def payments(body: list[Json] | None) -> Iterator[Payment]:
    """Read the provisional payments; the invoice number is a text here."""
    for each in body or ():
        yield Payment(
            int(each["invoiceNumber"]), day(each["paymentDate"]), money(each.get("amount")), str(each.get("currency"))
        )


def bookings(body: Json | None) -> Iterator[Booking]:
    """Read the settlements, in the newer shape (``breakdown``) or the older one (``events``).

    An allocation is joined to an invoice by ``originalInvoiceNumber``: a null ``caseId`` does not mean no case.
    """
    for settlement in (body or {}).get("settlements") or ():
        for each in settlement.get("allocations") or ():
            parts = {part["type"]: money(part["amount"]) for part in each.get("breakdown") or each.get("events") or ()}
            yield Booking(
                settlement_id=settlement["settlementId"],
                allocation_id=each["allocationId"],
                invoice_number=int(each["originalInvoiceNumber"]),
                currency=each["currency"],
                capital=parts.get("CAPITAL", money(0)),
                interest=parts.get("INTEREST", money(0)),
                costs=parts.get("FEES", money(0)),
            )


def fates(body: Json | None, listed: str) -> Iterator[Fate]:
    """Read how far documents for accounting are; ``listed`` is the member that holds them."""
    for each in (body or {}).get(listed) or ():
        state = CARRYING.get(each["status"])
        yield Fate(each["sourceIdentifier"], state, each.get("description") if state == "FAILED" else None)


def reason(body: Any) -> str:
    """Return why something was refused, in the words of CFIS."""
    return str(body.get("message", "")) if isinstance(body, dict) else ""
