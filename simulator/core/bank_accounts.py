"""Bank accounts: IBAN, the national check digit of Finnish ones, and the BIC of the bank that keeps them."""

from __future__ import annotations

import re
from typing import Final

from simulator.core.errors import InvalidValue
from simulator.core.spelling import compact

_FORM: Final = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}")
_FINNISH_ACCOUNT: Final = re.compile(r"[0-9]{13}")
_BIC: Final = re.compile(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?")


def is_iban(text: str, *, strict: bool = False) -> bool:
    """Whether ``text`` is an IBAN: its country's length and form, and mod 97; blanks do not matter.

    ``strict`` asks for the national check digits too; in Finland that is a Luhn digit at the end. Banks give out no
    account without it, but no guide tells senders to check it.

    Source: ISO 13616, by python-stdnum.
    """
    from stdnum import iban as checked  # noqa: PLC0415 - loaded at first use, start-up is budgeted

    account = compact(text)
    if _FORM.fullmatch(account) is None or not checked.is_valid(account, check_country=strict):
        return False
    return not strict or not account.startswith("FI") or has_national_check_digit(account)


def has_national_check_digit(iban: str) -> bool:
    """Whether the last digit of a Finnish IBAN is the Luhn digit of the thirteen before it."""
    from stdnum import luhn  # noqa: PLC0415 - loaded at first use

    return luhn.is_valid(bban(iban))


def iban(text: str, *, strict: bool = False) -> str:
    """Return the IBAN ``text`` without blanks and in upper case, or raise InvalidValue."""
    if not is_iban(text, strict=strict):
        raise InvalidValue("IBAN", text, "an account number of its country's length whose check digits hold")
    return compact(text)


def bban(text: str) -> str:
    """Return what follows the country and check digits of an IBAN; in Finland the 14-digit account number."""
    return compact(text)[4:]


def printed_iban(text: str) -> str:
    """Return an IBAN in groups of four, or raise InvalidValue."""
    account = iban(text)
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))


def make_finnish_iban(account: str) -> str:
    """Return the Finnish IBAN of thirteen digits (bank and account), with both kinds of check digits.

    Raises InvalidValue when ``account`` is not thirteen digits.
    """
    from stdnum import iban as checked  # noqa: PLC0415 - loaded at first use
    from stdnum import luhn  # noqa: PLC0415

    if _FINNISH_ACCOUNT.fullmatch(account) is None:
        raise InvalidValue("Finnish account", account, "thirteen digits, the check digit left out")
    number = account + luhn.calc_check_digit(account)
    return f"FI{checked.calc_check_digits('FI00' + number)}{number}"


def bic_of(text: str) -> str | None:
    """Return the BIC of the bank that keeps an account, or nothing when its bank code is not in the registry.

    Raises InvalidValue when ``text`` is not an IBAN. Source: the registry of schwifty.
    """
    valid = iban(text)
    import schwifty  # noqa: PLC0415 - loaded at first use

    bic = schwifty.IBAN(valid).bic
    return None if bic is None else str(bic)


def is_bic(text: str) -> bool:
    """Whether ``text`` has the form of a BIC: 8 or 11 characters, in upper case. Source: ISO 9362."""
    return _BIC.fullmatch(text) is not None
