"""The virtual bank barcode of a Finnish invoice: 54 digits that a payer's bank reads as a whole payment."""

from __future__ import annotations

from datetime import date
from typing import Final

from simulator.core.bank_accounts import iban as checked_iban
from simulator.core.errors import InvalidValue
from simulator.core.money import EUR, Money
from simulator.core.references import finnish_reference, is_rf_reference, rf_reference

LARGEST_CENTS: Final = 99_999_999
"""An amount above 999 999.99 does not fit and is left open, as zeros."""

_START_CODE_C: Final = 105
_CHECKSUM_MODULUS: Final = 103


def virtual_barcode(iban: str, reference: str, amount: Money, due: date | None) -> str:
    """Return the 54 digits: version 4 for a Finnish reference, version 5 for an RF reference.

    ``amount`` is in euros and not negative; zero and amounts that do not fit are written as an open amount.
    ``due`` may be left out. Raises InvalidValue for an account outside Finland, another currency, a negative amount,
    and a reference that is none or has letters.

    Source: Pankkiviivakoodi-opas 5.3, Finance Finland.
    """
    account = checked_iban(iban)
    if not account.startswith("FI"):
        raise InvalidValue("IBAN", iban, "a Finnish account")
    if amount.currency != EUR or amount.cents < 0:
        raise InvalidValue("amount", amount, "euros, not negative")
    cents = amount.cents if amount.cents <= LARGEST_CENTS else 0
    version, payee_reference = _reference_part(reference)
    day = f"{due:%y%m%d}" if due else "000000"
    return f"{version}{account[2:]}{cents:08d}{payee_reference}{day}"


def barcode_checksum(digits: str) -> int:
    """Return the Code 128 checksum of an even number of ``digits`` in subset C, which a printer of bars needs.

    Source: ISO/IEC 15417; the guide prints bars only, so the number itself is published nowhere.
    """
    pairs = [int(digits[start : start + 2]) for start in range(0, len(digits), 2)]
    weighted = sum(place * pair for place, pair in enumerate(pairs, start=1))
    return (_START_CODE_C + weighted) % _CHECKSUM_MODULUS


def _reference_part(reference: str) -> tuple[str, str]:
    """Return the version and the 23 digits of the reference."""
    if not is_rf_reference(reference):
        return "4", f"{finnish_reference(reference):0>23}"
    rf = rf_reference(reference)
    if not rf[4:].isdigit():
        raise InvalidValue("payment reference", reference, "an RF reference whose body is digits only")
    return "5", f"{rf[2:4]}{rf[4:]:0>21}"
