"""An exact amount of money: whole cents and a currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

import msgspec

from simulator.core.errors import InvalidValue

EUR: Final = "EUR"
LARGEST_CENTS: Final = 10**15 - 1
"""Amounts beyond ten trillion are refused as mistakes (assumed)."""

_CENT: Final = Decimal("0.01")
_LARGEST: Final = Decimal(LARGEST_CENTS).scaleb(-2)
_LARGEST_WHOLE: Final = LARGEST_CENTS // 100
_WIDE: Final = Context(prec=60)
_EXPECTED: Final = "a decimal number with at most two decimals"


class Money(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Whole cents in one currency. Adding two currencies is an error, and so is asking whether money is true."""

    cents: int
    currency: str = EUR

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = EUR) -> Money:
        """Return ``amount`` (in whole units, at most two decimals) exactly, or refuse it.

        Raises InvalidValue for a third decimal, for NaN and infinities, and for amounts too large to be meant.
        """
        if isinstance(amount, int) and -_LARGEST_WHOLE <= amount <= _LARGEST_WHOLE:
            return cls(amount * 100, currency)  # many amounts are whole, and decimal arithmetic takes its time
        try:
            exact = Decimal(amount)
        except InvalidOperation:
            raise InvalidValue("amount", amount, _EXPECTED) from None
        if not exact.is_finite():
            raise InvalidValue("amount", amount, _EXPECTED)
        if exact.copy_abs() > _LARGEST:
            raise InvalidValue("amount", amount, "an amount below ten trillion")
        cents = exact.quantize(_CENT, context=_WIDE)
        if cents != exact:
            raise InvalidValue("amount", amount, _EXPECTED)
        return cls(int(cents.scaleb(2, _WIDE)), currency)

    @classmethod
    def rounded(cls, exact: Decimal, currency: str = EUR) -> Money:
        """Return ``exact`` rounded half up (half away from zero when negative) to the cent."""
        return cls(int(exact.quantize(_CENT, ROUND_HALF_UP, _WIDE).scaleb(2, _WIDE)), currency)

    @classmethod
    def ratio(cls, numerator: int, denominator: int, currency: str = EUR) -> Money:
        """Return ``numerator / denominator`` cents, rounded half up to the cent; ``denominator`` is positive."""
        doubled = 2 * abs(numerator) + denominator
        cents = doubled // (2 * denominator)
        return cls(cents if numerator >= 0 else -cents, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, always with two decimals."""
        return _whole_units(self.cents)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.cents - other.cents, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.cents < other.cents

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.cents <= other.cents

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        raise TypeError("money is neither true nor false; ask is_zero or is_positive")

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    @property
    def is_zero(self) -> bool:
        """Whether nothing is left."""
        return self.cents == 0

    @property
    def is_positive(self) -> bool:
        """Whether the amount is above zero."""
        return self.cents > 0

    def percent(self, percent: Decimal) -> Money:
        """Return ``percent`` per cent of the amount, rounded half up to the cent."""
        return Money.rounded(_WIDE.divide(_WIDE.multiply(self.decimal, percent), Decimal(100)), self.currency)

    def instalments(self, count: int) -> tuple[Money, ...]:
        """Split into ``count`` equal parts rounded down to the cent (towards zero); the last part takes the rest."""
        if count < 1:
            raise InvalidValue("instalments", count, "a whole number of at least 1")
        size = abs(self.cents) // count
        part = size if self.cents >= 0 else -size
        last = self.cents - part * (count - 1)
        return (Money(part, self.currency),) * (count - 1) + (Money(last, self.currency),)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise InvalidValue("currency", other.currency, self.currency)


def zero(currency: str = EUR) -> Money:
    """Return no money at all in ``currency``."""
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str = EUR) -> Money:
    """Return the sum of ``amounts``, which are all in ``currency``; the sum of nothing is zero."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result


@lru_cache(maxsize=16_384)
def _whole_units(cents: int) -> Decimal:
    """Return the amount of ``cents`` in whole units; documents tell the same few amounts again and again."""
    return Decimal(cents).scaleb(-2, _WIDE)
