"""What was open over time in a story, as far as somebody looked, and reckoned from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from simulator.certification.report.happenings import BOOKED, tone
from simulator.certification.result import Moment

MOST_LINES: Final = 5
"""Invoices that have lines of their own; more of them are drawn as one sum for each currency."""
Points = Sequence[tuple[datetime, Decimal]]


def series_of(moments: Sequence[Moment]) -> Sequence[tuple[str, Points]]:
    """Return what was open over time: of each invoice, or where there are many, of all in each currency."""
    known = list(_reckoned(sorted(moments, key=lambda one: one.at)))
    numbers: dict[int, str] = {}
    for each in known:
        numbers[each.moment.invoice_number] = numbers.get(each.moment.invoice_number) or each.moment.currency or ""
    if len(numbers) <= MOST_LINES:
        return [
            (
                _in(currency, f"invoice {number}"),
                [(one.moment.at, one.open) for one in known if one.moment.invoice_number == number],
            )
            for number, currency in numbers.items()
        ]
    return [
        (_in(currency, f"all {len(numbers)} invoices"), list(_sums(known, numbers, currency)))
        for currency in dict.fromkeys(numbers.values())
    ]


def _in(currency: str, what: str) -> str:
    return f"{what} in {currency}" if currency else what


class _Reckoned(NamedTuple):
    moment: Moment
    open: Decimal


def _reckoned(moments: Sequence[Moment]) -> Iterator[_Reckoned]:
    """Yield what was open at each moment: as it was looked at, else what charges and payments since then come to.

    Interest since then shows when somebody looks again.
    """
    standing: dict[int, Decimal] = {}
    for each in moments:
        before = standing.get(each.invoice_number)
        if each.open is None and (before is None or each.amount is None):
            continue
        now = each.open if each.open is not None else _after(before or Decimal(0), each)
        standing[each.invoice_number] = now
        yield _Reckoned(each, now)


def _after(before: Decimal, moment: Moment) -> Decimal:
    amount = moment.amount or Decimal(0)
    if tone(moment.kind) == "charge":
        return before + amount
    return max(before - amount, Decimal(0)) if moment.kind == BOOKED else before


def _sums(known: Sequence[_Reckoned], numbers: Mapping[int, str], currency: str) -> Iterator[tuple[datetime, Decimal]]:
    standing: dict[int, Decimal] = {}
    for each in known:
        if numbers[each.moment.invoice_number] == currency:
            standing[each.moment.invoice_number] = each.open
            yield each.moment.at, sum(standing.values(), Decimal(0))
