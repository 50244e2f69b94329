"""Finnish dates follow Finnish clocks, and banks are open exactly on the days that the calendars say."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.core.calendar import (
    HalfYear,
    at,
    day_after,
    due_date_roll,
    half_year,
    helsinki_date,
    is_banking_day,
    is_eve,
    is_public_holiday,
    is_target_day,
    midnight,
    next_banking_day,
    next_sepa_day,
    same_time_later,
)
from simulator.core.errors import InvalidValue
from simulator.core.interest import first_interest_day

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("holidays.json").read_text("utf-8"))
HOLIDAYS = {case["date"]: case for case in VECTORS["holidays"]}
ROLLS = {case["due_date"]: case for case in VECTORS["due_date_rolls"]}
DIFFERENT = {case["date"]: case for case in VECTORS["weekdays_where_fi_and_target_differ"]}
SEPA = {case["initiated"]: case["credited_d_plus_1"] for case in VECTORS["sepa_next_day"]}
YEARS = [int(year) for year in VECTORS["banking_days_per_year"]]
HELSINKI = ZoneInfo("Europe/Helsinki")
ONE_DAY = timedelta(days=1)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
instants = st.datetimes(datetime(1922, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("day", HOLIDAYS)
def test_a_documented_day_is_a_holiday_or_an_eve_as_documented(day: str) -> None:
    case = HOLIDAYS[day]
    holiday = date.fromisoformat(day)
    assert holiday.strftime("%a") == case["weekday"]
    assert is_public_holiday(holiday) is case["public_holiday"]
    assert is_eve(holiday) is case["eve"]
    assert is_banking_day(holiday) is case["fi_banking_day"]
    assert is_target_day(holiday) is case["target_open"]


@pytest.mark.parametrize("year", YEARS)
def test_no_other_day_of_the_year_is_a_holiday_or_an_eve(year: int) -> None:
    documented = {day for day in HOLIDAYS if day.startswith(str(year))}
    assert {str(day) for day in days_of(year) if is_public_holiday(day) or is_eve(day)} == documented


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_the_documented_number_of_banking_days(year: int) -> None:
    assert sum(map(is_banking_day, days_of(year))) == VECTORS["banking_days_per_year"][str(year)]


@pytest.mark.parametrize("year", YEARS)
def test_finland_and_target_differ_on_the_documented_weekdays_only(year: int) -> None:
    differing = {str(day) for day in days_of(year) if day.weekday() < 5 and is_banking_day(day) != is_target_day(day)}
    assert differing == {day for day in DIFFERENT if day.startswith(str(year))}


@pytest.mark.parametrize("day", DIFFERENT)
def test_a_day_on_which_finland_and_target_differ_is_documented(day: str) -> None:
    assert is_banking_day(date.fromisoformat(day)) is DIFFERENT[day]["fi_banking_day"]
    assert is_target_day(date.fromisoformat(day)) is DIFFERENT[day]["target_open"]


@pytest.mark.parametrize("due", ROLLS)
def test_a_due_date_rolls_to_the_documented_banking_day(due: str) -> None:
    case = ROLLS[due]
    day = date.fromisoformat(due)
    assert day.strftime("%a") == case["weekday"]
    assert due_date_roll(day) == date.fromisoformat(case["effective_due_date"])
    assert first_interest_day(day) == date.fromisoformat(case["first_interest_day"])


@pytest.mark.parametrize("initiated", SEPA)
def test_a_transfer_arrives_on_the_documented_day(initiated: str) -> None:
    assert next_sepa_day(date.fromisoformat(initiated)) == date.fromisoformat(SEPA[initiated])


def test_midsummer_eve_is_the_friday_from_19_to_25_june() -> None:
    eves = [day for year in range(1990, 2050) for day in days_of(year) if day.month == 6 and is_eve(day)]
    assert len(eves) == 60
    assert {day.weekday() for day in eves} == {4}
    assert {day.day for day in eves} == set(range(19, 26))


def test_the_first_weekend_day_is_saturday() -> None:
    assert is_banking_day(date(2026, 11, 20))
    assert is_target_day(date(2026, 11, 20))
    assert not is_banking_day(date(2026, 11, 21))
    assert not is_target_day(date(2026, 11, 21))


@given(day=days)
def test_a_due_date_rolls_to_the_first_banking_day_and_no_further(day: date) -> None:
    rolled = due_date_roll(day)
    assert is_banking_day(rolled)
    assert due_date_roll(rolled) == rolled
    assert not any(is_banking_day(day + timedelta(days=n)) for n in range((rolled - day).days))


@given(day=days)
def test_the_next_banking_and_sepa_days_are_the_first_that_are_later(day: date) -> None:
    for following, is_open in ((next_banking_day, is_banking_day), (next_sepa_day, is_target_day)):
        after = following(day)
        assert after > day
        assert is_open(after)
        assert not any(is_open(day + timedelta(days=n)) for n in range(1, (after - day).days))


def test_the_calendar_has_an_end() -> None:
    assert day_after(date(9999, 12, 30)) == date.max
    assert day_after(date(2026, 1, 31), 30) == date(2026, 3, 2)
    for past_the_end in (day_after, next_sepa_day, next_banking_day):
        with pytest.raises(InvalidValue, match="at least 1 before the end of the year 9999"):
            past_the_end(date.max)
    with pytest.raises(InvalidValue, match="at least 30 before"):
        day_after(date(9999, 12, 2), 30)
    with pytest.raises(InvalidValue, match="before the end of the year 9999"):
        helsinki_date(datetime(9999, 12, 31, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "label", "first", "last", "following"),
    [
        (date(2026, 1, 1), "2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026H2"),
        (date(2026, 6, 30), "2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026H2"),
        (date(2026, 7, 1), "2026H2", date(2026, 7, 1), date(2026, 12, 31), "2027H1"),
        (date(2026, 12, 31), "2026H2", date(2026, 7, 1), date(2026, 12, 31), "2027H1"),
    ],
)
def test_a_half_year_has_its_ends(day: date, label: str, first: date, last: date, following: str) -> None:
    half = half_year(day)
    assert str(half) == label
    assert (half.first_day, half.last_day, str(half.next)) == (first, last, following)


@given(day=days)
def test_half_years_follow_each_other_without_a_gap(day: date) -> None:
    half = half_year(day)
    assert half.first_day <= day <= half.last_day
    assert half.last_day + ONE_DAY == half.next.first_day
    assert half_year(half.first_day) == half_year(half.last_day) == half
    assert half_year(half.last_day + ONE_DAY) == half.next
    assert half < half.next == HalfYear(*half.next)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-01-15T21:59:59", date(2026, 1, 15)),
        ("2026-01-15T22:00:00", date(2026, 1, 16)),
        ("2026-07-15T20:59:59", date(2026, 7, 15)),
        ("2026-07-15T21:00:00", date(2026, 7, 16)),
        ("2026-03-28T21:59:59", date(2026, 3, 28)),
        ("2026-03-28T22:00:00", date(2026, 3, 29)),
        ("2026-03-29T20:59:59", date(2026, 3, 29)),
        ("2026-03-29T21:00:00", date(2026, 3, 30)),
        ("2026-10-24T21:00:00", date(2026, 10, 25)),
        ("2026-10-25T21:59:59", date(2026, 10, 25)),
        ("2026-10-25T22:00:00", date(2026, 10, 26)),
        ("2026-12-31T23:59:59", date(2027, 1, 1)),
    ],
)
def test_the_finnish_date_changes_two_or_three_hours_before_utc(instant: str, day: date) -> None:
    assert helsinki_date(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == day


@given(instant=instants)
@example(datetime(2026, 7, 15, 20, 59, 59, 999999, tzinfo=UTC))
@example(datetime(2026, 1, 15, 21, tzinfo=UTC))
@example(datetime(2026, 1, 15, 22, tzinfo=UTC))
def test_the_finnish_date_is_the_one_of_the_time_zone_database(instant: datetime) -> None:
    assert helsinki_date(instant) == instant.astimezone(HELSINKI).date()


@given(instant=instants, hours=st.integers(-12, 14))
def test_the_finnish_date_does_not_depend_on_how_the_instant_is_written(instant: datetime, hours: int) -> None:
    elsewhere = instant.astimezone(timezone(timedelta(hours=hours)))
    assert helsinki_date(elsewhere) == helsinki_date(instant.astimezone(HELSINKI)) == helsinki_date(instant)


@pytest.mark.usefixtures("machine_elsewhere")
def test_the_finnish_date_does_not_depend_on_where_the_machine_stands() -> None:
    assert helsinki_date(datetime.fromisoformat("2026-01-15T22:30:00+01:00")) == date(2026, 1, 15)
    assert helsinki_date(datetime.fromisoformat("2026-01-15T23:30:00+01:00")) == date(2026, 1, 16)


def test_an_instant_without_an_offset_is_refused_rather_than_guessed() -> None:
    with pytest.raises(InvalidValue, match="with an offset from UTC"):
        helsinki_date(datetime(2026, 1, 15, 12))  # noqa: DTZ001


@given(day=days, hour=st.integers(4, 23), minute=st.integers(0, 59))
def test_a_time_of_day_is_what_finnish_clocks_show(day: date, hour: int, minute: int) -> None:
    instant = at(day, hour, minute)
    local = instant.astimezone(HELSINKI)
    assert instant.tzinfo is UTC
    assert (local.date(), local.hour, local.minute, local.second) == (day, hour, minute, 0)
    assert helsinki_date(instant) == day


@given(day=days)
def test_a_finnish_day_lasts_from_midnight_to_midnight(day: date) -> None:
    start, end = midnight(day), midnight(day + ONE_DAY)
    assert start == at(day, 0) == at(day, 0, 0)
    assert helsinki_date(start) == helsinki_date(end - timedelta(microseconds=1)) == day
    assert helsinki_date(start - timedelta(microseconds=1)) == day - ONE_DAY
    assert end - start in {timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)}


def test_an_hour_that_is_skipped_counts_as_the_one_after() -> None:
    assert at(date(2026, 3, 29), 3, 30) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == at(date(2026, 3, 29), 4, 30)


def test_an_hour_that_comes_twice_counts_as_the_first() -> None:
    assert at(date(2026, 10, 25), 3, 30) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_calendar_has_a_beginning() -> None:
    with pytest.raises(InvalidValue, match="a later day"):
        midnight(date.min)


@pytest.mark.parametrize("year", [1854, 2101, 9998])
def test_far_from_today_only_weekends_and_old_rules_are_known(year: int) -> None:
    assert sum(map(is_target_day, days_of(year))) == sum(day.weekday() < 5 for day in days_of(year))
    assert due_date_roll(date(year, 1, 1)).weekday() < 5


@pytest.mark.parametrize(
    ("now", "months", "days", "later"),
    [
        ("2026-01-15T10:00", 0, 0, "2026-01-15T10:00"),
        ("2026-01-15T10:00", 1, 0, "2026-02-15T10:00"),
        ("2026-01-15T10:00", 0, 1, "2026-01-16T10:00"),
        ("2026-01-31T10:00", 1, 0, "2026-02-28T10:00"),
        ("2028-01-31T10:00", 1, 1, "2028-03-01T10:00"),
        ("2026-11-30T10:00", 1, 0, "2026-12-30T10:00"),
        ("2026-12-31T10:00", 2, 0, "2027-02-28T10:00"),
        ("2026-12-31T10:00", 24, 0, "2028-12-31T10:00"),
        ("2026-02-28T10:00", 1, 1, "2026-03-29T10:00"),
        ("2026-10-25T00:30", 0, 1, "2026-10-26T00:30"),
        ("2026-03-01T00:30", 1, 0, "2026-04-01T00:30"),
    ],
)
def test_some_months_and_days_later_finnish_clocks_show_the_same_time(
    now: str, months: int, days: int, later: str
) -> None:
    found = same_time_later(
        datetime.fromisoformat(now).replace(tzinfo=HELSINKI).astimezone(UTC), months=months, days=days
    )
    assert found == datetime.fromisoformat(later).replace(tzinfo=HELSINKI)
    assert found.tzinfo is UTC


@given(instants)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
def test_no_months_and_no_days_later_it_is_now(now: datetime) -> None:
    assert same_time_later(now) == now


def test_nothing_is_later_than_the_calendar() -> None:
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="year"):
        same_time_later(last, months=1)
    with pytest.raises(OverflowError):
        same_time_later(last, days=1)
