"""Virtual time as places on the horizontal axis of a picture: days for a story of weeks, minutes for a short one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from simulator.axes import dates

WIDTH: Final = 960
LEFT: Final = 78
RIGHT: Final = 14
SHORT: Final = timedelta(hours=36)
"""A story that takes less is told by the clock and not by the calendar."""
MOST_TICKS: Final = 8
MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
MARGIN_SHARE: Final = 40
"""One part in so many of the time shown is left empty at the end."""


class Tick(NamedTuple):
    """A place on an axis and what is written there."""

    at: float
    text: str


class TimeScale(NamedTuple):
    """Instants as places. Labels are in Finnish time."""

    first: datetime
    last: datetime
    is_short: bool

    def x(self, at: datetime) -> float:
        """Return where ``at`` is."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * ((at - self.first) / (self.last - self.first)), 1)

    def label(self, at: datetime) -> str:
        """Return how the time of ``at`` is written beside the picture: what has one label is one time."""
        local = at.astimezone(_helsinki())
        return f"{local:%Y-%m-%d %H:%M}" if self.is_short else f"{local:%Y-%m-%d}"

    def ticks(self) -> list[Tick]:
        """Return what is written below the picture."""
        if self.is_short:
            return self._clock()
        first, last = (at.astimezone(_helsinki()).date() for at in (self.first, self.last - timedelta(microseconds=1)))
        return [Tick(self.x(_midnight(day)), text) for day, text in dates(first, last) if _midnight(day) >= self.first]

    def _clock(self) -> list[Tick]:
        length = self.last - self.first
        step = next((each for each in MINUTES if length <= timedelta(minutes=each) * MOST_TICKS), MINUTES[-1])
        at = self.first.astimezone(_helsinki()).replace(minute=0, second=0, microsecond=0)
        ticks: list[Tick] = []
        while at <= self.last:
            if at >= self.first:
                ticks.append(Tick(self.x(at), f"{at:%H:%M}" if ticks else f"{at.day} {at:%b %H:%M}"))
            at = (at + timedelta(minutes=step)).astimezone(_helsinki())
        return ticks


def time_scale(instants: Sequence[datetime]) -> TimeScale:
    """Return a scale on which all of ``instants``, at least one, have their place."""
    first, last = min(instants), max(instants)
    if last - first < SHORT:
        minute = first.replace(second=0, microsecond=0)
        length = max(last - minute, timedelta(minutes=5))
        return TimeScale(minute, minute + length * (1 + 1 / MARGIN_SHARE), is_short=True)
    start = _midnight(first.astimezone(_helsinki()).date())
    end = _midnight(last.astimezone(_helsinki()).date() + timedelta(days=1))
    return TimeScale(start, end + (end - start) / MARGIN_SHARE, is_short=False)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_helsinki())


@cache
def _helsinki() -> ZoneInfo:
    return ZoneInfo("Europe/Helsinki")
