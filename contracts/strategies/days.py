"""Days of the Finnish calendar, as documents write them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

from hypothesis import strategies as st

TODAY: Final = date(2026, 1, 5)
"""The Monday on which made-up worlds begin."""
NOW: Final = "2026-01-05T09:00:00+02:00"
"""The instant on that day."""


@cache
def days(*, first: int = -60, last: int = 60, today: date = TODAY) -> st.SearchStrategy[date]:
    """Days from ``first`` to ``last`` days after ``today``, both included; today is the simplest."""
    return st.integers(first, last).map(lambda offset: today + timedelta(days=offset))


@cache
def written_days(*, first: int = -60, last: int = 60, today: date = TODAY) -> st.SearchStrategy[str]:
    """The same days as ``YYYY-MM-DD``."""
    return days(first=first, last=last, today=today).map(date.isoformat)
