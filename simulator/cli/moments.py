"""Instants as people in Finland read them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

ZONE_SHOWN = "Finnish time"


def day(at: datetime) -> str:
    """Return the Finnish calendar date of ``at``."""
    return at.astimezone(_helsinki()).date().isoformat()


def time_of_day(at: datetime) -> str:
    """Return the Finnish time of ``at``, to the second where there are seconds."""
    local = at.astimezone(_helsinki())
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def instant(at: datetime | None) -> str:
    """Return the Finnish date and time of ``at``, no text for none."""
    return "" if at is None else f"{day(at)} {time_of_day(at)}"


def pace(rate: Decimal) -> str:
    """Say how fast a clock runs by itself; ``rate`` is virtual seconds per real second."""
    if not rate:
        return "stands until it is moved"
    return f"runs by itself, {rate.normalize():f} virtual seconds each second"


@cache
def _helsinki() -> ZoneInfo:
    return ZoneInfo("Europe/Helsinki")
