"""How far from today a date may lie: calendars end, and a world must outlive the dates it is given."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from simulator.world.world import World


def within_reach(world: World, day: date) -> bool:
    """Whether ``day`` is near enough to be meant."""
    first, last = _ends(world)
    return first <= day <= last


def reach(world: World) -> str:
    """Say which days are near enough, both ends included."""
    first, last = _ends(world)
    return f"a day from {first} to {last}"


def _ends(world: World) -> tuple[date, date]:
    return _span(world.today, world.policy.oldest_date_days, world.policy.latest_date_days)


@lru_cache(maxsize=256)
def _span(today: date, before: int, after: int) -> tuple[date, date]:
    return today - timedelta(days=before), today + timedelta(days=after)
