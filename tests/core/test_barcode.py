"""The virtual barcode is the one that Finnish banks read."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.barcode import barcode_checksum, virtual_barcode
from simulator.core.errors import InvalidValue
from simulator.core.money import Money
from simulator.core.references import make_finnish_reference, make_rf_reference, rf_from_finnish

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("virtual_barcode.json").read_text("utf-8")
)
CASES = {case["barcode"]: case for case in VECTORS["cases"]}
ACCOUNT = "FI2112345600000785"
DUE = date(2026, 11, 30)


@pytest.mark.parametrize("barcode", CASES)
def test_a_published_payment_gives_the_published_barcode(barcode: str) -> None:
    case = CASES[barcode]
    due = case["due_date"] and date.fromisoformat(case["due_date"])
    made = virtual_barcode(case["iban"], case["reference"], Money.of(case["amount"]), due)
    assert made == barcode
    assert made[0] == case["version"]
    assert barcode_checksum(made) == case["code128c_checksum"]


def test_the_largest_amount_is_written_and_one_cent_more_is_left_open() -> None:
    assert virtual_barcode(ACCOUNT, "1234561", Money(99_999_999), DUE)[17:25] == "99999999"
    assert virtual_barcode(ACCOUNT, "1234561", Money(100_000_000), DUE)[17:25] == "00000000"


def test_spelling_of_account_and_reference_does_not_matter() -> None:
    spelled = virtual_barcode("fi21 1234 5600 0007 85", "12 34561", Money(12550), DUE)
    assert spelled == virtual_barcode(ACCOUNT, "0001234561", Money(12550), DUE)
    assert virtual_barcode(ACCOUNT, "rf34 1234 561", Money(12550), DUE).startswith("5")


@pytest.mark.parametrize(
    ("account", "reference", "amount", "wrong"),
    [
        ("SE4550000000058398257466", "1234561", Money(1), "a Finnish account"),
        ("FI2112345600000786", "1234561", Money(1), "IBAN"),
        (ACCOUNT, "1234562", Money(1), "weights 7, 3, 1"),
        (ACCOUNT, "RF47ABC123", Money(1), "body is digits only"),
        (ACCOUNT, make_rf_reference("A1234561"), Money(1), "body is digits only"),
        (ACCOUNT, "1234561", Money(-1), "not negative"),
        (ACCOUNT, "1234561", Money(1, "SEK"), "euros"),
    ],
)
def test_a_payment_that_no_barcode_can_carry_is_refused(
    account: str, reference: str, amount: Money, wrong: str
) -> None:
    with pytest.raises(InvalidValue, match=wrong):
        virtual_barcode(account, reference, amount, DUE)


@given(
    base=st.integers(100, 10**19 - 1),
    cents=st.integers(0, 99_999_999),
    due=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    rf=st.booleans(),
)
def test_every_part_can_be_read_back(base: int, cents: int, due: date | None, rf: bool) -> None:
    finnish = make_finnish_reference(str(base))
    reference = rf_from_finnish(finnish) if rf else finnish
    made = virtual_barcode(ACCOUNT, reference, Money(cents), due)
    assert len(made) == 54
    assert made.isdigit()
    assert made[0] == ("5" if rf else "4")
    assert made[1:17] == ACCOUNT[2:]
    assert int(made[17:25]) == cents
    assert made[25:48].lstrip("0") == (reference[2:4].lstrip("0") + reference[4:].zfill(21) if rf else finnish)
    assert made[48:] == (due.strftime("%y%m%d") if due else "000000")
    assert 0 <= barcode_checksum(made) <= 102
