"""Account numbers are checked twice over in Finland, and their bank is known by its code."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.bank_accounts import (
    bban,
    bic_of,
    has_national_check_digit,
    iban,
    is_bic,
    is_iban,
    make_finnish_iban,
    printed_iban,
)
from simulator.core.errors import InvalidValue

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("iban.json").read_text("utf-8"))
VALID = {case["iban"]: case for case in VECTORS["valid"]}
INVALID = {case["value"]: case for case in VECTORS["invalid"]}
RANGES = {
    f"{first}-{last}": (int(first), int(last), bank["bic"])
    for bank in VECTORS["bic_by_bank_code"]
    for first, last in bank["ranges"]
}


@pytest.mark.parametrize("account", VALID)
def test_a_documented_account_is_read_as_documented(account: str) -> None:
    case = VALID[account]
    assert is_iban(account)
    assert is_iban(account, strict=True) is case["bban_check_ok"]
    assert has_national_check_digit(account) is case["bban_check_ok"]
    assert iban(case["printed"].lower(), strict=True) == account
    assert printed_iban(account) == case["printed"]
    assert bban(account) == case["bban"]
    assert bban(account).startswith(case["bank_code"])
    assert bban(account)[-1] == case["bban_check_digit"]
    assert make_finnish_iban(case["bban"][:-1]) == account
    assert bic_of(account) == case["bic"]


@pytest.mark.parametrize("value", INVALID)
def test_a_wrong_account_is_refused_when_strict_and_mostly_otherwise(value: str) -> None:
    holds = INVALID[value].get("iban_mod97_ok", False)
    assert is_iban(value) is holds
    assert not is_iban(value, strict=True)
    with pytest.raises(InvalidValue, match="IBAN"):
        iban(value, strict=True)
    if holds:
        assert iban(value) == value
    else:
        with pytest.raises(InvalidValue, match="IBAN"):
            bic_of(value)
        with pytest.raises(InvalidValue, match="IBAN"):
            printed_iban(value)


@pytest.mark.parametrize("codes", RANGES)
def test_every_bank_code_of_a_documented_range_leads_to_its_bank(codes: str) -> None:
    first, last, bic = RANGES[codes]
    for code in {first, (first + last) // 2, last}:
        assert bic_of(make_finnish_iban(f"{code}0000000001")) == bic


@pytest.mark.parametrize("code", ["000", "310", "999"])
def test_a_bank_code_outside_the_registry_has_no_bank(code: str) -> None:
    assert bic_of(make_finnish_iban(f"{code}0000000001")) is None


@pytest.mark.parametrize("account", ["GR1601101050000010547023795", "BE31435411161155", "SE4550000000058398257466"])
def test_accounts_abroad_are_checked_by_their_own_country(account: str) -> None:
    assert is_iban(account)
    assert is_iban(account, strict=True)
    assert not is_iban(account[:-1])


def test_a_national_check_abroad_counts_only_when_strict() -> None:
    off = "BE58435411161154"
    assert is_iban(off)
    assert not is_iban(off, strict=True)


@pytest.mark.parametrize(
    "value", ["", "FI", "FI12345678912345678", "FI21-1234-5600-0007-85", "ZZ2112345600000785", "Fı2112345600000785"]
)
def test_what_is_no_account_number_is_refused(value: str) -> None:
    assert not is_iban(value)
    with pytest.raises(InvalidValue, match="IBAN"):
        iban(value)


@pytest.mark.parametrize(
    "account", ["", "123456000007", "12345600000785", "12345600000A8", "１２３４５６０００００７８"]
)
def test_an_account_of_another_length_or_script_is_not_made(account: str) -> None:
    with pytest.raises(InvalidValue, match="thirteen digits"):
        make_finnish_iban(account)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("NDEAFIHH", True),
        ("NDEAFIHHXXX", True),
        ("NDEAFIHHXX", False),
        ("ndeafihh", False),
        ("NDE1FIHH", False),
        ("003723327487", False),
        ("", False),
    ],
)
def test_a_bic_has_eight_or_eleven_characters(text: str, valid: bool) -> None:
    assert is_bic(text) is valid


@given(account=st.text("0123456789", min_size=13, max_size=13))
def test_an_account_that_was_made_is_strictly_valid_and_no_digit_can_differ(account: str) -> None:
    made = make_finnish_iban(account)
    assert is_iban(made, strict=True)
    assert bban(made)[:-1] == account
    assert iban(printed_iban(made)) == made
    for place in range(2, 18):
        wrong = f"{made[:place]}{(int(made[place]) + 1) % 10}{made[place + 1 :]}"
        assert not is_iban(wrong)
