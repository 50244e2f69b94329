"""How a life ends: one more invoice and a payment for it, of which the client hears in unusual ways.

Without it, many lives would end with nothing left to ask about, and few would come to interest and costs, which accrue
only when an invoice is left alone until it is late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from contracts.machine.fate import Fate
from contracts.machine.troubles import ENDINGS, QUESTIONS
from contracts.scenario.story import Step

TERM: Final = timedelta(days=14)
LAST_INVOICE: Final[Mapping[str, str]] = {"total": "100.00 EUR", "buyer": "CONSUMER", "method": "EMAIL"}
HALF: Final[Mapping[str, str]] = {"amount": "50.00 EUR"}
LAST_WAITS: Final = (3, 30, 60)
"""How many days the debtor waits: until before the last invoice is due, is reminded of, or is collected."""
FOUND_LATE: Final = timedelta(days=8)
"""How long a payment was on its way that comes in after a later one."""
LAST_PAYMENTS: Final[Sequence[Mapping[str, str]]] = ({}, {"amount": "60.10 EUR"}, {"amount": "150.00 EUR"}, HALF)
"""How the last payment of a life is told: all that is open, a part, too much, or the first of two halves."""


def ending(fate: Fate, number: int, today: date) -> Iterator[Step]:
    """Yield the last steps of a life; ``number`` is that of its last invoice. Books are compared half-way as well."""
    told: dict[str, Any] = {**LAST_INVOICE, "date": today.isoformat(), "due": (today + TERM).isoformat()}
    yield {"submit": {"number": number, **told}}
    wait, paid = fate.one_of(LAST_WAITS), fate.one_of(LAST_PAYMENTS)
    yield {"advance": f"P{wait}D"}
    yield {"compare": None}
    yield {"pay": {"invoice": number, **paid}}
    if paid is HALF:
        yield {"run": None}
        yield {"pay": {"invoice": number, **HALF, "date": (today + timedelta(days=wait) - FOUND_LATE).isoformat()}}
    yield {"advance": "P7D"}
    for operation in QUESTIONS:
        yield {"fault": {"operation": operation, **fate.one_of(ENDINGS)}}
    yield {"run": None}
    yield {"compare": None}
