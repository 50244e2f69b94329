"""Which day it is in Finland, and on which days banks there and in the euro area move money."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from simulator.core.errors import InvalidValue

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_SATURDAY: Final = 5
_FRIDAY: Final = 4
_LAST_HOUR_OF_ONE_DATE: Final = 20
"""Finland is two or three hours ahead: up to this hour UTC the date is the same there, after the next it is not."""


class HalfYear(NamedTuple):
    """January to June (``half`` 1) or July to December (``half`` 2) of one year; prints as ``2026H1``."""

    year: int
    half: int

    @property
    def first_day(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 6 * self.half - 5, 1)

    @property
    def last_day(self) -> date:
        """30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> HalfYear:
        """The half-year that follows."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}H{self.half}"


def half_year(day: date) -> HalfYear:
    """Return the half-year that ``day`` is in."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def helsinki_date(instant: datetime) -> date:
    """Return the Finnish calendar date at ``instant``, which is aware; right from May 1921, when zone time began.

    Fast for instants in ``datetime.UTC``: only the hour in which summer time decides is looked up. Raises
    InvalidValue for an instant without an offset, and for one that is past the year 9999 in Finland.
    """
    if instant.tzinfo is not UTC:
        instant = _in_utc(instant)
    hour = instant.hour
    if hour <= _LAST_HOUR_OF_ONE_DATE:
        return instant.date()
    if hour > _LAST_HOUR_OF_ONE_DATE + 1:
        return day_after(instant.date())
    return instant.astimezone(_helsinki()).date()


def midnight(day: date) -> datetime:
    """Return the instant, in UTC, at which the Finnish calendar day ``day`` starts."""
    return at(day, 0)


@lru_cache(maxsize=8192)
def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant, in UTC, at which Finnish clocks show ``hour``:``minute`` on ``day``.

    An hour that is skipped in spring counts as the hour after, one that comes twice in autumn as the first.
    Raises InvalidValue when the instant is before the year 1.
    """
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=_helsinki())
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise InvalidValue("day", day, "a later day") from None


def day_after(day: date, days: int = 1) -> date:
    """Return the day ``days`` calendar days after ``day``, or raise InvalidValue when that is past the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise InvalidValue("day", day, f"a day at least {days} before the end of the year 9999") from None


def same_time_later(now: datetime, *, months: int = 0, days: int = 0) -> datetime:
    """Return the instant, in UTC, when Finnish clocks show the same time of day, ``months`` and then ``days`` later.

    A month that has no such day is left on its last one. Raises OverflowError or ValueError beyond the calendar.
    """
    if not months and not days:
        return now.astimezone(UTC)  # clocks alone do not tell the second of the hours that come twice in autumn
    local = now.astimezone(_helsinki())
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    moved = local.replace(year=year, month=month + 1, day=min(local.day, last)) + timedelta(days=days)
    return moved.astimezone(UTC)


def is_eve(day: date) -> bool:
    """Whether ``day`` is Christmas Eve or Midsummer Eve: no public holidays, but banks are closed."""
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == _FRIDAY
    return midsummer_eve or (day.month == 12 and day.day == 24)


def is_public_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday in Finland, ordinary Sundays not counted.

    Known from 1955 to 2100; outside those years no day is a holiday. Source: package holidays.
    """
    return day in _finnish_holidays(day.year) and not is_eve(day)


def is_banking_day(day: date) -> bool:
    """Whether Finnish banks are open: not on Saturdays, Sundays, public holidays and the two eves."""
    return day.weekday() < _SATURDAY and day not in _finnish_holidays(day.year)


def is_target_day(day: date) -> bool:
    """Whether TARGET, and with it SEPA, moves money: not on Saturdays, Sundays and the six TARGET closing days.

    Source: European Central Bank, by package holidays; known from 1999 to 2100.
    """
    return day.weekday() < _SATURDAY and day not in _target_holidays(day.year)


@lru_cache(maxsize=8192)
def due_date_roll(due: date) -> date:
    """Return ``due``, or the next banking day when ``due`` is none; interest starts the day after.

    Source: Act on promissory notes (622/1947) section 5(2), applied to all debts. Between businesses some dispute it.
    """
    day = due
    while not is_banking_day(day):
        day = day_after(day)
    return day


@lru_cache(maxsize=8192)
def next_banking_day(day: date) -> date:
    """Return the first Finnish banking day after ``day``; raises InvalidValue at the end of the calendar."""
    return due_date_roll(day_after(day))


@lru_cache(maxsize=8192)
def next_sepa_day(day: date) -> date:
    """Return the TARGET day after ``day``, on which a credit transfer of ``day`` arrives at the latest.

    Raises InvalidValue at the end of the calendar. Source: SEPA credit transfer scheme.
    """
    arrives = day_after(day)
    while not is_target_day(arrives):
        arrives = day_after(arrives)
    return arrives


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise InvalidValue("instant", instant, "an instant with an offset from UTC")
    return instant.astimezone(UTC)


@cache
def _helsinki() -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - loaded at first use, start-up is budgeted

    return ZoneInfo("Europe/Helsinki")


@lru_cache(maxsize=512)
def _finnish_holidays(year: int) -> frozenset[date]:
    """Return the public holidays and the two eves of ``year``."""
    import holidays  # noqa: PLC0415 - loaded at first use

    return frozenset(holidays.country_holidays("FI", years=year))


@lru_cache(maxsize=512)
def _target_holidays(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - loaded at first use

    return frozenset(holidays.financial_holidays("XECB", years=year))
