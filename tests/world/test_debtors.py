"""A debtor may object, be out of reach, and pay by instalments; a plan is kept, or broken and the case goes on."""

import pytest
from msgspec.structs import replace

from simulator.core.action import ActionCode, Plan
from simulator.core.debtor import DebtorKind
from simulator.core.errors import Conflict, InvalidValue, TransitionNotAllowed
from simulator.core.lifecycle import Stage, Standing
from simulator.core.money import Money
from simulator.core.policy import DEFAULT
from simulator.core.receivable import Receivable
from simulator.world import debtors
from tests.world.play import DAY, Play, day


def overdue() -> Play:
    """Return a world with invoice 1, which was reminded twice."""
    play = Play()
    play.invoice(total="300.00")
    play.to("2026-02-14")
    return play


def plan(play: Play) -> Plan:
    with play.world() as world:
        return world.find(Plan, play.key())


def instalments(play: Play) -> list[tuple[str, str]]:
    return [(str(due), str(amount.decimal)) for due, amount in plan(play).instalments]


def test_an_objection_is_answered_and_the_case_goes_on() -> None:
    play = overdue()
    play.object_to()
    play.to("2026-06-01", 6)
    assert play.receivable().stage is Stage.REMINDED_AGAIN
    play.answer()
    play.to("2026-06-01", 7)
    assert (play.receivable().standing, play.receivable().stage) == (Standing.OPEN, Stage.DEMANDED)
    assert ("2026-06-01", "objection answered") in play.story()


def test_only_what_is_disputed_can_be_answered() -> None:
    with pytest.raises(Conflict, match="is OPEN, not disputed"):
        overdue().answer()


def test_a_debtor_out_of_reach_lets_the_case_rest_for_a_while() -> None:
    play = overdue()
    play.be_unreachable()
    assert (play.receivable().standing, play.receivable().resumes) == (Standing.PAUSED, day("2026-03-16"))
    play.to("2026-03-16")
    assert play.receivable().stage is Stage.DEMANDED


def test_a_disputed_case_is_not_paused_to_look_for_the_debtor() -> None:
    play = overdue()
    play.object_to()
    with pytest.raises(TransitionNotAllowed):
        play.be_unreachable()


def test_a_letter_comes_back() -> None:
    play = overdue()
    with play.world() as world:
        debtors.return_letter(world, world.find(Receivable, play.key()), "no such house")
    assert (play.receivable().failure, play.receivable().standing) == ("no such house", Standing.PAUSED)


def test_a_plan_that_is_kept_ends_the_case() -> None:
    play = overdue()
    assert play.open() == ("300.00", "2.26", "10.00")
    play.ask_for_plan(3)
    assert play.open() == ("300.00", "2.26", "30.00"), "a plan of few instalments costs a consumer 20.00"
    assert instalments(play) == [("2026-03-16", "110.75"), ("2026-04-15", "110.75"), ("2026-05-15", "115.28")]
    for due, amount in instalments(play):
        play.to(due)
        assert play.receivable().standing is Standing.PAYMENT_PLAN
        play.pay(amount)
    assert play.receivable().stage is Stage.PAID, "the last instalment holds the interest that ran on"
    assert plan(play).broken is None
    assert play.agenda(play.key()) == []


def test_a_plan_that_is_kept_but_for_some_days_of_interest_lets_the_case_go_on() -> None:
    play = overdue()
    play.ask_for_plan(2)
    play.to("2026-03-17", 6)
    for _, amount in instalments(play):
        play.pay(amount)
    assert play.receivable().stage is Stage.PAID, "paid ahead, with interest that never ran"
    late = overdue()
    late.ask_for_plan(1)
    late.to("2026-03-17", 6)
    late.pay(instalments(late)[0][1])
    late.to("2026-03-17", 8)
    assert (late.receivable().standing, plan(late).broken) == (Standing.OPEN, None)
    assert late.receivable().stage is Stage.DEMANDED


def test_a_plan_that_is_not_kept_is_broken_on_the_morning_after() -> None:
    play = overdue()
    play.ask_for_plan(2)
    play.to("2026-03-16")
    play.pay("166.13")
    play.to("2026-03-17")
    play.pay("100.00")
    play.to("2026-04-16", 6)
    assert play.receivable().standing is Standing.PAYMENT_PLAN
    play.to("2026-04-16", 7)
    assert plan(play).broken == day("2026-04-16")
    assert (play.receivable().standing, play.receivable().stage) == (Standing.OPEN, Stage.DEMANDED)


def test_paying_ahead_keeps_a_plan() -> None:
    play = overdue()
    play.ask_for_plan(3)
    play.pay("221.50")
    play.to("2026-05-14")
    assert play.receivable().standing is Standing.PAYMENT_PLAN


def test_what_was_paid_before_a_plan_does_not_count_for_it() -> None:
    play = overdue()
    play.pay("200.00")
    play.ask_for_plan(2)
    play.to("2026-03-17")
    assert plan(play).broken == day("2026-03-17")


def test_money_that_the_creditor_got_and_credits_count_as_kept() -> None:
    play = overdue()
    play.ask_for_plan(3)
    play.act(ActionCode.DIRECTPAYMENT, amount=Money.of("60.00"))
    play.credit(2, "50.75", of=1)
    play.to("2026-03-20")
    assert play.receivable().standing is Standing.PAYMENT_PLAN


def test_a_pause_within_a_plan_goes_back_to_the_plan() -> None:
    play = overdue()
    play.ask_for_plan(3)
    play.act(ActionCode.PAUSE)
    play.to("2026-03-16")
    play.pay("110.75")
    play.to("2026-03-20")
    assert play.receivable().standing is Standing.PAYMENT_PLAN
    play.to("2026-04-16")
    assert plan(play).broken == day("2026-04-16")


def test_an_instalment_missed_during_a_dispute_breaks_the_plan_at_the_next() -> None:
    play = overdue()
    play.ask_for_plan(3)
    play.object_to()
    play.to("2026-03-20")
    play.answer()
    assert play.receivable().standing is Standing.PAYMENT_PLAN
    play.to("2026-04-15")
    play.pay("110.75")
    play.to("2026-04-16")
    assert plan(play).broken == day("2026-04-16")


def test_a_plan_is_in_force_on_its_last_day() -> None:
    play = overdue()
    play.ask_for_plan(1, first="2026-02-14")
    play.object_to()
    play.answer()
    assert play.receivable().standing is Standing.PAYMENT_PLAN


def test_a_plan_whose_last_day_passed_during_a_dispute_is_over() -> None:
    play = overdue()
    play.ask_for_plan(1)
    play.object_to()
    play.to("2026-06-01", 5)
    play.answer()
    assert play.receivable().standing is Standing.OPEN


def test_a_broken_plan_may_be_followed_by_another() -> None:
    play = overdue()
    play.ask_for_plan(2)
    play.to("2026-03-18")
    assert plan(play).broken is not None
    play.ask_for_plan(2)
    assert (plan(play).broken, plan(play).agreed) == (None, day("2026-03-18"))
    assert play.receivable().standing is Standing.PAYMENT_PLAN


def test_a_creditor_may_allow_a_plan_again_and_the_wait_starts_anew() -> None:
    play = overdue()
    play.act(ActionCode.PAYMENTPLAN)
    play.to("2026-02-20")
    play.act(ActionCode.PAYMENTPLAN)
    play.advance(DAY)
    assert play.receivable().resumes == day("2026-03-06")


def test_a_creditor_who_allows_a_plan_that_is_in_force_changes_nothing() -> None:
    play = overdue()
    play.ask_for_plan(3)
    play.act(ActionCode.PAYMENTPLAN)
    play.advance(DAY)
    assert play.receivable().resumes is None
    assert play.receivable().standing is Standing.PAYMENT_PLAN


def test_a_plan_that_is_broken_while_another_is_waited_for_ends_the_wait() -> None:
    play = overdue()
    play.ask_for_plan(2)
    play.to("2026-03-10")
    play.act(ActionCode.PAUSE)
    play.advance(DAY)
    play.act(ActionCode.PAYMENTPLAN)
    play.to("2026-03-17")
    assert plan(play).broken == day("2026-03-17")
    assert play.receivable().standing is Standing.OPEN
    assert "resume" not in {due.what for due in play.agenda(play.key())}


def test_a_proposal_in_time_keeps_the_case_from_going_on() -> None:
    play = overdue()
    play.act(ActionCode.PAYMENTPLAN)
    play.to("2026-02-20")
    play.ask_for_plan(3, first="2026-04-01")
    play.to("2026-04-01")
    assert play.receivable().standing is Standing.PAYMENT_PLAN
    assert [what for what, _ in instalments(play)] == ["2026-04-01", "2026-05-01", "2026-05-31"]


def test_a_plan_before_the_due_date_lets_it_pass() -> None:
    play = Play()
    play.invoice()
    play.advance(DAY)
    play.ask_for_plan(2)
    play.to("2026-01-20")
    assert (play.receivable().stage, play.receivable().standing) == (Stage.OVERDUE, Standing.PAYMENT_PLAN)


@pytest.mark.parametrize("count", [0, 37, -1])
def test_a_plan_has_one_to_thirty_six_instalments(count: int) -> None:
    with pytest.raises(InvalidValue, match="from 1 to 36"):
        overdue().ask_for_plan(count)


@pytest.mark.parametrize("first", ["2026-02-13", "9999-12-31", "0001-01-01", "2036-02-23"])
def test_a_plan_begins_today_or_later_but_not_at_the_end_of_time(first: str) -> None:
    with pytest.raises(InvalidValue, match=r"firstDueDate .* not before 2026-02-14"):
        overdue().ask_for_plan(2, first=first)


def test_a_plan_may_begin_today() -> None:
    play = overdue()
    play.ask_for_plan(2, first="2026-02-14")
    play.to("2026-02-15")
    assert plan(play).broken == day("2026-02-15")


def test_a_business_pays_more_for_a_long_plan() -> None:
    play = Play(replace(DEFAULT, lifecycle_steps=()))
    play.invoice(total="3000.00", debtor=DebtorKind.BUSINESS)
    play.to("2026-02-14")
    play.ask_for_plan(12)
    assert play.open()[2] == "90.00"


def test_debtors_answer_to_open_cases_only() -> None:
    play = Play()
    play.invoice(1)
    with pytest.raises(Conflict, match="invoice 1 is without a case; debtors answer to open cases only"):
        play.object_to()
    play.pay("100.00")
    with pytest.raises(Conflict, match="invoice 1 is PAID"):
        play.ask_for_plan(2)
