"""Under which index values the records of an accounting system are filed, so that they sort as people count.

Every value begins with the name of the system, whose one company in a world keeps the book.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

WIDTH: Final = 12
"""Numbers are filled with zeros to this width."""
LAST: Final = "~"
"""Sorts after every digit and letter that a value has."""


def by_number(system: str, number: int) -> str:
    """Return the value for a record's own number."""
    return f"{system}/{number:0{WIDTH}}"


def by_name(system: str, name: str) -> str:
    """Return the value for a name or code that people gave."""
    return f"{system}/{name}"


def by_day(system: str, day: date) -> str:
    """Return the value for a calendar day."""
    return f"{system}/{day.isoformat()}"


def by_instant(system: str, instant: datetime) -> str:
    """Return the value for an instant, to the microsecond, in UTC."""
    return f"{system}/{instant.astimezone(UTC).isoformat(timespec='microseconds')}"
