"""The picture of a story, in the coordinates of an SVG: money and time, what happened, what the client asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Final, NamedTuple

from simulator.axes import round_step
from simulator.certification.report.balances import Points, series_of
from simulator.certification.report.happenings import BOOKED, ECHOES, tone
from simulator.certification.report.requests import Bar, bars
from simulator.certification.report.time_scale import LEFT, RIGHT, WIDTH, Tick, TimeScale, time_scale
from simulator.certification.result import Moment, StoryResult
from simulator.dashboard.words import NARROW_SPACE, amount

CHART: Final = 190
"""Height of the part that shows money."""
LANE: Final = 26
"""Height of a row of numbered marks; marks that stand close go to rows of their own."""
MOST_LANES: Final = 6
MARK: Final = 10
"""Radius of a mark."""
ABOVE: Final = 12
"""Between the marks and the highest amount."""
REQUESTS: Final = 52
"""Height of the part that shows requests and faults."""
AXIS: Final = 26
APART: Final = 1.6
"""What the next line is moved up by, so that invoices of the same amount do not hide each other."""

_GRAVEST_FIRST: Final = ("end", "money", "charge", "turn", "due", "way")


class Line(NamedTuple):
    """What was open on an invoice, or on all of a currency, as an SVG path; ``number`` tells lines apart."""

    number: int
    label: str
    path: str
    start: str
    end: str


class Mark(NamedTuple):
    """Something that happened: its number in the list below the picture, where it stands, and its words."""

    number: int
    at: datetime
    when: str
    x: float
    y: float
    tone: str
    told: Sequence[str]


class Picture(NamedTuple):
    """Everything that is drawn. ``top`` and ``ground`` are where money begins and ends; there may be none."""

    lines: Sequence[Line]
    amounts: Sequence[Tick]
    times: Sequence[Tick]
    marks: Sequence[Mark]
    bars: Sequence[Bar]
    top: int
    ground: int
    bottom: int
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def outcomes(self) -> frozenset[str]:
        """What came of requests."""
        return frozenset(part.outcome for bar in self.bars for part in bar.parts)

    @property
    def has_faults(self) -> bool:
        """Whether anything was broken on purpose."""
        return any(bar.faults for bar in self.bars)


def draw(story: StoryResult) -> Picture | None:
    """Return the picture of a story, none for one in which nothing happened and nothing was asked."""
    if not story.moments and not story.exchanges:
        return None
    happened = [*(each.at for each in story.moments), *(each.at for each in story.exchanges)]
    scale = time_scale([*happened, *(each.at for each in story.lines)])
    marks = _marks(story.moments, scale)
    top = int(max((mark.y for mark in marks), default=0)) + (MARK + ABOVE if marks else 4)
    series = series_of(story.moments)
    most = max((value for _, points in series for _, value in points), default=Decimal(0))
    ground = top + CHART if most else top
    bottom = ground + (REQUESTS if story.exchanges else 0)
    step = round_step(most) if most else Decimal(1)
    highest = step * ceil(most / step)
    return Picture(
        lines=list(_lines(series, scale, highest, top, ground)) if most else [],
        amounts=list(_amounts(step, highest, top, ground)) if most else [],
        times=scale.ticks(),
        marks=marks,
        bars=bars(story.exchanges, scale, bottom),
        top=top,
        ground=ground,
        bottom=bottom,
        height=bottom + AXIS,
    )


def _lines(
    series: Sequence[tuple[str, Points]], scale: TimeScale, highest: Decimal, top: int, ground: int
) -> Iterator[Line]:
    for place, (label, points) in enumerate(series):
        first, last = points[0][1], points[-1][1]
        path = [f"M{scale.x(points[0][0])} {ground}"]
        for at, value in points:
            y = round(ground - (ground - top) * float(value / highest) - bool(value) * place * APART, 1)
            path.append(f"H{scale.x(at)}V{y}")
        if last:
            path.append(f"H{WIDTH - RIGHT}")
        yield Line(place + 1, label, "".join(path), amount(first), amount(last))


def _amounts(step: Decimal, highest: Decimal, top: int, ground: int) -> Iterator[Tick]:
    decimals = 0 if step >= 1 else 2
    for place in range(int(highest / step) + 1):
        y = round(ground - (ground - top) * float(step * place / highest), 1)
        yield Tick(y, f"{step * place:,.{decimals}f}".replace(",", NARROW_SPACE))


def _marks(moments: Sequence[Moment], scale: TimeScale) -> list[Mark]:
    """Return the marks in order; each stands in the first row that has room, the last one where none has."""
    taken = [-10.0 * MARK] * MOST_LANES
    marks: list[Mark] = []
    in_order = sorted(moments, key=lambda one: one.at)
    for number, (when, group) in enumerate(groupby(in_order, key=lambda one: scale.label(one.at)), 1):
        here = list(group)
        x = scale.x(here[0].at)
        lane = next((row for row in range(MOST_LANES) if x - taken[row] > 2 * MARK + 2), MOST_LANES - 1)
        taken[lane] = x
        gravest = min((tone(one.kind) for one in here), key=_GRAVEST_FIRST.index)
        marks.append(Mark(number, here[0].at, when, x, lane * LANE + MARK + 4, gravest, _told(here)))
    return marks


def _told(moments: Sequence[Moment]) -> Sequence[str]:
    """Return what happened at one time in words, the same thing once for all invoices that it happened to."""
    by_kind: dict[str, list[Moment]] = {}
    booked = {each.invoice_number for each in moments if each.kind == BOOKED}
    for each in moments:
        if each.kind not in ECHOES or each.invoice_number not in booked:
            by_kind.setdefault(each.kind, []).append(each)
    return [f"{kind}: {', '.join(_listed(here))}" for kind, here in by_kind.items()]


def _listed(moments: Sequence[Moment]) -> Iterator[str]:
    """Yield the invoices; one that the same thing happened to more than once is named once."""
    for name, times in Counter(map(_named, moments)).items():
        yield f"{name}, {times} times" if times > 1 else name


def _named(moment: Moment) -> str:
    if moment.amount is None:
        return str(moment.invoice_number)
    return f"{moment.invoice_number} ({' '.join(filter(None, [amount(moment.amount), moment.currency]))})"
