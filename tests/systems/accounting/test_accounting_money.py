"""What every accounting system does with money: books once, closes what is paid, refuses what cannot be, balances."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.asgi import COMPANIES
from tests.systems.accounting.adapter import (
    BANK,
    CLEARING,
    DAY,
    RECEIVABLE,
    SALES,
    Adapter,
    Told,
    balances,
    books,
    change,
    counting,
    open_sums,
    standing,
)
from tests.systems.accounting.adapters import ADAPTERS
from tests.tries import tries

FEW = settings(max_examples=tries(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def done(told: Told) -> None:
    assert told.refusal == "", told


def refused(of: Adapter, told: Told, before: object, *words: str) -> None:
    """Hold a refusal to its promises: it says why, the sandbox did not fail, and nothing changed."""
    assert told.refusal, told
    assert told.answer.status < 500, told
    assert any(word.lower() in told.refusal.lower() for word in words) or not words, told.refusal
    assert "x-sandbox-explain" in told.answer.headers
    assert left_alone(of) == before


def left_alone(of: Adapter) -> object:
    """Return what a refusal must not change: everything, except for drafts where a system keeps them."""
    return counting(of) if of.KEEPS_DRAFTS else standing(of)


def test_every_accounting_system_passes_this_suite() -> None:
    assert {one.NAME for one in ADAPTERS} == {plan.system for plan in COMPANIES}


def test_a_payment_closes_an_invoice(of: Adapter) -> None:
    done(of.bill(7001, "125.50"))
    assert open_sums(of) == [125.5]
    assert balances(of) == {RECEIVABLE: 125.5, SALES: -125.5}
    done(of.pay(7001, "125.50"))
    assert open_sums(of) == [0]
    assert balances(of) == {RECEIVABLE: 0, SALES: -125.5, BANK: 125.5}
    assert books(of)["invoices"][0]["stage"] == "paid"


def test_a_part_leaves_the_rest_open_to_the_cent(of: Adapter) -> None:
    done(of.bill(7001, "100.01"))
    done(of.pay(7001, "33.34"))
    done(of.pay(7001, "33.34"))
    assert open_sums(of) == [33.33]
    assert balances(of)[BANK] == 66.68


def test_a_payment_on_an_unknown_invoice_closes_nothing_and_moves_no_account(of: Adapter) -> None:
    done(of.bill(7001, "100.00"))
    before = balances(of), open_sums(of)
    told = of.pay(7999, "100.00")
    assert told.answer.status < 500
    assert (balances(of), open_sums(of)) == before
    assert [one["amount"] for one in books(of)["payments"] if one["invoiceId"]] == []


def test_a_voucher_moves_its_accounts_and_no_others(of: Adapter) -> None:
    done(of.post((BANK, "161.35"), (CLEARING, "-161.35")))
    done(of.post((BANK, "-61.35"), (CLEARING, "61.34"), (SALES, "0.01")))
    assert balances(of) == {BANK: 100, CLEARING: -100.01, SALES: 0.01}


def test_a_voucher_that_does_not_balance_is_refused(of: Adapter) -> None:
    before = left_alone(of)
    refused(of, of.post((BANK, "10.00"), (CLEARING, "-9.99")), before, "balance", "add up", "unbalanced")


def test_an_unknown_account_is_refused(of: Adapter) -> None:
    before = left_alone(of)
    refused(of, of.post(("4711", "10.00"), (CLEARING, "-10.00")), before, "4711", "account")


@pytest.mark.parametrize("day", ["2024-12-31", "2028-01-01"])
def test_a_day_outside_the_open_years_is_refused(of: Adapter, day: str) -> None:
    before = left_alone(of)
    refused(of, of.post((BANK, "10.00"), (CLEARING, "-10.00"), on=day), before)


def test_a_locked_day_takes_no_voucher_no_invoice_and_no_payment(of: Adapter) -> None:
    done(of.bill(7001, "100.00"))
    change(of, f"/books/{of.NAME}/lock", {"until": DAY})
    before = left_alone(of)
    for told in (of.post((BANK, "1.00"), (CLEARING, "-1.00")), of.bill(7002, "1.00"), of.pay(7001, "1.00")):
        assert told.refusal, told
        assert told.answer.status < 500
    assert left_alone(of) == before
    change(of, f"/books/{of.NAME}/lock", {"until": "2026-06-09"})
    done(of.post((BANK, "1.00"), (CLEARING, "-1.00")))


def test_a_third_decimal_is_refused_unless_the_vendor_says_that_it_rounds(of: Adapter) -> None:
    before = left_alone(of)
    told = of.post((BANK, "10.001"), (CLEARING, "-10.001"))
    if of.ROUNDS:
        done(told)
        assert balances(of) == {BANK: 10, CLEARING: -10}
    else:
        refused(of, told, before, "decimals", "10.001", "10,001")


def test_a_payment_of_less_than_a_cent_is_refused(of: Adapter) -> None:
    done(of.bill(7001, "100.00"))
    before = left_alone(of)
    refused(of, of.pay(7001, "0.004"), before)


def test_a_number_is_taken_by_one_invoice_only(of: Adapter) -> None:
    done(of.bill(7001, "100.00"))
    before = left_alone(of)
    again = of.bill(7001, "200.00")
    if of.NUMBERS_INVOICES:
        done(again)
        assert len({one["number"] for one in books(of)["invoices"]}) == 2
    else:
        refused(of, again, before, "7001")


def test_a_list_tells_every_invoice_once(of: Adapter) -> None:
    numbers = list(range(7001, 7008))
    for number in numbers:
        done(of.bill(number, "1.00"))
    assert sorted(of.listed()) == numbers


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["bill", "pay", "post"]),
            st.integers(7001, 7003),
            st.integers(-20_000, 20_000).map(lambda cents: f"{cents / 100:.2f}"),
        ),
        max_size=8,
    )
)
def test_double_entry_balances_after_every_step(of: Adapter, steps: list[tuple[str, int, str]]) -> None:
    for what, number, amount in steps:
        before = left_alone(of)
        match what:
            case "bill":
                told = of.bill(number, amount)
            case "pay":
                told = of.pay(number, amount)
            case _:
                told = of.post((BANK, amount), (SALES, "0.00"), (CLEARING, f"{-float(amount):.2f}"))
        assert told.answer.status < 500
        assert not told.refusal or left_alone(of) == before
        assert balances(of) == counted(of)


def counted(of: Adapter) -> dict[str, float]:
    """Return what stands on every account, counted from the vouchers."""
    sums: dict[str, int] = {}
    for voucher in books(of)["vouchers"]:
        cents = [(line["account"], round(line["amount"] * 100)) for line in voucher["lines"]]
        assert sum(amount for _, amount in cents) == 0, voucher
        for account, amount in cents:
            sums[account] = sums.get(account, 0) + (amount if voucher["state"] == "valid" else 0)
    return {account: cents / 100 for account, cents in sums.items() if account in balances(of)}
