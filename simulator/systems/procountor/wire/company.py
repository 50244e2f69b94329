"""The session and the company as they travel."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.document import Told, Wire

COUNTRY: Final = "FINLAND"
PRODUCT: Final = "FINANCIALS_PLUS"
FIRST_NAME: Final = "Api"
LAST_NAME: Final = "User"


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


class CompanyGiven(Wire, frozen=True):
    """What a client may change of the company's particulars, kept as it was said."""

    name: str | None = None
    company_address: Address | None = None
    billing_address: Address | None = None
    in_trade_register: bool | None = None
    business_identifier: BusinessIdentifier | None = None


class CompanyDetails(Told, frozen=True, kw_only=True):
    """The company's own particulars."""

    id: int
    name: str
    country: str = COUNTRY
    product_version: str = PRODUCT
    operation_type: str = "COMPANY"
    accounting_office_name: str | None = None
    accounting_office_id: int | None = None
    company_address: Address
    billing_address: Address
    mva: bool = False
    in_trade_register: bool
    business_identifier: BusinessIdentifier
    company_currency: str
    currency_rate_search_density: str = "DAILY"
    accounting_coa_languages: tuple[str, ...] = ("FINNISH", "ENGLISH")


class UsageSettings(Told, frozen=True):
    """How the company makes invoices unless told otherwise."""

    default_invoice_channel: str = "EMAIL"
    cash_discount: bool = True
    accounting_by_row: bool = True


class CollectionSettings(Told, frozen=True, kw_only=True):
    """What lateness costs the company's customers unless an invoice says otherwise; no product is set for it."""

    use_automatic_handling: bool = False
    collection_costs_product: None = None
    penal_expense_product: None = None
    penal_interest_date_margin: int = 0
    minimum_penal_interest_sum: Decimal = Decimal("0.00")
    default_sales_invoice_interest: Decimal
    default_sales_invoice_payment_terms: int = 14
    collection_partner: str


class UserTold(Told, frozen=True, kw_only=True):
    """The user behind a token, whose name is plainly made up."""

    id: int
    username: str
    company_id: int
    country_code: str = "FI"
    first_name: str = FIRST_NAME
    last_name: str = LAST_NAME
    email: str | None = None
    mobile_phone: str | None = None
    secondary_phone: str | None = None
    partner_id: int | None = None
    login_method: str = "PROCOUNTOR_KEY"


class Profile(Told, frozen=True):
    """The name of a user."""

    firstname: str = FIRST_NAME
    surname: str = LAST_NAME


class Currencies(Told, frozen=True):
    """The currencies there are."""

    currencies: tuple[str, ...]


class CurrencyTold(Told, frozen=True):
    """The currency of the books."""

    currency: str


class Status(Told, frozen=True):
    """How the service is."""

    name: str = "Procountor API"
    version: str = "26.04"
    status: str = "OK"
    procountor_version: str = "26.04"
