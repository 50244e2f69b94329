"""Business ids, VAT numbers, OVTs, personal identity codes and postal codes are told from what only looks like them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidValue
from simulator.core.identifiers import (
    birth_date,
    business_id,
    business_id_of_ovt,
    business_id_of_vat_number,
    hetu,
    is_business_id,
    is_hetu,
    is_ovt,
    is_postal_code,
    is_test_hetu,
    is_vat_number,
    make_business_id,
    make_test_hetu,
    masked_hetu,
    ovt,
    peppol_participant,
    vat_number,
)

VECTORS = Path(__file__).with_name("vectors")
BUSINESS: dict[str, Any] = json.loads(VECTORS.joinpath("business_ids.json").read_text("utf-8"))
HETU: dict[str, Any] = json.loads(VECTORS.joinpath("hetu.json").read_text("utf-8"))
ADDRESSES: dict[str, Any] = json.loads(VECTORS.joinpath("e_invoice_addresses.json").read_text("utf-8"))

BUSINESS_IDS = {case["business_id"]: case for case in BUSINESS["valid"]}
NO_BUSINESS_IDS = {case["value"]: case for case in BUSINESS["invalid"]}
HETUS = {case["hetu"]: case for case in HETU["valid"]}
NO_HETUS = [case["value"] for case in HETU["invalid"]]
OVTS = {case["value"]: case["valid"] for case in ADDRESSES["ovt_cases"]}
FINNISH_POSTAL_CODES = {case["value"]: case["valid"] for case in ADDRESSES["postal_codes"]}


@pytest.mark.parametrize("identifier", BUSINESS_IDS)
def test_a_documented_business_id_has_its_documented_other_forms(identifier: str) -> None:
    case = BUSINESS_IDS[identifier]
    assert is_business_id(identifier)
    assert business_id(identifier) == business_id(case["compact"]) == identifier
    assert vat_number(identifier) == case["vat_number"]
    assert ovt(identifier) == case["ovt"]
    assert peppol_participant(identifier) == case["peppol_0216"]
    assert make_business_id(int(identifier[:7])) == identifier


@pytest.mark.parametrize("identifier", BUSINESS_IDS)
def test_the_other_forms_lead_back_to_the_business_id(identifier: str) -> None:
    case = BUSINESS_IDS[identifier]
    assert is_vat_number(case["vat_number"])
    assert business_id_of_vat_number(case["vat_number"]) == identifier
    assert is_ovt(case["ovt"])
    assert business_id_of_ovt(case["ovt"]) == identifier


@pytest.mark.parametrize("value", NO_BUSINESS_IDS)
def test_a_wrong_business_id_is_refused(value: str) -> None:
    assert not is_business_id(value)
    assert not is_vat_number(value)
    assert not is_ovt(value)


@pytest.mark.parametrize("value", NO_BUSINESS_IDS)
def test_a_business_id_is_put_right_only_where_nothing_is_guessed(value: str) -> None:
    repaired = {"01120389": "0112038-9", "112038-9": "0112038-9"}
    assert NO_BUSINESS_IDS[value].get("normalises_to") in (None, repaired.get(value))
    if value in repaired:
        assert business_id(value) == business_id(f" {value} ") == repaired[value]
    else:
        with pytest.raises(InvalidValue, match="business id") as refused:
            business_id(value)
        assert refused.value.value == value


@pytest.mark.parametrize(
    "value", ["", "1120389", "12038-9", "00112038-9", "0112038 -9", "０112038-9", "0112038-9\n1", "123456-7"]
)
def test_a_business_id_of_another_length_or_script_is_refused(value: str) -> None:
    assert not is_business_id(value)
    with pytest.raises(InvalidValue, match="as in 1234567-1"):
        business_id(value)


def test_a_line_break_after_a_code_is_not_part_of_it() -> None:
    assert not is_business_id("0112038-9\n")
    assert not is_vat_number("FI01120389\n")
    assert not is_ovt("003701120389\n")
    assert not is_hetu("010190-999W\n")
    assert not is_postal_code("00100\n")


@pytest.mark.parametrize("number", [1000008, 1000016, 1000024, -1, 10**7])
def test_some_numbers_have_no_business_id(number: int) -> None:
    with pytest.raises(InvalidValue, match="below ten million"):
        make_business_id(number)


def test_the_last_number_has_a_business_id() -> None:
    assert make_business_id(9_999_999) == "9999999-2"
    assert make_business_id(0) == "0000000-0"


@given(number=st.integers(0, 9_999_999))
def test_only_one_check_digit_fits_and_none_where_the_remainder_is_one(number: int) -> None:
    remainder = sum(w * int(d) for w, d in zip((7, 9, 10, 5, 8, 4, 2), f"{number:07d}", strict=True)) % 11
    fitting = [digit for digit in range(10) if is_business_id(f"{number:07d}-{digit}")]
    assert fitting == {0: [0], 1: []}.get(remainder, [11 - remainder])
    if fitting:
        assert make_business_id(number) == f"{number:07d}-{fitting[0]}"


@pytest.mark.parametrize("value", OVTS)
def test_an_ovt_is_told_as_documented(value: str) -> None:
    assert is_ovt(value) is OVTS[value]
    if OVTS[value]:
        assert business_id_of_ovt(value) == "7654321-2"
        assert ovt("7654321-2", value[12:]) == value
    else:
        with pytest.raises(InvalidValue, match="OVT"):
            business_id_of_ovt(value)


@pytest.mark.parametrize("suffix", ["123456", "a", "-"])
def test_a_suffix_that_is_too_long_or_not_plain_makes_no_ovt(suffix: str) -> None:
    with pytest.raises(InvalidValue, match="at most five"):
        ovt("7654321-2", suffix)


def test_a_unit_of_a_company_has_its_own_peppol_participant() -> None:
    assert peppol_participant("7654321-2", "00001") == "0216:00377654321200001"


@pytest.mark.parametrize("value", ["FI1234567", "FI9876543", "fi01120389", "01120389", "FI01120388", "SE01120389"])
def test_a_vat_number_is_fi_and_eight_digits_that_check(value: str) -> None:
    assert not is_vat_number(value)
    with pytest.raises(InvalidValue, match="VAT number"):
        business_id_of_vat_number(value)


@pytest.mark.parametrize("code", HETUS)
def test_a_documented_identity_code_is_read_as_documented(code: str) -> None:
    case = HETUS[code]
    born = date.fromisoformat(case["birth_date"])
    assert is_hetu(code)
    assert is_test_hetu(code) is case["test_or_temporary"]
    assert hetu(f" {code.lower()} ") == code
    assert birth_date(code) == born
    assert masked_hetu(code) == case["masked"]
    assert make_test_hetu(born, int(case["individual_number"]), case["century_sign"]) == code


@pytest.mark.parametrize("value", NO_HETUS)
def test_a_wrong_identity_code_is_refused_without_being_shown(value: str) -> None:
    assert not is_hetu(value)
    assert not is_test_hetu(value)
    with pytest.raises(InvalidValue, match="personal identity code") as refused:
        hetu(value)
    assert value not in str(refused.value)
    assert refused.value.value == f"{value[:7]}****"


def test_a_real_number_is_valid_but_no_test_number() -> None:
    made_up = "131052-308T"
    assert is_hetu(made_up)
    assert not is_test_hetu(made_up)


@pytest.mark.parametrize("sign", "+-YXWVUABCDEF")
def test_every_century_sign_has_its_century(sign: str) -> None:
    century = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
    born = date(century[sign] + 85, 5, 13)
    assert birth_date(make_test_hetu(born, 900, sign)) == born
    with pytest.raises(InvalidValue, match="century sign"):
        make_test_hetu(born.replace(year=born.year + 100), 900, sign)


@pytest.mark.parametrize(
    ("year", "sign"), [(1800, "+"), (1899, "+"), (1900, "-"), (1999, "-"), (2000, "A"), (2099, "A")]
)
def test_without_a_sign_the_oldest_of_the_century_is_taken(year: int, sign: str) -> None:
    assert make_test_hetu(date(year, 1, 1), 999)[6] == sign


@pytest.mark.parametrize("year", [1799, 2100])
def test_a_century_without_signs_has_no_codes(year: int) -> None:
    with pytest.raises(InvalidValue, match="century sign"):
        make_test_hetu(date(year, 1, 1), 999)


@pytest.mark.parametrize("number", [899, 1000])
def test_only_test_numbers_are_made(number: int) -> None:
    with pytest.raises(InvalidValue, match="900-999"):
        make_test_hetu(date(1990, 1, 1), number)


@given(born=st.dates(date(1800, 1, 1), date(2099, 12, 31)), number=st.integers(900, 999))
def test_a_code_that_was_made_is_valid_and_tells_the_birth_date(born: date, number: int) -> None:
    code = make_test_hetu(born, number)
    assert is_test_hetu(code)
    assert birth_date(code) == born
    assert [sign for sign in "0123456789ABCDEFHJKLMNPRSTUVWXY" if is_hetu(code[:-1] + sign)] == [code[-1]]


@pytest.mark.parametrize("code", FINNISH_POSTAL_CODES)
def test_a_finnish_postal_code_has_five_digits(code: str) -> None:
    assert is_postal_code(code) is is_postal_code(code, "FI") is FINNISH_POSTAL_CODES[code]


@pytest.mark.parametrize(
    ("country", "code", "valid"),
    [
        ("FI", "00100 (Helsinki)", False),
        ("SE", "11122", True),
        ("SE", "111 22", True),
        ("SE", "01122", False),
        ("SE", "1112", False),
        ("SE", "11 122", False),
        ("NO", "0150", True),
        ("NO", "00150", False),
        ("NO", "150", False),
        ("DK", "1050", True),
        ("DK", "DK-1050", False),
        ("DK", "10500", False),
        ("DE", "10115", True),
        ("GB", "SW1A 1AA", True),
        ("HK", "", True),
        ("US", "90210-1234", True),
        ("DE", "1" * 16, True),
        ("DE", "1" * 17, False),
        ("DE", "10115!", False),
        ("FI", "", False),
    ],
)
def test_the_form_of_a_postal_code_follows_the_country(country: str, code: str, valid: bool) -> None:
    assert is_postal_code(code, country) is valid
