"""The picture of one claim's life, in the coordinates of an SVG: pure geometry, which a template puts on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Final, NamedTuple

from simulator.axes import dates, round_step
from simulator.dashboard.history import Moment, Open, Tone
from simulator.dashboard.words import NARROW_SPACE

WIDTH: Final = 960
HEIGHT: Final = 400
LEFT: Final = 78
RIGHT: Final = 14
BOTTOM: Final = 30
LANES: Final = 3
LANE: Final = 26
"""Height of a row of numbered marks; marks that stand close go to rows of their own."""
ABOVE: Final = 12
"""Between the marks and the highest amount."""
MARK: Final = 10
"""Radius of a mark."""
BANDS: Final = ("capital", "interest", "costs")
"""What is open, from the ground up."""
MARGIN_SHARE: Final = 40
"""One part in so many of the days shown is left empty at the end."""
_ORDER: Final = (Tone.END, Tone.MONEY, Tone.CHARGE, Tone.TURN, Tone.DUE, Tone.WAY)


class Band(NamedTuple):
    """The area of one part of what is open, as an SVG path."""

    name: str
    path: str


class Tick(NamedTuple):
    """A place on an axis and what is written there."""

    at: float
    text: str


class Mark(NamedTuple):
    """A day on which something happens: its number in the list below the picture, and where it stands."""

    number: int
    on: date
    x: float
    y: float
    tone: str
    coming: bool
    moments: Sequence[Moment]


class Picture(NamedTuple):
    """Everything that is drawn. ``now`` is where today is, if the picture goes beyond it."""

    bands: Sequence[Band]
    amounts: Sequence[Tick]
    dates: Sequence[Tick]
    marks: Sequence[Mark]
    now: float | None
    top: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


class Scale(NamedTuple):
    """Days and amounts as places. Days are stretches: what ends with one ends where the next begins."""

    first: date
    days: int
    most: Decimal
    top: int = 0

    def x(self, day: date) -> float:
        """Return where ``day`` begins."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / self.days, 1)

    def y(self, amount: Decimal) -> float:
        """Return how high ``amount`` is."""
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - self.top) * float(amount / self.most), 1)


def draw(history: Sequence[Open], moments: Sequence[Moment], today: date) -> Picture | None:
    """Return the picture of a claim, none for one that never owed anything."""
    most = max((one.capital + one.interest + one.costs for one in history), default=Decimal(0))
    if not most:
        return None
    first = min(history[0].on, *(moment.on for moment in moments))
    last = max(history[-1].on, *(moment.on for moment in moments))
    length = (last - first).days + 1
    step = round_step(most)
    highest = step * ceil(most / step)
    scale = Scale(first, length + max(length // MARGIN_SHARE, 1), highest)
    marks = _marks(moments, scale)
    scale = scale._replace(top=int(max(mark.y for mark in marks)) + MARK + ABOVE)
    return Picture(
        bands=_bands(history, scale),
        amounts=list(_amounts(step, scale)),
        dates=[Tick(scale.x(day), text) for day, text in dates(first, last)],
        marks=marks,
        now=scale.x(today + timedelta(days=1)) if first <= today < last else None,
        top=scale.top,
    )


def _bands(history: Sequence[Open], scale: Scale) -> list[Band]:
    """Return the areas, each on top of those before it."""
    ends = [*(day.on for day in history[1:]), history[-1].on + timedelta(days=1)]
    floor = [Decimal(0)] * len(history)
    bands: list[Band] = []
    for name in BANDS:
        ceiling = [below + getattr(day, name) for below, day in zip(floor, history, strict=True)]
        if ceiling != floor:
            over = list(_steps(history, ends, ceiling, scale))
            under = list(_steps(history, ends, floor, scale))
            bands.append(Band(name, f"M{'L'.join([*over, *reversed(under)])}Z"))
        floor = ceiling
    return bands


def _steps(history: Sequence[Open], ends: Sequence[date], heights: Sequence[Decimal], scale: Scale) -> Iterator[str]:
    """Yield the corners of a stair."""
    for day, end, height in zip(history, ends, heights, strict=True):
        yield f"{scale.x(day.on)} {scale.y(height)}"
        yield f"{scale.x(end)} {scale.y(height)}"


def _marks(moments: Sequence[Moment], scale: Scale) -> list[Mark]:
    """Return the marks by day; each stands in the first row that has room, the last one where none has."""
    taken = [-MARK * 10.0] * LANES
    marks: list[Mark] = []
    by_day = groupby(sorted(moments, key=lambda one: one.on), key=lambda one: one.on)
    for place, (day, group) in enumerate(by_day, 1):
        here = list(group)
        x = scale.x(day)
        lane = next((row for row in range(LANES) if x - taken[row] > 2 * MARK + 2), LANES - 1)
        taken[lane] = x
        tone = min((moment.tone for moment in here), key=_ORDER.index)
        coming = all(moment.coming for moment in here)
        marks.append(Mark(place, day, x, lane * LANE + MARK + 4, tone.value, coming, here))
    return marks


def _amounts(step: Decimal, scale: Scale) -> Iterator[Tick]:
    """Yield the amounts that are written beside the picture."""
    decimals = 0 if step >= 1 else 2
    for place in range(int(scale.most / step) + 1):
        yield Tick(scale.y(step * place), f"{step * place:,.{decimals}f}".replace(",", NARROW_SPACE))
