"""The client's requests in the picture of a story: a bar for those that stand close, a cross for what was broken."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

from contracts.words import counted
from simulator.certification.report.time_scale import TimeScale
from simulator.certification.result import Exchange

BUCKET: Final = 6
"""Requests that are not so far apart share a bar."""
TALLEST: Final = 34
UNIT: Final = 7.0
"""Height of a bar of one request; one of four is twice as high."""
OUTCOMES: Final = ("answered", "refused", "broken")


class Part(NamedTuple):
    """A part of a bar: what came of these requests, where it begins, and its height."""

    outcome: str
    y: float
    height: float


class Bar(NamedTuple):
    """Requests at about one time. ``faults`` says what was broken about them on purpose."""

    x: float
    parts: Sequence[Part]
    faults: Sequence[str]
    told: str


def bars(exchanges: Sequence[Exchange], scale: TimeScale, bottom: float) -> Sequence[Bar]:
    """Return the bars that stand on ``bottom``."""
    buckets: dict[int, list[Exchange]] = {}
    for each in exchanges:
        buckets.setdefault(int(scale.x(each.at) // BUCKET), []).append(each)
    return [_bar(here, scale, bottom) for _, here in sorted(buckets.items())]


def outcome(exchange: Exchange) -> str:
    """Return what came of a request: it was answered, refused, or broken off."""
    if exchange.status == 0 or exchange.status >= 500:
        return "broken"
    return "refused" if exchange.status >= 400 else "answered"


def _bar(here: Sequence[Exchange], scale: TimeScale, bottom: float) -> Bar:
    counts = {name: sum(outcome(each) == name for each in here) for name in OUTCOMES}
    height = min(UNIT * sqrt(len(here)), TALLEST)
    parts: list[Part] = []
    y = bottom
    for name, count in counts.items():
        if count:
            share = height * count / len(here)
            y -= share
            parts.append(Part(name, round(y, 1), round(share, 1)))
    faults = list(dict.fromkeys(each.fault for each in here if each.fault))
    told = f"{scale.label(here[0].at)}: {counted(len(here), 'request')}"
    results = [f"{count} {name}" for name, count in counts.items() if count]
    broken = f"; on purpose: {', '.join(faults)}" if faults else ""
    return Bar(scale.x(here[0].at), parts, faults, f"{told}, {', '.join(results)}{broken}")
