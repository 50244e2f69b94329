"""Where e-invoices go: the operators and banks that carry them, and addresses that mean "print it"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OPERATORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "003723327487": "Apix Messaging",
        "BAWCFI22": "Basware",
        "003703575029": "CGI Suomi",
        "003708599126": "OpenText (Liaison)",
        "003721291126": "Maventa",
        "003726044706": "Netbox Finland",
        "E204503": "OpusCapita",
        "003723609900": "Pagero",
        "003710948874": "Posti Messaging",
        "003701150617": "PostNord Strålfors",
        "003714377140": "Ropo Capital",
        "003701011385": "Tietoevry",
        "003714756079": "Telia Finland",
        "003717203971": "Notebeat",
        "003722207029": "Åland Post",
        "003722319362": "Oma Säästöpankki",
        "INEXCHANGE": "InExchange",
        "CREDIFLOW": "Crediflow",
        "00885060259470028": "Tradeshift",
        "NDEAFIHH": "Nordea",
        "OKOYFIHH": "OP",
        "DABAFIHH": "Danske Bank",
        "HELSFIHH": "Aktia",
        "AABAFI22": "Ålandsbanken",
        "POPFFI22": "POP Pankki",
        "ITELFIHH": "Säästöpankki",
        "SBANFIHH": "S-Pankki",
        "HANDFIHH": "Handelsbanken",
    }
)
"""Operator code to name. A code missing here may still be right: operators merge, and the list is of 2019-2024.

Source: OCA l10n_fi_edicode; the register at verkkolaskuosoite.fi has the present state.
"""

PRINT_ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "TULOSTUKSEEN": "Nordea",
        "TULOSTUSPALVELU": "OP",
        "EKIRJE": "Posti",
        "TULOSTUS": "Apix",
        "PRINT": "Maventa",
    }
)
"""Addresses, in upper case, by which a system asks its operator to print, and whose they are."""


def is_print_address(address: str) -> bool:
    """Whether an e-invoice address stands for the operator's printing service; case does not matter."""
    return address.strip().upper() in PRINT_ADDRESSES
