"""Every stage meets every trigger: it moves as the story of a receivable says, or explains itself."""

from collections.abc import Mapping

import pytest

from simulator.core.errors import TransitionNotAllowed
from simulator.core.lifecycle import (
    ARROWS,
    BEFORE_DUE,
    CASE_STAGE,
    FINAL,
    CaseStage,
    Stage,
    Standing,
    Trigger,
    allowed_from,
    case_stage,
    follow,
    stand,
)

ENDINGS = {"PAY": "PAID", "CREDIT": "CREDITED", "WITHDRAW": "WITHDRAWN"}
LATE = {"WRITE_OFF": "CREDIT_LOSS", **ENDINGS}
STORY: Mapping[str, Mapping[str, str]] = {
    "PENDING_APPROVAL": {"APPROVE": "RECEIVED", **ENDINGS},
    "RECEIVED": {"DISTRIBUTE": "DISTRIBUTED", "FAIL_DISTRIBUTION": "DISTRIBUTION_FAILED", **ENDINGS},
    "DISTRIBUTION_FAILED": {"DISTRIBUTE": "DISTRIBUTED", **ENDINGS},
    "DISTRIBUTED": {"FAIL_DISTRIBUTION": "DISTRIBUTION_FAILED", "PASS_DUE_DATE": "OVERDUE", **ENDINGS},
    "OVERDUE": {"REMIND": "REMINDED", "DEMAND": "DEMANDED", **LATE},
    "REMINDED": {"REMIND": "REMINDED_AGAIN", "DEMAND": "DEMANDED", **LATE},
    "REMINDED_AGAIN": {"REMIND": "REMINDED_AGAIN", "DEMAND": "DEMANDED", **LATE},
    "DEMANDED": {"DEMAND": "DEMANDED_AGAIN", "SUE": "LEGAL", **LATE},
    "DEMANDED_AGAIN": {"DEMAND": "DEMANDED_AGAIN", "SUE": "LEGAL", **LATE},
    "LEGAL": {"ENFORCE": "ENFORCEMENT", **LATE},
    "ENFORCEMENT": LATE,
    "PAID": {},
    "CREDITED": {},
    "WITHDRAWN": {},
    "CREDIT_LOSS": {},
}
"""The life of a receivable, written once more by hand."""


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("trigger", Trigger)
def test_every_pair_either_moves_or_explains(stage: Stage, trigger: Trigger) -> None:
    to = STORY[stage].get(trigger)
    if to is not None:
        assert follow(stage, trigger) is Stage(to)
        return
    with pytest.raises(TransitionNotAllowed) as refusal:
        follow(stage, trigger)
    assert refusal.value.stage == stage
    assert refusal.value.trigger == trigger
    assert set(refusal.value.allowed) == set(STORY[stage])


@pytest.mark.parametrize("stage", Stage)
def test_triggers_are_listed_in_the_order_they_are_declared(stage: Stage) -> None:
    assert list(allowed_from(stage)) == [trigger for trigger in Trigger if trigger in STORY[stage]]


def test_nothing_leaves_a_final_stage() -> None:
    assert {stage for stage in Stage if not allowed_from(stage)} == FINAL


def test_every_stage_but_the_first_is_reached_by_an_arrow() -> None:
    assert set(Stage) - set(ARROWS.values()) == {Stage.PENDING_APPROVAL}


def test_the_due_date_passes_once() -> None:
    assert [stage for stage in Stage if (stage, Trigger.PASS_DUE_DATE) in ARROWS] == [Stage.DISTRIBUTED]
    assert Stage.DISTRIBUTED in BEFORE_DUE
    assert Stage.OVERDUE not in BEFORE_DUE
    assert not BEFORE_DUE & FINAL


def test_the_agency_sees_five_stages() -> None:
    assert [case_stage(stage) for stage in Stage if stage not in BEFORE_DUE | FINAL] == [
        CaseStage.PAYMENT_CONTROL,
        CaseStage.REMINDER,
        CaseStage.REMINDER,
        CaseStage.COLLECTION,
        CaseStage.COLLECTION,
        CaseStage.LEGAL,
        CaseStage.ENFORCEMENT,
    ]
    assert not set(CASE_STAGE) & FINAL


REFUSED = {
    (Standing.DISPUTED, Standing.PAUSED),
    *((Standing.CLOSED, wanted) for wanted in Standing if wanted is not Standing.CLOSED),
}


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("wanted", Standing)
def test_a_case_takes_any_standing_unless_it_is_closed_or_a_dispute_holds_it(
    standing: Standing, wanted: Standing
) -> None:
    if (standing, wanted) not in REFUSED:
        assert stand(standing, wanted) is wanted
        return
    with pytest.raises(TransitionNotAllowed) as refusal:
        stand(standing, wanted)
    assert wanted not in refusal.value.allowed
