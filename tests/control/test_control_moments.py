"""Lengths of time as ISO 8601 writes them, counted by the Finnish calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.control.moments import Duration, duration, instant, later
from simulator.core.calendar import at, helsinki_date, midnight
from simulator.core.errors import InvalidValue

NOON = at(date(2026, 1, 31), 12)

START = datetime(2000, 1, 1, tzinfo=UTC)

nows = st.timedeltas(timedelta(), timedelta(days=90 * 365)).map(START.__add__)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("P14D", Duration(0, 14, timedelta())),
        ("P2W", Duration(0, 14, timedelta())),
        ("P1Y2M", Duration(14, 0, timedelta())),
        ("PT36H", Duration(0, 0, timedelta(hours=36))),
        ("PT5M", Duration(0, 0, timedelta(minutes=5))),
        ("P5M", Duration(5, 0, timedelta())),
        ("PT0.25S", Duration(0, 0, timedelta(milliseconds=250))),
        ("PT1,5S", Duration(0, 0, timedelta(seconds=1.5))),
        ("P1Y1M1W1DT1H1M1.000001S", Duration(13, 8, timedelta(hours=1, minutes=1, seconds=1, microseconds=1))),
        ("P0D", Duration(0, 0, timedelta())),
    ],
)
def test_a_duration_means_what_iso_8601_says(text: str, meant: Duration) -> None:
    assert duration(text) == meant


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "14D", "P-1D", "-P1D", "P1DT", "P1H", "PT1D", "P1.5D", "p1d", "P1D ", "P١D", "P1D1D", "1"]
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(InvalidValue, match="a duration that goes forward"):
        duration(text)


@pytest.mark.parametrize(
    ("length", "day"),
    [
        ("P1D", date(2026, 2, 1)),
        ("P1M", date(2026, 2, 28)),
        ("P2M", date(2026, 3, 31)),
        ("P1Y1M", date(2027, 2, 28)),
        ("P2Y1M", date(2028, 2, 29)),
        ("P1M1D", date(2026, 3, 1)),
        ("P12M", date(2027, 1, 31)),
    ],
)
def test_days_and_months_keep_the_time_of_day_in_finland(length: str, day: date) -> None:
    assert later(NOON, duration(length)) == at(day, 12)


def test_hours_are_exact_where_the_clocks_change() -> None:
    before = at(date(2026, 3, 28), 12)
    assert later(before, duration("P1D")) - before == timedelta(hours=23)
    assert later(before, duration("PT24H")) - before == timedelta(hours=24)


@given(nows, st.integers(0, 3000))
def test_days_move_the_finnish_date_by_just_as_many(now: datetime, days: int) -> None:
    assert helsinki_date(later(now, Duration(0, days, timedelta()))) == helsinki_date(now) + timedelta(days=days)


@given(nows, st.integers(0, 400), st.integers(0, 400), st.integers(0, 10**7))
def test_two_short_steps_are_one_long_step(now: datetime, first: int, second: int, seconds: int) -> None:
    exact = timedelta(seconds=seconds)
    noon = at(helsinki_date(now), 12)  # a time of day that no change of clocks skips
    assert later(later(noon, Duration(0, first, timedelta())), Duration(0, second, timedelta())) == later(
        noon, Duration(0, first + second, timedelta())
    )
    assert later(later(now, Duration(0, 0, exact)), Duration(0, 0, exact)) == later(now, Duration(0, 0, exact * 2))


@pytest.mark.parametrize("length", ["P200Y", "P9999Y", "P99999M", "P999999D", "PT9999999999S", "PT99999999H"])
def test_nobody_moves_beyond_what_the_sandbox_knows(length: str) -> None:
    with pytest.raises(InvalidValue, match="2100-12-31"):
        later(NOON, duration(length))


@given(nows)
def test_an_instant_is_read_back_in_utc(now: datetime) -> None:
    assert instant(now.isoformat(), "to") == now


def test_a_date_is_the_start_of_that_day_in_finland() -> None:
    assert instant("2026-12-24", "to") == midnight(date(2026, 12, 24)) == datetime(2026, 12, 23, 22, tzinfo=UTC)
    assert instant("2026-06-01", "to") == datetime(2026, 5, 31, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-02-30", "2026-13-01", "20261224", "2026-W52", "2026-12-24T10:00", "24.12.2026", "1998-12-31"],
)
def test_what_is_no_instant_is_told_with_what_would_be(text: str) -> None:
    with pytest.raises(InvalidValue, match="to "):
        instant(text, "to")
