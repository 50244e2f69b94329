"""The period that a list is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from simulator.core.errors import FieldError, InvalidDocument
from simulator.http.endpoint import Call


def window(call: Call, first: str = "fromDate", last: str = "toDate") -> tuple[date, date, bool]:
    """Return the first and the last day of the period, both included, and whether it is the default one.

    Without either end it is the last 30 days up to today; with one end the other lies open. Raises InvalidDocument
    for a period that ends before it begins.
    """
    query: Mapping[str, Any] = call.query
    start, end = query.get(first), query.get(last)
    if start is None and end is None:
        today = call.world.today
        return today - timedelta(days=call.world.policy.default_period_days), today, True
    start, end = start or date.min, end or date.max
    if end < start:
        message = f"{end} is before {first} {start}; the period must not end before it begins"
        raise InvalidDocument([FieldError(f"query.{last}", message)])
    return start, end, False


def between(client_id: int | None, start: date, end: date) -> tuple[str, str]:
    """Return the index values that bound a client's records from ``start`` to ``end``."""
    return f"{client_id}/{start.isoformat()}", f"{client_id}/{end.isoformat()}"
