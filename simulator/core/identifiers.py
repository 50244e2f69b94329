"""Who somebody is: business id, VAT number, OVT, personal identity code; and the form of a postal code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from simulator.core.errors import InvalidValue

_BUSINESS_ID: Final = re.compile(r"[0-9]{7}-[0-9]")
_LOOSE_BUSINESS_ID: Final = re.compile(r"([0-9]{6,7})-([0-9])|([0-9]{7})([0-9])")
_VAT_NUMBER: Final = re.compile(r"FI[0-9]{8}")
_OVT: Final = re.compile(r"0037([0-9]{8})[0-9A-Z]{0,5}")
_HETU: Final = re.compile(r"[0-9]{6}[-+YXWVUABCDEF][0-9]{3}[0-9A-Y]")

PEPPOL_SCHEME: Final = "0216"
"""The electronic address scheme that carries an OVT."""

MASK: Final = "****"
"""What stands for the last four characters of a personal identity code."""

_HETU_CHECKS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SIGN_BY_CENTURY: Final[Mapping[int, str]] = MappingProxyType({18: "+", 19: "-", 20: "A"})
_CENTURY_BY_SIGN: Final[Mapping[str, int]] = MappingProxyType(
    {"+": 18} | dict.fromkeys("-YXWVU", 19) | dict.fromkeys("ABCDEF", 20)
)
_FIRST_TEST_NUMBER, _LAST_TEST_NUMBER = 900, 999

POSTAL_CODE_FORMS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "FI": re.compile(r"[0-9]{5}"),
        "SE": re.compile(r"[1-9][0-9]{2} ?[0-9]{2}"),
        "NO": re.compile(r"[0-9]{4}"),
        "DK": re.compile(r"[0-9]{4}"),
    }
)
"""The countries whose form is checked, by ISO 3166-1 code; whether a code exists is not known here."""

_ANY_POSTAL_CODE: Final = re.compile(r"[0-9A-Za-z -]{0,16}")
"""For every other country; some have no postal codes at all (assumed)."""


def is_business_id(text: str) -> bool:
    """Whether ``text`` is a business id exactly as it is written: seven digits, hyphen, check digit.

    Weights 7, 9, 10, 5, 8, 4, 2, remainder mod 11; a remainder of 1 has no check digit. Source: python-stdnum.
    """
    from stdnum.fi import ytunnus  # noqa: PLC0415 - loaded at first use, start-up is budgeted

    return _BUSINESS_ID.fullmatch(text) is not None and ytunnus.is_valid(text)


def business_id(text: str) -> str:
    """Return ``text`` as a business id, or raise InvalidValue.

    Put right on the way: blanks around it, a missing hyphen, and the missing first zero of an old six-digit id.
    """
    match = _LOOSE_BUSINESS_ID.fullmatch(text.strip())
    if match is not None:
        digits, check = (part for part in match.groups() if part is not None)
        candidate = f"{digits:0>7}-{check}"
        if is_business_id(candidate):
            return candidate
    raise InvalidValue("business id", text, "seven digits, a hyphen and the check digit, as in 1234567-1")


def make_business_id(number: int) -> str:
    """Return the business id of a running number below ten million.

    Raises InvalidValue for one in eleven numbers, which have no check digit and are never issued.
    """
    from stdnum.fi import alv  # noqa: PLC0415 - loaded at first use

    if 0 <= number < 10**7:
        check = -alv.checksum(f"{number:07d}0") % 11
        if check < 10:
            return f"{number:07d}-{check}"
    raise InvalidValue("number of a business id", number, "a number below ten million that has a check digit")


def is_vat_number(text: str) -> bool:
    """Whether ``text`` is a Finnish VAT number: FI and the eight digits of a valid business id."""
    return _VAT_NUMBER.fullmatch(text) is not None and is_business_id(f"{text[2:9]}-{text[9]}")


def vat_number(identifier: str) -> str:
    """Return the VAT number of a business id, or raise InvalidValue."""
    return f"FI{business_id(identifier).replace('-', '')}"


def business_id_of_vat_number(text: str) -> str:
    """Return the business id inside a Finnish VAT number, or raise InvalidValue."""
    if not is_vat_number(text):
        raise InvalidValue("VAT number", text, "FI and the eight digits of a business id")
    return f"{text[2:9]}-{text[9]}"


def is_ovt(text: str) -> bool:
    """Whether ``text`` is an OVT: 0037, the eight digits of a valid business id, and 0-5 digits or letters A-Z."""
    match = _OVT.fullmatch(text)
    return match is not None and is_business_id(f"{match[1][:7]}-{match[1][7]}")


def ovt(identifier: str, suffix: str = "") -> str:
    """Return the OVT of a business id with the unit ``suffix`` of 0-5 digits or letters A-Z, or raise InvalidValue."""
    made = f"0037{business_id(identifier).replace('-', '')}{suffix}"
    if not is_ovt(made):
        raise InvalidValue("OVT suffix", suffix, "at most five digits or letters A-Z")
    return made


def business_id_of_ovt(text: str) -> str:
    """Return the business id inside an OVT, or raise InvalidValue."""
    if not is_ovt(text):
        raise InvalidValue("OVT", text, "0037, the eight digits of a business id and at most five digits or letters")
    return f"{text[4:11]}-{text[11]}"


def peppol_participant(identifier: str, suffix: str = "") -> str:
    """Return the Peppol participant id of a business id: scheme 0216 and the OVT. Source: gobl.fi.finvoice README."""
    return f"{PEPPOL_SCHEME}:{ovt(identifier, suffix)}"


def is_hetu(text: str) -> bool:
    """Whether ``text`` is a personal identity code, test and temporary numbers (900-999) included.

    The century sign is part of the identity: ``010190-999W`` and ``010190Y999W`` are two persons.
    Source: Digital and Population Data Services Agency, reform of the personal identity code; python-stdnum.
    """
    from stdnum.fi import hetu as checked  # noqa: PLC0415 - loaded at first use

    return _HETU.fullmatch(text) is not None and checked.is_valid(text, allow_temporary=True)


def is_test_hetu(text: str) -> bool:
    """Whether ``text`` is a personal identity code that belongs to nobody: its number is 900-999."""
    return is_hetu(text) and int(text[7:10]) >= _FIRST_TEST_NUMBER


def hetu(text: str) -> str:
    """Return the personal identity code ``text`` in upper case and without blanks around it, or raise InvalidValue.

    The message of the error shows the masked code only.
    """
    code = text.strip().upper()
    if not is_hetu(code):
        raise InvalidValue("personal identity code", masked_hetu(text), "DDMMYY, a century sign, NNN and its check")
    return code


def make_test_hetu(born: date, number: int, sign: str = "") -> str:
    """Return a code that belongs to nobody: ``number`` is 900-999, ``sign`` the oldest of the century unless given.

    Raises InvalidValue for another number, a century without a sign, or a sign of another century.
    """
    century, year = divmod(born.year, 100)
    chosen = sign or _SIGN_BY_CENTURY.get(century, "")
    if _CENTURY_BY_SIGN.get(chosen) != century:
        raise InvalidValue("century sign", chosen, f"a sign of the years {century}00-{century}99")
    if not _FIRST_TEST_NUMBER <= number <= _LAST_TEST_NUMBER:
        raise InvalidValue("individual number", number, f"a test number, {_FIRST_TEST_NUMBER}-{_LAST_TEST_NUMBER}")
    day = f"{born.day:02d}{born.month:02d}{year:02d}"
    return f"{day}{chosen}{number}{_HETU_CHECKS[int(f'{day}{number}') % 31]}"


def birth_date(code: str) -> date:
    """Return the day of birth that a personal identity code tells, or raise InvalidValue."""
    valid = hetu(code)
    century = _CENTURY_BY_SIGN[valid[6]]
    return date(century * 100 + int(valid[4:6]), int(valid[2:4]), int(valid[:2]))


def masked_hetu(text: str) -> str:
    """Return ``text`` fit for a log or a page: the birth date and century sign stay, whatever follows is masked."""
    return text.strip()[:7] + MASK


def is_postal_code(code: str, country: str = "FI") -> bool:
    """Whether ``code`` has the form of a postal code of ``country`` (ISO 3166-1, two letters).

    Strict for Finland, Sweden, Norway and Denmark; elsewhere up to 16 letters, digits, blanks and hyphens, or none.
    """
    return POSTAL_CODE_FORMS.get(country, _ANY_POSTAL_CODE).fullmatch(code) is not None
