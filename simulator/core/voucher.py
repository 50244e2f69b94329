"""A double-entry voucher: lines of account and signed amount whose sum is zero."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from simulator.core.chart import Chart, LedgerAccount
from simulator.core.errors import InvalidValue
from simulator.core.money import Money, total


class Leg(NamedTuple):
    """One side of an entry before it has an account number: debit is positive, credit negative."""

    account: LedgerAccount
    amount: Money


Entry = tuple[Leg, ...]
"""Legs that balance, debits first; none of them is zero."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of a voucher: debit is positive, credit negative. ``number`` is that of the chart."""

    account: LedgerAccount
    number: str
    amount: Money
    text: str


class Voucher(msgspec.Struct, frozen=True, gc=False):
    """A balanced voucher of one day."""

    on: date
    text: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> Money:
        """The sum of the debit side."""
        debits = [line.amount for line in self.lines if line.amount.is_positive]
        return total(debits, self.lines[0].amount.currency)


def debit(account: LedgerAccount, amount: Money) -> Leg:
    """Return ``amount`` on the debit side of ``account``; a negative amount lands on the credit side."""
    return Leg(account, amount)


def credit(account: LedgerAccount, amount: Money) -> Leg:
    """Return ``amount`` on the credit side of ``account``; a negative amount lands on the debit side."""
    return Leg(account, -amount)


def balanced(legs: Iterable[Leg]) -> Entry:
    """Return ``legs`` without the zero ones, debits first, or refuse them when they do not balance.

    Raises InvalidValue when the sum is not zero, when nothing is left, and for a mix of currencies.
    """
    booked = sorted((leg for leg in legs if not leg.amount.is_zero), key=lambda leg: leg.amount.cents < 0)
    if not booked:
        raise InvalidValue("entry", "without amounts", "at least one debit and one credit")
    difference = total((leg.amount for leg in booked), booked[0].amount.currency)
    if not difference.is_zero:
        raise InvalidValue("entry difference", difference, "debits that equal credits")
    return tuple(booked)


def post(legs: Iterable[Leg], *, chart: Chart, on: date, text: str) -> Voucher:
    """Return a voucher of the day ``on`` with the account numbers of ``chart``; every line carries ``text``.

    Raises InvalidValue as ``balanced`` does, and for a use that ``chart`` has no number for.
    """
    entry = balanced(legs)
    for leg in entry:
        if leg.account not in chart:
            raise InvalidValue("account", leg.account, "a use that the chart has a number for")
    return Voucher(on, text, tuple(Line(leg.account, chart[leg.account], leg.amount, text) for leg in entry))
