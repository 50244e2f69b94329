"""Instants as Procountor tells them: whole seconds of Finnish time, without a zone.

That no zone is told is documented; that Finnish time is meant is assumed.
"""

from __future__ import annotations

from datetime import MINYEAR, UTC, datetime
from functools import lru_cache
from typing import Final

from simulator.systems.procountor.wire.document import FINNISH, local

EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
LATEST: Final = datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=8192)
def stamp(at: datetime) -> str:
    """Return an instant as it is told; the same for two instants within one second."""
    return local(at).isoformat()


def instant(text: str, *, end: bool = False) -> datetime:
    """Return the instant that ``text`` tells, or with ``end`` the last one of its second; of a day its midnight.

    The first day of the calendar, which programs send that know no other, begins with it; so does its last day end.
    Raises ValueError for what is neither a date nor a date-time.
    """
    told = datetime.fromisoformat(text)
    aware = told.replace(tzinfo=FINNISH) if told.tzinfo is None else told
    return _in_utc(aware).replace(microsecond=999_999 if end else aware.microsecond)


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return EARLIEST if at.year == MINYEAR else LATEST
