"""A case lives by the law's dates and amounts, whatever its creditor and its debtor do meanwhile."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from simulator.core.action import ActionCode
from simulator.core.debtor import DebtorKind
from simulator.core.lifecycle import CaseStage, Stage, Standing
from simulator.core.money import Money
from simulator.core.policy import DEFAULT
from simulator.core.receivable import CloseReason, Delivery
from simulator.core.records import Service
from simulator.core.steps import Step, StepKind
from tests.world.play import DAY, Play, day

VECTORS = Path(__file__).parents[1] / "core" / "vectors"
TIMELINE: dict[str, Any] = {
    case["id"]: case for case in json.loads((VECTORS / "collection_timeline.json").read_text("utf-8"))["cases"]
}
FEES: dict[str, Any] = {
    case["id"]: case for case in json.loads((VECTORS / "fee_caps.json").read_text("utf-8"))["scenarios"]
}
SHORTEST = (Step(StepKind.REMINDER, 14), Step(StepKind.DEMAND, 14), Step(StepKind.DEMAND, 14))
COURT = (Step(StepKind.LEGAL, 1), Step(StepKind.ENFORCEMENT, 60))
STEPS = {"reminded", "payment demanded", "taken to court", "enforcement applied for", "not pursued any further"}


def steps(play: Play, number: int = 1) -> list[tuple[str, str, str]]:
    """Return day, words and charge of every step taken."""
    return [
        (day_, event.because, "" if event.amount is None else str(event.amount.decimal))
        for (day_, _), event in zip(play.story(number), play.facts(number), strict=True)
        if event.because in STEPS
    ]


def test_the_shortest_consumer_path_has_the_dates_and_amounts_of_the_law() -> None:
    """Vector T01, fees of F01."""
    facts = TIMELINE["T01"]["facts"]
    play = Play(steps=(*SHORTEST, *COURT))
    play.invoice(total="80.00", due=facts["due_date"], dated=facts["invoice_sent"])
    play.to("2026-12-31")
    charged = [action["charged"] for action in FEES["F01"]["actions"]]
    assert steps(play) == [
        (facts["first_fee_reminder"], "reminded", charged[0]),
        (facts["first_demand"], "payment demanded", charged[1]),
        (facts["second_demand"], "payment demanded", charged[2]),
        (facts["earliest_court"], "taken to court", "120.00"),
        ("2026-04-29", "enforcement applied for", ""),
    ]


def test_every_step_is_a_stage() -> None:
    play = Play(steps=(*SHORTEST, *COURT))
    play.invoice()
    stages = []
    for to in ("2026-01-16", "2026-01-17", "2026-01-30", "2026-02-13", "2026-02-27", "2026-02-28", "2026-04-29"):
        play.to(to)
        now = play.receivable()
        stages.append((now.stage, now.case_stage))
    assert stages == [
        (Stage.DISTRIBUTED, CaseStage.PAYMENT_CONTROL),
        (Stage.OVERDUE, CaseStage.PAYMENT_CONTROL),
        (Stage.REMINDED, CaseStage.REMINDER),
        (Stage.DEMANDED, CaseStage.COLLECTION),
        (Stage.DEMANDED_AGAIN, CaseStage.COLLECTION),
        (Stage.LEGAL, CaseStage.LEGAL),
        (Stage.ENFORCEMENT, CaseStage.ENFORCEMENT),
    ]


def test_the_default_is_two_reminders_and_two_demands_and_the_credit_loss_on_a_first() -> None:
    play = Play()
    play.invoice()
    play.to("2027-01-31")
    assert steps(play) == [
        ("2026-01-30", "reminded", "5.00"),
        ("2026-02-13", "reminded", "5.00"),
        ("2026-02-27", "payment demanded", "14.00"),
        ("2026-03-13", "payment demanded", "7.00"),
    ]
    assert play.story()[-1] == ("2026-07-01", "closed: credit loss")
    lost = play.receivable()
    assert (lost.stage, lost.close_reason) == (Stage.CREDIT_LOSS, CloseReason.CREDIT_LOSS)
    written_off = play.balance().written_off
    assert (written_off.capital, written_off.costs) == (Money.of("100.00"), Money.of("31.00"))
    assert written_off.interest == Money.of("4.32")
    assert play.open() == ("0.00", "0.00", "0.00")
    assert play.agenda(lost.key) == []


def test_a_short_time_to_pay_makes_the_first_reminder_free() -> None:
    """Vector T02."""
    facts = TIMELINE["T02"]["facts"]
    play = Play(steps=SHORTEST)
    play.to(facts["invoice_sent"])
    play.invoice(due=facts["due_date"])
    play.to("2026-02-20")
    assert steps(play) == [("2026-01-30", "reminded", "0.00"), ("2026-02-13", "payment demanded", "14.00")]


def test_a_due_date_when_banks_are_closed_waits_for_them() -> None:
    play = Play()
    play.to("2026-12-01")
    play.invoice(due="2026-12-24")
    play.to("2026-12-28", 23)
    assert play.receivable().stage is Stage.DISTRIBUTED
    play.to("2026-12-29")
    assert play.story()[-1] == ("2026-12-29", "overdue")
    assert play.open() == ("100.00", "0.03", "0.00")
    play.to("2027-01-11")
    assert steps(play) == [("2027-01-11", "reminded", "5.00")]


@pytest.mark.parametrize("name", ["F07", "F08"])
def test_of_standard_compensation_and_collection_costs_a_business_owes_the_larger(name: str) -> None:
    case = FEES[name]
    demands = len(case["actions"]) - 2
    play = Play(
        replace(DEFAULT, standard_compensation=True),
        steps=(Step(StepKind.REMINDER, 0), *[Step(StepKind.DEMAND, 14)] * demands),
    )
    play.invoice(total=case["principal"], debtor=DebtorKind.BUSINESS)
    play.to("2026-02-27")
    assert [event.because for event in play.facts()][5:7] == ["standard compensation claimed", "reminded"]
    assert play.open()[2] == case["payable_costs_with_compensation"]
    assert [str(charge.amount.decimal) for charge in play.receivable().account.charges] == [
        action["charged"] for action in case["actions"]
    ]


def test_court_costs_come_on_top_of_the_standard_compensation() -> None:
    play = Play(replace(DEFAULT, standard_compensation=True), steps=(Step(StepKind.DEMAND, 0), Step(StepKind.LEGAL, 0)))
    play.invoice(total="450.00", debtor=DebtorKind.BUSINESS)
    play.to("2026-01-18")
    assert play.open()[2] == "200.00", "40.00 and 10.00 beyond it for the demand, 80.00 and 70.00 for the court"


def test_a_plan_costs_nothing_as_long_as_the_standard_compensation_is_larger() -> None:
    play = Play(replace(DEFAULT, standard_compensation=True))
    play.invoice(total="450.00", debtor=DebtorKind.BUSINESS)
    play.to("2026-01-20")
    play.ask_for_plan(3)
    assert play.open()[2] == "40.00"


def test_a_consumer_owes_no_standard_compensation() -> None:
    play = Play(replace(DEFAULT, standard_compensation=True))
    play.invoice()
    play.to("2026-01-20")
    assert play.open()[2] == "0.00"


def test_a_business_pays_its_own_fees_and_a_higher_rate() -> None:
    play = Play()
    play.invoice(total="1000.00", debtor=DebtorKind.BUSINESS)
    play.to("2026-03-14")
    assert [charge for _, _, charge in steps(play)] == ["12.00", "12.00", "70.00", "35.00"]
    assert play.open() == ("1000.00", "16.40", "129.00")


def test_a_step_that_shall_not_be_charged_is_free_and_halves_the_next_demand_all_the_same() -> None:
    play = Play(steps=(Step(StepKind.REMINDER, 14), Step(StepKind.DEMAND, 14, charge=False), Step(StepKind.DEMAND, 14)))
    play.invoice()
    play.to("2026-02-27")
    assert [charge for _, _, charge in steps(play)] == ["5.00", "0.00", "7.00"]


def test_a_demand_waits_until_the_law_lets_it_be_sent() -> None:
    play = Play(steps=(Step(StepKind.REMINDER, 14), Step(StepKind.DEMAND, 3)))
    play.invoice()
    play.to("2026-03-01")
    assert steps(play) == [("2026-01-30", "reminded", "5.00"), ("2026-02-13", "payment demanded", "14.00")]


def test_a_court_claim_waits_until_the_time_to_pay_given_in_the_demand_has_ended() -> None:
    play = Play(steps=(Step(StepKind.REMINDER, 14), Step(StepKind.DEMAND, 14), Step(StepKind.LEGAL, 0)))
    play.invoice()
    play.to("2026-04-01")
    assert [(on, what) for on, what, _ in steps(play)][-1] == ("2026-02-28", "taken to court")


def test_a_consumer_whom_nobody_reminded_is_not_pursued_any_further() -> None:
    play = Play(steps=(Step(StepKind.DEMAND, 14), Step(StepKind.DEMAND, 14)))
    play.invoice()
    play.to("2026-02-01")
    assert steps(play) == [("2026-01-30", "not pursued any further", "")]
    assert "5 § 1 mom." in (play.facts()[-1].note or "")
    play.to("2026-06-01")
    assert play.receivable().stage is Stage.CREDIT_LOSS


def test_a_business_may_be_sent_a_demand_first() -> None:
    play = Play(steps=(Step(StepKind.DEMAND, 14),))
    play.invoice(debtor=DebtorKind.BUSINESS)
    play.to("2026-02-01")
    assert steps(play) == [("2026-01-30", "payment demanded", "50.00")]


def test_a_time_barred_claim_is_not_pursued() -> None:
    """Act 728/2003: three years from the due date."""
    play = Play(service=Service.COLLECTION)
    play.invoice(1, due="2023-01-02", dated="2022-12-01")
    play.invoice(2, due="2023-01-01", dated="2022-12-01")
    play.invoice(3, due="2022-12-30", dated="2022-12-01")
    play.advance(DAY / 24)
    assert [play.receivable(number).stage for number in (1, 2, 3)] == [Stage.REMINDED, Stage.REMINDED, Stage.OVERDUE]
    (refused,) = [event for event in play.facts(3) if event.because == "not pursued any further"]
    assert refused.note == "4 §: a time-barred debt may not be collected"


def test_court_costs_follow_the_capital_and_the_fee_of_the_day() -> None:
    play = Play(replace(DEFAULT, legal_collection=True))
    play.invoice(1, "299.99")
    play.invoice(2, "999.00")
    play.invoice(3, "1000.01")
    play.to("2026-12-31")
    court = [[charge for _, what, charge in steps(play, number) if what == "taken to court"] for number in (1, 2, 3)]
    assert court == [["120.00"], ["150.00"], ["180.00"]]
    assert steps(play)[-1][:2] == ("2026-06-02", "enforcement applied for")


def test_a_client_decides_for_itself_about_the_court() -> None:
    wants = Play(steps=SHORTEST, legal_collection=True)
    wants_not = Play(replace(DEFAULT, legal_collection=True), legal_collection=False)
    own_steps = Play(replace(DEFAULT, legal_collection=True), steps=SHORTEST)
    never_demands = Play(steps=(Step(StepKind.REMINDER, 14),), legal_collection=True)
    for play, goes in ((wants, True), (wants_not, False), (own_steps, False), (never_demands, False)):
        play.invoice()
        play.to("2026-12-31")
        assert ("taken to court" in [what for _, what, _ in steps(play)]) is goes


def test_a_world_before_the_court_fees_that_are_known_takes_the_oldest_of_them() -> None:
    play = Play(replace(DEFAULT, legal_collection=True), now=datetime(2020, 1, 2, 6, tzinfo=UTC))
    play.invoice(due="2020-01-16")
    play.to("2020-12-31")
    assert ("taken to court", "115.00") in [(what, charge) for _, what, charge in steps(play)]


def test_an_invoice_whose_collection_is_disabled_is_reminded_and_no_more() -> None:
    play = Play()
    play.invoice(disable_collection=True)
    play.to("2027-12-31")
    assert [what for _, what, _ in steps(play)] == ["reminded", "reminded"]
    assert play.receivable().stage is Stage.REMINDED_AGAIN
    assert play.agenda() == []


def test_a_claim_handed_to_collection_is_reminded_at_once() -> None:
    play = Play(service=Service.COLLECTION)
    play.to("2026-03-02")
    play.invoice(due="2026-01-16", dated="2026-01-02", distribute=False)
    play.advance(timedelta(0))
    assert play.receivable().delivery is Delivery.NOT_ENABLED
    play.to("2026-04-30")
    assert steps(play) == [
        ("2026-03-02", "reminded", "5.00"),
        ("2026-03-16", "payment demanded", "14.00"),
        ("2026-03-30", "payment demanded", "7.00"),
    ]


def test_steps_are_taken_in_the_morning() -> None:
    play = Play(service=Service.COLLECTION)
    play.invoice(due="2026-01-16")
    play.to("2026-01-17", 6)
    assert play.receivable().stage is Stage.OVERDUE
    play.to("2026-01-17", 7)
    assert play.receivable().stage is Stage.REMINDED


@pytest.mark.parametrize(("days", "lost"), [(74, "2026-04-01"), (75, "2026-04-01"), (76, "2026-05-01")])
def test_a_credit_loss_is_booked_on_the_first_first_after_its_time(days: int, lost: str) -> None:
    play = Play(replace(DEFAULT, lifecycle_steps=(), credit_loss_after_days=days))
    play.invoice()
    play.to("2026-12-31")
    assert play.story()[-1] == (lost, "closed: credit loss")


def test_no_creditor_waits_for_a_credit_loss_that_is_paid_meanwhile() -> None:
    play = Play()
    play.invoice()
    play.to("2026-06-20")
    play.pay(str(play.balance().open.total.decimal))
    play.to("2026-12-31")
    assert play.receivable().close_reason is CloseReason.PAID


def test_a_case_that_is_held_before_its_due_date_falls_due_and_is_pursued_when_it_goes_on() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-12")
    play.act(ActionCode.PAUSE)
    play.to("2026-02-10")
    held = play.receivable()
    assert (held.stage, held.standing, held.resumes) == (Stage.OVERDUE, Standing.PAUSED, day("2026-02-11"))
    play.to("2026-02-11")
    assert steps(play) == [("2026-02-11", "reminded", "5.00")]


def test_a_case_that_goes_on_before_its_due_date_waits_for_it() -> None:
    play = Play(replace(DEFAULT, pause_lasts_days=3))
    play.invoice()
    play.to("2026-01-05")
    play.act(ActionCode.PAUSE)
    play.to("2026-01-10")
    assert play.receivable().standing is Standing.OPEN
    play.to("2026-01-30")
    assert steps(play) == [("2026-01-30", "reminded", "5.00")]


def test_the_credit_loss_waits_while_a_case_is_held() -> None:
    play = Play()
    play.invoice()
    play.to("2026-06-20")
    play.act(ActionCode.OBJECTION, comment="not ordered")
    play.to("2027-06-20")
    assert play.receivable().stage is Stage.DEMANDED_AGAIN
    play.answer()
    play.to("2027-07-01")
    assert play.receivable().stage is Stage.CREDIT_LOSS


def test_steps_that_are_gone_when_their_time_comes_end_in_the_credit_loss() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-20")
    play.change(replace(DEFAULT, lifecycle_steps=()))
    play.to("2026-01-31")
    assert steps(play) == []
    assert [due.what for due in play.agenda(play.key())] == ["credit-loss"]


def test_case_ids_are_never_given_twice_and_follow_from_the_seed() -> None:
    play, other = Play(seed="one"), Play(seed="two")
    for each in (play, other):
        each.invoice(1)
        each.invoice(2)
        each.advance(DAY)
    first, second = play.receivable(1).case_id, play.receivable(2).case_id
    assert first is not None
    assert second == first + 1
    assert other.receivable(1).case_id != first
