"""What the law lets a creditor charge a debtor for collection, as tables in cents.

The law speaks of euros; for a claim in another currency the same figures are read in that currency (assumed).
Source: Debt Collection Act (Laki saatavien perinnästä) 513/1999, sections 10 a - 10 i, as amended by 31/2013,
412/2018, 598/2019, 574/2020 and 299/2022; consumers 10 a - 10 d, everybody else 10 e - 10 i. Amounts as of August
2026.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.debtor import DebtorKind


class Caps(NamedTuple):
    """The caps of one group of debtors; every amount in cents.

    ``bands`` are the upper ends, inclusive, of the bands of capital; the last band has no end. A tuple of amounts
    has one for each band. An *enforceable* amount is that of a directly enforceable claim, an *exempt* one that of
    a collector outside the register duty (411/2018, section 2, items 2 and 3). An amount of zero: never chargeable.
    """

    bands: tuple[int, ...]
    reminder: int
    demand: tuple[int, ...]
    demand_enforceable: int
    demand_exempt: int
    extension: int
    plan: tuple[int, ...]
    plan_further_instalment: int
    second_enforceable_plan: bool
    tratta: tuple[int, ...]
    tratta_enforceable: int
    bankruptcy_demand: int
    standard_compensation: int
    total: tuple[int, ...]
    total_enforceable: int
    total_enforceable_with_bankruptcy_demand: int


CONSUMER: Final = Caps(
    bands=(100_00, 1000_00),
    reminder=5_00,
    demand=(14_00, 24_00, 50_00),
    demand_enforceable=14_00,
    demand_exempt=5_00,
    extension=5_00,
    plan=(20_00, 30_00, 50_00),
    plan_further_instalment=0,
    second_enforceable_plan=False,
    tratta=(0, 0, 0),
    tratta_enforceable=0,
    bankruptcy_demand=0,
    standard_compensation=0,
    total=(60_00, 120_00, 210_00),
    total_enforceable=51_00,
    total_enforceable_with_bankruptcy_demand=51_00,
)
"""Consumers: sections 10 a (steps), 10 c (counts) and 10 d (totals); no tratta against them (section 7)."""

OTHERS: Final = Caps(
    bands=(500_00, 2500_00, 10_000_00),
    reminder=12_00,
    demand=(50_00, 70_00, 90_00, 110_00),
    demand_enforceable=50_00,
    demand_exempt=12_00,
    extension=10_00,
    plan=(30_00, 45_00, 60_00, 75_00),
    plan_further_instalment=5_00,
    second_enforceable_plan=True,
    tratta=(110_00, 125_00, 140_00, 155_00),
    tratta_enforceable=110_00,
    bankruptcy_demand=100_00,
    standard_compensation=40_00,
    total=(250_00, 470_00, 550_00, 620_00),
    total_enforceable=214_00,
    total_enforceable_with_bankruptcy_demand=314_00,
)
"""Everybody else: sections 10 e (steps), 10 g (counts), 10 h (totals) and 10 i (standard compensation).

The real cost of serving a bankruptcy demand comes on top of its amount and is not counted here.
"""

CAPS: Final[Mapping[DebtorKind, Caps]] = MappingProxyType(
    {DebtorKind.CONSUMER: CONSUMER, DebtorKind.BUSINESS: OTHERS, DebtorKind.PUBLIC: OTHERS}
)

FEW_INSTALMENTS: Final = 4
"""A plan of this many instalments or fewer costs the amount of the lowest band."""

MANY_INSTALMENTS: Final = 6
"""Each instalment beyond this many adds ``plan_further_instalment``."""

CHARGEABLE_DEMANDS: Final = 2
"""Demands that may be charged; one when a tratta is used (sections 10 c and 10 g)."""


def band(caps: Caps, capital_cents: int) -> int:
    """Return the place, from 0, of the band that a capital of so many cents falls in; the ends are inclusive."""
    return bisect_left(caps.bands, capital_cents)
