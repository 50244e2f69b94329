"""Whether the next step against an unpaid claim may be taken today, and otherwise when, and whether it may be charged.

Claims of one creditor share their dates, so what was found for one is kept for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.account import PAYMENTS, Account
from simulator.core.charges import Charge, ChargeKind
from simulator.core.debtor import DebtorKind
from simulator.core.limitation import LimitationKind, limitation
from simulator.core.steps import StepKind
from simulator.core.waiting import Action, Facts, Result, earliest, verdict

RULINGS_KEPT: Final = 16_384
"""Answers of ``ruling`` that are kept."""


class Ruling(NamedTuple):
    """What the law says of a step: the first day, from today on, on which it may be taken, or none.

    ``chargeable`` says whether the debtor may be charged for it today, ``rule`` what forbids it today.
    """

    day: date | None
    chargeable: bool
    rule: str


_AT_ALL: Final[Mapping[StepKind, Action]] = MappingProxyType(
    {
        StepKind.REMINDER: Action.REMINDER_WITHOUT_FEE,
        StepKind.DEMAND: Action.PAYMENT_DEMAND_WITHOUT_FEE,
        StepKind.LEGAL: Action.COURT_CLAIM,
    }
)
"""What a step must be allowed as; enforcement follows from the judgment."""
_WITH_FEE: Final[Mapping[StepKind, Action]] = MappingProxyType(
    {StepKind.REMINDER: Action.REMINDER_WITH_FEE, StepKind.DEMAND: Action.PAYMENT_DEMAND_WITH_FEE}
)
"""What a step must be allowed as so that a collection charge may be made for it."""


def ruling(kind: StepKind, today: date, account: Account, *, sent: date, demand_payment_days: int) -> Ruling:
    """Return whether and when a step of ``kind`` may be taken against ``account``, whose invoice was ``sent`` that day.

    Every letter and every payment interrupts limitation. ``demand_payment_days`` is the time that a payment demand
    gives.
    """
    payments = tuple([entry.on for entry in account.entries if entry.kind in PAYMENTS])
    return _ruling(kind, today, account.terms.debtor, account.due, sent, account.charges, payments, demand_payment_days)


@lru_cache(maxsize=RULINGS_KEPT)
def _ruling(
    kind: StepKind,
    today: date,
    debtor: DebtorKind,
    due: date,
    sent: date,
    charges: tuple[Charge, ...],
    payments: tuple[date, ...],
    demand_payment_days: int,
) -> Ruling:
    reminders = tuple(each.on for each in charges if each.kind is ChargeKind.REMINDER)
    demands = tuple(each.on for each in charges if each.kind is ChargeKind.DEMAND)
    facts = Facts(
        debtor=debtor,
        due=due,
        invoice_sent=sent,
        reminders=reminders,
        demands=demands,
        demand_payment_days=demand_payment_days,
        last_day=limitation(LimitationKind.GENERAL, due, (*reminders, *demands, *payments)).last_day,
    )
    action = _AT_ALL.get(kind)
    if action is None:
        return Ruling(today, False, "")
    now = verdict(action, today, facts)
    if now.result is Result.FORBIDDEN:
        day = earliest(action, facts)
        return Ruling(day if day is not None and day > today else None, False, now.rule)
    paid_for = _WITH_FEE.get(kind)
    return Ruling(today, paid_for is not None and verdict(paid_for, today, facts).result is Result.OK, now.rule)
