"""Late interest comes to the documented cents."""

import json
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulator.core.day_count import DayCount
from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue
from simulator.core.interest import (
    RateTerms,
    Segment,
    accrued,
    contract_interest_end,
    due_when_unagreed,
    first_interest_day,
    late_interest,
    late_percent,
    segments,
)
from simulator.core.money import Money
from simulator.core.reference_rates import REFERENCE_RATES

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("interest_examples.json").read_text("utf-8")
)
EXAMPLES = {case["id"]: case for case in VECTORS["examples"]}
BALANCES = {case["id"]: case for case in VECTORS["running_balance"]}
STARTS = {case["id"]: case for case in VECTORS["start_day"]}
CHOICES = {case["id"]: case for case in VECTORS["rate_choice"]}
KINDS = {
    "consumer": DebtorKind.CONSUMER,
    "commercial": DebtorKind.BUSINESS,
    "public_authority": DebtorKind.PUBLIC,
}
SIX_PLACES = Decimal("0.000001")
CONSUMER = RateTerms(DebtorKind.CONSUMER)


def percent(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def terms_of(case: dict[str, Any], day_count: DayCount = DayCount.ACTUAL_ACTUAL) -> RateTerms:
    return RateTerms(KINDS[case["debtor"]], percent(case.get("agreed_rate")), day_count=day_count)


def exact(capital: Money, working: list[Segment]) -> Fraction:
    return sum(
        (Fraction(capital.decimal) * Fraction(s.percent) * s.days / (100 * s.days_in_year) for s in working),
        Fraction(0),
    )


def shown(fraction: Fraction) -> Decimal:
    return (Decimal(fraction.numerator) / fraction.denominator).quantize(SIX_PLACES, ROUND_HALF_UP)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize(
    ("day_count", "column"),
    [
        (DayCount.ACTUAL_ACTUAL, "interest"),
        (DayCount.ACTUAL_365, "interest_act_365"),
        (DayCount.ACTUAL_360, "interest_act_360"),
    ],
)
def test_an_example_comes_to_the_documented_cents(name: str, day_count: DayCount, column: str) -> None:
    case = EXAMPLES[name]
    due, paid = date.fromisoformat(case["due_date"]), date.fromisoformat(case["paid_date"])
    interest = late_interest(Money.of(case["principal"]), due=due, to=paid, terms=terms_of(case, day_count))
    assert interest == Money.of(case[column])


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_worked_as_documented(name: str) -> None:
    case = EXAMPLES[name]
    due, paid = date.fromisoformat(case["due_date"]), date.fromisoformat(case["paid_date"])
    working = list(segments(due, paid, terms_of(case)))
    assert [
        {
            "first_day": str(stretch.first_day),
            "last_day": str(stretch.last_day),
            "days": stretch.days,
            "rate_percent": Decimal(stretch.percent),
        }
        for stretch in working
    ] == [stretch | {"rate_percent": Decimal(stretch["rate_percent"])} for stretch in case["segments"]]
    assert sum(stretch.days for stretch in working) == case["days"] == (paid - due).days
    assert shown(exact(Money.of(case["principal"]), working)) == Decimal(case["interest_unrounded"])


@pytest.mark.parametrize("name", BALANCES)
def test_a_balance_that_falls_bears_interest_as_documented(name: str) -> None:
    case = BALANCES[name]
    steps = [(date.fromisoformat(case["due_date"]), Money.of(case["principal"]).cents)]
    for stretch in case["rows"]:
        assert steps[-1] == (
            date.fromisoformat(stretch["from_day"]) - timedelta(days=1),
            Money.of(stretch["balance"]).cents,
        )
        if stretch["principal_reduced_on_last_day"] is not None:
            left = steps[-1][1] - Money.of(stretch["principal_reduced_on_last_day"]).cents
            steps.append((date.fromisoformat(stretch["to_day"]), left))
    to = date.fromisoformat(case["rows"][-1]["to_day"])
    assert accrued(steps, to, terms_of(case)) == Money.of(case["total_interest"])
    assert steps[-1][1] == Money.of(case["closing_principal"]).cents


@pytest.mark.parametrize("name", BALANCES)
def test_every_row_of_a_falling_balance_is_worked_as_documented(name: str) -> None:
    case = BALANCES[name]
    for stretch in case["rows"]:
        before = date.fromisoformat(stretch["from_day"]) - timedelta(days=1)
        to = date.fromisoformat(stretch["to_day"])
        working = list(segments(before, to, terms_of(case)))
        capital = Money.of(stretch["balance"])
        assert sum(part.days for part in working) == stretch["days"]
        assert shown(exact(capital, working)) == Decimal(stretch["interest_unrounded"])
        assert abs(sum(part.interest(capital) for part in working) - Decimal(stretch["interest_unrounded"])) <= (
            SIX_PLACES * len(working)
        )


@pytest.mark.parametrize("name", STARTS)
def test_interest_starts_on_the_documented_day(name: str) -> None:
    case = STARTS[name]
    sent = case.get("invoice_sent") or case.get("claim_presented")
    due = date.fromisoformat(case["due_date"]) if sent is None else due_when_unagreed(date.fromisoformat(sent))
    first = date.fromisoformat(case["first_interest_day"])
    assert first_interest_day(due) == first
    assert case.get("treated_as_due") in {None, str(due)}
    assert case.get("effective_due_date") in {None, str(first - timedelta(days=1))}


@pytest.mark.parametrize("name", CHOICES)
def test_the_rate_that_binds_is_the_documented_one(name: str) -> None:
    case = CHOICES[name]
    terms = RateTerms(KINDS[case["debtor"]], percent(case["agreed"]), percent(case.get("contract_interest")))
    assert late_percent(terms, date.fromisoformat(case["on"])) == Decimal(case["applied"])


@pytest.mark.parametrize(
    ("debtor", "agreed", "contract", "applied"),
    [
        (DebtorKind.CONSUMER, None, "9.4", "9.5"),
        (DebtorKind.CONSUMER, None, "9.6", "9.6"),
        (DebtorKind.CONSUMER, "9.4", None, "9.4"),
        (DebtorKind.CONSUMER, "9.6", None, "9.5"),
        (DebtorKind.CONSUMER, "0", None, "0"),
        (DebtorKind.CONSUMER, "12", "14", "12"),
        (DebtorKind.CONSUMER, "16", "14", "14"),
        (DebtorKind.BUSINESS, "0.01", None, "0.01"),
        (DebtorKind.BUSINESS, "0", "14", "14"),
        (DebtorKind.BUSINESS, None, "14", "14"),
        (DebtorKind.BUSINESS, None, "10", "10.5"),
        (DebtorKind.BUSINESS, "12", "14", "12"),
        (DebtorKind.PUBLIC, None, None, "10.5"),
        (DebtorKind.PUBLIC, "10.4", None, "10.5"),
        (DebtorKind.PUBLIC, "10.6", None, "10.6"),
        (DebtorKind.PUBLIC, None, "14", "14"),
        (DebtorKind.PUBLIC, "12", "14", "12"),
    ],
)
def test_agreed_and_contract_rates_are_weighed_against_the_law(
    debtor: DebtorKind, agreed: str | None, contract: str | None, applied: str
) -> None:
    terms = RateTerms(debtor, percent(agreed), percent(contract))
    assert late_percent(terms, date(2026, 8, 1)) == Decimal(applied)


def test_contract_interest_goes_on_for_180_days_and_no_longer() -> None:
    fell_due = date(2025, 12, 31)
    until = contract_interest_end(fell_due)
    terms = RateTerms(DebtorKind.CONSUMER, None, Decimal(14), until)
    assert until == date(2026, 6, 29)
    assert late_percent(terms, until) == Decimal(14)
    assert late_percent(terms, until + timedelta(days=1)) == Decimal("9.5")
    capital = Money.of("36500.00")
    assert late_interest(capital, due=fell_due, to=until, terms=terms) == Money.of("2520.00")
    assert late_interest(capital, due=fell_due, to=date(2026, 7, 2), terms=terms) == Money.of("2548.50")
    assert [(str(s.first_day), s.days, s.percent) for s in segments(fell_due, date(2026, 7, 2), terms)] == [
        ("2026-01-01", 180, Decimal(14)),
        ("2026-06-30", 1, Decimal("9.5")),
        ("2026-07-01", 2, Decimal("9.5")),
    ]
    last_day_only = list(segments(until - timedelta(days=1), date(2026, 6, 30), terms))
    assert [(s.days, s.percent) for s in last_day_only] == [(1, Decimal(14)), (1, Decimal("9.5"))]


def test_the_working_is_cut_where_the_commercial_rate_begins() -> None:
    terms = RateTerms(DebtorKind.BUSINESS)
    working = list(segments(date(2013, 2, 28), date(2013, 3, 31), terms))
    assert [(str(s.last_day), s.days, s.percent) for s in working] == [
        ("2013-03-15", 15, Decimal(8)),
        ("2013-03-31", 16, Decimal(9)),
    ]
    interest = late_interest(Money.of("36500.00"), due=date(2013, 2, 28), to=date(2013, 3, 31), terms=terms)
    assert interest == Money.of("264.00")


@pytest.mark.parametrize(
    ("day_count", "leap", "normal"),
    [(DayCount.ACTUAL_ACTUAL, 366, 365), (DayCount.ACTUAL_365, 365, 365), (DayCount.ACTUAL_360, 360, 360)],
)
def test_the_working_tells_how_many_days_the_year_counts(day_count: DayCount, leap: int, normal: int) -> None:
    terms = RateTerms(DebtorKind.CONSUMER, day_count=day_count)
    working = list(segments(date(2024, 12, 30), date(2025, 1, 1), terms))
    assert [(s.days, s.days_in_year) for s in working] == [(1, leap), (1, normal)]


def test_the_working_is_shown_to_six_decimals_rounded_half_up() -> None:
    stretch = Segment(date(2025, 2, 1), date(2025, 2, 5), 5, Decimal("10.5"), 365)
    assert stretch.interest(Money.of("73.00")) == Decimal("0.105000")
    assert str(stretch.interest(Money.of("73.00"))) == "0.105000"
    half = Segment(date(2025, 2, 1), date(2025, 2, 1), 1, Decimal("0.0365"), 365)
    assert half.interest(Money.of("5.50")) == Decimal("0.000006")
    assert half.interest(Money.of("6.50")) == Decimal("0.000007")


def test_interest_starts_the_day_after_the_due_date_and_never_before() -> None:
    capital = Money.of("1000.00")
    due = date(2026, 1, 15)
    assert late_interest(capital, due=due, to=due + timedelta(days=1), terms=CONSUMER) == Money.of("0.26")
    for to in (due, due - timedelta(days=1), date.min):
        assert late_interest(capital, due=due, to=to, terms=CONSUMER) == Money.of("0.00")
        assert list(segments(due, to, CONSUMER)) == []


def test_a_capital_that_never_was_bears_nothing() -> None:
    assert accrued([], date(2026, 1, 1), CONSUMER, "SEK") == Money(0, "SEK")
    assert accrued([(date(2025, 1, 1), 0)], date(2026, 1, 1), CONSUMER) == Money(0)


def test_the_rate_abroad_is_the_same_and_the_currency_stays() -> None:
    capital = Money.of("100.00", "NOK")
    interest = late_interest(capital, due=date(2026, 1, 15), to=date(2026, 2, 14), terms=CONSUMER)
    assert interest == Money.of("0.78", "NOK")


def test_a_credit_bears_the_mirror_image() -> None:
    due, to = date(2025, 1, 31), date(2025, 2, 5)
    assert late_interest(Money.of("73.00"), due=due, to=to, terms=CONSUMER) == Money.of("0.11")
    assert late_interest(Money.of("-73.00"), due=due, to=to, terms=CONSUMER) == Money.of("-0.11")


def test_another_table_gives_another_rate_from_its_first_day_on() -> None:
    table = REFERENCE_RATES.followed_by(Decimal("12.5"))
    capital = Money.of("36500.00")
    due, to = date(2026, 12, 30), date(2027, 1, 1)
    assert late_interest(capital, due=due, to=to, terms=CONSUMER) == Money.of("19.00")
    assert late_interest(capital, due=due, to=to, terms=CONSUMER, table=table) == Money.of("29.00")
    assert accrued([(due, capital.cents)], to, CONSUMER, table=table) == Money.of("29.00")
    assert [s.percent for s in segments(due, to, CONSUMER, table)] == [Decimal("9.5"), Decimal("19.5")]


def test_a_step_after_the_last_day_does_not_count_yet() -> None:
    steps = [(date(2026, 1, 31), 100_000), (date(2026, 2, 28), 70_000)]
    whole = accrued(steps[:1], date(2026, 2, 28), CONSUMER)
    assert accrued(steps, date(2026, 2, 28), CONSUMER) == whole == Money.of("7.29")
    assert accrued(steps, date(2026, 2, 27), CONSUMER) == Money.of("7.03")
    assert accrued(steps, date(2026, 1, 31), CONSUMER) == accrued(steps, date(2026, 1, 1), CONSUMER) == Money(0)


def test_a_payment_before_the_due_date_lowers_the_capital_from_the_due_date_on() -> None:
    steps = [(date(2026, 1, 31), 100_000), (date(2026, 1, 5), 70_000)]
    lowered = [(date(2026, 1, 31), 70_000)]
    for to in (date(2026, 1, 20), date(2026, 1, 31), date(2026, 3, 1)):
        assert accrued(steps, to, CONSUMER) == accrued(lowered, to, CONSUMER)


@pytest.mark.parametrize("wrong", ["-0.01", "1000.01", "NaN", "Infinity", "9.5000001", "1E+30"])
def test_an_impossible_rate_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidValue, match="interest rate"):
        RateTerms(DebtorKind.BUSINESS, Decimal(wrong))
    with pytest.raises(InvalidValue, match="at most six decimals"):
        RateTerms(DebtorKind.BUSINESS, None, Decimal(wrong))


@pytest.mark.parametrize("right", ["0", "1000", "9.500001", "9.50000000000", "1E+2"])
def test_a_possible_rate_is_taken(right: str) -> None:
    assert RateTerms(DebtorKind.BUSINESS, Decimal(right), Decimal(right)).agreed_percent == Decimal(right)


def test_every_decimal_of_a_rate_counts() -> None:
    capital = Money.of("1000000.00")
    fine = RateTerms(DebtorKind.BUSINESS, Decimal("9.000001"))
    interest = late_interest(capital, due=date(2026, 1, 1), to=date(2027, 1, 1), terms=fine)
    assert interest == Money.of("90000.01")


def test_terms_travel_as_a_document_and_come_back_equal() -> None:
    terms = RateTerms(DebtorKind.CONSUMER, Decimal("8.25"), Decimal(14), date(2026, 6, 29), DayCount.ACTUAL_360)
    assert msgspec.json.decode(msgspec.json.encode(terms), type=RateTerms) == terms
    assert msgspec.json.decode(msgspec.json.encode(CONSUMER), type=RateTerms) == CONSUMER
    assert b"agreed" not in msgspec.json.encode(CONSUMER)


def test_the_end_of_the_calendar_is_no_obstacle() -> None:
    forever = RateTerms(DebtorKind.CONSUMER, None, Decimal(14), date.max)
    assert late_interest(Money.of("100.00"), due=date(9998, 12, 31), to=date.max, terms=forever) == Money.of("14.00")
    assert late_interest(Money.of("100.00"), due=date.min, to=date.max, terms=CONSUMER).is_positive
    assert sum(s.days for s in segments(date(9998, 12, 31), date.max, CONSUMER)) == 365
    with pytest.raises(InvalidValue, match="at least 30"):
        due_when_unagreed(date.max)
    with pytest.raises(InvalidValue, match="at least 180"):
        contract_interest_end(date.max)
