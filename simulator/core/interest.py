"""Late-payment interest: which rate applies, and what it comes to between two days, in closed form and whole numbers.

Every set of terms has a curve: the percent of capital that has accrued since the beginning of the calendar, in whole
parts. Interest over any period is capital times the difference of two points of the curve, so its cost does not grow
with days or rate changes, and cutting a period changes nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from simulator.core.calendar import day_after, due_date_roll, half_year
from simulator.core.day_count import PARTS_PER_YEAR, DayCount, days_in_year, parts_until
from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue
from simulator.core.money import EUR, Money
from simulator.core.reference_rates import REFERENCE_RATES, RateTable

GENERAL_MARGIN: Final = Decimal(7)
"""Points above the reference rate. Source: Interest Act (633/1982) section 4(1)."""

COMMERCIAL_MARGIN: Final = Decimal(8)
"""Points above the reference rate where a trader is owed by a business or public body. Source: section 4 a."""

COMMERCIAL_MARGIN_FROM: Final = date(2013, 3, 16)
"""Before this day businesses and public bodies owed the general margin. Source: Acts 30/2013 and 32/2013."""

DAYS_WITHOUT_DUE_DATE: Final = 30
"""Days after an invoice, demand or claim is sent before interest starts. Source: sections 6 and 7."""

CONTRACT_INTEREST_DAYS: Final = 180
"""Days that a higher contract interest goes on after a whole consumer credit fell due. Source: section 4(2)."""

LARGEST_PERCENT: Final = Decimal(1000)
"""A rate above this is refused as a mistake (assumed)."""

_PERCENT_UNITS: Final = 10**6
_SIX_DECIMALS: Final = Decimal("0.000001")


class RateTerms(msgspec.Struct, frozen=True, gc=False, cache_hash=True, omit_defaults=True):
    """What decides the late interest of one claim; rates are whole, in percent a year (10.5 means 10.5 %).

    ``agreed_percent`` is a late rate the parties agreed on. ``contract_percent`` is interest that already ran before
    the due date, and goes on until and including ``contract_until`` (without one, for good). Raises InvalidValue for
    a rate below 0, above 1000, or with more than six decimals.
    """

    debtor: DebtorKind
    agreed_percent: Decimal | None = None
    contract_percent: Decimal | None = None
    contract_until: date | None = None
    day_count: DayCount = DayCount.ACTUAL_ACTUAL

    def __post_init__(self) -> None:
        for percent in (self.agreed_percent, self.contract_percent):
            if percent is not None and not _is_rate(percent):
                raise InvalidValue("interest rate", percent, "0 to 1000 percent with at most six decimals")


class Segment(NamedTuple):
    """A stretch of days, both ends included, within one half-year and at one rate."""

    first_day: date
    last_day: date
    days: int
    percent: Decimal
    days_in_year: int

    def interest(self, capital: Money) -> Decimal:
        """The unrounded interest on ``capital`` for showing, in whole units, to six decimals."""
        exact = capital.decimal * self.percent * self.days / (100 * self.days_in_year)
        return exact.quantize(_SIX_DECIMALS, ROUND_HALF_UP)


def statutory_percent(debtor: DebtorKind, day: date, table: RateTable = REFERENCE_RATES) -> Decimal:
    """Return the late rate of the law on ``day``: the reference rate and the margin for that kind of debtor.

    Source: Interest Act (633/1982) sections 4 and 4 a.
    """
    is_commercial = debtor is not DebtorKind.CONSUMER and day >= COMMERCIAL_MARGIN_FROM
    return table.row(day).percent + (COMMERCIAL_MARGIN if is_commercial else GENERAL_MARGIN)


def late_percent(terms: RateTerms, day: date, table: RateTable = REFERENCE_RATES) -> Decimal:
    """Return the late rate that binds on ``day``, in percent a year.

    A higher contract interest goes on. An agreed rate binds a consumer only where it is lower; a business unless it
    is zero; a public body only where it is higher than the law's.

    Source: Interest Act (633/1982) sections 2(2), 4(2) and 4 a; Act 30/2013 section 8.
    """
    statutory = statutory_percent(terms.debtor, day, table)
    unagreed = statutory
    if terms.contract_percent is not None and (terms.contract_until is None or day <= terms.contract_until):
        unagreed = max(statutory, terms.contract_percent)
    agreed = terms.agreed_percent
    if agreed is None:
        return unagreed
    if terms.debtor is DebtorKind.CONSUMER:
        return min(agreed, unagreed)
    if terms.debtor is DebtorKind.PUBLIC:
        return max(agreed, statutory)
    return agreed if agreed > 0 else unagreed


def contract_interest_end(fell_due: date) -> date:
    """Return the last day on which a consumer credit that fell due as a whole bears its contract interest.

    A judgment that comes earlier ends it too. Source: Interest Act (633/1982) section 4(2).
    """
    return day_after(fell_due, CONTRACT_INTEREST_DAYS)


def due_when_unagreed(sent: date) -> date:
    """Return the day that counts as due date when none was agreed: 30 days after the invoice or claim was sent.

    That the thirtieth day itself bears no interest is a convention. Source: Interest Act (633/1982) sections 6, 7.
    """
    return day_after(sent, DAYS_WITHOUT_DUE_DATE)


def first_interest_day(due: date) -> date:
    """Return the first day that bears interest: the one after ``due``, or after the banking day it rolls to.

    Source: Interest Act (633/1982) section 5; Act on promissory notes (622/1947) section 5(2).
    """
    return day_after(due_date_roll(due))


def late_interest(
    capital: Money, *, due: date, to: date, terms: RateTerms, table: RateTable = REFERENCE_RATES
) -> Money:
    """Return the interest on ``capital`` for the days after ``due``, up to and including ``to``.

    Dates are Finnish calendar dates; ``due`` is already rolled to a banking day where that is wanted. No interest on
    interest. Rounded once, half up, to the cent; the currency is that of the capital, the rate the same (assumed).
    """
    return accrued(((due, capital.cents),), to, terms, capital.currency, table=table)


def accrued(
    steps: Sequence[tuple[date, int]],
    to: date,
    terms: RateTerms,
    currency: str = EUR,
    *,
    table: RateTable = REFERENCE_RATES,
) -> Money:
    """Return the interest, up to and including ``to``, on a capital that changed.

    Each step is a day and the cents of capital open after it: first the due date, then every day on which capital
    was paid or credited. A step bears interest from the day after its own, up to and including the day of the next,
    so the day of a payment still bears interest on the old capital. A step dated before its predecessor takes effect
    together with it. Rounded once, half up, at the end.
    """
    curve = _curve(terms, table)
    end = curve.at(to)
    open_cents = reached = exact = 0
    for day, cents in steps:
        here = min(curve.at(day), end)
        if here > reached:
            exact += open_cents * (here - reached)
            reached = here
        open_cents = cents
    exact += open_cents * (end - reached)
    return Money.ratio(exact, curve.whole, currency)


def segments(due: date, to: date, terms: RateTerms, table: RateTable = REFERENCE_RATES) -> Iterator[Segment]:
    """Yield the days after ``due``, up to and including ``to``, cut at every half-year and rate change."""
    before = due
    while before < to:
        first = day_after(before)
        last = min(to, half_year(first).last_day)
        for change in (COMMERCIAL_MARGIN_FROM - timedelta(days=1), terms.contract_until):
            if change is not None and first <= change:
                last = min(last, change)
        days = (last - before).days
        yield Segment(first, last, days, late_percent(terms, first, table), days_in_year(first, terms.day_count))
        before = last


class _Curve:
    """What has accrued on one cent, in the smallest parts: ``whole`` of them are one cent."""

    __slots__ = ("_day_count", "_percents", "_starts", "_totals", "whole")

    def __init__(self, day_count: DayCount, changes: Sequence[tuple[int, int]]) -> None:
        """Each change is the parts of a year passed before it and the percent units from then on; the first is at 0."""
        self._day_count = day_count
        self._starts = [start for start, _ in changes]
        self._percents = [percent for _, percent in changes]
        self._totals = [0]
        for (start, percent), (end, _) in pairwise(changes):
            self._totals.append(self._totals[-1] + (end - start) * percent)
        self.whole = 100 * _PERCENT_UNITS * PARTS_PER_YEAR[day_count]

    def at(self, day: date) -> int:
        """Return what has accrued from the beginning of the calendar up to and including ``day``."""
        parts = parts_until(day, self._day_count)
        place = bisect_right(self._starts, parts) - 1
        return self._totals[place] + (parts - self._starts[place]) * self._percents[place]


@lru_cache(maxsize=1024)
def _curve(terms: RateTerms, table: RateTable) -> _Curve:
    """Return the curve of ``terms``: a handful of points, made once, since few terms are in use at a time."""
    last_days = {row.first_day - timedelta(days=1) for row in table.rows}
    last_days.add(COMMERCIAL_MARGIN_FROM - timedelta(days=1))
    if terms.contract_until is not None:
        last_days.add(terms.contract_until)
    last_days.discard(date.max)
    changes = [(0, _percent_units(late_percent(terms, date.min, table)))]
    for last_day in sorted(last_days):
        percent = _percent_units(late_percent(terms, day_after(last_day), table))
        changes.append((parts_until(last_day, terms.day_count), percent))
    return _Curve(terms.day_count, changes)


def _percent_units(percent: Decimal) -> int:
    return int(percent * _PERCENT_UNITS)


def _is_rate(percent: Decimal) -> bool:
    return percent.is_finite() and 0 <= percent <= LARGEST_PERCENT and percent == percent.quantize(_SIX_DECIMALS)
