"""Amounts and dates as people write them on a command line. Neither ever becomes a binary float."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import click

from simulator.core.errors import DomainError, InvalidValue
from simulator.core.money import Money
from simulator.settings import policy_change, speed


class Amount(click.ParamType[Decimal]):
    """An amount above zero with at most two decimals; a comma may stand for the point, as it does in Finland."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the amount that ``value`` writes."""
        if isinstance(value, Decimal):
            return value
        text = str(value)
        plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        try:
            money = Money.of(plain) if plain.isascii() and "_" not in plain else None
        except InvalidValue:
            money = None
        if money is None or not money.is_positive:
            self.fail(f"{text!r} is not an amount; expected one such as 40.00", param, ctx)
        return money.decimal


class Day(click.ParamType[date]):
    """A calendar date such as 2026-12-24."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date that ``value`` writes."""
        if isinstance(value, date):
            return value
        try:
            read = date.fromisoformat(str(value))
        except ValueError:
            read = None
        if read is None or read.isoformat() != value:
            self.fail(f"{str(value)!r} is not a date; expected one such as 2026-12-24", param, ctx)
        return read


class Speed(click.ParamType[Decimal]):
    """Virtual seconds for each real second, or ``off``."""

    name = "rate"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the speed that ``value`` writes, 0 for ``off``."""
        try:
            return Decimal(str(speed(str(value))))
        except InvalidValue as refusal:
            self.fail(str(refusal), param, ctx)


class Seconds(click.ParamType[Decimal]):
    """A number of seconds, such as 2.5."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the seconds that ``value`` writes."""
        try:
            read = Decimal(str(value))
        except InvalidOperation:
            read = Decimal("NaN")
        if not read.is_finite() or read < 0:
            self.fail(f"{str(value)!r} is not a number of seconds; expected one such as 2.5", param, ctx)
        return read


class PolicyChange(click.ParamType[tuple[str, object]]):
    """``NAME=VALUE``, one of the assumed numbers."""

    name = "policy"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, object]:
        """Return the name and the value."""
        try:
            return policy_change(str(value))
        except DomainError as refusal:
            self.fail(str(refusal), param, ctx)


AMOUNT: Final = Amount()
DAY: Final = Day()
SPEED: Final = Speed()
SECONDS: Final = Seconds()
POLICY_CHANGE: Final = PolicyChange()
