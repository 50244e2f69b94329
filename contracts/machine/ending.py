"""How a life ends: one more invoice and a payment for it, of which the client hears in unusual ways.

Without it, many lives would end with nothing left to ask about. What happens follows from the steps before: most lives
that Hypothesis leads are copies of another one with a change or two, and even these end each in a way of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, TypeVar
from zlib import crc32

from contracts.machine.troubles import ENDINGS, QUESTIONS
from contracts.scenario.story import Step

TERM: Final = timedelta(days=14)
LAST_INVOICE: Final[Mapping[str, str]] = {"total": "100.00 EUR", "buyer": "CONSUMER", "method": "EMAIL"}
LAST_PAYMENTS: Final[Sequence[Mapping[str, str]]] = ({}, {"amount": "60.10 EUR"}, {"amount": "150.00 EUR"})
"""How the last payment of a life is told: all that is open, a part, or too much."""
T = TypeVar("T")


class Fate:
    """Chooses again and again, by the digits of a number; the same number chooses the same."""

    def __init__(self, number: int) -> None:
        self._left = number

    def one_of(self, several: Sequence[T]) -> T:
        """Return one of ``several``; once the number is used up, the first."""
        self._left, place = divmod(self._left, len(several))
        return several[place]


def ending(before: Sequence[Step], number: int, today: date) -> Iterator[Step]:
    """Yield the last steps of a life; ``number`` is that of its last invoice. Books are compared half-way as well."""
    fate = Fate(crc32(repr(before).encode()))
    told: dict[str, Any] = {**LAST_INVOICE, "date": today.isoformat(), "due": (today + TERM).isoformat()}
    yield {"submit": {"number": number, **told}}
    yield {"advance": "P3D"}
    yield {"compare": None}
    yield {"pay": {"invoice": number, **fate.one_of(LAST_PAYMENTS)}}
    yield {"advance": "P7D"}
    for operation in QUESTIONS:
        yield {"fault": {"operation": operation, **fate.one_of(ENDINGS)}}
    yield {"run": None}
    yield {"compare": None}
