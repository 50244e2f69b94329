"""Buyers as business partners: found by customer number or by name, and made where they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from simulator.core.carried import Buyer
from simulator.core.identifiers import is_business_id
from simulator.systems.procountor.carrying.exchange import Exchange

LONGEST_NAME: Final = 80
COUNTRIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FI": "FINLAND",
        "SE": "SWEDEN",
        "NO": "NORWAY",
        "DK": "DENMARK",
        "EE": "ESTONIA",
        "LV": "LATVIA",
        "LT": "LITHUANIA",
        "DE": "GERMANY",
        "AX": "ALAND_ISLANDS",
    }
)
"""The vendor's names of countries; an address elsewhere is sent without its country."""


class Partner(msgspec.Struct, frozen=True):
    """A business partner, as far as it is needed here."""

    id: int
    name: str | None = None


class Partners(msgspec.Struct, frozen=True):
    """A page of business partners."""

    results: list[Partner]


class Register:
    """The register of customers; those that were found are remembered."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._known: dict[tuple[str, str], int] = {}

    async def customer(self, buyer: Buyer) -> int:
        """Return the partner that a buyer is, making one where there is none. Raises Stopped."""
        key = buyer.code, "" if buyer.code else buyer.name
        if key not in self._known:
            found = await self._found(buyer)
            self._known[key] = (
                found or (await self._exchange.write("POST", "businesspartners", said(buyer), Partner)).id
            )
        return self._known[key]

    async def _found(self, buyer: Buyer) -> int | None:
        if buyer.code:
            query = {"customerNumber": buyer.code[:LONGEST_NAME], "type": "CUSTOMER"}
            found = (await self._exchange.read("businesspartners", Partners, **query)).results
            return found[0].id if found else None
        name = buyer.name[:LONGEST_NAME]
        page = await self._exchange.read("businesspartners", Partners, name=name, type="CUSTOMER", size=200)
        return next((one.id for one in page.results if one.name == name), None)


def said(buyer: Buyer) -> dict[str, Any]:
    """Return a buyer as a business partner."""
    is_known = is_business_id(buyer.identifier)
    info = {
        "customerNumber": buyer.code[:LONGEST_NAME] or None,
        "identifier": buyer.identifier if is_known else None,
        "identifierType": "FI" if is_known else None,
        "email": buyer.email or None,
        "einvoiceAddress": buyer.invoice_account or None,
        "einvoiceOperator": buyer.invoice_operator or None,
    }
    return {
        "name": buyer.name[:LONGEST_NAME] or "-",
        "type": "CUSTOMER",
        "address": address(buyer),
        "invoicingInfo": {name: value for name, value in info.items() if value},
        "paymentInfo": {"paymentMethod": "BANK_TRANSFER"},
    }


def address(buyer: Buyer) -> dict[str, str]:
    """Return a buyer's address."""
    place = buyer.address
    told = {
        "name": buyer.name[:LONGEST_NAME] or "-",
        "street": place.street[:80],
        "zip": place.postal_code[:20],
        "city": place.town[:40],
        "country": COUNTRIES.get(place.country, ""),
    }
    return {name: value for name, value in told.items() if value}
