"""Tables that turn a source's words into an accounting system's: accounts, VAT codes, dimensions, document types."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from simulator.core.carried import Use

NEW_COMPANY: Final[Mapping[Use, str]] = MappingProxyType(
    {
        Use.BANK: "1910",
        Use.SALES: "3000",
        Use.VAT: "2939",
        Use.INTEREST: "9170",
        Use.FEES: "3990",
        Use.OVERPAYMENT: "2861",
        Use.CREDIT_LOSS: "8700",
        Use.ROUNDING: "8570",
    }
)
"""The account for each use in the chart that the sandbox gives a new company, whatever system keeps its books."""


class Tables(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What a number or code of the source is called in the accounting system.

    ``accounts``: account numbers; one that is not named is the same in both.
    ``vat_codes``: the source's VAT codes; ``vat_percents``: the system's VAT code for a rate (``"25.5"``), for rows
    of sales whose source names no code, or one that the first table does not have.
    ``dimensions``: what the system calls a dimension (``COST_CENTER``); one that is not named is passed over.
    ``document_types``: the system's kind of voucher for a document type (``ML``).
    ``uses``: the account for each use that a payment or an invoice names none for.
    """

    accounts: Mapping[str, str] = {}
    vat_codes: Mapping[str, str] = {}
    vat_percents: Mapping[str, str] = {}
    dimensions: Mapping[str, str] = {}
    document_types: Mapping[str, str] = {}
    uses: Mapping[Use, str] = {}

    def account(self, number: str) -> str:
        """Return the system's number of an account."""
        return self.accounts.get(number, number)

    def account_for(self, use: Use, given: str = "") -> str | None:
        """Return the account that is ``given``, in the system's number, or that for ``use``; None if none is named."""
        return self.account(given) if given else self.uses.get(use)

    def vat_code(self, code: str, percent: Decimal) -> str | None:
        """Return the system's VAT code for a source's code or rate; None where the tables have neither."""
        return self.vat_codes.get(code) or self.vat_percents.get(f"{percent.normalize():f}")

    def dimension(self, kind: str) -> str | None:
        """Return what the system calls a dimension; None where it has none for it."""
        return self.dimensions.get(kind)

    def document_type(self, kind: str) -> str | None:
        """Return the system's kind of voucher for a document type; None where the table has none for it."""
        return self.document_types.get(kind)


def over(own: Tables, defaults: Tables) -> Tables:
    """Return ``defaults`` with every line of ``own`` in place of its own or beside them."""
    return Tables(
        accounts={**defaults.accounts, **own.accounts},
        vat_codes={**defaults.vat_codes, **own.vat_codes},
        vat_percents={**defaults.vat_percents, **own.vat_percents},
        dimensions={**defaults.dimensions, **own.dimensions},
        document_types={**defaults.document_types, **own.document_types},
        uses={**defaults.uses, **own.uses},
    )
