"""Payment references: the Finnish form, the RF form of ISO 11649, and the one key under which both match."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from simulator.core.errors import InvalidValue
from simulator.core.spelling import compact

FEWEST_DIGITS: Final = 4
MOST_DIGITS: Final = 20
"""A Finnish reference has three to nineteen digits and one check digit, leading zeros not counted."""

_RF_FORM: Final = re.compile(r"RF(?:0[2-9]|[1-8][0-9]|9[0-8])[0-9A-Z]{1,21}")
_RF_BODY: Final = re.compile(r"[0-9A-Z]{1,21}")


class ReferenceFault(StrEnum):
    """What is wrong with a Finnish reference; the first that applies, in this order."""

    NOT_NUMERIC = "NOT_NUMERIC"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    CHECK_DIGIT = "CHECK_DIGIT"


EXPECTED: Final[Mapping[ReferenceFault, str]] = MappingProxyType(
    {
        ReferenceFault.NOT_NUMERIC: "digits only",
        ReferenceFault.TOO_SHORT: f"at least {FEWEST_DIGITS} digits after leading zeros",
        ReferenceFault.TOO_LONG: f"at most {MOST_DIGITS} digits after leading zeros",
        ReferenceFault.CHECK_DIGIT: "a last digit that agrees with the weights 7, 3, 1",
    }
)
"""What would have been right instead, for every fault."""


def finnish_check_digit(digits: str) -> str:
    """Return the check digit of ``digits``, which are decimal digits: weights 7, 3, 1 from the right, up to the ten.

    Source: Finance Finland, forming a reference number.
    """
    backwards = digits[::-1]
    weighted = 7 * sum(map(int, backwards[0::3])) + 3 * sum(map(int, backwards[1::3])) + sum(map(int, backwards[2::3]))
    return str(-weighted % 10)


def finnish_reference_fault(text: str) -> ReferenceFault | None:
    """Return what keeps ``text`` from being a Finnish reference, or nothing; blanks and leading zeros are no fault."""
    digits = compact(text).lstrip("0")
    if digits and not _is_digits(digits):
        return ReferenceFault.NOT_NUMERIC
    if len(digits) < FEWEST_DIGITS:
        return ReferenceFault.TOO_SHORT
    if len(digits) > MOST_DIGITS:
        return ReferenceFault.TOO_LONG
    return None if finnish_check_digit(digits[:-1]) == digits[-1] else ReferenceFault.CHECK_DIGIT


def is_finnish_reference(text: str) -> bool:
    """Whether ``text`` is a Finnish reference, however it is spaced or zero-filled."""
    return finnish_reference_fault(text) is None


def finnish_reference(text: str) -> str:
    """Return the Finnish reference ``text`` without blanks and leading zeros, or raise InvalidValue."""
    fault = finnish_reference_fault(text)
    if fault is not None:
        raise InvalidValue("payment reference", text, EXPECTED[fault])
    return compact(text).lstrip("0")


def make_finnish_reference(base: str) -> str:
    """Return the reference of ``base``: its 3-19 digits, leading zeros dropped, and the check digit.

    Raises InvalidValue when ``base`` is not digits or has too few or too many of them.
    """
    digits = compact(base).lstrip("0")
    if not _is_digits(digits) or not FEWEST_DIGITS - 1 <= len(digits) <= MOST_DIGITS - 1:
        expected = f"{FEWEST_DIGITS - 1} to {MOST_DIGITS - 1} digits after leading zeros"
        raise InvalidValue("base of a payment reference", base, expected)
    return digits + finnish_check_digit(digits)


def is_rf_reference(text: str) -> bool:
    """Whether ``text`` is an RF reference: RF, two check digits from 02 to 98, and 1-21 of A-Z and 0-9.

    Blanks and case do not matter. Source: ISO 11649; its check is ISO 7064 mod 97-10.
    """
    from stdnum import iso11649  # noqa: PLC0415 - loaded at first use, start-up is budgeted

    rf = compact(text)
    return _RF_FORM.fullmatch(rf) is not None and iso11649.is_valid(rf)


def rf_reference(text: str) -> str:
    """Return the RF reference ``text`` without blanks and in upper case, or raise InvalidValue."""
    if not is_rf_reference(text):
        expected = "RF, two check digits (mod 97) and 1 to 21 letters A-Z or digits"
        raise InvalidValue("payment reference", text, expected)
    return compact(text)


def make_rf_reference(body: str) -> str:
    """Return the RF reference of ``body``, which is 1-21 letters A-Z and digits, or raise InvalidValue."""
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415 - loaded at first use

    written = compact(body)
    if not _RF_BODY.fullmatch(written):
        raise InvalidValue("body of an RF reference", body, "1 to 21 letters A-Z or digits")
    return f"RF{mod_97_10.calc_check_digits(written + 'RF')}{written}"


def rf_from_finnish(reference: str) -> str:
    """Return the RF form of a Finnish reference: the whole of it, check digit included and leading zeros not.

    Raises InvalidValue when ``reference`` is not a Finnish reference.
    """
    return make_rf_reference(finnish_reference(reference))


def finnish_from_rf(reference: str) -> str | None:
    """Return the Finnish form of an RF reference, or nothing when its body is not a Finnish reference.

    Raises InvalidValue when ``reference`` is not an RF reference.
    """
    body = rf_reference(reference)[4:].lstrip("0")
    return body if is_finnish_reference(body) else None


def is_payment_reference(text: str) -> bool:
    """Whether ``text`` is a reference in either form."""
    return is_finnish_reference(text) or is_rf_reference(text)


def printed_reference(reference: str) -> str:
    """Return a reference as it is printed: RF in fours from the left, Finnish in fives from the right.

    Raises InvalidValue when ``reference`` is neither.
    """
    if is_rf_reference(reference):
        rf = rf_reference(reference)
        return " ".join(rf[start : start + 4] for start in range(0, len(rf), 4))
    digits = finnish_reference(reference)
    first = len(digits) % 5
    groups = [digits[:first]] if first else []
    return " ".join(groups + [digits[start : start + 5] for start in range(first, len(digits), 5)])


def payment_key(reference: str) -> str:
    """Return the one key under which every spelling of ``reference`` is looked up; it is never refused.

    Digits lose their leading zeros; a valid RF whose body is a Finnish reference becomes that reference; anything
    else is upper-cased (when it is ASCII) and loses its blanks. An RF with wrong check digits is that, and matches
    no other.
    """
    key = compact(reference)
    if _is_digits(key):
        return key.lstrip("0") or "0"
    if key.startswith("RF"):
        body = key[4:].lstrip("0")
        if is_finnish_reference(body) and is_rf_reference(key):
            return body
    return key


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
