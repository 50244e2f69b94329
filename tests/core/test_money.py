"""Money is exact: whole cents, one currency, one rounding, and parts that add up."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidValue
from simulator.core.money import LARGEST_CENTS, Money, total, zero

CENTS = st.integers(-LARGEST_CENTS, LARGEST_CENTS)
MONEY = st.builds(Money, CENTS)


@given(CENTS)
def test_an_amount_comes_back_as_it_was_written(cents: int) -> None:
    money = Money(cents)
    assert Money.of(money.decimal) == Money.of(str(money.decimal)) == money


@pytest.mark.parametrize("text", ["0.001", "10.005", "-0.019", "1e-3", "0.01" + "0" * 70 + "1", "1e-1000100"])
def test_a_third_decimal_is_refused_rather_than_rounded_however_far_out_it_stands(text: str) -> None:
    with pytest.raises(InvalidValue, match="at most two decimals"):
        Money.of(text)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "abc", "", "1e99999999999999999999"])
def test_what_is_no_number_is_no_amount(text: str) -> None:
    with pytest.raises(InvalidValue, match="at most two decimals"):
        Money.of(text)


@pytest.mark.parametrize("amount", ["10000000000000", "-10000000000000.00", "1e999999", "1e500000", 10**13, -(10**13)])
def test_an_amount_too_large_to_be_meant_is_refused_at_any_exponent(amount: str | int) -> None:
    with pytest.raises(InvalidValue, match="below ten trillion"):
        Money.of(amount)


def test_a_number_too_long_to_spell_is_refused_too() -> None:
    with pytest.raises(InvalidValue, match="below ten trillion"):
        Money.of(10**5000)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1.5", 150),
        ("1.500000", 150),
        ("1e2", 10000),
        (7, 700),
        ("-0", 0),
        (1 - 10**13, 100 - 10**15),
        ("9999999999999.99", LARGEST_CENTS),
    ],
)
def test_the_spelling_of_a_number_does_not_matter(written: str | int, cents: int) -> None:
    assert Money.of(written) == Money(cents)


@given(CENTS)
def test_no_setting_of_the_thread_rounds_an_amount(cents: int) -> None:
    with localcontext(prec=3):
        money = Money.of(Decimal(cents).scaleb(-2) if abs(cents) < 1000 else str(Money(cents).decimal))
        assert money == Money(cents)
        assert Money.rounded(money.decimal) == money
        assert money.percent(Decimal(100)) == money


@pytest.mark.parametrize(
    ("exact", "cents"),
    [("0.105", 11), ("-0.105", -11), ("0.104999", 10), ("11.475", 1148), ("0.675", 68), ("0.005", 1)],
)
def test_half_a_cent_is_rounded_away_from_zero(exact: str, cents: int) -> None:
    assert Money.rounded(Decimal(exact)) == Money(cents)


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**12))
def test_a_ratio_is_the_same_number_rounded_once(numerator: int, denominator: int) -> None:
    doubled = 2 * Money.ratio(numerator, denominator).cents * denominator - 2 * numerator
    assert -denominator < doubled <= denominator if numerator >= 0 else -denominator <= doubled < denominator


def test_a_percentage_is_rounded_half_up_to_the_cent() -> None:
    assert Money(4500).percent(Decimal("25.5")) == Money(1148)
    assert Money(500).percent(Decimal("13.5")) == Money(68)
    assert Money(-4500).percent(Decimal("25.5")) == Money(-1148)


@given(MONEY, st.integers(1, 200))
def test_instalments_add_up_and_only_the_last_one_differs(money: Money, count: int) -> None:
    parts = money.instalments(count)
    assert len(parts) == count
    assert total(parts) == money
    assert len(set(parts[:-1])) <= 1
    assert abs(parts[-1].cents) >= abs(parts[0].cents)
    assert abs(parts[-1].cents) - abs(parts[0].cents) < count


def test_the_last_of_three_instalments_takes_the_odd_cent() -> None:
    assert [str(part) for part in Money.of("100.00").instalments(3)] == ["33.33 EUR", "33.33 EUR", "33.34 EUR"]


def test_instalments_keep_the_currency() -> None:
    assert Money(5, "SEK").instalments(2) == (Money(2, "SEK"), Money(3, "SEK"))


def test_no_instalments_are_refused() -> None:
    with pytest.raises(InvalidValue, match="at least 1"):
        Money(1).instalments(0)


@given(MONEY, MONEY)
def test_sums_and_differences_are_exact(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert -(one - other) == other - one
    assert total([one, other]) == one + other
    assert one + zero() == one


@given(MONEY, MONEY)
def test_amounts_are_ordered_as_their_cents_are(one: Money, other: Money) -> None:
    assert (one < other, one <= other, one > other, one >= other) == (
        one.cents < other.cents,
        one.cents <= other.cents,
        one.cents > other.cents,
        one.cents >= other.cents,
    )


@pytest.mark.parametrize(
    "mixed", [Money.__add__, Money.__sub__, Money.__lt__, Money.__le__, Money.__gt__, Money.__ge__]
)
def test_two_currencies_are_never_mixed(mixed: object) -> None:
    assert callable(mixed)
    with pytest.raises(InvalidValue, match="SEK"):
        mixed(Money(1, "EUR"), Money(1, "SEK"))


def test_equal_cents_of_two_currencies_are_not_equal() -> None:
    assert Money(1, "EUR") != Money(1, "SEK")


def test_money_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match=r"^money is neither true nor false; ask is_zero or is_positive$"):
        bool(Money(1))
    assert Money(0).is_zero
    assert not Money(0).is_positive
    assert Money(1).is_positive
    assert not Money(-1).is_positive


def test_an_amount_is_spelled_with_two_decimals_and_its_currency() -> None:
    assert str(Money(500, "SEK")) == "5.00 SEK"
    assert str(Money(-5)) == "-0.05 EUR"
