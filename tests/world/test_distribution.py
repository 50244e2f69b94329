"""An invoice reaches its recipient by its own way and in its own time, or does not, and then nobody is held to it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from simulator.core.action import ActionCode
from simulator.core.errors import Conflict, InvalidValue, NotFound
from simulator.core.lifecycle import Stage, Standing
from simulator.core.policy import DEFAULT
from simulator.core.receivable import Delivery, Method
from simulator.core.sync_document import SyncDocument
from tests.world.play import DAY, Play, day


@pytest.mark.parametrize(
    ("method", "takes"),
    [
        (Method.EMAIL, timedelta(minutes=10)),
        (Method.EINVOICE, timedelta(minutes=60)),
        (Method.PRINT, timedelta(days=3)),
        (None, timedelta(minutes=10)),
    ],
)
def test_every_channel_takes_its_time(method: Method | None, takes: timedelta) -> None:
    play = Play()
    play.invoice(method=method)
    play.advance(timedelta(minutes=2) + takes - timedelta(seconds=1))
    assert play.receivable().delivery is Delivery.SENT
    play.advance(timedelta(seconds=1))
    arrived = play.receivable()
    assert arrived.delivery is Delivery.DELIVERED
    assert arrived.sent is not None
    assert arrived.delivered == arrived.sent + takes
    assert [event.note for event in play.facts() if event.because == "sent"] == [method and f"by {method.lower()}"]


def test_an_invoice_that_cannot_reach_its_recipient_fails_and_does_not_fall_due() -> None:
    play = Play()
    play.invoice(unreachable="the recipient has no e-mail address")
    play.to("2026-12-31")
    failed = play.receivable()
    assert (failed.stage, failed.delivery) == (Stage.DISTRIBUTION_FAILED, Delivery.FAILED)
    assert failed.failure == "the recipient has no e-mail address"
    assert failed.case_id is None
    assert play.agenda() == []


def test_a_failed_e_mail_is_printed_where_the_policy_says_so() -> None:
    play = Play(replace(DEFAULT, failed_email_goes_to_print=True))
    play.invoice(1, unreachable="the recipient has no e-mail address")
    play.invoice(2, method=Method.EINVOICE, unreachable="the recipient has no e-invoice address and operator")
    play.advance(4 * DAY)
    printed = play.receivable(1)
    assert (printed.method, printed.delivery, printed.failure) == (Method.PRINT, Delivery.DELIVERED, None)
    assert play.receivable(2).delivery is Delivery.FAILED


def test_a_bounce_before_the_due_date_stops_the_clock_of_the_invoice() -> None:
    play = Play()
    play.invoice()
    play.advance(DAY)
    play.decide("FAILED")
    bounced = play.receivable()
    assert (bounced.stage, bounced.failure) == (Stage.DISTRIBUTION_FAILED, "the e-mail was returned: mailbox unknown")
    assert bounced.case_id is not None
    play.to("2026-12-31")
    assert play.receivable().stage is Stage.DISTRIBUTION_FAILED


def test_an_invoice_that_is_sent_anew_counts_from_then() -> None:
    play = Play()
    play.invoice(due="2026-02-02")
    play.advance(DAY)
    play.decide("FAILED")
    play.to("2026-01-20")
    play.decide("DELIVERED")
    anew = play.receivable()
    assert (anew.stage, anew.delivery, anew.failure) == (Stage.DISTRIBUTED, Delivery.DELIVERED, None)
    assert anew.sent == anew.delivered
    play.to("2026-02-16")
    (reminder,) = play.receivable().account.charges
    assert reminder.amount.is_zero, "the invoice arrived less than 14 days before it was due"


def test_a_case_keeps_its_number_when_the_invoice_is_sent_anew() -> None:
    play = Play()
    play.invoice()
    play.advance(DAY)
    before = play.receivable().case_id
    play.decide("FAILED")
    play.decide("DELIVERED")
    assert play.receivable().case_id == before


def test_a_letter_that_comes_back_after_the_due_date_lets_the_case_rest_and_its_stage_stay() -> None:
    play = Play()
    play.invoice(method=Method.PRINT)
    play.to("2026-01-31")
    play.decide("FAILED", reason="moved away")
    returned = play.receivable()
    assert (returned.stage, returned.standing, returned.delivery) == (Stage.REMINDED, Standing.PAUSED, Delivery.FAILED)
    assert (returned.failure, returned.resumes) == ("moved away", day("2026-03-02"))
    play.to("2026-03-02")
    assert play.receivable().stage is Stage.REMINDED_AGAIN


def test_a_disputed_case_stays_disputed_when_a_letter_comes_back() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-31")
    play.object_to()
    play.decide("FAILED")
    assert play.receivable().standing is Standing.DISPUTED


def test_a_delivery_can_be_decided_before_it_has_begun() -> None:
    play = Play()
    play.invoice()
    arrived = play.decide("DELIVERED")
    assert (arrived.stage, arrived.delivery) == (Stage.DISTRIBUTED, Delivery.DELIVERED)
    assert arrived.case_id is not None
    assert [due.what for due in play.agenda(play.key())] == ["overdue"]


def test_a_delivery_that_failed_can_fail_again_for_another_reason() -> None:
    play = Play()
    play.invoice()
    play.decide("FAILED", reason="one")
    assert play.decide("FAILED", reason="two").failure == "two"


def test_every_way_has_its_own_words_for_failure() -> None:
    play = Play()
    for number, method in enumerate((*Method, None)):
        play.invoice(number, method=method)
        assert (play.decide("FAILED", number).failure or "").startswith("the ")


@pytest.mark.parametrize("outcome", ["FAILED", "DELIVERED"])
def test_what_is_not_distributed_here_is_not_decided_here(outcome: str) -> None:
    play = Play()
    play.invoice(distribute=False)
    with pytest.raises(Conflict, match="distribution is not enabled"):
        play.decide(outcome)


def test_what_has_ended_or_not_begun_is_not_decided() -> None:
    play = Play()
    play.invoice(1)
    play.act(ActionCode.WITHDRAW)
    play.invoice(2, manual_approval=True)
    play.advance(DAY)
    for number, state in ((1, "WITHDRAWN"), (2, "PENDING_APPROVAL")):
        with pytest.raises(Conflict, match=f"invoice {number} is {state}"):
            play.decide("DELIVERED", number)


def test_an_outcome_that_is_none_is_refused() -> None:
    play = Play()
    play.invoice()
    with pytest.raises(InvalidValue, match="expected DELIVERED or FAILED"):
        play.decide("LOST")


def test_an_invoice_nobody_knows_is_not_decided() -> None:
    with pytest.raises(NotFound, match="invoice"):
        Play().decide("DELIVERED")


def test_a_payment_ends_an_invoice_on_its_way() -> None:
    play = Play()
    play.invoice()
    play.pay("100.00")
    play.advance(DAY)
    assert play.receivable().stage is Stage.PAID
    assert play.receivable().delivery is Delivery.PENDING
    assert play.agenda(play.key()) == []


def test_an_invoice_is_queued_for_accounting_once_however_often_it_is_sent() -> None:
    play = Play()
    play.invoice(accounting=True)
    play.advance(DAY)
    play.decide("FAILED")
    play.decide("DELIVERED")
    with play.world() as world:
        assert len(list(world.shelf.all(SyncDocument))) == 1
