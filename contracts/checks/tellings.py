"""What CFIS told a client, answer by answer, as far as checks need it, in whatever way it was spelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from contracts.checks.exchange import Exchange, cents, whole
from contracts.checks.exhibit import Exhibit

PARTS: Final = ("capital", "interest", "costs")
DISTRIBUTION: Final = ("getDistribution", "getDistributionV2")
"""The questions about deliveries: both tell the same, and a client may ask either."""


class Delivered(NamedTuple):
    """A record of the distribution information: how far an invoice is, and the case it has."""

    exchange: Exchange
    invoice: int
    status: str | None
    case_id: int | None


class Stand(NamedTuple):
    """How a case stood when it was told. ``members`` are those of the balance, in the order in which they came."""

    exchange: Exchange
    invoice: int | None
    case_id: int | None
    capital: Decimal
    interest: Decimal
    costs: Decimal
    total: Decimal
    paid: Decimal
    claimed: Decimal | None
    members: tuple[tuple[str, Any], ...]


class Allocated(NamedTuple):
    """An allocation of a settlement as it was told. ``shape`` is breakdown or events."""

    exchange: Exchange
    number: int
    shape: str
    case_id: Any


class News(NamedTuple):
    """A provisional payment as it was told; ``day`` as it is written."""

    exchange: Exchange
    invoice: int | None
    day: str
    amount: Decimal | None
    currency: Any
    capital: Decimal | None
    interest: Decimal | None
    costs: Decimal | None


def deliveries(exhibit: Exhibit) -> Iterator[Delivered]:
    """Yield every record of deliveries that arrived, oldest first."""
    for exchange in exhibit.of(*DISTRIBUTION):
        for each in _records(exchange.got) if exchange.succeeded else ():
            number = whole(each.get("invoiceNumber"))
            if number is not None:
                yield Delivered(exchange, number, *_status_and_case(each))


def stands(exhibit: Exhibit) -> Iterator[Stand]:
    """Yield every state of a case that arrived, oldest first."""
    for exchange in exhibit.of("getCase"):
        balance = _member(_member(exchange.got, "case"), "balance")
        if exchange.succeeded and isinstance(balance, Mapping):
            yield _stand(exchange, balance)


def allocations(exchange: Exchange) -> Iterator[Allocated]:
    """Yield the allocations that an answer about settlements holds, whether it arrived or not."""
    for settlement in _rows(_member(exchange.got, "settlements")):
        for each in _rows(settlement.get("allocations")):
            number = whole(each.get("allocationId"))
            if number is not None:
                yield Allocated(exchange, number, "events" if "events" in each else "breakdown", each.get("caseId"))


def readings(exhibit: Exhibit) -> Sequence[Exchange]:
    """Return the questions about settlements, oldest first."""
    return tuple(exhibit.of("getSettlements"))


def news(exchange: Exchange) -> Iterator[News]:
    """Yield the provisional payments that an answer holds."""
    for each in _rows(exchange.got):
        capital, interest, costs = (cents(each.get(f"{part}Amount")) for part in PARTS)
        day = str(each.get("paymentDate"))
        about = whole(each.get("invoiceNumber")), day, cents(each.get("amount")), each.get("currency")
        yield News(exchange, *about, capital, interest, costs)


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every member of an answer with its name, however deep it stands."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield name, each
            yield from members(each)
    elif isinstance(value, list):
        for each in value:
            yield from members(each)


def latest_news(exhibit: Exhibit) -> Sequence[News] | None:
    """Return the provisional payments as they were told in the last turn that asked; None where none was answered.

    A client may ask period by period: what several answers of the turn hold counts as often as one answer holds it.
    """
    answers = [each for each in exhibit.of("getPayments") if each.succeeded]
    if not answers:
        return None
    turn = next((each for each in exhibit.turns if each.first < answers[-1].number <= each.last), None)
    asked = [each for each in answers if turn is not None and each.number > turn.first] or answers[-1:]
    told: list[News] = []
    for answer in asked[-len({each.question for each in asked}) :]:
        held = list(news(answer))
        for each in held:
            like = [one for one in told if one[1:5] == each[1:5]]
            if len(like) < sum(one[1:5] == each[1:5] for one in held):
                told.append(each)
    return told


def last_stand(exhibit: Exhibit, invoice: int, case_id: int | None) -> Stand | None:
    """Return how the case of an invoice stood when it was told for the last time."""
    found = None
    for each in stands(exhibit):
        if each.invoice == invoice or (case_id is not None and each.case_id == case_id):
            found = each
    return found


def _stand(exchange: Exchange, balance: Mapping[str, Any]) -> Stand:
    told = exchange.got
    capital, interest, costs = (cents(balance.get(f"{part}Amount")) or Decimal(0) for part in PARTS)
    total = cents(balance.get("totalAmount"))
    return Stand(
        exchange,
        whole(_member(told.get("invoice"), "invoiceNumber")),
        whole(_member(_member(told.get("case"), "summary"), "caseId")),
        capital,
        interest,
        costs,
        capital + interest + costs if total is None else total,
        cents(balance.get("paidAmount")) or Decimal(0),
        cents(_member(told.get("invoice"), "amount")),
        tuple(balance.items()),
    )


def _records(told: Any) -> Sequence[Mapping[str, Any]]:
    """Return the records of the distribution information, nested or, page by page, flat."""
    return _rows(_member(told, "invoices")) or _rows(_member(told, "data"))


def _status_and_case(record: Mapping[str, Any]) -> tuple[str | None, int | None]:
    if "distribution" in record or "cases" in record:
        cases = _rows(record.get("cases"))
        return _member(record.get("distribution"), "status"), whole(cases[0].get("caseId")) if cases else None
    return record.get("distributionStatus"), whole(record.get("caseId"))


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
