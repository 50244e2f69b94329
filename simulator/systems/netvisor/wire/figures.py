"""Numbers, dates and flags as Netvisor writes them: decimal commas, Finnish and ANSI dates, ones and noughts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from simulator.core.calendar import at
from simulator.core.errors import InvalidValue
from simulator.core.money import Money
from simulator.systems.netvisor.refusals import invalid

_DECIMAL: Final = re.compile(r"[+-]?\d{1,15}([.,]\d{1,12})?", re.ASCII)
_CENTS: Final = re.compile(r"([+-]?)(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
"""How nearly every sum is written."""
_ANSI: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})([T ].*)?")
_TIME: Final = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?")
_FINNISH: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SUMMER_AND_WINTER: Final = (3, 2)
"""Hours that Finland is ahead of UTC."""
NOT_GIVEN: Final = frozenset({"", "0", "0001-01-01"})
"""Parameter values that callers send and that mean nothing."""


def decimal(text: str, what: str) -> Decimal:
    """Return a number written with a comma or a point and no thousands separator."""
    if _DECIMAL.fullmatch(text) is None:
        raise invalid(f"{what} is not a valid decimal number: {text[:40]!r}")
    return Decimal(text.replace(",", "."))


def amount(text: str, what: str, currency: str = "EUR") -> Money:
    """Return a sum of whole cents; a third decimal is refused rather than rounded (assumed)."""
    plain = _CENTS.fullmatch(text)
    if plain:
        cents = int(plain[2]) * 100 + (int(plain[3].ljust(2, "0")) if plain[3] else 0)
        return Money(-cents if plain[1] == "-" else cents, currency)
    try:
        return Money.of(decimal(text, what), currency)
    except InvalidValue:
        raise invalid(f"{what} has at most two decimals: {text[:40]!r}") from None


def day(text: str, what: str) -> date:
    """Return a date written ``2026-06-01``, ``2026-6-1`` or ``1.6.2026``; a time of day after it is passed over."""
    ansi, finnish = _ANSI.fullmatch(text), _FINNISH.fullmatch(text)
    try:
        if ansi:
            return date(int(ansi[1]), int(ansi[2]), int(ansi[3]))
        if finnish:
            return date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
    except ValueError:
        pass
    raise invalid(f"{what} is not a valid date: {text[:40]!r}")


def moment(text: str, what: str) -> datetime:
    """Return the instant of a date or a date with a time, such as ``2026-06-01T09:30:00``, on Finnish clocks."""
    on = day(text, what)
    found = _TIME.search(text)
    try:
        return at(on, int(found[1]), int(found[2])) + timedelta(seconds=int(found[3] or 0)) if found else at(on, 0)
    except ValueError:
        raise invalid(f"{what} is not a valid date and time: {text[:40]!r}") from None


def whole(text: str, what: str) -> int:
    """Return a whole number that is not negative."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise invalid(f"{what} is not a valid number: {text[:40]!r}")
    return int(text)


def comma(number: Decimal | Money) -> str:
    """Return a number with a decimal comma, the digits it has, money with two."""
    exact = number.decimal if isinstance(number, Money) else number
    return f"{exact:f}".replace(".", ",")


def percent(number: Decimal) -> str:
    """Return a percentage as short as it can be: ``24``, ``25,5``."""
    plain = f"{number.normalize():f}"
    return plain.replace(".", ",")


def finnish(on: date) -> str:
    """Return ``8.6.2026``."""
    return f"{on.day}.{on.month}.{on.year}"


def finnish_time(at: datetime) -> str:
    """Return ``8.6.2026 9:02:03`` for a Finnish wall clock time."""
    return f"{finnish(at)} {at.hour}:{at:%M:%S}"


def flag(value: bool) -> str:
    """Return ``1`` or ``0``."""
    return "1" if value else "0"


def on_finnish_clocks(instant: datetime) -> datetime:
    """Return what Finnish clocks show at ``instant``, as a naive time to the second."""
    wanted = instant.replace(second=0, microsecond=0)
    for hours in SUMMER_AND_WINTER:
        shown = instant.replace(tzinfo=None) + timedelta(hours=hours)
        if at(shown.date(), shown.hour, shown.minute) == wanted:
            return shown.replace(microsecond=0)
    return (instant.replace(tzinfo=None) + timedelta(hours=SUMMER_AND_WINTER[-1])).replace(microsecond=0)
