"""How days become years when interest is counted, in whole numbers only."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final


class DayCount(StrEnum):
    """How many days make a year. No statute says; all three are met in the Finnish market."""

    ACTUAL_ACTUAL = "actual/actual"
    """365 or, for the days of a leap year, 366 (the default, assumed)."""

    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"


PARTS_PER_YEAR: Final[Mapping[DayCount, int]] = MappingProxyType(
    {DayCount.ACTUAL_ACTUAL: 365 * 366, DayCount.ACTUAL_365: 365, DayCount.ACTUAL_360: 360}
)
"""In how many equal parts a year is counted.

A day of a leap year is 365 of 365 * 366 parts, of another year 366: either way the year is whole, and no part is
ever cut.
"""


@lru_cache(maxsize=16384)
def parts_until(day: date, day_count: DayCount) -> int:
    """Return the parts of a year from the beginning of the calendar up to and including ``day``.

    The parts of a period are the difference of two of these, so a period can be cut anywhere without a remainder.
    """
    if day_count is not DayCount.ACTUAL_ACTUAL:
        return day.toordinal()
    whole_years = day.year - 1
    day_of_year = day.toordinal() - (whole_years * 365 + whole_years // 4 - whole_years // 100 + whole_years // 400)
    parts_a_day = 365 if isleap(day.year) else 366
    return whole_years * PARTS_PER_YEAR[DayCount.ACTUAL_ACTUAL] + day_of_year * parts_a_day


def days_in_year(day: date, day_count: DayCount) -> int:
    """Return the days that the year of ``day`` counts: 360, 365 or 366."""
    if day_count is not DayCount.ACTUAL_ACTUAL:
        return PARTS_PER_YEAR[day_count]
    return 366 if isleap(day.year) else 365
