"""Everything that reached the agency for a creditor is paid out to him once, on his weekdays, to the cent."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from simulator.core.action import ActionCode
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money, total
from simulator.core.payment import PaymentState, Settlement
from simulator.core.policy import DEFAULT
from simulator.core.records import Environment, Service
from simulator.core.references import is_finnish_reference
from simulator.core.steps import Weekday
from tests.world.play import DAY, Play, day, spelled


def runs(play: Play) -> list[tuple[str, str]]:
    """Return day and amount of every settlement."""
    return [(str(each.settled_on), str(each.amount)) for each in play.settlements()]


def parts(settlement: Settlement) -> list[tuple[int, tuple[str, str, str]]]:
    return [(each.invoice_number, spelled(each.parts)) for each in settlement.allocations]


def test_the_documented_story_ends_in_the_documented_settlement() -> None:
    """Paid on Friday 27 March 2026, settled on Saturday the 28th (retrieve-settlements, newer example)."""
    play = Play(settlement_weekdays=(Weekday.SAT,))
    play.invoice(202600145, "1000.00", due="2026-04-10")
    play.invoice(202600146, "240.50", due="2026-04-10")
    play.to("2026-03-27")
    play.pay("1000.00", 202600145)
    play.pay("240.50", 202600146)
    play.to("2026-03-28", 9)
    (settlement,) = play.settlements()
    assert settlement.settlement_id == 202603280001
    assert settlement.settled_on == day("2026-03-28")
    assert settlement.amount == Money.of("1240.50")
    assert [each.allocation_id for each in settlement.allocations] == [9001001, 9001002]
    assert parts(settlement) == [(202600145, ("1000.00", "0.00", "0.00")), (202600146, ("240.50", "0.00", "0.00"))]
    assert is_finnish_reference(settlement.remittance_reference)
    assert settlement.fetched is None


@pytest.mark.parametrize(
    ("service", "days"),
    [
        (Service.LIFECYCLE, ["2026-01-06", "2026-01-09"]),
        (Service.COOP, ["2026-01-06", "2026-01-09"]),
        (Service.COLLECTION, ["2026-01-09"]),
    ],
)
def test_a_creditor_is_paid_on_the_weekdays_of_its_service(service: Service, days: list[str]) -> None:
    play = Play(service=service)
    play.invoice()
    for _ in range(8):
        play.advance(DAY)
        play.pay("1.00")
    assert [on for on, _ in runs(play)] == days


def test_a_creditors_own_weekdays_go_before_those_of_its_service() -> None:
    play = Play(settlement_weekdays=(Weekday.MON, Weekday.SUN))
    play.invoice()
    for _ in range(8):
        play.advance(DAY)
        play.pay("1.00")
    assert [on for on, _ in runs(play)] == ["2026-01-04", "2026-01-05"]


def test_a_run_that_falls_on_no_banking_day_waits_where_the_policy_says_so() -> None:
    play = Play(replace(DEFAULT, settlement_needs_banking_day=True), settlement_weekdays=(Weekday.SAT, Weekday.TUE))
    play.invoice()
    play.pay("1.00")
    play.to("2026-01-05")
    play.pay("2.00")
    play.to("2026-01-08")
    assert runs(play) == [("2026-01-05", "1.00 EUR"), ("2026-01-07", "2.00 EUR")], "the 6th is Epiphany"


def test_money_that_comes_after_todays_run_waits_for_the_next() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-06", 8)
    play.pay("1.00")
    play.to("2026-01-06", 10)
    play.pay("2.00")
    play.to("2026-01-31")
    assert runs(play) == [("2026-01-06", "1.00 EUR"), ("2026-01-09", "2.00 EUR")]


def test_money_that_comes_at_the_very_instant_of_a_run_waits_for_the_next() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-06", 9)
    play.pay("1.00")
    play.to("2026-01-31")
    assert runs(play) == [("2026-01-09", "1.00 EUR")]


def test_without_money_there_is_no_settlement() -> None:
    play = Play()
    play.invoice()
    play.to("2026-03-01")
    assert runs(play) == []


def test_every_settlement_has_a_running_number_of_its_day_whoever_gets_it() -> None:
    play = Play()
    play.invoice(1)
    play.invoice(2, environment=Environment.PRODUCTION)
    play.to("2026-01-05")
    play.pay("1.00", 1)
    play.pay("2.00", 2)
    play.to("2026-01-07")
    play.pay("3.00", 1)
    play.to("2026-01-10")
    assert [each.settlement_id for each in play.settlements()] == [202601060001, 202601060002, 202601090001]
    assert len({each.client_id for each in play.settlements()}) == 2


def test_every_currency_has_a_settlement_of_its_own() -> None:
    play = Play()
    for number, currency in ((1, "SEK"), (2, "EUR"), (3, "SEK")):
        play.invoice(number, currency=currency)
        play.pay("10.00", number, currency=currency)
    play.to("2026-01-07")
    assert [str(each.amount) for each in play.settlements()] == ["10.00 EUR", "20.00 SEK"]


def test_a_payment_is_settled_as_it_was_split_and_never_changes_again() -> None:
    play = Play()
    play.invoice()
    play.to("2026-02-14")
    play.pay("60.75")
    play.to("2026-02-17")
    (settlement,) = play.settlements()
    assert parts(settlement) == [(1, ("60.00", "0.75", "0.00"))]
    play.pay("100.00", on="2026-01-10")
    play.to("2026-02-24")
    first, second = play.settlements()
    assert first == settlement
    assert parts(second) == [(1, ("40.00", "0.00", "0.00"))], "the letters since are cancelled"
    (paid, late) = play.payments()
    assert (paid.state, late.state) == (PaymentState.SETTLED, PaymentState.SETTLED)
    assert late.overpaid == Money.of("60.00")


def test_a_payment_told_late_changes_what_is_not_settled_yet() -> None:
    """What a client reads before the settlement is provisional, and this is how it comes to differ."""
    play = Play(settlement_weekdays=(Weekday.FRI,))
    play.invoice()
    play.to("2026-02-16")
    (provisional,) = play.pay("50.00")
    assert provisional.parts is not None
    assert spelled(provisional.parts) == ("49.19", "0.81", "0.00")
    play.to("2026-02-17")
    play.pay("70.00", on="2026-01-16")
    (final, _) = play.payments()
    assert final.parts is not None
    assert spelled(final.parts) == ("30.00", "0.24", "10.00")
    assert final.overpaid == Money.of("9.76")
    play.to("2026-02-20")
    (settlement,) = play.settlements()
    assert parts(settlement) == [(1, ("30.00", "0.24", "10.00")), (1, ("70.00", "0.00", "0.00"))]
    assert [event.because for event in play.facts(kind="Payment")].count("reallocated") == 1


def test_a_credit_note_between_payment_and_settlement_is_refunded_by_the_agency() -> None:
    play = Play()
    play.invoice()
    play.pay("100.00")
    play.credit(2, "40.00", of=1)
    (payment,) = play.payments()
    assert payment.overpaid == Money.of("40.00")
    play.to("2026-01-06")
    (settlement,) = play.settlements()
    assert settlement.amount == Money.of("60.00")
    assert [event.because for event in play.facts(kind="Payment")][-2:] == ["settled", "overpayment returned"]


def test_a_credit_note_over_everything_returns_the_payment_and_settles_nothing() -> None:
    play = Play()
    play.invoice()
    play.pay("100.00")
    play.credit(2, "100.00", of=1)
    play.to("2026-01-06")
    (payment,) = play.payments()
    assert payment.state is PaymentState.RETURNED
    assert (payment.settlement_id, payment.allocation_id) == (None, None)
    assert play.settlements() == []


def test_direct_payments_are_no_part_of_a_settlement_but_keep_their_split_from_then_on() -> None:
    play = Play()
    play.invoice()
    play.to("2026-01-05")
    play.act(ActionCode.DIRECTPAYMENT, amount=Money.of("30.00"))
    play.pay("20.00")
    play.to("2026-01-06")
    assert runs(play) == [("2026-01-06", "20.00 EUR")]
    direct = next(payment for payment in play.payments() if payment.direct)
    assert direct.state is PaymentState.ALLOCATED
    assert all(entry.fixed is not None for entry in play.receivable().account.entries)


def test_many_payments_are_all_in_one_settlement_in_the_order_they_came() -> None:
    play = Play()
    for number in range(1, 60):
        play.invoice(number)
        play.pay("10.01", number)
        play.pay("0.99", number)
    play.to("2026-01-06")
    (settlement,) = play.settlements()
    assert settlement.amount == Money.of("11.00") + Money.of("638.00")
    assert settlement.amount == total(each.parts.total for each in settlement.allocations)
    assert [each.payment_id for each in settlement.allocations] == list(range(1, 119))
    assert len({each.allocation_id for each in settlement.allocations}) == 118


def test_costs_interest_and_capital_of_a_business_are_told_apart() -> None:
    play = Play()
    play.invoice(total="1000.00", debtor=DebtorKind.BUSINESS)
    play.to("2026-03-14")
    play.pay("500.00")
    play.to("2026-03-17")
    (settlement,) = play.settlements()
    assert parts(settlement) == [(1, ("354.60", "16.40", "129.00"))]
    assert settlement.allocations[0].case_id == play.receivable().case_id


def test_the_agenda_has_one_run_of_a_creditor_at_a_time() -> None:
    play = Play()
    play.invoice()
    for _ in range(3):
        play.pay("1.00")
        play.advance(timedelta(minutes=1))
    assert [due.what for due in play.agenda(play.client().key)] == ["settle"]
    play.to("2026-01-07")
    assert play.agenda(play.client().key) == []
