"""The event log of an invoice, from what the world remembers of it.

Source: OpenAPI document 26.04, schema of ``/invoices/{id}/transactions``; the wording of details is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.records import Event
from simulator.systems.procountor.wire.document import Wire
from simulator.systems.procountor.wire.moment import stamp

ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invoice approved": "APPROVAL",
        "invoice sent": "SEND",
        "invoice reopened": "UNFINISHED",
        "payment booked": "MARKED_PAID",
        "payment deleted": "DELETED_PAID_ELSEWHERE_PAYMENT_TRANSACTION",
    }
)
"""What each fact about an invoice is called; others are not told."""


class Action(Wire, frozen=True, kw_only=True):
    """One thing that was done to an invoice, by whom, and when."""

    action: str
    name: str
    date: str
    details: str = ""


class Log(Wire, frozen=True, kw_only=True, omit_defaults=False):
    """Everything that was done to an invoice, oldest first."""

    transactions: tuple[Action, ...]


class LogOf(Wire, frozen=True, kw_only=True, omit_defaults=False):
    """The log of one of several invoices."""

    invoice_id: int
    transactions: tuple[Action, ...]


def actions(facts: Iterable[Event], user: str) -> tuple[Action, ...]:
    """Return the log that ``facts`` make; every action is told as that of the company's one user."""
    return tuple(
        Action(
            action=ACTIONS[fact.because],
            name=user,
            date=stamp(fact.at),
            details="" if fact.amount is None else str(fact.amount),
        )
        for fact in facts
        if fact.because in ACTIONS
    )
