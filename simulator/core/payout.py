"""What the agency pays out to the creditor: what it collected, less what it keeps and charges; and on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from simulator.core.allocation import Parts
from simulator.core.calendar import due_date_roll
from simulator.core.money import EUR, Money, zero

THURSDAY: Final = 3
"""The weekday of a weekly payout, counted from Monday as 0 (assumed; the agency says: about once a working week)."""


class Terms(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What agency and creditor agreed. Percentages are whole: 25.5 means 25.5 %.

    The commission is a percentage of the capital and interest that the debtor paid, to the agency or straight to
    the creditor, plus a fixed amount per payout (assumed). ``vat_netted``: the value added tax of the agency's
    services is taken from the payout; else it is invoiced apart. ``creditor_deducts_vat`` is about bookkeeping only.
    """

    vat_percent: Decimal = Decimal("25.5")
    commission_percent: Decimal = Decimal(0)
    commission_fixed: Money = Money(0, EUR)
    vat_netted: bool = True
    creditor_deducts_vat: bool = True


class Collected(msgspec.Struct, frozen=True, gc=False):
    """What came in on one case: ``parts`` to the agency, ``direct`` straight to the creditor."""

    case: str
    parts: Parts
    direct: Money


class Payout(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One payout. Always: collected + invoiced = paid out + costs kept + commission + value added tax."""

    parts: Parts
    direct: Money
    commission: Money
    commission_vat: Money
    costs_vat: Money
    paid_out: Money
    invoiced: Money
    creditor_deducts_vat: bool

    @property
    def collected(self) -> Money:
        """What the agency received from debtors."""
        return self.parts.total

    @property
    def vat(self) -> Money:
        """The value added tax that the agency charges the creditor."""
        return self.commission_vat + self.costs_vat


def payout(cases: Iterable[Collected], terms: Terms) -> Payout:
    """Net what was collected on ``cases``, all in the currency of the terms' fixed commission.

    The costs that debtors paid stay with the agency as its pay; it charges the creditor value added tax on them.
    Tax is rounded half up once on the commission and once on the costs. When less is left than is charged, nothing
    is paid out and the difference is invoiced.

    Source: Debt Collection Act 513/1999, section 11 (client money); Value Added Tax Act 1501/1993 (taxable service).
    """
    currency = terms.commission_fixed.currency
    parts, direct = Parts.zero(currency), zero(currency)
    for case in cases:
        parts += case.parts
        direct += case.direct
    commission = (parts.capital + parts.interest + direct).percent(terms.commission_percent) + terms.commission_fixed
    commission_vat, costs_vat = commission.percent(terms.vat_percent), parts.costs.percent(terms.vat_percent)
    vat = commission_vat + costs_vat
    left = parts.capital + parts.interest - commission
    left, apart = (left - vat, zero(currency)) if terms.vat_netted else (left, vat)
    return Payout(
        parts=parts,
        direct=direct,
        commission=commission,
        commission_vat=commission_vat,
        costs_vat=costs_vat,
        paid_out=max(left, zero(currency)),
        invoiced=max(-left, zero(currency)) + apart,
        creditor_deducts_vat=terms.creditor_deducts_vat,
    )


def next_weekly(on: date, weekday: int = THURSDAY) -> date:
    """Return the first weekly payout day after ``on``.

    A payout day is every ``weekday`` (0 is Monday), or the next banking day when banks are closed on it.
    """
    candidate = on - timedelta((on.weekday() - weekday) % 7)
    while due_date_roll(candidate) <= on:
        candidate += timedelta(7)
    return due_date_roll(candidate)


def next_monthly(on: date) -> date:
    """Return the first day after ``on`` that is the first banking day of its month."""
    first = due_date_roll(on.replace(day=1))
    return first if first > on else due_date_roll((on.replace(day=1) + timedelta(31)).replace(day=1))
