"""How far from today a date may lie: calendars end, and a world must outlive the dates it is given."""

from __future__ import annotations

from datetime import date, timedelta

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
    policy = world.policy
    return (
        world.today - timedelta(days=policy.oldest_date_days),
        world.today + timedelta(days=policy.latest_date_days),
    )
