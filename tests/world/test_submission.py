"""What a creditor hands in is taken in whole or refused with the reason, and nothing taken in breaks the world."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.debtor import DebtorKind
from simulator.core.errors import (
    AlreadyExists,
    InvalidDocument,
    NotFound,
    TransitionNotAllowed,
)
from simulator.core.lifecycle import Stage
from simulator.core.money import LARGEST_CENTS, Money
from simulator.core.policy import DEFAULT
from simulator.core.receivable import CloseReason, Delivery
from simulator.core.records import Document, Environment, Service
from simulator.core.steps import Step, StepKind
from simulator.core.sync_document import SyncDocument
from tests.world.play import DAY, Play, day


def test_an_invoice_is_taken_in_and_sent_a_little_later() -> None:
    play = Play()
    received = play.invoice()
    assert (received.stage, received.delivery, received.case_id) == (Stage.RECEIVED, Delivery.PENDING, None)
    play.advance(timedelta(minutes=1))
    assert play.receivable().stage is Stage.RECEIVED
    play.advance(timedelta(minutes=1))
    sent = play.receivable()
    assert (sent.stage, sent.delivery) == (Stage.DISTRIBUTED, Delivery.SENT)
    assert sent.case_id is not None
    assert play.story()[-1] == ("2026-01-02", "payment control started")


def test_the_document_is_kept_as_it_was_received() -> None:
    play = Play()
    play.invoice()
    with play.world() as world:
        assert world.find(Document, play.key()).body == b'{"number":1}'


def test_an_invoice_that_its_creditor_sends_itself_is_registered_at_once() -> None:
    play = Play()
    registered = play.invoice(distribute=False)
    assert (registered.stage, registered.delivery) == (Stage.DISTRIBUTED, Delivery.NOT_ENABLED)
    assert registered.case_id is not None
    assert [due.what for due in play.agenda(play.key())] == ["overdue"]


@pytest.mark.parametrize("how", ["without payment control", "intermediation", "over nothing"])
def test_some_invoices_never_become_a_case(how: str) -> None:
    play = Play(service=Service.INTERMEDIATION if how == "intermediation" else Service.LIFECYCLE)
    play.invoice(total="0.00" if how == "over nothing" else "100.00", payment_control=how != "without payment control")
    play.to("2027-01-01")
    after = play.receivable()
    assert (after.stage, after.case_id) == (Stage.DISTRIBUTED, None)
    assert play.agenda() == []


def test_an_invoice_that_waits_for_approval_waits_for_ever() -> None:
    play = Play()
    play.invoice(manual_approval=True)
    play.to("2026-12-31")
    assert play.receivable().stage is Stage.PENDING_APPROVAL
    play.approve()
    play.advance(DAY)
    assert play.receivable().stage is Stage.REMINDED
    with pytest.raises(TransitionNotAllowed, match="REMINDED does not accept APPROVE"):
        play.approve()


def test_approving_what_nobody_knows_is_refused() -> None:
    with pytest.raises(NotFound, match="invoice '1001/1' is not known"):
        Play().approve()


def test_a_number_is_taken_once_by_each_client_and_environment() -> None:
    play = Play()
    play.invoice(7)
    with pytest.raises(AlreadyExists, match="invoice 7 exists already"):
        play.invoice(7)
    play.invoice(7, environment=Environment.PRODUCTION)


def test_a_refused_invoice_leaves_nothing_behind() -> None:
    play = Play()
    with pytest.raises(InvalidDocument):
        play.invoice(due="9999-12-31")
    with play.world() as world:
        assert list(world.shelf.all(Document)) == []
    play.invoice()


@pytest.mark.parametrize(
    ("field", "dates"),
    [
        ("invoice.header.dueDate", {"due": "9999-12-31"}),
        ("invoice.header.dueDate", {"due": "2036-01-11"}),
        ("invoice.header.date", {"dated": "0001-01-01"}),
        ("invoice.header.date", {"dated": "1925-10-18"}),
        ("invoice.header.date", {"dated": "9999-12-31"}),
    ],
)
def test_a_date_too_far_away_to_be_meant_is_refused_with_the_days_that_are_not(
    field: str, dates: dict[str, str]
) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        Play().invoice(**dates)
    assert [error.field for error in refusal.value.errors] == [field]
    assert refusal.value.errors[0].message.endswith("is not a day from 1925-10-19 to 2036-01-10")


def test_the_first_and_the_last_day_in_reach_live_to_their_end() -> None:
    play = Play(replace(DEFAULT, legal_collection=True))
    play.invoice(1, due="2036-01-10")
    play.invoice(2, due="1925-10-19", dated="1925-10-19")
    play.invoice(3, due="1925-10-19", dated="1925-10-19", debtor=DebtorKind.BUSINESS)
    play.to("2036-12-31")
    play.to("2037-12-31")
    assert {play.receivable(number).stage for number in (1, 2, 3)} == {Stage.CREDIT_LOSS}


@pytest.mark.parametrize("percent", ["1000.01", "-0.5", "1.1234567", "NaN", "1e400"])
def test_an_interest_rate_that_cannot_be_is_a_wrong_field(percent: str) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        Play().invoice(agreed_percent=Decimal(percent))
    (error,) = refusal.value.errors
    assert error.field == "invoice.terms.interest.percentage"
    assert error.message.endswith("is not 0 to 1000 percent with at most six decimals")


def test_every_wrong_field_is_told_at_once() -> None:
    with pytest.raises(InvalidDocument) as refusal:
        Play().invoice(total="-1.00", due="9999-12-31", agreed_percent=Decimal(1001))
    assert [error.field.rpartition(".")[2] for error in refusal.value.errors] == [
        "dueDate",
        "totalAmount",
        "percentage",
    ]


def test_an_agreed_rate_binds() -> None:
    play = Play()
    play.invoice(1, agreed_percent=Decimal(4))
    play.invoice(2, agreed_percent=Decimal(16), debtor=DebtorKind.BUSINESS)
    play.to("2026-01-26")
    assert (play.open(1)[1], play.open(2)[1]) == ("0.11", "0.44")


def test_the_largest_amount_there_is_lives_to_its_end() -> None:
    largest = str(Money(LARGEST_CENTS).decimal)
    play = Play(steps=(Step(StepKind.REMINDER, 14), Step(StepKind.DEMAND, 14), Step(StepKind.LEGAL, 21)))
    play.invoice(total=largest, agreed_percent=Decimal(1000), debtor=DebtorKind.BUSINESS)
    play.to("2030-01-01")
    assert play.receivable().stage is Stage.CREDIT_LOSS
    assert play.balance().written_off.capital == Money(LARGEST_CENTS)


def test_a_credit_note_lowers_what_is_owed() -> None:
    play = Play()
    play.invoice()
    note = play.credit(2, "40.00", of=1)
    assert play.open() == ("60.00", "0.00", "0.00")
    assert note.payment_control is False
    assert note.case_id is None
    play.to("2026-12-31")
    assert play.receivable(2).stage is Stage.DISTRIBUTED
    assert play.open(2) == ("0.00", "0.00", "0.00")


def test_a_credit_note_over_the_whole_ends_the_case_with_its_interest_and_costs() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-01")
    assert play.open() == ("100.00", "0.42", "5.00")
    play.credit(2, "100.00", of=1)
    credited = play.receivable()
    assert (credited.stage, credited.close_reason) == (Stage.CREDITED, CloseReason.CREDITED)
    assert play.open() == ("0.00", "0.00", "0.00")
    assert play.balance().written_off.total == Money.of("5.42")
    assert play.agenda(play.key()) == []


def test_two_credit_notes_that_come_to_the_whole_end_the_case_like_one() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-01")
    play.credit(2, "60.00", of=1)
    assert play.receivable().stage is Stage.REMINDED
    play.credit(3, "40.00", of=1)
    assert play.receivable().stage is Stage.CREDITED


def test_a_case_that_was_paid_and_credited_in_part_is_paid() -> None:
    play = Play()
    play.invoice()
    play.pay("60.00")
    play.credit(2, "40.00", of=1)
    assert play.receivable().close_reason is CloseReason.PAID


def test_costs_stay_owed_where_a_part_was_owed_after_all() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-01")
    play.pay("60.42")
    play.credit(2, "40.00", of=1)
    assert play.receivable().stage is Stage.REMINDED
    assert play.open() == ("0.00", "0.00", "5.00")


def test_what_was_paid_out_does_not_keep_a_claim_alive_that_is_credited_as_a_whole() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-01")
    play.pay("60.42")
    play.to("2026-02-04")
    play.credit(2, "100.00", of=1)
    assert play.receivable().close_reason is CloseReason.CREDITED
    now = play.balance()
    assert (now.credited, now.excess_credit) == (Money.of("40.00"), Money.of("60.00"))


def test_a_credit_note_beyond_what_is_owed_keeps_the_excess_for_the_creditor_to_settle() -> None:
    play = Play()
    play.invoice()
    play.credit(2, "150.00", of=1)
    now = play.balance()
    assert (now.credited, now.excess_credit) == (Money.of("100.00"), Money.of("50.00"))
    assert play.receivable().stage is Stage.CREDITED


def test_a_credit_note_that_waits_for_approval_credits_when_it_is_approved() -> None:
    play = Play()
    play.invoice()
    play.credit(2, "40.00", of=1, manual_approval=True)
    assert play.open()[0] == "100.00"
    play.to("2026-01-20")
    assert play.open()[0] == "100.00"
    play.approve(2)
    assert play.open()[0] == "60.00"
    assert play.balance().open.interest == Money.of("0.10")


def test_a_credit_note_that_names_no_invoice_lowers_nothing() -> None:
    play = Play()
    play.invoice()
    play.credit(2, "40.00", of=None)
    assert play.open()[0] == "100.00"


def test_a_credit_note_of_nothing_changes_nothing() -> None:
    play = Play()
    play.invoice()
    play.credit(2, "0.00", of=1)
    assert play.open()[0] == "100.00"
    assert play.receivable().stage is Stage.RECEIVED


def test_a_credit_note_to_a_claim_that_was_given_up_takes_the_place_of_what_was_given_up() -> None:
    play = Play()
    play.invoice()
    play.pay("60.00")
    play.to("2026-07-20")
    assert play.receivable().stage is Stage.CREDIT_LOSS
    play.credit(2, "40.00", of=1)
    now = play.balance()
    assert (now.credited, now.written_off.capital, now.paid.capital) == (Money(4000), Money(0), Money(6000))
    assert play.receivable().stage is Stage.CREDIT_LOSS


def test_a_credit_note_may_not_have_the_number_of_an_invoice() -> None:
    play = Play()
    play.invoice()
    with pytest.raises(AlreadyExists, match="invoice 1 exists already"):
        play.credit(1, "40.00", of=1)


def test_only_invoices_are_credited() -> None:
    play = Play()
    play.invoice()
    play.credit(2, "40.00", of=1)
    with pytest.raises(InvalidDocument, match="2 is a credit note itself; only an invoice can be credited") as refusal:
        play.credit(3, "40.00", of=2)
    assert refusal.value.errors[0].field == "invoice.references.creditedInvoiceNumber"


def test_only_what_is_known_is_credited_and_a_slip_is_guessed() -> None:
    play = Play()
    play.invoice(1001)
    with pytest.raises(NotFound, match="invoice 1010 is not known; the closest known is 1001"):
        play.credit(2, "40.00", of=1010)


def test_a_credit_note_in_another_currency_is_refused() -> None:
    play = Play()
    play.invoice(currency="SEK")
    with pytest.raises(InvalidDocument, match="EUR cannot credit invoice 1, which is in SEK") as refusal:
        play.credit(2, "40.00", of=1)
    assert refusal.value.errors[0].field == "invoice.header.currencyCode"
    play.credit(3, "40.00", of=1, currency="SEK")


def test_an_invoice_for_accounting_is_queued_when_it_is_sent() -> None:
    play = Play()
    play.invoice(1, accounting=True)
    play.invoice(2, accounting=True, distribute=False)
    play.invoice(3)
    assert queued(play) == ["2"]
    play.advance(DAY)
    assert queued(play) == ["1", "2"]


def queued(play: Play) -> list[str]:
    with play.world() as world:
        return sorted(document.name for document in world.shelf.all(SyncDocument))


DATES = st.dates(date(1925, 10, 1), date(2036, 1, 31)) | st.dates()


@given(
    dated=DATES,
    due=DATES,
    cents=st.integers(0, LARGEST_CENTS) | st.integers(-1, 1000_00),
    debtor=st.sampled_from(DebtorKind),
    percent=st.none() | st.decimals(0, 1000, places=2) | st.decimals(allow_nan=True),
    distribute=st.booleans(),
)
@settings(max_examples=settings().max_examples // 2)
def test_whatever_dates_and_figures_are_handed_in_are_refused_at_once_or_never(
    dated: date, due: date, cents: int, debtor: DebtorKind, percent: Decimal | None, distribute: bool
) -> None:
    play = Play(replace(DEFAULT, legal_collection=True, standard_compensation=True))
    try:
        play.invoice(
            total=str(Money(cents).decimal),
            dated=str(dated),
            due=str(due),
            debtor=debtor,
            agreed_percent=percent,
            distribute=distribute,
        )
    except InvalidDocument:
        return
    for year in (2028, 2032, 2036, 2038):
        play.to(f"{year}-12-31")
    assert day("2038-12-31") == play.today
    assert play.receivable().stage in {Stage.CREDIT_LOSS, Stage.DISTRIBUTED}
