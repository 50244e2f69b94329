"""An account splits what comes in by the law's order, and no later news makes a cent appear or vanish."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from simulator.core.account import Account, Balance, Entry, EntryKind, balance, settled
from simulator.core.allocation import Parts
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms
from simulator.core.money import Money, total
from tests.core.claims import (
    DUE,
    REMINDED,
    account,
    charge,
    credit,
    direct,
    on,
    payment,
    spelled,
    with_more,
    written_off,
)

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("interest_examples.json").read_text("utf-8")
)
BALANCES = {case["id"]: case for case in VECTORS["running_balance"]}
KINDS = {"consumer": DebtorKind.CONSUMER, "commercial": DebtorKind.BUSINESS}


@pytest.mark.parametrize("name", BALANCES)
def test_a_running_balance_comes_to_the_documented_interest_and_principal(name: str) -> None:
    case = BALANCES[name]
    claim = Account(
        capital=Money.of(case["principal"]),
        due=on(case["due_date"]),
        terms=RateTerms(KINDS[case["debtor"]]),
    )
    rows: Sequence[dict[str, Any]] = case["rows"]
    for place, row in enumerate(rows[:-1]):
        day = on(row["to_day"])
        interest = balance(claim, day).open.interest
        amount = Money.of(row["principal_reduced_on_last_day"]) + interest
        claim = with_more(claim, Entry(EntryKind.PAYMENT, day, amount.cents, str(place)))
        assert Money.of(rows[place + 1]["balance"]) == balance(claim, day).open.capital
    end = balance(claim, on(rows[-1]["to_day"]))
    assert end.claimed.interest == Money.of(case["total_interest"])
    assert end.open.capital == Money.of(case["closing_principal"])


def test_a_consumer_pays_interest_then_capital_and_costs_last() -> None:
    """Debt Collection Act 513/1999 section 11 a(2)."""
    claim = account(charge("2026-01-30", "19.00"), payment("2026-04-07", "50.00"))
    assert spelled(balance(claim, on("2026-04-07")).splits["1"]) == ("47.89", "2.11", "0.00")
    more = account(charge("2026-01-30", "19.00"), payment("2026-04-07", "110.00"))
    assert spelled(balance(more, on("2026-04-07")).splits["1"]) == ("100.00", "2.11", "7.89")


def test_a_business_pays_costs_then_interest_and_capital_last() -> None:
    claim = account(
        charge("2026-01-30", "82.00"),
        payment("2026-02-27", "500.00"),
        capital="1000.00",
        debtor=DebtorKind.BUSINESS,
    )
    assert spelled(balance(claim, on("2026-02-27")).splits["1"]) == ("405.92", "12.08", "82.00")


def test_a_payment_bears_interest_on_the_old_capital_up_to_its_own_day() -> None:
    claim = account(payment("2026-01-26", "60.26"))
    assert spelled(balance(claim, on("2026-01-26")).splits["1"]) == ("60.00", "0.26", "0.00")
    assert balance(claim, on("2026-02-05")).open.interest == Money.of("0.10")


def test_a_payment_before_the_due_date_lowers_the_capital_and_bears_nothing() -> None:
    claim = account(payment("2025-12-24", "40.00"))
    assert spelled(balance(claim, on("2026-01-16")).open) == ("60.00", "0.00", "0.00")
    assert balance(claim, on("2026-01-26")).open.interest == Money.of("0.16")


def test_a_payment_that_arrives_late_but_was_made_early_comes_first() -> None:
    later = payment("2026-02-15", "50.00", "1")
    earlier = payment("2026-01-10", "100.00", "2")
    before = balance(account(later), on("2026-02-15"))
    assert spelled(before.splits["1"]) == ("49.22", "0.78", "0.00")
    after = balance(account(later, earlier), on("2026-02-15"))
    assert spelled(after.splits["2"]) == ("100.00", "0.00", "0.00")
    assert after.splits["1"].total.is_zero
    assert after.overpaid["1"] == Money.of("50.00")


def test_what_was_settled_keeps_its_split_whatever_arrives_later() -> None:
    first = settled(account(payment("2026-02-15", "50.00", "1")), on("2026-02-17"))
    late = with_more(first, payment("2026-01-10", "100.00", "2"))
    now = balance(late, on("2026-02-20"))
    assert spelled(now.splits["1"]) == ("49.22", "0.78", "0.00")
    assert spelled(now.splits["2"]) == ("50.78", "0.00", "0.00")
    assert now.overpaid["2"] == Money.of("49.22")


def test_a_credit_note_after_the_payment_turns_unsettled_capital_into_overpayment() -> None:
    claim = account(payment("2026-01-10", "100.00"), credit("2026-01-12", "40.00"))
    now = balance(claim, on("2026-01-12"))
    assert now.splits["1"].capital == Money.of("60.00")
    assert now.overpaid["1"] == Money.of("40.00")
    assert now.credited == Money.of("40.00")
    assert now.excess_credit.is_zero


def test_the_latest_payment_gives_back_first() -> None:
    claim = account(
        payment("2026-01-10", "50.00", "b"), payment("2026-01-08", "50.00", "a"), credit("2026-01-12", "60.00")
    )
    now = balance(claim, on("2026-01-12"))
    assert [now.splits[name].capital for name in "ab"] == [Money.of("40.00"), Money.of("0.00")]


def test_a_credit_note_after_the_settlement_is_the_creditors_own_matter() -> None:
    paid = settled(account(payment("2026-01-10", "100.00")), on("2026-01-13"))
    now = balance(with_more(paid, credit("2026-01-14", "40.00")), on("2026-01-14"))
    assert now.splits["1"].capital == Money.of("100.00")
    assert now.excess_credit == Money.of("40.00")


def test_money_that_the_creditor_holds_is_not_given_back_by_the_agency() -> None:
    now = balance(account(direct("2026-01-10", "100.00"), credit("2026-01-12", "40.00")), on("2026-01-12"))
    assert now.splits["2"].capital == Money.of("100.00")
    assert now.excess_credit == Money.of("40.00")


def test_what_was_given_back_before_the_settlement_stays_given_back() -> None:
    claim = account(payment("2026-01-10", "100.00"), credit("2026-01-12", "40.00"))
    final = settled(claim, on("2026-01-13"))
    late = with_more(final, payment("2026-01-09", "30.00", "2"))
    now = balance(late, on("2026-01-14"))
    assert spelled(now.splits["1"]) == ("60.00", "0.00", "0.00")
    assert now.overpaid["2"] == Money.of("30.00")
    assert now.credited == Money.of("40.00")


def test_money_given_back_pays_the_costs_that_are_open_before_it_returns() -> None:
    claim = account(charge("2026-01-30", "5.00"), payment("2026-01-30", "100.36"), credit("2026-02-02", "40.00"))
    now = balance(claim, on("2026-02-02"))
    assert spelled(now.splits["1"]) == ("60.00", "0.36", "5.00")
    assert now.overpaid["1"] == Money.of("35.00")
    assert now.open.total.is_zero


def test_a_payment_made_before_what_was_given_up_leaves_less_to_give_up() -> None:
    claim = account(written_off("2026-02-01", "100.00", "0.42"))
    assert balance(claim, on("2026-02-01")).open.total.is_zero
    now = balance(with_more(claim, payment("2026-01-20", "60.10")), on("2026-02-03"))
    assert spelled(now.splits["1"]) == ("60.00", "0.10", "0.00")
    assert spelled(now.written_off) == ("40.00", "0.13", "0.00")
    assert now.open.total.is_zero


def test_a_payment_of_the_very_day_comes_before_what_was_given_up() -> None:
    now = balance(
        account(written_off("2026-02-01", "100.00", "0.42"), payment("2026-02-01", "60.42")), on("2026-02-03")
    )
    assert spelled(now.splits["1"]) == ("60.00", "0.42", "0.00")
    assert now.written_off.total == Money.of("40.00")


def test_a_credit_note_of_the_very_day_comes_before_a_payment() -> None:
    now = balance(account(payment("2026-01-10", "100.00"), credit("2026-01-10", "40.00")), on("2026-01-10"))
    assert (now.splits["1"].capital, now.overpaid["1"]) == (Money.of("60.00"), Money.of("40.00"))
    assert dict(now.given_back) == {}


def test_what_was_left_over_and_settled_is_not_taken_for_a_debt_of_the_creditor() -> None:
    """A settled payment paid for a letter that crossed it; one that was made even earlier comes before the letter."""
    crossed = settled(account(charge("2026-01-30", "5.00"), payment("2026-01-29", "110.00")), on("2026-02-03"))
    now = balance(with_more(crossed, payment("2026-01-28", "50.00", "2")), on("2026-02-03"))
    assert now.overpaid["2"] == Money.of("50.00")
    assert now.open.total.is_zero


def test_a_payment_made_after_everything_was_given_up_is_left_over() -> None:
    now = balance(
        account(written_off("2026-02-01", "100.00", "0.42"), payment("2026-02-02", "60.00")), on("2026-02-03")
    )
    assert now.overpaid["1"] == Money.of("60.00")
    assert now.written_off.total == Money.of("100.42")


def test_a_credit_note_takes_the_place_of_what_was_given_up_before_anything_is_paid_back() -> None:
    claim = account(payment("2026-01-10", "60.00"), written_off("2026-01-15", "40.00"), credit("2026-01-20", "40.00"))
    now = balance(claim, on("2026-01-20"))
    assert now.splits["1"].capital == Money.of("60.00")
    assert now.written_off.total.is_zero
    assert now.credited == Money.of("40.00")


def test_a_credit_note_takes_no_more_of_what_was_given_up_than_it_has_left() -> None:
    now = balance(account(written_off("2026-01-10", "50.00"), credit("2026-01-12", "70.00")), on("2026-01-16"))
    assert (now.credited, now.excess_credit) == (Money.of(70), Money(0))
    assert spelled(now.written_off) == ("30.00", "0.00", "0.00")
    assert now.open.total.is_zero


def test_what_a_payment_leaves_over_pays_for_the_letter_that_crossed_it() -> None:
    claim = account(charge("2026-01-30", "5.00"), payment("2026-01-29", "110.00"))
    now = balance(claim, on("2026-02-05"))
    assert spelled(now.splits["1"]) == ("100.00", "0.34", "5.00")
    assert now.overpaid["1"] == Money.of("4.66")
    assert now.open.total.is_zero
    final = balance(settled(claim, on("2026-02-05")), on("2026-02-05"))
    assert (final.open, final.paid) == (now.open, now.paid)


def test_paying_what_is_open_closes_and_a_cent_less_does_not() -> None:
    claim = account(*REMINDED)
    owed = balance(claim, on("2026-03-01")).open.total
    assert closes(claim, owed)
    assert not closes(claim, owed - Money(1))


def closes(claim: Account, amount: Money) -> bool:
    paid = with_more(claim, Entry(EntryKind.PAYMENT, on("2026-03-01"), amount.cents, "1"))
    now: Balance = balance(paid, on("2026-12-31"))
    assert total([now.splits["1"].total, now.overpaid["1"]]) == amount
    return now.open.total.is_zero


def test_a_claim_over_nothing_owes_nothing_and_returns_everything() -> None:
    now = balance(account(payment("2026-02-01", "10.00"), capital="0.00"), on("2026-12-31"))
    assert now.open.total.is_zero
    assert now.overpaid["1"] == Money.of("10.00")


def test_every_figure_of_a_balance_is_in_the_currency_of_the_claim() -> None:
    given_up = Parts(*(Money(cents, "SEK") for cents in (40_00, 0, 0)))
    entries = (
        charge("2026-01-20", "5.00"),
        payment("2026-01-22", "30.00"),
        Entry(EntryKind.WRITE_OFF, on("2026-01-26"), 0, "WITHDRAWN", given_up),
        credit("2026-02-01", "90.00"),
    )
    claim = Account(capital=Money.of(100, "SEK"), due=DUE, terms=RateTerms(DebtorKind.CONSUMER), entries=entries)
    assert balance(claim, on("2026-02-02")).given_back
    now = balance(settled(claim, on("2026-02-02")), on("2026-02-03"))
    split = [now.open, now.claimed, now.paid, now.written_off, *now.splits.values()]
    amounts = [amount for each in split for amount in (each.capital, each.interest, each.costs)]
    amounts += [now.credited, now.excess_credit, *now.overpaid.values()]
    assert {amount.currency for amount in amounts} == {"SEK"}
