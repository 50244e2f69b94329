"""VAT codes of Netvisor and the percentages that each goes with. Source: the vendor's DTDs; 13.5 % is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.errors import shown
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.figures import decimal
from simulator.systems.netvisor.wire.xml import Element

NONE: Final = "NONE"
_NOTHING: Final = frozenset({Decimal(0)})
_FINNISH: Final = frozenset(Decimal(rate) for rate in ("0", "10", "13.5", "14", "24", "25.5"))
_IMPORT: Final = frozenset(Decimal(rate) for rate in ("0", "10", "14", "24"))
SALES: Final = frozenset({"KOMY"})
"""Codes whose tax the seller owes; in gross calculation it goes to the account of VAT payable."""
RATES: Final[Mapping[str, frozenset[Decimal]]] = MappingProxyType(
    {
        **dict.fromkeys((NONE, "EUMY", "EUUM", "EUUO", "EUPM312", "EUPM309", "RAMY", "KOMY0", "100"), _NOTHING),
        **dict.fromkeys(
            ("KOMY", "KOOS", "EUOS", "EUPO", "EVTO", "EVPO", "EVKV", "KAVE", "RAOS", "EVRO", "MAAL", "EVMA"), _FINNISH
        ),
        "MUUL": _IMPORT,
    }
)
"""Percentages by code."""


REMEMBERED: Final = 256
"""Pairs of a percentage and a code that are not read anew, since every line has one."""


class Vat(NamedTuple):
    """A code and its percentage (25.5 means 25.5 %)."""

    code: str
    percent: Decimal


NO_VAT: Final = Vat(NONE, Decimal(0))


def vat(element: Element | None) -> Vat:
    """Return what an element such as ``<vatpercent vatcode="KOMY">25,5</vatpercent>`` says.

    Without a code it is KOMY where there is a percentage, else NONE (assumed: Netvisor takes the account's default).
    """
    if element is None or not (element.text or element.attributes):
        return NO_VAT
    return _vat(element.text, element.attributes.get("vatcode", ""))


@lru_cache(maxsize=REMEMBERED)
def _vat(text: str, written: str) -> Vat:
    percent = decimal(text or "0", "VAT percentage")
    code = written.upper() or ("KOMY" if percent else NONE)
    rates = RATES.get(code)
    if rates is None:
        raise invalid(f"VAT code {shown(code)} is not known; known are {', '.join(RATES)}")
    if percent not in rates:
        known = ", ".join(f"{rate:f}" for rate in sorted(rates))
        raise invalid(f"VAT percentage {percent} does not belong to VAT code {code}; it takes {known}")
    return Vat(code, percent)


def shown_code(code: str) -> str:
    """Return a code as answers show it: NONE is a dash."""
    return "-" if code in ("", NONE) else code
