"""Late interest is exact, additive and monotone, whatever the terms and wherever a period is cut."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from simulator.core.day_count import PARTS_PER_YEAR, DayCount, days_in_year, parts_until
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms, accrued, late_interest, late_percent, segments
from simulator.core.money import Money

DAY = timedelta(days=1)

days = st.dates(date(2000, 1, 1), date(2036, 12, 31))
near_days = st.dates(date(2022, 6, 1), date(2027, 12, 31))
anytime = st.dates(date(1, 1, 2), date(9998, 12, 31))
cents = st.integers(0, 10**12)
percents = st.decimals(0, 40, places=3)
terms = st.builds(
    RateTerms,
    st.sampled_from(DebtorKind),
    st.none() | percents,
    st.none() | percents,
    st.none() | days,
    st.sampled_from(DayCount),
)


def by_the_day(due: date, to: date, agreed: RateTerms) -> Fraction:
    """Count one cent's interest day by day, which is slow and obviously right."""
    counted: Counter[tuple[Decimal, int]] = Counter()
    day = due + DAY
    while day <= to:
        leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
        year = {"actual/actual": 366 if leap else 365, "actual/365": 365, "actual/360": 360}[agreed.day_count]
        counted[late_percent(agreed, day), year] += 1
        day += DAY
    return sum((Fraction(percent) * n / (100 * year) for (percent, year), n in counted.items()), Fraction(0))


def half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@given(capital=cents, due=near_days, length=st.integers(-10, 900), agreed=terms)
def test_the_closed_form_equals_counting_day_by_day(capital: int, due: date, length: int, agreed: RateTerms) -> None:
    to = due + timedelta(days=length)
    expected = half_up(capital * by_the_day(due, to, agreed))
    assert late_interest(Money(capital), due=due, to=to, terms=agreed) == Money(expected)


@given(capital=cents, ends=st.tuples(days, days).map(sorted), agreed=terms)
def test_the_working_adds_up_to_the_interest_and_leaves_no_day_out(
    capital: int, ends: list[date], agreed: RateTerms
) -> None:
    due, to = ends
    working = list(segments(due, to, agreed))
    exact = sum((Fraction(s.percent) * s.days / (100 * s.days_in_year) for s in working), Fraction(0))
    assert late_interest(Money(capital), due=due, to=to, terms=agreed) == Money(half_up(capital * exact))
    reached = due
    for stretch in working:
        assert stretch.first_day == reached + DAY
        assert stretch.days == (stretch.last_day - reached).days > 0
        reached = stretch.last_day
    assert reached == to


@given(capital=cents, ends=st.tuples(days, days).map(sorted), cuts=st.lists(days, max_size=5).map(sorted), agreed=terms)
def test_a_period_may_be_cut_anywhere(capital: int, ends: list[date], cuts: list[date], agreed: RateTerms) -> None:
    due, to = ends
    whole = late_interest(Money(capital), due=due, to=to, terms=agreed)
    steps = [(due, capital), *((max(cut, due), capital) for cut in cuts)]
    assert accrued(steps, to, agreed) == whole


@given(
    steps=st.lists(st.tuples(days, cents), min_size=1, max_size=6),
    more=st.lists(cents, min_size=6, max_size=6),
    to=days,
    agreed=terms,
)
def test_interest_is_additive_in_capital_before_it_is_rounded(
    steps: list[tuple[date, int]], more: list[int], to: date, agreed: RateTerms
) -> None:
    added = [(day, one + other) for (day, one), other in zip(steps, more, strict=False)]
    other = [(day, amount) for (day, _), amount in zip(steps, more, strict=False)]
    together = accrued(added, to, agreed).cents
    apart = accrued(steps, to, agreed).cents + accrued(other, to, agreed).cents
    assert abs(together - apart) <= 1
    doubled = accrued([(day, 2 * amount) for day, amount in steps], to, agreed).cents
    assert abs(doubled - 2 * accrued(steps, to, agreed).cents) <= 1


@given(steps=st.lists(st.tuples(days, cents), max_size=6), to=days, agreed=terms)
def test_a_history_is_the_sum_of_its_steps(steps: list[tuple[date, int]], to: date, agreed: RateTerms) -> None:
    exact = Fraction(0)
    latest = date.min
    pieces: list[tuple[date, int]] = []
    for day, amount in steps:
        latest = max(latest, day)
        pieces.append((latest, amount))
    for place, (since, amount) in enumerate(pieces):
        until = pieces[place + 1][0] if place + 1 < len(pieces) else to
        working = segments(since, min(until, to), agreed)
        exact += amount * sum((Fraction(s.percent) * s.days / (100 * s.days_in_year) for s in working), Fraction(0))
    assert accrued(steps, to, agreed) == Money(half_up(exact))


@given(capital=cents, more=cents, due=days, to=days, later=st.integers(0, 1000), agreed=terms)
def test_interest_never_falls_with_days_or_capital(
    capital: int, more: int, due: date, to: date, later: int, agreed: RateTerms
) -> None:
    interest = late_interest(Money(capital), due=due, to=to, terms=agreed)
    assert late_interest(Money(capital), due=due, to=to + timedelta(days=later), terms=agreed) >= interest
    assert late_interest(Money(capital), due=due - timedelta(days=later), to=to, terms=agreed) >= interest
    assert late_interest(Money(capital + more), due=due, to=to, terms=agreed) >= interest
    assert interest.cents >= 0


@given(capital=cents, year=st.integers(1, 9998), percent=percents, debtor=st.sampled_from(DebtorKind))
def test_a_whole_year_is_a_whole_year_leap_or_not(
    capital: int, year: int, percent: Decimal, debtor: DebtorKind
) -> None:
    agreed = RateTerms(debtor, percent)
    due, to = date(year, 12, 31), date(year + 1, 12, 31)
    charged = {late_percent(agreed, day) for day in (date(year + 1, 1, 1), date(year + 1, 7, 1))}
    if len(charged) == 1 and year + 1 != 2013:
        expected = half_up(Fraction(charged.pop()) * capital / 100)
        assert late_interest(Money(capital), due=due, to=to, terms=agreed).cents == expected


@given(day=anytime, day_count=st.sampled_from(DayCount))
def test_a_day_is_one_part_of_its_year(day: date, day_count: DayCount) -> None:
    parts = parts_until(day, day_count) - parts_until(day - DAY, day_count)
    assert Fraction(parts, PARTS_PER_YEAR[day_count]) == Fraction(1, days_in_year(day, day_count))
    if day_count is DayCount.ACTUAL_ACTUAL:
        assert days_in_year(day, day_count) == date(day.year, 12, 31).timetuple().tm_yday


def test_the_calendar_starts_with_its_first_day() -> None:
    assert parts_until(date.min, DayCount.ACTUAL_ACTUAL) == 366
    assert parts_until(date.min, DayCount.ACTUAL_365) == parts_until(date.min, DayCount.ACTUAL_360) == 1
    assert PARTS_PER_YEAR == {
        DayCount.ACTUAL_ACTUAL: 133_590,
        DayCount.ACTUAL_365: 365,
        DayCount.ACTUAL_360: 360,
    }
