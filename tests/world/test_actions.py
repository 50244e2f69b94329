"""What a creditor asks for is taken in whole or not at all, and carried out or rejected with the reason later."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from simulator.core.action import Action, ActionCode, ActionStatus
from simulator.core.errors import CaseClosed, InvalidDocument, NotFound
from simulator.core.lifecycle import Stage, Standing
from simulator.core.money import Money
from simulator.core.policy import DEFAULT
from simulator.core.receivable import CloseReason
from simulator.core.records import Environment
from simulator.world.actions import NewAction
from tests.world.play import DAY, Play, day, spelled

SOON = timedelta(minutes=5)


def opened(**policy: object) -> Play:
    """Return a world with invoice 1, whose case is open."""
    play = Play(replace(DEFAULT, **policy) if policy else DEFAULT)
    play.invoice()
    play.advance(DAY)
    return play


def carried_out(play: Play, code: ActionCode, **more: object) -> Action:
    (action,) = play.act(code, **more)
    assert action.status is ActionStatus.PENDING
    play.advance(SOON)
    return play.action(action)


def test_an_action_is_pending_and_processed_a_little_later() -> None:
    play = opened()
    (action,) = play.act(ActionCode.COMMENT, comment="called the debtor")
    play.advance(SOON - timedelta(seconds=1))
    assert play.action(action).status is ActionStatus.PENDING
    play.advance(timedelta(seconds=1))
    done = play.action(action)
    assert (done.status, done.reason) == (ActionStatus.PROCESSED, None)
    assert done.processed == action.submitted + SOON
    (comment,) = [event for event in play.facts() if event.because == "commented"]
    assert comment.note == "called the debtor"
    told = [(event.because, event.note) for event in play.facts(kind="Action")]
    assert told == [("action received", "COMMENT"), ("action processed", "COMMENT: called the debtor")]


def test_a_withdrawn_case_ends_and_what_is_open_is_given_up() -> None:
    play = opened()
    assert carried_out(play, ActionCode.WITHDRAW).status is ActionStatus.PROCESSED
    withdrawn = play.receivable()
    assert (withdrawn.stage, withdrawn.close_reason) == (Stage.WITHDRAWN, CloseReason.WITHDRAWN)
    assert play.balance().written_off.total == Money.of("100.00")
    assert play.agenda(play.key()) == []


def test_an_invoice_can_be_withdrawn_before_it_is_sent() -> None:
    play = Play()
    play.invoice(manual_approval=True)
    assert carried_out(play, ActionCode.WITHDRAW).status is ActionStatus.PROCESSED
    assert play.receivable().stage is Stage.WITHDRAWN


def test_a_case_due_date_is_moved_and_the_next_step_with_it_but_not_the_interest() -> None:
    play = opened()
    play.to("2026-01-20")
    assert carried_out(play, ActionCode.DUEDATE, due=day("2026-02-16")).status is ActionStatus.PROCESSED
    assert (play.receivable().case_due, play.receivable().due) == (day("2026-02-16"), day("2026-01-16"))
    play.to("2026-03-01")
    assert play.receivable().stage is Stage.OVERDUE
    play.to("2026-03-02")
    assert play.receivable().stage is Stage.REMINDED
    assert play.open()[1] == "1.17"


def test_after_a_reminder_the_next_step_counts_from_the_moved_due_date_if_that_is_later() -> None:
    play = opened()
    play.to("2026-01-31")
    carried_out(play, ActionCode.DUEDATE, due=day("2026-03-16"))
    play.to("2026-03-29")
    assert play.receivable().stage is Stage.REMINDED
    play.to("2026-03-30")
    assert play.receivable().stage is Stage.REMINDED_AGAIN
    sooner = opened()
    sooner.to("2026-01-31")
    carried_out(sooner, ActionCode.DUEDATE, due=day("2026-01-31"))
    sooner.to("2026-02-14")
    assert sooner.receivable().stage is Stage.REMINDED_AGAIN


def test_a_due_date_that_is_moved_before_it_has_come_counts_too() -> None:
    play = opened()
    carried_out(play, ActionCode.DUEDATE, due=day("2026-02-16"))
    play.to("2026-01-17")
    assert play.receivable().stage is Stage.OVERDUE
    play.to("2026-03-01")
    assert play.receivable().account.charges == ()


def test_a_moved_due_date_moves_the_credit_loss_of_a_case_without_further_steps() -> None:
    play = opened(lifecycle_steps=())
    play.to("2026-02-01")
    carried_out(play, ActionCode.DUEDATE, due=day("2026-12-31"))
    play.to("2027-04-01", 6)
    assert play.receivable().stage is Stage.OVERDUE
    play.to("2027-04-01", 7)
    assert play.receivable().stage is Stage.CREDIT_LOSS


def test_a_due_date_is_moved_up_to_the_first_payment_demand() -> None:
    play = opened()
    play.to("2026-03-01")
    rejected = carried_out(play, ActionCode.DUEDATE, due=day("2026-04-16"))
    assert rejected.status is ActionStatus.REJECTED
    assert rejected.reason == ("the case is in COLLECTION; its due date can be moved until the first payment demand")
    assert play.receivable().case_due == day("2026-01-16")


def test_a_due_date_is_moved_at_any_time_where_the_policy_lets_it() -> None:
    play = opened(due_date_moves_until_reminder=False)
    play.to("2026-03-01")
    assert carried_out(play, ActionCode.DUEDATE, due=day("2026-04-16")).status is ActionStatus.PROCESSED
    play.to("2026-04-30", 7)
    assert play.receivable().stage is Stage.DEMANDED_AGAIN


def test_a_due_date_is_put_off_and_never_brought_forward() -> None:
    play = opened()
    rejected = carried_out(play, ActionCode.DUEDATE, due=day("2026-01-10"))
    assert (
        rejected.reason
        == "the case is due on 2026-01-16; its due date can be put off, never brought forward to 2026-01-10"
    )
    assert play.receivable().case_due == day("2026-01-16")


def test_an_invoice_without_a_case_has_no_case_due_date() -> None:
    play = Play()
    play.invoice(manual_approval=True)
    rejected = carried_out(play, ActionCode.DUEDATE, due=day("2026-04-16"))
    assert "has no case yet" in (rejected.reason or "")


def test_a_payment_plan_that_is_allowed_lets_the_case_wait_for_a_proposal() -> None:
    play = opened()
    play.to("2026-01-29")
    carried_out(play, ActionCode.PAYMENTPLAN)
    waiting = play.receivable()
    assert (waiting.standing, waiting.resumes) == (Standing.PAYMENT_PLAN, day("2026-02-12"))
    play.to("2026-02-12")
    assert (play.receivable().standing, play.receivable().stage) == (Standing.OPEN, Stage.REMINDED)


def test_an_objection_lets_the_case_rest_until_it_is_answered() -> None:
    play = opened()
    carried_out(play, ActionCode.OBJECTION, comment="never ordered")
    play.to("2026-12-31")
    disputed = play.receivable()
    assert (disputed.standing, disputed.stage, disputed.resumes) == (Standing.DISPUTED, Stage.OVERDUE, None)
    assert ("disputed: never ordered") in [what for _, what in play.story()]


def test_a_pause_ends_by_itself() -> None:
    play = opened()
    carried_out(play, ActionCode.PAUSE)
    assert (play.receivable().standing, play.receivable().resumes) == (Standing.PAUSED, day("2026-02-02"))
    play.to("2026-02-02", 7)
    assert play.receivable().standing is Standing.OPEN


def test_a_disputed_case_cannot_be_paused() -> None:
    play = opened()
    play.object_to()
    rejected = carried_out(play, ActionCode.PAUSE)
    assert rejected.status is ActionStatus.REJECTED
    assert rejected.reason == ("stage DISPUTED does not accept PAUSED; it accepts CLOSED, OPEN, PAYMENT_PLAN")


def test_a_second_pause_starts_anew() -> None:
    play = opened()
    carried_out(play, ActionCode.PAUSE)
    play.to("2026-01-20")
    carried_out(play, ActionCode.PAUSE)
    play.to("2026-02-18")
    assert play.receivable().standing is Standing.PAUSED
    play.to("2026-02-19")
    assert play.receivable().standing is Standing.OPEN


def test_a_direct_payment_lowers_the_balance_and_is_never_paid_out() -> None:
    play = opened()
    play.to("2026-01-26")
    action = carried_out(
        play,
        ActionCode.DIRECTPAYMENT,
        amount=Money.of("60.26"),
        paid_on=day("2026-01-26"),
        reference="BANKREF-88921",
        method="Bankgiro",
    )
    assert action.status is ActionStatus.PROCESSED
    assert play.open() == ("40.00", "0.00", "0.00")
    (payment,) = play.payments()
    assert (payment.direct, payment.method, payment.reference) == (True, "Bankgiro", "BANKREF-88921")
    play.to("2026-03-01")
    assert play.settlements() == []


def test_a_direct_payment_in_full_ends_the_case_and_spares_the_letters_made_since() -> None:
    play = opened()
    play.to("2026-02-20")
    carried_out(play, ActionCode.DIRECTPAYMENT, amount=Money.of("100.00"), paid_on=day("2026-01-16"))
    assert play.receivable().close_reason is CloseReason.PAID
    assert play.balance().claimed.costs.is_zero


def test_a_direct_payment_above_the_balance_is_taken_and_the_excess_is_the_creditors_matter() -> None:
    play = opened()
    assert carried_out(play, ActionCode.DIRECTPAYMENT, amount=Money.of("120.00")).status is ActionStatus.PROCESSED
    (payment,) = play.payments()
    assert payment.parts is not None
    assert spelled(payment.parts) == ("100.00", "0.00", "0.00")
    assert payment.overpaid == Money.of("20.00")
    assert play.receivable().stage is Stage.PAID


def test_a_direct_payment_without_a_day_was_made_today() -> None:
    play = opened()
    carried_out(play, ActionCode.DIRECTPAYMENT, amount=Money.of("1.00"))
    assert play.payments()[0].paid_on == play.today


def test_a_case_that_ends_before_an_action_is_processed_rejects_it() -> None:
    play = opened()
    (action,) = play.act(ActionCode.PAUSE)
    play.pay("100.00")
    play.advance(SOON)
    done = play.action(action)
    assert done.status is ActionStatus.REJECTED
    assert done.reason == f"case {play.receivable().case_id} is closed (PAID); a closed case takes no more actions"


def test_a_closed_case_takes_no_actions() -> None:
    play = opened()
    play.pay("100.00")
    for code in ActionCode:
        with pytest.raises(CaseClosed, match=r"is closed \(PAID\)"):
            play.act(code, comment="x", due=day("2026-03-01"), amount=Money(1))


def test_a_batch_is_taken_in_whole_in_its_order_or_not_at_all() -> None:
    play = opened()
    good = NewAction(code=ActionCode.COMMENT, invoice_number=1, comment="x")
    accepted = play.act_all(good, NewAction(code=ActionCode.PAUSE, invoice_number=1))
    assert [(each.code, each.action_id) for each in accepted] == [(ActionCode.COMMENT, 1), (ActionCode.PAUSE, 2)]
    with pytest.raises(NotFound, match=r"actions\[1\]\.data\.invoiceNumber: invoice 7 is not known"):
        play.act_all(good, NewAction(code=ActionCode.COMMENT, invoice_number=7))
    with play.world() as world:
        assert len(list(world.shelf.all(Action))) == 2
    assert sum(due.what == "act" for due in play.agenda()) == 2


def test_every_wrong_value_of_a_batch_is_told_with_its_place() -> None:
    play = opened()
    pay = NewAction(code=ActionCode.DIRECTPAYMENT, invoice_number=1)
    move = NewAction(code=ActionCode.DUEDATE, invoice_number=1)
    with pytest.raises(InvalidDocument) as refusal:
        play.act_all(
            replace(pay, amount=Money(0)),
            replace(pay, amount=Money(1, "SEK"), paid_on=day("2026-01-04")),
            replace(pay, amount=None, paid_on=day("0001-01-01")),
            move,
            replace(move, due=day("2026-01-02")),
            replace(move, due=day("9999-12-31")),
            replace(move, due=day("2026-01-03")),
        )
    assert [error.field.removeprefix("actions") for error in refusal.value.errors] == [
        "[0].data.amount",
        "[1].data.currency",
        "[1].data.paymentDate",
        "[2].data.amount",
        "[2].data.paymentDate",
        "[3].data.dueDate",
        "[4].data.dueDate",
        "[5].data.dueDate",
    ]
    messages = [error.message for error in refusal.value.errors]
    assert messages[1] == "SEK is not the currency of the invoice, EUR"
    assert messages[2] == "2026-01-04 has not come; today is 2026-01-03"
    assert messages[6] == "2026-01-02 is in the past; today is 2026-01-03"
    assert messages[7] == "9999-12-31 is not a day from 1925-10-20 to 2036-01-11"


def test_values_that_an_action_does_not_need_do_not_matter() -> None:
    play = opened()
    comment = carried_out(
        play, ActionCode.COMMENT, due=day("0001-01-01"), paid_on=day("9999-12-31"), amount=Money(-1, "ABC")
    )
    assert comment.status is ActionStatus.PROCESSED


def test_an_invoice_may_be_named_by_its_case_or_by_both() -> None:
    play = opened()
    case = play.receivable().case_id
    for names in ({"number": None, "case_id": case}, {"number": 1, "case_id": case}):
        (action,) = play.act(ActionCode.COMMENT, **names)
        assert action.receivable == play.key()


def test_two_names_must_mean_the_same() -> None:
    play = opened()
    play.invoice(2)
    case = play.receivable(1).case_id
    with pytest.raises(InvalidDocument, match=f"case {case} is of invoice 1, not of invoice 2") as refusal:
        play.act(ActionCode.COMMENT, 2, case_id=case)
    assert refusal.value.errors[0].field == "actions[0].data.caseId"


def test_something_must_be_named() -> None:
    with pytest.raises(InvalidDocument, match="one of invoiceNumber and caseId is needed") as refusal:
        opened().act(ActionCode.COMMENT, None)
    assert refusal.value.errors[0].field == "actions[0].data"


def test_what_another_client_has_is_not_known() -> None:
    play = opened()
    case = play.receivable().case_id
    for action in (
        NewAction(code=ActionCode.COMMENT, invoice_number=1),
        NewAction(code=ActionCode.COMMENT, case_id=case),
    ):
        with pytest.raises(NotFound, match="is not known"):
            play.act_all(action, environment=Environment.PRODUCTION)


def test_a_slip_in_the_number_is_guessed() -> None:
    with pytest.raises(NotFound, match="the closest known is 1"):
        opened().act(ActionCode.COMMENT, 2)


def test_a_credit_note_takes_no_actions() -> None:
    play = opened()
    play.credit(2, "10.00", of=1)
    with pytest.raises(InvalidDocument, match="2 is a credit note; actions are about invoices"):
        play.act(ActionCode.WITHDRAW, 2)
