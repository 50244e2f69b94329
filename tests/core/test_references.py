"""Payment references are made, checked, printed and matched as the Finnish banks and ISO 11649 say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from simulator.core.errors import InvalidValue
from simulator.core.references import (
    EXPECTED,
    ReferenceFault,
    finnish_check_digit,
    finnish_from_rf,
    finnish_reference,
    finnish_reference_fault,
    is_finnish_reference,
    is_payment_reference,
    is_rf_reference,
    make_finnish_reference,
    make_rf_reference,
    payment_key,
    printed_reference,
    rf_from_finnish,
    rf_reference,
)

VECTORS = Path(__file__).with_name("vectors")
FINNISH: dict[str, Any] = json.loads(VECTORS.joinpath("reference_numbers.json").read_text("utf-8"))
RF: dict[str, Any] = json.loads(VECTORS.joinpath("rf_references.json").read_text("utf-8"))

VALID = {case["reference"]: case for case in FINNISH["valid"]}
INVALID = {case["value"]: case for case in FINNISH["invalid"]}
NORMALISED = {case["input"]: case["normalised"] for case in FINNISH["normalisation"]}
PAIRS = {case["fi"]: case for case in RF["fi_to_rf"]}
RF_ONLY = {case["rf"]: case for case in RF["rf_only"]}
NOT_RF = [case["value"] for case in RF["invalid"]]

bases = st.text("0123456789", min_size=3, max_size=19).filter(lambda digits: digits[0] != "0")
bodies = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=21)


@pytest.mark.parametrize("reference", VALID)
def test_a_documented_reference_has_the_documented_check_digit(reference: str) -> None:
    case = VALID[reference]
    weighted = sum(case["products_right_to_left"])
    assert weighted == case["sum"]
    assert finnish_check_digit(case["base"]) == case["check_digit"] == str((10 - weighted % 10) % 10)
    assert make_finnish_reference(case["base"]) == reference
    assert finnish_reference(reference) == reference
    assert is_finnish_reference(reference)


@pytest.mark.parametrize("reference", VALID)
def test_a_documented_reference_is_printed_and_has_an_rf_form_as_documented(reference: str) -> None:
    case = VALID[reference]
    assert printed_reference(reference) == case["printed"]
    assert rf_from_finnish(reference) == case["rf"]
    assert printed_reference(case["rf"]) == case["rf_printed"]


@pytest.mark.parametrize("value", INVALID)
def test_a_wrong_reference_is_refused_for_the_documented_reason(value: str) -> None:
    fault = ReferenceFault(INVALID[value]["code"])
    assert finnish_reference_fault(value) is fault
    assert not is_finnish_reference(value)
    with pytest.raises(InvalidValue, match="payment reference") as refused:
        finnish_reference(value)
    assert refused.value.value == value
    assert refused.value.expected == EXPECTED[fault]


def test_every_fault_says_what_would_have_been_right() -> None:
    assert set(EXPECTED) == set(ReferenceFault)
    assert EXPECTED[ReferenceFault.TOO_SHORT] == "at least 4 digits after leading zeros"
    assert EXPECTED[ReferenceFault.TOO_LONG] == "at most 20 digits after leading zeros"


@pytest.mark.parametrize("spelling", NORMALISED)
def test_blanks_and_leading_zeros_carry_no_meaning(spelling: str) -> None:
    assert finnish_reference(spelling) == NORMALISED[spelling]
    assert payment_key(spelling) == NORMALISED[spelling]


@pytest.mark.parametrize("reference", PAIRS)
def test_a_finnish_reference_and_its_rf_form_are_one(reference: str) -> None:
    case = PAIRS[reference]
    assert rf_from_finnish(reference) == case["rf"]
    assert printed_reference(case["rf"]) == case["rf_printed"]
    assert finnish_from_rf(case["rf"]) == case["fi_from_rf"]
    assert payment_key(reference) == payment_key(case["rf"]) == payment_key(case["rf_printed"].lower()) == reference


@pytest.mark.parametrize("reference", RF_ONLY)
def test_some_rf_references_have_no_finnish_form(reference: str) -> None:
    case = RF_ONLY[reference]
    assert make_rf_reference(case["body"]) == reference
    assert is_rf_reference(reference)
    assert printed_reference(reference) == case["rf_printed"]
    assert finnish_from_rf(reference) is case["fi_from_rf"] is None
    assert payment_key(case["rf_printed"]) == reference


@pytest.mark.parametrize("value", NOT_RF)
def test_a_wrong_rf_reference_is_refused(value: str) -> None:
    assert not is_rf_reference(value)
    assert not is_payment_reference(value)
    with pytest.raises(InvalidValue, match="RF, two check digits"):
        rf_reference(value)
    with pytest.raises(InvalidValue):
        finnish_from_rf(value)


@pytest.mark.parametrize("base", ["12", "0012", "12345678901234567890", "12A", "X123", "", "000"])
def test_a_base_of_the_wrong_length_or_with_letters_makes_no_reference(base: str) -> None:
    with pytest.raises(InvalidValue, match="3 to 19 digits"):
        make_finnish_reference(base)


def test_a_letter_in_front_of_a_finnish_reference_is_no_zero() -> None:
    rf = make_rf_reference("X1232")
    assert finnish_reference_fault("X1232") is ReferenceFault.NOT_NUMERIC
    assert finnish_from_rf(rf) is None
    assert payment_key(rf) == rf


@pytest.mark.parametrize("body", ["", "A" * 22, "Ä", "A-B", "ı"])
def test_a_body_that_is_too_long_or_not_plain_makes_no_rf_reference(body: str) -> None:
    with pytest.raises(InvalidValue, match="1 to 21 letters"):
        make_rf_reference(body)


@pytest.mark.parametrize("body", ["1A", "0001234561", "ABC123"])
def test_rf_check_digits_outside_02_to_98_are_refused_though_mod_97_holds(body: str) -> None:
    number = int("".join(str(int(sign, 36)) for sign in body + "RF") + "00")
    for check in range(100):
        holds = (number + check) % 97 == 1
        assert is_rf_reference(f"RF{check:02d}{body}") is (holds and 2 <= check <= 98)


def test_both_forms_are_payment_references() -> None:
    assert is_payment_reference("12 34561")
    assert is_payment_reference("rf34 1234 561")
    assert not is_payment_reference("12 34562")


def test_printing_refuses_what_is_no_reference() -> None:
    with pytest.raises(InvalidValue, match="payment reference '1233'"):
        printed_reference("1233")


def test_an_rf_body_may_start_with_zeros_and_still_be_finnish() -> None:
    zero_filled = make_rf_reference("000000000000001234561")
    assert finnish_from_rf(zero_filled) == "1234561"
    assert payment_key(zero_filled) == "1234561"


def test_a_letter_outside_ascii_never_becomes_one_inside() -> None:
    genuine = make_rf_reference("I1")
    assert is_rf_reference(genuine.lower())
    assert not is_rf_reference(genuine.replace("I", "ı"))
    assert finnish_reference_fault("１２３２") is ReferenceFault.NOT_NUMERIC


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("0012345", "12345"),
        ("0000", "0"),
        ("", ""),
        ("rf35 1234 561", "RF351234561"),
        ("RF34", "RF34"),
        ("sf 0001", "SF0001"),
        ("2516000017", "2516000017"),
        ("RF71234567890123456789", "RF71234567890123456789"),
        ("٠٠١", "٠٠١"),
    ],
)
def test_what_is_no_valid_reference_still_has_a_key(reference: str, key: str) -> None:
    assert payment_key(reference) == key


@given(base=bases)
def test_a_reference_that_was_made_is_valid_in_both_forms_and_comes_back(base: str) -> None:
    reference = make_finnish_reference(base)
    rf = rf_from_finnish(reference)
    assert reference[:-1] == base
    assert is_finnish_reference(reference)
    assert is_rf_reference(rf)
    assert finnish_from_rf(rf) == reference
    assert finnish_reference(printed_reference(reference)) == reference
    assert rf_reference(printed_reference(rf)) == rf
    assert payment_key(rf) == payment_key(f"000{reference}") == payment_key(reference) == reference


@given(base=bases, digit=st.integers(1, 9), place=st.integers(0, 19))
def test_no_single_wrong_digit_goes_unseen(base: str, digit: int, place: int) -> None:
    reference = make_finnish_reference(base)
    place %= len(reference)
    assume(place > 0)
    wrong = f"{reference[:place]}{(int(reference[place]) + digit) % 10}{reference[place + 1 :]}"
    assert finnish_reference_fault(wrong) is ReferenceFault.CHECK_DIGIT


@given(body=bodies)
def test_an_rf_reference_that_was_made_is_valid_and_no_other_check_digits_are(body: str) -> None:
    made = make_rf_reference(body)
    assert made[4:] == body
    assert [check for check in range(100) if is_rf_reference(f"RF{check:02d}{body}")] == [int(made[2:4])]


@given(reference=st.text(max_size=30))
@example("RF34 1234 561")
@example("ß 1")
@example("0" * 25)
def test_the_key_of_a_key_is_the_key_and_blanks_never_matter(reference: str) -> None:
    key = payment_key(reference)
    assert payment_key(key) == key
    assert payment_key(f" {reference}\u00a0") == key
    assert key.split() == ([key] if key else [])


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    modules = ("bank_accounts", "barcode", "calendar", "e_invoicing", "identifiers", "interest", "limitation", "vat")
    program = (
        f"import sys; from simulator.core import references, {', '.join(modules)}; "
        "print([name for name in ('stdnum', 'schwifty', 'holidays', 'zoneinfo') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
