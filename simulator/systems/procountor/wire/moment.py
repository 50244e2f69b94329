"""Instants as Procountor tells them: whole seconds of Finnish time, without a zone.

That no zone is told is documented; that Finnish time is meant is assumed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from simulator.systems.procountor.wire.document import FINNISH, local


@lru_cache(maxsize=8192)
def stamp(at: datetime) -> str:
    """Return an instant as it is told; the same for two instants within one second."""
    return local(at).isoformat()


def instant(text: str, *, end: bool = False) -> datetime:
    """Return the instant that ``text`` tells, or with ``end`` the last one of its second; of a day its midnight.

    Raises ValueError for what is neither a date nor a date-time.
    """
    told = datetime.fromisoformat(text)
    aware = told.replace(tzinfo=FINNISH) if told.tzinfo is None else told
    return aware.astimezone(UTC).replace(microsecond=999_999 if end else aware.microsecond)
