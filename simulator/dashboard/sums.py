"""What the invoices of a world come to, and the bar that shows how much of it is paid, open, given up and credited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from simulator.control import wire
from simulator.control.plane import Plane
from simulator.core.account import Balance
from simulator.core.money import Money
from simulator.core.receivable import Receivable
from simulator.world.posting import balance_of

PARTS: Final = ("paid", "open", "written_off", "credited")
"""What everything claimed has become of, in the order of the bar."""
BAR_WIDTH: Final = 1000


class Sum(wire.Shape, frozen=True):
    """The invoices in one currency: ``claimed`` is capital, interest and costs, and the sum of the four others."""

    currency: str
    receivables: int
    claimed: Decimal
    paid: Decimal
    open: Decimal
    written_off: Decimal
    credited: Decimal


class Segment(NamedTuple):
    """One part of a bar that is BAR_WIDTH wide."""

    name: str
    amount: Decimal
    x: float
    width: float
    percent: float


async def sums(plane: Plane, receivables: Sequence[Receivable], today: date) -> list[Sum]:
    """Add up ``receivables``, with interest up to and including ``today``, a slice at a time."""
    cents: dict[str, Counter[str]] = {}
    async for receivable in plane.sliced(receivables):
        counted = cents.setdefault(receivable.currency, Counter())
        counted["receivables"] += 1
        counted.update(_cents(balance_of(receivable, today)))
    return [_sum(currency, cents[currency]) for currency in sorted(cents)]


def bar(of: Sum) -> list[Segment]:
    """Return the parts of ``of`` side by side; parts of nothing are left out."""
    segments: list[Segment] = []
    x = 0.0
    for name in PARTS:
        part: Decimal = getattr(of, name)
        if part:
            share = float(part / of.claimed)
            segments.append(Segment(name, part, round(x, 1), round(share * BAR_WIDTH, 1), round(share * 100, 1)))
            x += share * BAR_WIDTH
    return segments


def _cents(now: Balance) -> dict[str, int]:
    return {
        "claimed": now.claimed.total.cents,
        "paid": now.paid.total.cents,
        "open": now.open.total.cents,
        "written_off": now.written_off.total.cents,
        "credited": now.credited.cents,
    }


def _sum(currency: str, cents: Counter[str]) -> Sum:
    def amount(name: str) -> Decimal:
        return Money(cents[name], currency).decimal

    return Sum(
        currency=currency,
        receivables=cents["receivables"],
        claimed=amount("claimed"),
        paid=amount("paid"),
        open=amount("open"),
        written_off=amount("written_off"),
        credited=amount("credited"),
    )
