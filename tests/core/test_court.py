"""Court and enforcement cost what the decrees say, on both sides of every boundary."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.court import COST_SCALE, Matter, court_fee, recoverable_costs
from simulator.core.enforcement import (
    DEBTOR_FEES,
    HANDLING_FEE,
    LIMITED_HANDLING_FEE,
    PASSIVE_REGISTRATION_FEE,
    debtor_fee,
    remittance_fee,
)
from simulator.core.errors import InvalidValue
from simulator.core.money import Money, zero

FOLDER = Path(__file__).with_name("vectors")
COURT: dict[str, Any] = json.loads(FOLDER.joinpath("court_fees.json").read_text("utf-8"))
ENFORCEMENT: dict[str, Any] = json.loads(FOLDER.joinpath("enforcement_fees.json").read_text("utf-8"))
NOW = date(2026, 3, 2)
CHANNEL = {"electronic": Matter.UNDISPUTED_ELECTRONIC, "other": Matter.UNDISPUTED_OTHER}


@pytest.mark.parametrize(
    "case", COURT["cases"], ids=lambda case: f"{case['principal']} {case['complexity']} {case['channel']}"
)
def test_a_default_judgment_costs_the_scale_and_the_fee(case: dict[str, Any]) -> None:
    demanding = case["complexity"] == "high"
    found = recoverable_costs(Money.of(case["principal"]), NOW, demanding=demanding, matter=CHANNEL[case["channel"]])
    assert (found.scale, found.fee) == (Money.of(case["scale"]), Money.of(case["court_fee"]))
    assert found.total == Money.of(case["total"])


def test_a_plain_electronic_claim_is_the_usual_one() -> None:
    assert recoverable_costs(Money.of(999), NOW).total == Money.of(150)


@pytest.mark.parametrize("matter", Matter)
def test_the_court_fee_is_the_one_of_the_day(matter: Matter) -> None:
    fees = COURT["court_fee"]
    assert court_fee(matter, date.fromisoformat(fees["valid_from"])) == Money.of(fees[matter])
    assert court_fee(matter, date(2024, 12, 31)) == Money.of(fees["previous_2022_2024"][matter])
    assert court_fee(matter, date(2022, 1, 1)) == Money.of(fees["previous_2022_2024"][matter])


def test_a_day_before_the_oldest_known_fees_is_refused() -> None:
    expected = r"court date '2021-12-31' is not valid; expected a day from 2022-01-01 on"
    with pytest.raises(InvalidValue, match=expected):
        court_fee(Matter.ORDINARY, date(2021, 12, 31))


def test_the_cost_scale_is_the_published_one() -> None:
    published = [(Money.of(row["basic"]).cents, Money.of(row["high"]).cents) for row in COURT["recoverable_cost_scale"]]
    assert [(row.basic, row.demanding) for row in COST_SCALE] == published


@pytest.mark.parametrize("case", ENFORCEMENT["debtor_cases"], ids=lambda case: case["payment"])
def test_a_debtor_pays_the_table_fee_of_each_payment(case: dict[str, str]) -> None:
    assert debtor_fee(Money.of(case["payment"])) == Money.of(case["fee"])


@pytest.mark.parametrize("case", ENFORCEMENT["remittance_cases"], ids=lambda case: case["remitted"])
def test_a_creditor_pays_a_percentage_of_the_remittance(case: dict[str, str]) -> None:
    assert remittance_fee(Money.of(case["remitted"])) == Money.of(case["fee"])


def test_the_enforcement_tables_are_the_published_ones() -> None:
    published = ENFORCEMENT["debtor_table_fee"]
    assert [None if end is None else end / 100 for end, _ in DEBTOR_FEES] == [row["payment_up_to"] for row in published]
    assert [Money(fee) for _, fee in DEBTOR_FEES] == [Money.of(row["fee"]) for row in published]
    creditor = ENFORCEMENT["creditor"]
    assert Money(HANDLING_FEE) == Money.of(creditor["handling_fee_normal"])
    assert Money(LIMITED_HANDLING_FEE) == Money.of(creditor["handling_fee_limited"])
    assert Money(PASSIVE_REGISTRATION_FEE) == Money.of(creditor["passive_registration_extra"])


def test_nothing_paid_costs_nothing() -> None:
    assert debtor_fee(zero()) == debtor_fee(Money(-1)) == zero()
    assert remittance_fee(zero()) == zero()


def test_fees_are_read_in_the_currency_of_the_claim() -> None:
    assert recoverable_costs(Money(1, "SEK"), NOW).total == Money.of(120, "SEK")
    assert debtor_fee(Money(1, "SEK")) == Money(250, "SEK")
    assert debtor_fee(zero("SEK")) == zero("SEK")
    assert remittance_fee(Money.of(100, "SEK")) == Money(145, "SEK")
    assert remittance_fee(Money.of(10**7, "SEK")) == Money.of(5000, "SEK")


@given(less=st.integers(0, 10**9), more=st.integers(0, 10**9))
def test_more_money_never_costs_less(less: int, more: int) -> None:
    small, large = (Money(cents) for cents in sorted((less, more)))
    assert debtor_fee(small) <= debtor_fee(large)
    assert remittance_fee(small) <= remittance_fee(large) <= Money.of(5000)
    assert recoverable_costs(small, NOW).total <= recoverable_costs(large, NOW).total
