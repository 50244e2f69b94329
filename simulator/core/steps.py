"""The steps by which an unpaid case is pursued, as data a client may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

import msgspec

from simulator.core.errors import FieldError, InvalidDocument, TransitionNotAllowed
from simulator.core.lifecycle import Stage, Trigger, follow


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


LONGEST_WAIT_DAYS: Final = 3660
"""The longest time from one step to the next; a longer one is refused as a mistake (assumed)."""


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step: what is done, how many days after the step before (the first: after the due date), and at what charge.

    ``charge`` False means that the debtor is not charged even where the law would allow it.
    """

    kind: StepKind
    after_days: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_WAIT_DAYS)]
    charge: bool = True


TRIGGER: Final[Mapping[StepKind, Trigger]] = MappingProxyType(
    {
        StepKind.REMINDER: Trigger.REMIND,
        StepKind.DEMAND: Trigger.DEMAND,
        StepKind.LEGAL: Trigger.SUE,
        StepKind.ENFORCEMENT: Trigger.ENFORCE,
    }
)
"""How each step moves a case."""

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


def check_steps(steps: Sequence[Step], *, place: str = "steps") -> None:
    """Refuse steps that no case could go through in this order, naming each by its ``place``.

    Raises InvalidDocument.
    """
    stage = Stage.OVERDUE
    for number, step in enumerate(steps):
        if not 0 <= step.after_days <= LONGEST_WAIT_DAYS:
            message = f"{step.after_days} is not a number of days from 0 to {LONGEST_WAIT_DAYS}"
            raise InvalidDocument([FieldError(f"{place}[{number}].afterDays", message)])
        try:
            stage = follow(stage, TRIGGER[step.kind])
        except TransitionNotAllowed as refusal:
            message = f"{step.kind} cannot come here: {refusal}"
            raise InvalidDocument([FieldError(f"{place}[{number}].kind", message)]) from None
