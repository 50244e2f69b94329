"""Charts of accounts: which number a chart gives to each use that a voucher has for an account."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class LedgerAccount(StrEnum):
    """What an account is used for. The numbers are configuration: a creditor may hand in its own chart."""

    RECEIVABLE = "receivable"
    BANK = "bank"
    SALES_GENERAL = "sales_25_5"
    SALES_REDUCED = "sales_13_5"
    SALES_REVERSE = "sales_reverse"
    VAT_PAYABLE = "vat_payable"
    VAT_RECEIVABLE = "vat_receivable"
    INTEREST_INCOME = "interest_income"
    OTHER_INCOME = "other_income"
    CLEARING = "clearing"
    CREDIT_LOSS = "credit_loss"
    CREDIT_LOSS_RECOVERED = "credit_loss_recovered"
    COLLECTION_SERVICES = "collection_services"
    BANK_CHARGES = "bank_charges"
    ROUNDING = "rounding"
    AGENCY_CLIENT_BANK = "agency_client_bank"
    AGENCY_CLIENT_LIABILITY = "agency_client_liability"
    AGENCY_REVENUE = "agency_revenue"
    DISCOUNT = "discount"


Chart = Mapping[LedgerAccount, str]
"""A number for every use; two uses may share one."""

KITSAS: Final[Chart] = MappingProxyType(
    {
        LedgerAccount.RECEIVABLE: "1701",
        LedgerAccount.BANK: "1910",
        LedgerAccount.SALES_GENERAL: "3000",
        LedgerAccount.SALES_REDUCED: "3000",
        LedgerAccount.SALES_REVERSE: "3000",
        LedgerAccount.VAT_PAYABLE: "2939",
        LedgerAccount.VAT_RECEIVABLE: "1763",
        LedgerAccount.INTEREST_INCOME: "9170",
        LedgerAccount.OTHER_INCOME: "3990",
        LedgerAccount.CLEARING: "2947",
        LedgerAccount.CREDIT_LOSS: "8700",
        LedgerAccount.CREDIT_LOSS_RECOVERED: "8730",
        LedgerAccount.COLLECTION_SERVICES: "8420",
        LedgerAccount.BANK_CHARGES: "8560",
        LedgerAccount.ROUNDING: "8570",
        LedgerAccount.AGENCY_CLIENT_BANK: "1910",
        LedgerAccount.AGENCY_CLIENT_LIABILITY: "2947",
        LedgerAccount.AGENCY_REVENUE: "3000",
        LedgerAccount.DISCOUNT: "3000",
    }
)
"""The chart of the bookkeeping program Kitsas; collection fees on other income, where Kitsas itself takes 9170."""

ODOO: Final[Chart] = MappingProxyType(
    {
        **KITSAS,
        LedgerAccount.RECEIVABLE: "1700",
        LedgerAccount.VAT_PAYABLE: "2930",
        LedgerAccount.VAT_RECEIVABLE: "1765",
        LedgerAccount.INTEREST_INCOME: "9160",
        LedgerAccount.OTHER_INCOME: "3980",
        LedgerAccount.CLEARING: "1777",
        LedgerAccount.CREDIT_LOSS: "8730",
        LedgerAccount.COLLECTION_SERVICES: "8370",
        LedgerAccount.BANK_CHARGES: "8370",
        LedgerAccount.ROUNDING: "8890",
        LedgerAccount.AGENCY_CLIENT_LIABILITY: "2870",
    }
)
"""The Finnish chart of Odoo (l10n_fi)."""

GENERAL: Final[Chart] = MappingProxyType({**KITSAS, LedgerAccount.RECEIVABLE: "1700"})
"""What a sandbox uses unless told otherwise: Kitsas, with receivables on the group's own number (assumed)."""
