"""What a client believes against what is so: every difference is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from contracts.scenario.accounting_truth import accounting_disagreements
from contracts.scenario.client import Books
from contracts.variations import NEW_VALUE
from contracts.words import times

Row = Mapping[str, Any]
NEWS: Final = timedelta(days=30)
"""Payments of so many days must be known where payments are told at all: what CFIS shows without dates."""
PARTS: Final = ("capital", "interest", "costs")


class Truth(NamedTuple):
    """How things are: the world's books, the actions it took in, and what the client was asked to send.

    Documents for accounting are compared where the books have ``sync``, as those of no client in particular do;
    ``carried_asked`` are their identifiers, by kind (LEDGER, PAYMENT).
    """

    books: Mapping[str, Any]
    actions_taken: Counter[tuple[int, str]]
    invoices_asked: Sequence[int]
    actions_asked: Counter[tuple[int, str]]
    carried_asked: Mapping[str, Collection[str]] | None = None


def disagreements(truth: Truth, belief: Books | None) -> list[str]:
    """Return what the client has wrong, in words; nothing when the books agree.

    Of a client that tells no books, only what it brought about in the world is judged.
    """
    receivables = {each["invoiceNumber"]: each for each in truth.books["receivables"]}
    if belief is None:
        return [*_made_up(truth, receivables, ()), *_taken_once(truth)]
    return [
        *_made_up(truth, receivables, belief["invoices"]),
        *_known_once(truth, receivables, belief["invoices"]),
        *(one for each in belief["invoices"] for one in _standing(each, receivables.get(each["invoiceNumber"]))),
        *_bookings(truth, belief["bookings"]),
        *_payments(truth, receivables, belief.get("payments")),
        *_taken_once(truth),
        *_actions(truth, receivables, belief.get("actions") or ()),
        *_carried(truth, belief),
    ]


def _made_up(truth: Truth, receivables: Mapping[int, Row], believed: Sequence[Row]) -> Iterator[str]:
    """Nothing is handed in under another number, and nothing is known twice."""
    for number in receivables.keys() - set(truth.invoices_asked):
        yield f"CFIS has an invoice {number} that nobody handed in"
    for number, often in Counter(each["invoiceNumber"] for each in believed).items():
        if often > 1:
            yield f"the client knows invoice {number} {times(often)}"


def _known_once(truth: Truth, receivables: Mapping[int, Row], believed: Sequence[Row]) -> Iterator[str]:
    """Every receivable that there is is known, and no other."""
    accepted = {each["invoiceNumber"] for each in believed if _is_accepted(each)}
    for number in truth.invoices_asked:
        if number in receivables and number not in accepted:
            yield f"CFIS has accepted invoice {number}, and the client does not know it"
        if number in accepted and number not in receivables:
            yield f"the client believes that CFIS has invoice {number}, which it has not"
    for each in believed:
        if each.get("state") == "WAITING":
            yield f"invoice {each['invoiceNumber']} still waits to be sent, though nothing is in the way"


def _is_accepted(believed: Row) -> bool:
    return bool(believed.get("state", "ACCEPTED") == "ACCEPTED")


def _standing(believed: Row, so: Row | None) -> Iterator[str]:
    """The open balance is right to the cent, and so is whatever else is told of an invoice."""
    if so is None or not _is_accepted(believed):
        return
    about = f"invoice {believed['invoiceNumber']}"
    open_now, believed_open = so["open"]["total"], believed["open"]
    if believed_open is None and so["caseId"] is not None:
        yield f"the client does not know what is open on {about}: {open_now} {so['currency']}"
    elif believed_open is not None and not _same(believed_open, open_now):
        yield f"the client believes that {believed_open} is open on {about}; it is {open_now} {so['currency']}"
    delivery = None if so["delivery"] == "NOT_ENABLED" else so["delivery"]
    for name, value in (("dueDate", so["dueDate"]), ("currency", so["currency"]), ("caseId", so["caseId"])):
        if name in believed and _text(believed[name]) != _text(value):
            yield f"the client believes that the {name} of {about} is {believed[name]}; it is {value}"
    if "delivery" in believed and believed["delivery"] not in (delivery, NEW_VALUE):  # it may be what was told last
        yield f"the client believes that the delivery of {about} is {believed['delivery']}; it is {delivery}"


def _bookings(truth: Truth, believed: Sequence[Row]) -> Iterator[str]:
    """No payment is booked twice, none that was not paid out, and none is missing."""
    final = {each["allocationId"]: each for each in truth.books["allocations"]}
    booked = Counter(each["allocationId"] for each in believed)
    for number, count in booked.items():
        if number not in final:
            yield f"the client has booked allocation {number}, which no settlement has paid out"
        elif count > 1:
            yield f"the client has booked allocation {number} {times(count)}"
    for number in final.keys() - booked.keys():
        so = final[number]
        yield (
            f"the client has not booked allocation {number}: {so['total']} {so['currency']} on invoice "
            f"{so['invoiceNumber']}, paid out in settlement {so['settlementId']}"
        )
    for each in believed:
        yield from _split(each, final.get(each["allocationId"], each))


def _split(believed: Row, so: Row) -> Iterator[str]:
    """An allocation is booked with the split of the settlement, on the right invoice."""
    about = f"allocation {believed['allocationId']}"
    for name in PARTS:
        if not _same(believed[name], so[name]):
            yield f"the client has booked {believed[name]} as {name} of {about}; it is {so[name]}"
    for name in ("invoiceNumber", "settlementId", "currency"):
        if name in believed and _text(believed[name]) != _text(so[name]):
            yield f"the client has booked {about} with {name} {believed[name]}; it is {so[name]}"


def _payments(truth: Truth, receivables: Mapping[int, Row], believed: Sequence[Row] | None) -> Iterator[str]:
    """Provisional payments are those that CFIS shows."""
    if believed is None:
        return
    shown = [each for each in truth.books["payments"] if _is_shown(each, receivables)]
    so, told = Counter(map(_payment, shown)), Counter(map(_payment, believed))
    recent = date.fromisoformat(truth.books["today"]) - NEWS
    for payment in (told - so).elements():
        yield f"the client tells of a payment that there is not: {' '.join(payment)}"
    for payment in (so - told).elements():
        if date.fromisoformat(payment[1]) >= recent:
            yield f"the client does not know of a payment: {' '.join(payment)}"


def _is_shown(payment: Row, receivables: Mapping[int, Row]) -> bool:
    if payment["direct"] or payment["invoiceNumber"] is None or payment["capital"] is None:
        return False
    return receivables[payment["invoiceNumber"]]["caseId"] is not None


def _payment(row: Row) -> tuple[str, str, str, str]:
    return str(row["invoiceNumber"]), _text(row["paymentDate"])[:10], f"{_decimal(row['amount'])}", row["currency"]


def _taken_once(truth: Truth) -> Iterator[str]:
    """No action is taken in more often than it was asked for."""
    for (number, code), taken in truth.actions_taken.items():
        asked = truth.actions_asked[number, code]
        if taken > asked:
            yield f"CFIS took {code} on invoice {number} in {times(taken)}; it was asked for {times(asked)}"


def _actions(truth: Truth, receivables: Mapping[int, Row], believed: Sequence[Row]) -> Iterator[str]:
    """What is told of an action is so, and nothing waits that could be sent."""
    done = Counter(one for each in believed if each["state"] == "ACCEPTED" for one in _named(each["document"]))
    waits = {one for each in believed if each["state"] == "WAITING" for one in _named(each["document"])}
    for number, code in waits:
        if number in receivables and receivables[number]["caseId"] is not None:
            yield f"{code} on invoice {number} still waits to be sent, though nothing is in the way"
    told = done.keys() | truth.actions_taken.keys() if believed else set()
    for number, code in told - waits:
        believed_taken, taken = done[number, code], truth.actions_taken[number, code]
        if believed_taken != taken:
            counts = f"the client counts {code} on invoice {number} as taken in {times(believed_taken)}"
            yield f"{counts}; it was taken in {times(taken)}"


def _carried(truth: Truth, belief: Books) -> Iterator[str]:
    """Every document for accounting is where the client believes it to be."""
    if "sync" in truth.books:
        yield from accounting_disagreements(truth.books["sync"], belief, truth.carried_asked)


def _named(document: Row) -> Iterator[tuple[int, str]]:
    for each in document["actions"]:
        yield each["data"]["invoiceNumber"], each["code"]


def _same(believed: Any, so: Any) -> bool:
    try:
        return _decimal(believed) == _decimal(so)
    except InvalidOperation:
        return False


def _decimal(value: Any) -> Decimal:
    """Return an amount exactly as it is believed: the noise of binary floats is a mistake, and shows."""
    return Decimal(str(value)) + Decimal("0.00")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
