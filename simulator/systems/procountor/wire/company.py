"""The session and the company as they travel."""

from __future__ import annotations

from decimal import Decimal

from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.document import Told, Wire


class CompanySettings(Told, frozen=True):
    """Settings that a session tells."""

    invoice_discussion_enabled: bool = False


class SessionInfo(Told, frozen=True):
    """Who a token stands for, and in which company."""

    company_id: int
    name: str
    country: str
    product_version: str
    user_id: int
    user_name: str
    company_settings: CompanySettings = CompanySettings()


class BusinessIdentifier(Told, frozen=True):
    """The number under which the company is registered."""

    brn_type: str = "FI"
    code: str = ""


class CompanyDetails(Wire, frozen=True, omit_defaults=False):
    """The company's own particulars; what a client may change of them is kept with the company."""

    id: int = 0
    name: str = ""
    country: str = "FINLAND"
    product_version: str = "FINANCIALS_PLUS"
    operation_type: str = "COMPANY"
    accounting_office_name: str | None = None
    accounting_office_id: int | None = None
    company_address: Address | None = None
    billing_address: Address | None = None
    mva: bool = False
    in_trade_register: bool = True
    business_identifier: BusinessIdentifier | None = None
    company_currency: str = "EUR"
    currency_rate_search_density: str = "DAILY"
    accounting_coa_languages: tuple[str, ...] = ("FINNISH", "ENGLISH")


class UsageSettings(Told, frozen=True):
    """How the company makes invoices unless told otherwise."""

    default_invoice_channel: str = "EMAIL"
    cash_discount: bool = True
    accounting_by_row: bool = True


class CollectionSettings(Told, frozen=True):
    """What lateness costs the company's customers unless an invoice says otherwise."""

    use_automatic_handling: bool = False
    collection_costs_product: None = None
    penal_expense_product: None = None
    penal_interest_date_margin: int = 0
    minimum_penal_interest_sum: Decimal = Decimal("0.00")
    default_sales_invoice_interest: Decimal = Decimal("0.00")
    default_sales_invoice_payment_terms: int = 14
    collection_partner: str = ""
