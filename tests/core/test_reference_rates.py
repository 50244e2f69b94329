"""The reference rate of every half-year is the one in the statute book."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue
from simulator.core.interest import statutory_percent
from simulator.core.reference_rates import (
    REFERENCE_RATES,
    RateEvidence,
    RateTable,
    ReferenceRate,
    rate_from_main_refinancing,
)

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("reference_rates.json").read_text("utf-8")
)
PERIODS = {case["period"]: case for case in VECTORS["periods"]}
ROUNDED = {case["period"]: case for case in VECTORS["rounding_up_examples"]}


def row(first_day: date, percent: str) -> ReferenceRate:
    return ReferenceRate(first_day, Decimal(percent), "1/2030")


@pytest.mark.parametrize("period", PERIODS)
def test_a_half_year_has_its_documented_rate_from_its_first_day_to_its_last(period: str) -> None:
    case = PERIODS[period]
    for day in (date.fromisoformat(case["start"]), date.fromisoformat(case["end"])):
        known = REFERENCE_RATES.row(day)
        assert str(known.half_year) == period
        assert known.percent == Decimal(case["reference_rate"])
        assert known.notice == case["notice"]
        assert known.evidence == RateEvidence(case["evidence"])
        assert statutory_percent(DebtorKind.CONSUMER, day) == Decimal(case["consumer_late_rate"])


@pytest.mark.parametrize("period", PERIODS)
def test_businesses_and_public_bodies_owe_a_point_more_once_the_law_says_so(period: str) -> None:
    case = PERIODS[period]
    commercial = case["commercial_late_rate"] or case["consumer_late_rate"]
    for day in (date.fromisoformat(case["start"]), date.fromisoformat(case["end"])):
        expected = Decimal("9.0") if day == date(2013, 6, 30) else Decimal(commercial)
        assert statutory_percent(DebtorKind.BUSINESS, day) == expected
        assert statutory_percent(DebtorKind.PUBLIC, day) == expected


def test_the_commercial_rate_begins_on_16_march_2013() -> None:
    assert statutory_percent(DebtorKind.BUSINESS, date(2013, 3, 15)) == Decimal(8)
    assert statutory_percent(DebtorKind.BUSINESS, date(2013, 3, 16)) == Decimal(9)
    assert statutory_percent(DebtorKind.CONSUMER, date(2013, 3, 16)) == Decimal(8)


def test_no_half_year_is_missing_and_none_is_invented() -> None:
    assert [str(known.half_year) for known in REFERENCE_RATES.rows] == list(PERIODS)


def test_the_last_rate_goes_on_and_the_first_one_held_before() -> None:
    assert REFERENCE_RATES.row(date(2027, 1, 1)) is REFERENCE_RATES.rows[-1]
    assert REFERENCE_RATES.row(date.max) is REFERENCE_RATES.rows[-1]
    assert REFERENCE_RATES.row(date(2002, 6, 30)) is REFERENCE_RATES.rows[0]
    assert REFERENCE_RATES.row(date.min) is REFERENCE_RATES.rows[0]


@pytest.mark.parametrize("period", ROUNDED)
def test_the_rate_is_the_main_refinancing_rate_rounded_up_to_the_half_point(period: str) -> None:
    case = ROUNDED[period]
    derived = rate_from_main_refinancing(Decimal(case["ecb_main_refinancing_rate"]))
    assert derived == Decimal(case["reference_rate"])
    assert REFERENCE_RATES.row(date.fromisoformat(PERIODS[period]["start"])).percent == derived


@given(hundredths=st.integers(0, 2000))
def test_rounding_up_adds_less_than_half_a_point(hundredths: int) -> None:
    exact = Decimal(hundredths) / 100
    rounded = rate_from_main_refinancing(exact)
    assert rounded % Decimal("0.5") == 0
    assert 0 <= rounded - exact < Decimal("0.5")


def test_a_table_can_be_continued_by_what_is_published_or_assumed() -> None:
    published = REFERENCE_RATES.followed_by(Decimal("3.0"), "700/2026")
    assumed = published.followed_by(Decimal("4.5"))
    assert [str(known.half_year) for known in assumed.rows[-2:]] == ["2027H1", "2027H2"]
    assert [known.evidence for known in assumed.rows[-2:]] == [RateEvidence.NOTICE, RateEvidence.ASSUMED]
    assert [known.notice for known in assumed.rows[-2:]] == ["700/2026", ""]
    assert assumed.row(date(2027, 6, 30)).percent == Decimal("3.0")
    assert assumed.row(date(2027, 7, 1)).percent == Decimal("4.5")
    assert statutory_percent(DebtorKind.CONSUMER, date(2027, 7, 1), assumed) == Decimal("11.5")
    assert REFERENCE_RATES.row(date(2027, 7, 1)).percent == Decimal("2.5")


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ((), "at least one half-year"),
        ((row(date(2030, 1, 2), "1"),), "from its first day"),
        ((row(date(2030, 1, 1), "1"), row(date(2031, 1, 1), "1")), "expected 2030-07-01"),
        ((row(date(2030, 7, 1), "1"), row(date(2030, 1, 1), "1")), "expected 2031-01-01"),
        ((row(date(2030, 1, 1), "1"), row(date(2030, 7, 2), "1")), "expected 2030-07-01"),
        ((row(date(2030, 1, 1), "1.25"),), "a multiple of half a percent"),
    ],
)
def test_a_table_with_a_gap_or_an_impossible_rate_is_refused(rows: tuple[ReferenceRate, ...], wrong: str) -> None:
    with pytest.raises(InvalidValue, match=wrong):
        RateTable(rows)


@given(day=st.dates(date(2002, 7, 1), date(2026, 12, 31)))
def test_every_day_has_the_rate_of_its_own_half_year(day: date) -> None:
    known = REFERENCE_RATES.row(day)
    assert known.first_day <= day < known.first_day + timedelta(days=185)
    assert known.half_year.first_day <= day <= known.half_year.last_day
