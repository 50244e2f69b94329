"""What is written along the axes of a picture: round amounts, and days that people count by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

TICKS: Final = 4
STEPS: Final = (1, 2, 5)
DAY_STEPS: Final = (1, 2, 7, 14)
MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240)
MOST_DATES: Final = 9


def round_step(most: Decimal) -> Decimal:
    """Return a round amount of which about TICKS make up ``most``, which is above zero."""
    power = Decimal(1).scaleb((most / TICKS).adjusted())
    return next((power * step for step in STEPS if power * step * TICKS >= most), power * 10)


def dates(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Yield the days to be written: some days apart in a short stretch, the first of months in a long one."""
    length = (last - first).days + 1
    for step in DAY_STEPS:
        if length <= step * MOST_DATES:
            yield from (
                (first + timedelta(days=place), _short(first + timedelta(days=place)))
                for place in range(0, length, step)
            )
            return
    months = next((step for step in MONTH_STEPS if length / 30 <= step * MOST_DATES), MONTH_STEPS[-1])
    index = first.year * 12 + first.month - 1
    while (day := date(index // 12, index % 12 + 1, 1)) <= last:
        if day >= first and index % months == 0:
            yield day, f"{day:%b %Y}"
        index += 1


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
