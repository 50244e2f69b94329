"""The steps by which an unpaid case is pursued, as data a client may choose."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Weekday(StrEnum):
    """A day of the week as people write it in a plan."""

    MON = "MON"
    TUE = "TUE"
    WED = "WED"
    THU = "THU"
    FRI = "FRI"
    SAT = "SAT"
    SUN = "SUN"


WEEKDAYS: Final = tuple(Weekday)
"""Index 0 is Monday, as in ``date.weekday()``."""


class StepKind(StrEnum):
    """What the agency does at a step."""

    REMINDER = "REMINDER"
    DEMAND = "DEMAND"
    LEGAL = "LEGAL"
    ENFORCEMENT = "ENFORCEMENT"


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step: what is done, how many days after the step before (the first: after the due date), and at what charge.

    ``charge`` False means that the debtor is not charged even where the law would allow it.
    """

    kind: StepKind
    after_days: int
    charge: bool = True


LIFECYCLE_STEPS: Final = (
    Step(StepKind.REMINDER, 14),
    Step(StepKind.REMINDER, 14),
    Step(StepKind.DEMAND, 14),
    Step(StepKind.DEMAND, 14),
)
COLLECTION_STEPS: Final = (
    Step(StepKind.REMINDER, 0),
    Step(StepKind.DEMAND, 14),
    Step(StepKind.DEMAND, 14),
)
