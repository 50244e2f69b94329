"""What an undisputed claim costs in the district court, and what of it the debtor must pay back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.errors import InvalidValue
from simulator.core.money import Money


class Matter(StrEnum):
    """How a claim comes before the court."""

    UNDISPUTED_ELECTRONIC = "undisputed_electronic"
    UNDISPUTED_OTHER = "undisputed_other"
    CONTESTED = "summary_claim_contested_by_defendant"
    ORDINARY = "ordinary_civil_case"


COURT_FEES: Final[tuple[tuple[date, Mapping[Matter, int]], ...]] = (
    (
        date(2025, 1, 1),
        MappingProxyType(
            {
                Matter.UNDISPUTED_ELECTRONIC: 70_00,
                Matter.UNDISPUTED_OTHER: 100_00,
                Matter.CONTESTED: 310_00,
                Matter.ORDINARY: 610_00,
            }
        ),
    ),
    (
        date(2022, 1, 1),
        MappingProxyType(
            {
                Matter.UNDISPUTED_ELECTRONIC: 65_00,
                Matter.UNDISPUTED_OTHER: 86_00,
                Matter.CONTESTED: 270_00,
                Matter.ORDINARY: 530_00,
            }
        ),
    ),
)
"""Fees in cents by the day from which they hold, newest first. Source: decree 1020/2024 and the one before it."""


class CostScale(NamedTuple):
    """Recoverable costs, in cents, of a claim whose capital is at most ``up_to`` cents (None: any)."""

    up_to: int | None
    basic: int
    demanding: int


COST_SCALE: Final = (
    CostScale(299_99, 50_00, 80_00),
    CostScale(1000_00, 80_00, 120_00),
    CostScale(None, 110_00, 160_00),
)
"""Value added tax is in the scale. Source: decree 1311/2001 as amended by 425/2012, from 1 September 2012."""


class CourtCosts(NamedTuple):
    """What a default judgment lets the creditor recover."""

    scale: Money
    fee: Money

    @property
    def total(self) -> Money:
        """Both together."""
        return self.scale + self.fee


def court_fee(matter: Matter, on: date, currency: str = "EUR") -> Money:
    """Return the district court's fee for a claim made on the day ``on``; days before 2022 are refused."""
    for valid_from, fees in COURT_FEES:
        if on >= valid_from:
            return Money(fees[matter], currency)
    raise InvalidValue("court date", on, f"a day from {COURT_FEES[-1][0]} on")


def recoverable_costs(
    capital: Money, on: date, *, demanding: bool = False, matter: Matter = Matter.UNDISPUTED_ELECTRONIC
) -> CourtCosts:
    """Return the costs and the fee that a debtor owes after a default judgment on a claim made on the day ``on``.

    The scale goes by ``capital`` alone; the bounds 300.00 and 1000.00 both belong to the middle row.
    """
    row = next(row for row in COST_SCALE if row.up_to is None or capital.cents <= row.up_to)
    scale = Money(row.demanding if demanding else row.basic, capital.currency)
    return CourtCosts(scale, court_fee(matter, on, capital.currency))
