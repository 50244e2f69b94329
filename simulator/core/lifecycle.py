"""The stages of a receivable and what moves it from one to the next, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from simulator.core.errors import TransitionNotAllowed


class Stage(StrEnum):
    """How far a receivable has come. The four last are final."""

    PENDING_APPROVAL = "PENDING_APPROVAL"
    RECEIVED = "RECEIVED"
    DISTRIBUTION_FAILED = "DISTRIBUTION_FAILED"
    DISTRIBUTED = "DISTRIBUTED"
    OVERDUE = "OVERDUE"
    REMINDED = "REMINDED"
    REMINDED_AGAIN = "REMINDED_AGAIN"
    DEMANDED = "DEMANDED"
    DEMANDED_AGAIN = "DEMANDED_AGAIN"
    LEGAL = "LEGAL"
    ENFORCEMENT = "ENFORCEMENT"
    PAID = "PAID"
    CREDITED = "CREDITED"
    WITHDRAWN = "WITHDRAWN"
    CREDIT_LOSS = "CREDIT_LOSS"


class Trigger(StrEnum):
    """What can happen to a receivable."""

    APPROVE = "APPROVE"
    DISTRIBUTE = "DISTRIBUTE"
    FAIL_DISTRIBUTION = "FAIL_DISTRIBUTION"
    PASS_DUE_DATE = "PASS_DUE_DATE"  # noqa: S105 - a stage of an invoice, not a credential
    REMIND = "REMIND"
    DEMAND = "DEMAND"
    SUE = "SUE"
    ENFORCE = "ENFORCE"
    PAY = "PAY"
    CREDIT = "CREDIT"
    WITHDRAW = "WITHDRAW"
    WRITE_OFF = "WRITE_OFF"


class CaseStage(StrEnum):
    """The agency's coarse view of a stage."""

    PAYMENT_CONTROL = "PAYMENT_CONTROL"
    REMINDER = "REMINDER"
    COLLECTION = "COLLECTION"
    LEGAL = "LEGAL"
    ENFORCEMENT = "ENFORCEMENT"


class Standing(StrEnum):
    """Whether a case moves, or why it stands still."""

    OPEN = "OPEN"
    PAUSED = "PAUSED"
    DISPUTED = "DISPUTED"
    PAYMENT_PLAN = "PAYMENT_PLAN"
    CLOSED = "CLOSED"


FINAL: Final = frozenset({Stage.PAID, Stage.CREDITED, Stage.WITHDRAWN, Stage.CREDIT_LOSS})
"""A receivable in one of these stays there."""

BEFORE_DUE: Final = frozenset({Stage.PENDING_APPROVAL, Stage.RECEIVED, Stage.DISTRIBUTION_FAILED, Stage.DISTRIBUTED})
"""In these the due date has not passed (or passes unnoticed), so no step is planned."""

_ENDS: Final = {
    Trigger.PAY: Stage.PAID,
    Trigger.CREDIT: Stage.CREDITED,
    Trigger.WITHDRAW: Stage.WITHDRAWN,
}
_STEPS: Final = {
    (Stage.PENDING_APPROVAL, Trigger.APPROVE): Stage.RECEIVED,
    (Stage.RECEIVED, Trigger.DISTRIBUTE): Stage.DISTRIBUTED,
    (Stage.RECEIVED, Trigger.FAIL_DISTRIBUTION): Stage.DISTRIBUTION_FAILED,
    (Stage.DISTRIBUTED, Trigger.FAIL_DISTRIBUTION): Stage.DISTRIBUTION_FAILED,
    (Stage.DISTRIBUTION_FAILED, Trigger.DISTRIBUTE): Stage.DISTRIBUTED,
    (Stage.DISTRIBUTED, Trigger.PASS_DUE_DATE): Stage.OVERDUE,
    (Stage.OVERDUE, Trigger.REMIND): Stage.REMINDED,
    (Stage.REMINDED, Trigger.REMIND): Stage.REMINDED_AGAIN,
    (Stage.REMINDED_AGAIN, Trigger.REMIND): Stage.REMINDED_AGAIN,
    (Stage.OVERDUE, Trigger.DEMAND): Stage.DEMANDED,
    (Stage.REMINDED, Trigger.DEMAND): Stage.DEMANDED,
    (Stage.REMINDED_AGAIN, Trigger.DEMAND): Stage.DEMANDED,
    (Stage.DEMANDED, Trigger.DEMAND): Stage.DEMANDED_AGAIN,
    (Stage.DEMANDED_AGAIN, Trigger.DEMAND): Stage.DEMANDED_AGAIN,
    (Stage.DEMANDED, Trigger.SUE): Stage.LEGAL,
    (Stage.DEMANDED_AGAIN, Trigger.SUE): Stage.LEGAL,
    (Stage.LEGAL, Trigger.ENFORCE): Stage.ENFORCEMENT,
    (Stage.OVERDUE, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
    (Stage.REMINDED, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
    (Stage.REMINDED_AGAIN, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
    (Stage.DEMANDED, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
    (Stage.DEMANDED_AGAIN, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
    (Stage.LEGAL, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
    (Stage.ENFORCEMENT, Trigger.WRITE_OFF): Stage.CREDIT_LOSS,
}

ARROWS: Final[Mapping[tuple[Stage, Trigger], Stage]] = MappingProxyType(
    _STEPS | {(stage, trigger): end for stage in Stage if stage not in FINAL for trigger, end in _ENDS.items()}
)
"""Where each trigger leads from each stage; a pair that is missing is refused."""

CASE_STAGE: Final[Mapping[Stage, CaseStage]] = MappingProxyType(
    {
        Stage.REMINDED: CaseStage.REMINDER,
        Stage.REMINDED_AGAIN: CaseStage.REMINDER,
        Stage.DEMANDED: CaseStage.COLLECTION,
        Stage.DEMANDED_AGAIN: CaseStage.COLLECTION,
        Stage.LEGAL: CaseStage.LEGAL,
        Stage.ENFORCEMENT: CaseStage.ENFORCEMENT,
    }
)
"""Stages that are missing here belong to payment control."""

STANDINGS: Final[Mapping[Standing, frozenset[Standing]]] = MappingProxyType(
    {
        Standing.OPEN: frozenset({Standing.PAUSED, Standing.DISPUTED, Standing.PAYMENT_PLAN, Standing.CLOSED}),
        Standing.PAUSED: frozenset({Standing.OPEN, Standing.DISPUTED, Standing.PAYMENT_PLAN, Standing.CLOSED}),
        Standing.DISPUTED: frozenset({Standing.OPEN, Standing.PAYMENT_PLAN, Standing.CLOSED}),
        Standing.PAYMENT_PLAN: frozenset({Standing.OPEN, Standing.PAUSED, Standing.DISPUTED, Standing.CLOSED}),
        Standing.CLOSED: frozenset(),
    }
)
"""What a standing may turn into. A disputed case cannot merely be paused: the dispute already holds it."""


def follow(stage: Stage, trigger: Trigger) -> Stage:
    """Return the stage that ``trigger`` leads to, or say what would have been accepted."""
    try:
        return ARROWS[stage, trigger]
    except KeyError:
        raise TransitionNotAllowed(stage, trigger, allowed_from(stage)) from None


def allowed_from(stage: Stage) -> tuple[str, ...]:
    """Return the triggers that ``stage`` accepts, in the order in which they are declared."""
    return tuple(trigger.value for trigger in Trigger if (stage, trigger) in ARROWS)


def stand(standing: Standing, wanted: Standing) -> Standing:
    """Return ``wanted`` when a case of this ``standing`` may take it (keeping what it has is always allowed)."""
    if wanted is not standing and wanted not in STANDINGS[standing]:
        raise TransitionNotAllowed(standing, wanted, tuple(sorted(STANDINGS[standing])))
    return wanted


def case_stage(stage: Stage) -> CaseStage:
    """Return the agency's view of ``stage``; a final stage has no place of its own, so ask before the end."""
    return CASE_STAGE.get(stage, CaseStage.PAYMENT_CONTROL)
