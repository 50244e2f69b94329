"""Instants and lengths of time as testers write them: ISO 8601, with the Finnish calendar behind days and months.

Days, weeks, months and years keep the time of day on Finnish clocks, so ``P1D`` is 23 or 25 hours long twice a year and
a daily job run after each ``P1D`` sees every date once. A month that has no such day is left on its last one. Hours,
minutes and seconds are exact.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from simulator.core.calendar import midnight, same_time_later
from simulator.core.errors import InvalidValue
from simulator.world.timeline import LATEST

EARLIEST: Final = datetime(1999, 1, 1, tzinfo=UTC)
"""Holidays and reference rates are known from here to LATEST, so no world lives outside them."""

_DURATION: Final = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10})(?:[.,](?P<part>\d{1,6}))?S)?)?",
    re.ASCII,
)
_EXPECTED_DURATION: Final = "a duration that goes forward, such as P14D, P1M, PT36H or P1DT30M"
_EXPECTED_INSTANT: Final = "a date such as 2026-12-24, or an instant with an offset such as 2026-12-24T09:00:00+02:00"


class Duration(NamedTuple):
    """A length of time: whole months, then whole days, then exact time."""

    months: int
    days: int
    exact: timedelta


def duration(text: str) -> Duration:
    """Return what an ISO 8601 duration means. Raises InvalidValue; there are no negative ones."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise InvalidValue("advance", text, _EXPECTED_DURATION)
    given = {name: int(value) for name, value in found.groupdict(default="0").items() if name != "part"}
    microseconds = int((found["part"] or "0").ljust(6, "0"))
    return Duration(
        months=12 * given["years"] + given["months"],
        days=7 * given["weeks"] + given["days"],
        exact=timedelta(
            hours=given["hours"], minutes=given["minutes"], seconds=given["seconds"], microseconds=microseconds
        ),
    )


def later(now: datetime, length: Duration) -> datetime:
    """Return the instant that is ``length`` after ``now``, in UTC. Raises InvalidValue beyond the sandbox's time."""
    try:
        return within_time(same_time_later(now, months=length.months, days=length.days) + length.exact, "advance")
    except (OverflowError, ValueError):
        raise InvalidValue("advance", "that far", f"an instant up to {LATEST.date()}") from None


def instant(text: str, what: str) -> datetime:
    """Return the instant that ``text`` names, in UTC; a date means the start of that Finnish day.

    Raises InvalidValue, calling the value ``what``, also outside the time that worlds live in.
    """
    try:
        if len(text) == len("2026-12-24"):
            return within_time(midnight(msgspec.convert(text, date)), what)
        read = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        raise InvalidValue(what, text, _EXPECTED_INSTANT) from None
    if read.tzinfo is None:
        raise InvalidValue(what, text, "an offset at its end, such as Z or +02:00")
    return within_time(read.astimezone(UTC), what)


def within_time(at: datetime, what: str) -> datetime:
    """Return ``at`` when worlds can live then. Raises InvalidValue, calling it ``what``."""
    if not EARLIEST <= at <= LATEST:
        raise InvalidValue(what, at.isoformat(), f"an instant from {EARLIEST.date()} to {LATEST.date()}")
    return at
