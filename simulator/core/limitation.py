"""When a debt becomes time-barred, what starts the period anew, and what nothing can move."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.calendar import day_after
from simulator.core.errors import InvalidValue


class LimitationKind(StrEnum):
    """Which period runs; each starts on another day."""

    GENERAL = "general"
    """From the due date; without one, from the delivery of the goods. Act 728/2003 sections 4-6."""

    JUDGMENT = "judgment"
    """From a judgment or another ground of enforcement. Act 728/2003 section 13."""

    FINAL = "final"
    """From the due date of a natural person's contract debt; nothing interrupts it. Act 728/2003 section 13 a."""

    ENFORCEMENT = "enforcement"
    """From a title of enforcement against a natural person. Enforcement Code 705/2007 chapter 2 section 24."""

    PUBLIC_CHARGE = "public_charge"
    """From the end of the year in which a public charge fell due. Act 706/2007 section 20."""


class Limitation(NamedTuple):
    """The last day on which a debt can still be claimed, and the day from which it is barred."""

    last_day: date
    barred_from: date


class _Years(NamedTuple):
    creditor_is_company: int
    creditor_is_person: int


YEARS: Final[Mapping[LimitationKind, _Years]] = MappingProxyType(
    {
        LimitationKind.GENERAL: _Years(3, 3),
        LimitationKind.JUDGMENT: _Years(5, 5),
        LimitationKind.FINAL: _Years(20, 25),
        LimitationKind.ENFORCEMENT: _Years(15, 20),
        LimitationKind.PUBLIC_CHARGE: _Years(5, 5),
    }
)
"""The length of every period, by whether the creditor is a company or a natural person."""

INTERRUPTIBLE: Final = frozenset({LimitationKind.GENERAL, LimitationKind.JUDGMENT})
"""The periods that a demand, a payment, an acknowledgement or legal steps start anew. Act 728/2003 sections 10, 11."""

_LAST_DAY_BEFORE_FINAL: Final = date(2014, 12, 31)
_YEARS_COUNTED_BEFORE: Final = 15
"""Of the time until then, at most so many years count towards the final period. Act 1126/2014."""


def limitation(
    kind: LimitationKind, starts: date, interruptions: Iterable[date] = (), *, creditor_is_person: bool = False
) -> Limitation:
    """Return when a debt is barred whose period began on ``starts`` and was interrupted on the days given.

    An interruption starts a period of equal length, unless it comes before the start or after the debt is barred, or
    the period is one that nothing interrupts. The last day has the date of the first, years later; for 29 February
    it is the 28th where there is no 29th (both are conventions). Raises InvalidValue past the year 9999.
    """
    years = YEARS[kind].creditor_is_person if creditor_is_person else YEARS[kind].creditor_is_company
    begins = date(starts.year, 12, 31) if kind is LimitationKind.PUBLIC_CHARGE else starts
    last_day = _years_later(begins, years)
    if kind is LimitationKind.FINAL:
        left = years - _YEARS_COUNTED_BEFORE
        last_day = max(last_day, _years_later(_LAST_DAY_BEFORE_FINAL, left))
    if kind in INTERRUPTIBLE:
        for interruption in sorted(interruptions):
            if begins <= interruption <= last_day:
                begins, last_day = interruption, _years_later(interruption, years)
    return Limitation(last_day, day_after(last_day))


def _years_later(day: date, years: int) -> date:
    year = day.year + years
    if year > date.max.year:
        raise InvalidValue("day", day, f"a day at least {years} years before the end of the year 9999")
    if day.month == 2 and day.day == 29 and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)
