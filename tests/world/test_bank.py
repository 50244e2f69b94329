"""Money that reaches the agency pays the claim it is meant for, waits until somebody knows, or goes back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from simulator.core.action import ActionCode
from simulator.core.debtor import DebtorKind
from simulator.core.errors import Conflict, InvalidValue, NotFound
from simulator.core.lifecycle import Stage
from simulator.core.money import Money
from simulator.core.payment import Payment, PaymentState
from simulator.core.policy import DEFAULT
from simulator.core.receivable import CloseReason
from simulator.core.records import Environment, Service
from simulator.core.steps import Step, StepKind
from simulator.world.bank import find_receivable
from tests.world.play import DAY, Play, day, spelled


def state(play: Play, payment: Payment) -> PaymentState:
    with play.world() as world:
        return world.find(Payment, payment.key).state


def split(payment: Payment) -> tuple[str, str, str]:
    assert payment.parts is not None
    return spelled(payment.parts)


def test_an_exact_payment_ends_the_case() -> None:
    play = Play()
    play.invoice()
    (payment,) = play.pay("100.00")
    assert (payment.state, split(payment)) == (PaymentState.ALLOCATED, ("100.00", "0.00", "0.00"))
    paid = play.receivable()
    assert (paid.stage, paid.close_reason) == (Stage.PAID, CloseReason.PAID)
    assert play.agenda(play.key()) == []


def test_a_payment_in_part_leaves_the_rest_to_be_pursued() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-26")
    (payment,) = play.pay("60.26")
    assert split(payment) == ("60.00", "0.26", "0.00")
    assert play.open() == ("40.00", "0.00", "0.00")
    play.to("2026-01-30")
    assert play.receivable().stage is Stage.REMINDED
    assert play.open() == ("40.00", "0.04", "5.00")


def test_several_payments_end_the_case_together() -> None:
    play = Play()
    play.invoice()
    for amount in ("30.00", "30.00", "40.00"):
        assert play.receivable().stage is not Stage.PAID
        play.pay(amount)
    assert play.receivable().stage is Stage.PAID


def test_what_is_too_much_is_left_over_and_named() -> None:
    play = Play()
    play.invoice()
    (payment,) = play.pay("120.00")
    assert split(payment) == ("100.00", "0.00", "0.00")
    assert payment.overpaid == Money.of("20.00")


def test_the_reference_may_be_written_in_any_form() -> None:
    play = Play()
    play.invoice(1, reference="1234561")
    (payment,) = play.pay("10.00", reference="00 12 34561")
    assert payment.receivable == play.key()
    (other,) = play.pay("10.00", reference="RF34 1234 561")
    assert other.receivable == play.key()
    assert other.reference == "RF34 1234 561", "kept as it was paid"


def test_a_wrong_reference_waits_and_then_goes_back() -> None:
    play = Play()
    play.invoice()
    (payment,) = play.pay("100.00", reference="12344")
    assert (payment.state, payment.note) == (PaymentState.UNMATCHED, "no invoice has the reference '12344'")
    assert payment.client_id is None
    play.to("2026-01-31")
    assert state(play, payment) is PaymentState.UNMATCHED
    play.to("2026-02-01")
    assert state(play, payment) is PaymentState.RETURNED
    assert play.settlements() == []


def test_an_unmatched_payment_is_assigned_by_hand_and_stays() -> None:
    play = Play()
    play.invoice()
    (payment,) = play.pay("100.00", reference="12344")
    (assigned,) = play.assign(payment)
    assert (assigned.state, assigned.note) == (PaymentState.ALLOCATED, "")
    assert assigned.reference == "12344"
    assert play.agenda(payment.key) == []
    told = [event.note for event in play.facts(kind="Payment") if event.because == "payment booked"]
    assert told == ["with reference '12344' instead of 'RF1'"]
    assert play.receivable().stage is Stage.PAID
    play.to("2026-03-01")
    assert state(play, payment) is PaymentState.SETTLED


def test_only_what_is_unmatched_can_be_assigned_and_only_to_what_the_agency_is_paid_for() -> None:
    play = Play()
    play.invoice(1)
    play.invoice(2, currency="SEK")
    play.invoice(3, payment_control=False)
    play.credit(4, "10.00", of=1)
    (matched,) = play.pay("10.00")
    (unmatched,) = play.pay("10.00", reference="x")
    with pytest.raises(Conflict, match="allocated; only an unmatched one"):
        play.assign(matched, 1)
    with pytest.raises(Conflict, match="is in EUR, the invoice in SEK"):
        play.assign(unmatched, 2)
    for number in (3, 4):
        with pytest.raises(Conflict, match=f"invoice {number} is paid to its creditor's own account"):
            play.assign(unmatched, number)
    with pytest.raises(NotFound, match="payment '99' is not known"):
        play.assign(replace(unmatched, payment_id=99))


def test_an_invoice_that_is_paid_to_its_creditor_takes_no_money_at_the_agency() -> None:
    play = Play(service=Service.INTERMEDIATION)
    play.invoice()
    (payment,) = play.pay("100.00")
    assert (payment.state, payment.note) == (
        PaymentState.UNMATCHED,
        "invoice 1 is paid to its creditor's own account, not to the agency",
    )


def test_another_currency_waits() -> None:
    play = Play()
    play.invoice(currency="SEK")
    (payment,) = play.pay("100.00")
    assert payment.note == "the payment is in EUR, invoice 1 in SEK"
    (right,) = play.pay("100.00", currency="SEK")
    assert right.state is PaymentState.ALLOCATED
    assert play.receivable().stage is Stage.PAID


def test_of_several_invoices_with_one_reference_the_oldest_open_one_in_its_currency_is_meant() -> None:
    play = Play()
    play.invoice(1, reference="R", due="2026-02-02")
    play.invoice(2, reference="R", due="2026-01-16")
    play.invoice(3, reference="R", due="2026-01-05", currency="SEK")
    meant = [play.pay("100.00", reference="r")[0].receivable for _ in range(3)]
    assert meant == [play.key(2), play.key(1), play.key(2)]


def test_the_payers_message_goes_before_the_reference() -> None:
    play = Play()
    play.invoice(1)
    play.invoice(2)
    (payment,) = play.pay("100.00", 1, receivable=play.key(2))
    assert payment.receivable == play.key(2)


def test_a_message_that_names_nothing_is_unmatched() -> None:
    (payment,) = Play().pay("100.00", receivable="1001/77")
    assert payment.state is PaymentState.UNMATCHED


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_nobody_pays_nothing(amount: str) -> None:
    with pytest.raises(InvalidValue, match="above zero"):
        Play().pay(amount)


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "2036-01-11", "1925-10-18"])
def test_a_day_too_far_away_to_pay_on_is_refused(on: str) -> None:
    with pytest.raises(InvalidValue, match=r"paymentDate .* a day from 1925-10-19 to 2036-01-10"):
        Play().pay("1.00", on=on)


def test_a_payment_ordered_for_a_day_to_come_arrives_then() -> None:
    play = Play()
    play.invoice()
    (ordered,) = play.pay("100.00", on="2026-01-16")
    assert (ordered.state, ordered.booked_on) == (PaymentState.EXPECTED, day("2026-01-16"))
    assert play.open()[0] == "100.00"
    play.to("2026-01-16", 7)
    assert state(play, ordered) is PaymentState.ALLOCATED
    assert play.receivable().stage is Stage.PAID


def test_a_payment_ordered_for_an_invoice_that_is_handed_in_later_finds_it() -> None:
    play = Play()
    (ordered,) = play.pay("100.00", on="2026-01-16")
    play.to("2026-01-10")
    play.invoice()
    play.to("2026-01-17")
    assert state(play, ordered) is PaymentState.SETTLED


def test_a_payment_made_before_the_invoice_was_written_pays_it_without_interest() -> None:
    play = Play()
    play.to("2026-01-20")
    play.invoice(due="2026-02-03", dated="2026-01-20")
    (payment,) = play.pay("100.00", on="2026-01-05")
    assert split(payment) == ("100.00", "0.00", "0.00")
    assert (payment.paid_on, payment.booked_on) == (day("2026-01-05"), day("2026-01-20"))


def test_the_bank_may_tell_late_of_a_payment_in_time_and_the_letters_since_are_cancelled() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-14")
    assert play.open() == ("100.00", "0.75", "10.00")
    (payment,) = play.pay("100.00", on="2026-01-16")
    assert split(payment) == ("100.00", "0.00", "0.00")
    assert play.receivable().stage is Stage.PAID
    assert play.balance().claimed.costs.is_zero
    told = [event.note for event in play.facts() if event.because == "paid"]
    assert told == ["charges of 10.00 EUR cancelled, made after the payment"]


def test_a_letter_that_crossed_the_payment_keeps_its_charge() -> None:
    """Paid on Thursday, reminded on Friday; told on Monday."""
    play = Play()
    play.invoice()
    play.to("2026-02-02")
    play.pay("100.34", on="2026-01-29")
    assert play.open() == ("0.00", "0.00", "5.00")
    assert play.receivable().stage is Stage.REMINDED


def test_a_weekend_does_not_make_a_letter_cross() -> None:
    """Paid on Friday, reminded on Monday, the next banking day."""
    play = Play(steps=(Step(StepKind.REMINDER, 17),))
    play.invoice()
    play.to("2026-02-03")
    play.pay("100.36", on="2026-01-30")
    assert play.open()[2] == "5.00"


def test_letters_paid_for_in_vain_are_paid_back_even_when_the_case_has_ended() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-01")
    play.pay("105.42")
    assert play.receivable().stage is Stage.PAID
    play.pay("100.00", on="2026-01-16")
    assert [payment.overpaid for payment in play.payments()] == [Money.of("105.42"), Money(0)]
    assert play.balance().claimed.costs.is_zero


def test_a_payment_in_time_is_spared_the_standard_compensation() -> None:
    play = Play(replace(DEFAULT, standard_compensation=True))
    play.invoice(debtor=DebtorKind.BUSINESS)
    play.to("2026-01-17")
    assert play.open()[2] == "40.00"
    play.pay("100.00", on="2026-01-16")
    assert play.receivable().stage is Stage.PAID


def test_a_payment_after_the_end_is_left_over_whole() -> None:
    play = Play()
    play.invoice()
    play.pay("100.00")
    (again,) = play.pay("100.00")
    assert split(again) == ("0.00", "0.00", "0.00")
    assert again.overpaid == Money.of("100.00")
    play.to("2026-01-10")
    assert state(play, again) is PaymentState.RETURNED


@pytest.mark.parametrize("how", ["withdrawn", "lost"])
def test_money_for_a_claim_that_was_given_up_counts_when_it_was_paid_before_and_goes_back_otherwise(how: str) -> None:
    play = Play()
    play.invoice()
    if how == "withdrawn":
        play.to("2026-01-20")
        play.act(ActionCode.WITHDRAW)
        play.advance(DAY)
    else:
        play.to("2026-07-02")
    (late,) = play.pay("30.00")
    assert split(late) == ("0.00", "0.00", "0.00")
    (early,) = play.pay("30.00", on="2026-01-16")
    assert split(early) == ("30.00", "0.00", "0.00")
    assert play.receivable().stage is (Stage.WITHDRAWN if how == "withdrawn" else Stage.CREDIT_LOSS)
    assert play.balance().written_off.capital == Money.of("70.00")
    play.advance(7 * DAY)
    assert (state(play, late), state(play, early)) == (PaymentState.RETURNED, PaymentState.SETTLED)


def test_a_tester_names_an_invoice_by_number_or_by_case() -> None:
    play = Play()
    play.invoice(1)
    play.invoice(2, environment=Environment.PRODUCTION)
    play.advance(DAY)
    case = play.receivable(1).case_id
    with play.world() as world:
        assert find_receivable(world, number=1).key == find_receivable(world, case_id=case).key == play.key(1)
        assert find_receivable(world, number=2).client_id == play.client(Environment.PRODUCTION).client_id
        assert find_receivable(world, number=1, client_id=play.client().client_id).key == play.key(1)
        for unknown in ({"number": 3}, {"case_id": 3}, {"number": 2, "client_id": play.client().client_id}):
            with pytest.raises(NotFound):
                find_receivable(world, **unknown)


def test_a_number_that_several_clients_have_needs_its_client() -> None:
    play = Play()
    play.invoice(1)
    play.invoice(1, environment=Environment.PRODUCTION)
    with play.world() as world, pytest.raises(InvalidValue, match=r"clientId beside it, .*: 1001, 1002"):
        find_receivable(world, number=1)


def test_time_does_nothing_to_a_payment_that_is_settled() -> None:
    play = Play()
    play.invoice()
    play.pay("100.00")
    play.to("2026-01-10")
    (before,) = play.payments()
    play.advance(timedelta(days=365))
    assert play.payments() == [before]
