"""A payment that becomes known late takes back the charges that it would have spared."""

from simulator.core.account import Entry, EntryKind, balance, cancelled_by, settled
from simulator.core.calendar import next_banking_day as banking_day_after
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money
from tests.core.claims import REMINDED, account, charge, credit, entry, on, parts, payment, spelled, with_more


def test_letters_that_a_payment_in_full_would_have_spared_are_cancelled() -> None:
    claim = account(*REMINDED)
    paid = payment("2026-01-20", "100.10")
    cancelled = cancelled_by(claim, paid, kept_until=banking_day_after)
    assert [(each.kind, each.name, each.on, each.cents) for each in cancelled] == [
        (EntryKind.CHARGE_CANCELLED, "DEMAND", on("2026-02-13"), 1400),
        (EntryKind.CHARGE_CANCELLED, "REMINDER", on("2026-01-30"), 500),
    ]
    now = balance(with_more(claim, *cancelled, paid), on("2026-02-14"))
    assert now.open.total.is_zero
    assert now.claimed.costs.is_zero
    assert spelled(now.splits["1"]) == ("100.00", "0.10", "0.00")


def test_a_letter_that_was_on_its_way_keeps_its_charge() -> None:
    claim = account(*REMINDED)
    cancelled = cancelled_by(claim, payment("2026-01-29", "105.34"), kept_until=banking_day_after)
    assert [each.name for each in cancelled] == ["DEMAND"]


def test_a_payment_in_part_cancels_nothing() -> None:
    assert cancelled_by(account(*REMINDED), payment("2026-01-20", "100.09"), kept_until=banking_day_after) == ()


def test_two_payments_that_together_pay_everything_cancel_what_came_after_the_second() -> None:
    claim = account(*REMINDED, payment("2026-01-10", "60.00"))
    cancelled = cancelled_by(claim, payment("2026-01-12", "40.00", "2"), kept_until=banking_day_after)
    assert len(cancelled) == 2


def test_the_order_in_which_two_such_payments_become_known_does_not_matter() -> None:
    claim = account(*REMINDED, payment("2026-01-12", "40.00", "2"))
    cancelled = cancelled_by(claim, payment("2026-01-10", "60.00"), kept_until=banking_day_after)
    assert len(cancelled) == 2


def test_a_letter_sent_while_a_part_was_open_was_not_sent_in_vain() -> None:
    claim = account(*REMINDED, payment("2026-02-16", "50.00", "2"))
    assert cancelled_by(claim, payment("2026-01-16", "70.00"), kept_until=banking_day_after) == ()


def test_a_letter_sent_before_a_credit_note_was_not_sent_in_vain() -> None:
    claim = account(*REMINDED, credit("2026-02-05", "40.00"))
    assert cancelled_by(claim, payment("2026-01-10", "60.00"), kept_until=banking_day_after) == ()


def test_a_charge_that_a_settlement_has_paid_out_is_not_cancelled_any_more() -> None:
    claim = account(charge("2026-01-30", "12.00"), payment("2026-02-02", "50.00"), debtor=DebtorKind.BUSINESS)
    late = settled(claim, on("2026-02-03"))
    assert cancelled_by(late, payment("2026-01-10", "100.00", "2"), kept_until=banking_day_after) == ()


def test_a_payment_that_leaves_the_letter_that_crossed_it_open_cancels_nothing() -> None:
    assert cancelled_by(account(*REMINDED), payment("2026-01-29", "100.34"), kept_until=banking_day_after) == ()


def test_a_payment_counts_on_its_own_day_though_letters_count_a_day_longer() -> None:
    claim = account(charge("2026-01-30", "5.00"), payment("2026-01-29", "40.35", "2"))
    assert cancelled_by(claim, payment("2026-01-28", "60.00"), kept_until=banking_day_after) == ()


def test_a_payment_cancels_nothing_that_was_charged_before_it() -> None:
    claim = account(payment("2026-01-10", "100.00"), *REMINDED)
    assert cancelled_by(claim, payment("2026-02-02", "1.00", "2"), kept_until=banking_day_after) == ()


def test_what_settlements_paid_out_of_the_charges_leaves_less_to_cancel_for_all_of_them_together() -> None:
    taken = entry(EntryKind.PAYMENT, "2026-02-16", "50.00", "2", parts("38.00", "0.00", "12.00"))
    cancelled = cancelled_by(account(*REMINDED, taken), payment("2026-01-10", "100.00"), kept_until=banking_day_after)
    assert [(each.name, each.cents) for each in cancelled] == [("DEMAND", 700)]


def test_everything_was_paid_on_the_day_on_which_it_would_have_been_had_all_been_known() -> None:
    charged = (charge("2026-01-20", "12.00"), charge("2026-02-13", "14.00", "DEMAND"))
    taken = entry(EntryKind.PAYMENT, "2026-01-25", "50.00", "2", parts("38.00", "0.00", "12.00"))
    claim = account(*charged, taken, debtor=DebtorKind.BUSINESS)
    cancelled = cancelled_by(claim, payment("2026-01-14", "62.15"), kept_until=banking_day_after)
    assert [each.name for each in cancelled] == ["DEMAND"]


def test_what_a_settled_payment_gave_back_later_does_not_hide_that_it_paid_everything() -> None:
    done = settled(account(payment("2026-01-10", "100.00"), credit("2026-01-12", "60.00")), on("2026-01-13"))
    claim = with_more(done, charge("2026-01-30", "5.00"))
    cancelled = cancelled_by(claim, payment("2026-01-10", "1.00", "2"), kept_until=banking_day_after)
    assert [each.cents for each in cancelled] == [500]


def test_a_charge_of_a_single_cent_is_cancelled_too() -> None:
    claim = account(charge("2026-01-30", "0.01"))
    cancelled = cancelled_by(claim, payment("2026-01-16", "100.00"), kept_until=banking_day_after)
    assert [each.cents for each in cancelled] == [1]


def test_nothing_is_cancelled_twice() -> None:
    claim = account(*REMINDED)
    first = payment("2026-01-20", "100.10")
    closed = with_more(claim, *cancelled_by(claim, first, kept_until=banking_day_after), first)
    assert cancelled_by(closed, payment("2026-01-18", "100.00", "2"), kept_until=banking_day_after) == ()


def test_two_letters_of_one_day_are_cancelled_together_and_once() -> None:
    claim = account(charge("2026-01-30", "5.00"), charge("2026-01-30", "5.00"))
    cancelled = cancelled_by(claim, payment("2026-01-20", "100.10"), kept_until=banking_day_after)
    assert [each.cents for each in cancelled] == [1000]


def test_standard_compensation_is_for_being_late_and_no_letter_that_crosses() -> None:
    claim = account(charge("2026-01-17", "40.00", "STANDARD_COMPENSATION"), debtor=DebtorKind.BUSINESS)
    in_time = cancelled_by(claim, payment("2026-01-16", "100.00"), kept_until=banking_day_after)
    assert [each.cents for each in in_time] == [4000]
    assert cancelled_by(claim, payment("2026-01-17", "100.03"), kept_until=banking_day_after) == ()


def cancelled(day: str, amount: str) -> Entry:
    """What is taken back of the charge of ``day``."""
    return entry(EntryKind.CHARGE_CANCELLED, day, amount, "REMINDER")


def test_of_two_charges_of_one_name_and_day_no_more_is_taken_back_than_was_cancelled() -> None:
    day = "2026-01-30"
    claim = account(charge(day, "5.00"), charge(day, "5.00"), cancelled(day, "7.00"))
    assert balance(claim, on(day)).open.costs == Money.of(3)


def test_a_charge_is_cancelled_in_two_parts() -> None:
    day = "2026-01-30"
    claim = account(charge(day, "10.00"), cancelled(day, "2.00"), cancelled(day, "3.00"))
    assert balance(claim, on(day)).open.costs == Money.of(5)


def test_what_was_cancelled_of_one_charge_leaves_the_others_as_they_are() -> None:
    claim = account(
        charge("2026-01-30", "5.00"), charge("2026-02-13", "14.00", "DEMAND"), cancelled("2026-01-30", "5.00")
    )
    assert balance(claim, on("2026-02-13")).open.costs == Money.of(14)


def test_what_is_taken_back_of_a_charge_pays_for_nothing() -> None:
    claim = account(charge("2026-01-10", "5.00"), cancelled("2026-01-10", "5.00"))
    now = balance(claim, on("2026-01-10"))
    assert spelled(now.open) == ("100.00", "0.00", "0.00")
    assert (now.splits, now.overpaid) == ({}, {})
