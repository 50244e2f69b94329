"""Business partners as they travel, whole and as rows of lists.

What is given is kept whole beside the few members that the books need. Source: OpenAPI document 26.04, schemas
BusinessPartner, InvoicingInfo, BusinessPartnerPaymentInfo, BusinessPartnerAdditionalInfo and RegistryInfo.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.sales import Customer
from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.document import Wire, kept
from simulator.systems.procountor.wire.moment import stamp
from simulator.world.books_register import NewCustomer

CUSTOMER: Final = "CUSTOMER"


class InvoicingInfo(Wire, frozen=True):
    """How a partner is invoiced."""

    customer_number: str | None = None
    identifier: str | None = None
    identifier_type: str | None = None
    ovt: str | None = None
    invoice_channel: str | None = None
    contact_person: str | None = None
    language: str | None = None
    email: str | None = None
    bcc_addresses: tuple[str, ...] | None = None
    deny_einvoice_reminders: bool | None = None
    order_reference: str | None = None
    seller_reference_identifier: str | None = None
    buyer_reference_identifier: str | None = None
    order_number: str | None = None
    agreement_number: str | None = None
    accounting_code: str | None = None
    delivery_site: str | None = None
    tender_reference: str | None = None
    einvoice_address: str | None = None
    einvoice_operator: str | None = None


class DiscountOption(Wire, frozen=True, omit_defaults=False):
    """What is taken off for paying within some days."""

    number_of_days: int = 0
    discount_percentage: Decimal = Decimal(0)


class CashDiscount(Wire, frozen=True):
    """Discounts for early payment."""

    option_list: tuple[DiscountOption, ...] | None = None
    cash_discounts_term_type: str | None = None


class PartnerPaymentInfo(Wire, frozen=True):
    """How a partner pays, or is paid."""

    factoring_contract_id: int | None = None
    payment_method: str | None = None
    bank_account: str | None = None
    payment_term_days: str | None = None
    payment_term_percentage: Decimal | None = None
    penal_interest_rate: Decimal | None = None
    discount_percentage: Decimal | None = None
    cash_discount: CashDiscount | None = None
    currency: str | None = None
    delivery_method: str | None = None
    clearing_code: str | None = None
    bic: str | None = None
    customer_account_number: str | None = None


class AdditionalInfo(Wire, frozen=True):
    """What else is noted of a partner."""

    default_additional_information: str | None = None
    default_reference: str | None = None
    group: str | None = None
    parent_company_id_type: str | None = None
    parent_company_id: str | None = None
    auxiliary_company_name: str | None = None
    former_company_name: str | None = None
    sector: str | None = None
    web_address: str | None = None
    comments1: str | None = None
    comments2: str | None = None
    invoice_period: str | None = None
    withholding_register_marking: str | None = None
    invoice_ledger: str | None = "INVOICE_LEDGER"


class GroupNamed(Wire, frozen=True):
    """A group that a partner is in."""

    id: int
    name: str | None = None


class RegistryInfo(Wire, frozen=True, omit_defaults=False):
    """Where a partner stands in the register."""

    active: bool | None = True
    phone: str | None = None
    mobile_phone: str | None = None
    fax: str | None = None
    section: str | None = None
    home_municipality: str | None = None
    report_group: str | None = None
    report_group_id: int | None = None
    partner_groups: tuple[GroupNamed, ...] | None = ()


class ContactPerson(Wire, frozen=True):
    """Whom to talk to."""

    id: int | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class BusinessPartner(Wire, frozen=True, kw_only=True):
    """A customer, a supplier or a person."""

    id: int | None = None
    name: str
    type: str
    address: Address | None = None
    billing_address: Address | None = None
    delivery_address: Address | None = None
    invoicing_info: InvoicingInfo | None = None
    contact_persons: tuple[ContactPerson, ...] | None = None
    additional_info: AdditionalInfo | None = None
    payment_info: PartnerPaymentInfo
    registry_info: RegistryInfo | None = None
    version: str | None = None


class Numbers(Wire, frozen=True):
    """What a row tells of how a partner is invoiced."""

    customer_number: str | None = None
    identifier: str | None = None
    identifier_type: str | None = None


class Activity(msgspec.Struct, frozen=True, gc=False):
    """What a row tells of the register."""

    active: bool


class PartnerRow(Wire, frozen=True, kw_only=True):
    """A row of a list."""

    id: int
    name: str
    billing_address: Address | None = None
    invoicing_info: Numbers | None = None
    registry_info: Activity
    type: str
    version: str


_READER: Final = msgspec.json.Decoder(BusinessPartner)


def said(known: Customer) -> BusinessPartner:
    """Return what was said of a partner; one that another system made is a customer with a name."""
    if not known.document:
        invoicing = InvoicingInfo(customer_number=known.code, identifier=known.identifier or None)
        payment = PartnerPaymentInfo(payment_method="BANK_TRANSFER")
        return BusinessPartner(name=known.name, type=CUSTOMER, invoicing_info=invoicing, payment_info=payment)
    return _READER.decode(known.document)


def whole(known: Customer, partner: BusinessPartner | None = None) -> BusinessPartner:
    """Return a partner as it is told."""
    return replace(partner or said(known), id=known.customer_id, version=stamp(known.changed))


def row(known: Customer) -> PartnerRow:
    """Return a partner as a list tells of it."""
    partner = said(known)
    numbers = partner.invoicing_info
    return PartnerRow(
        id=known.customer_id,
        name=partner.name,
        billing_address=partner.billing_address or partner.address,
        invoicing_info=Numbers(numbers.customer_number, numbers.identifier, numbers.identifier_type)
        if numbers
        else None,
        registry_info=Activity(known.is_active),
        type=partner.type,
        version=stamp(known.changed),
    )


def registered(partner: BusinessPartner) -> NewCustomer:
    """Return what the books keep of a partner; numbers of customers are unique, those of others are not looked at."""
    numbers = partner.invoicing_info or InvoicingInfo()
    registry = partner.registry_info
    return NewCustomer(
        name=partner.name,
        code=(numbers.customer_number or "") if partner.type == CUSTOMER else "",
        identifier=numbers.identifier or "",
        is_active=registry is None or registry.active is not False,
        document=kept(replace(partner, id=None, version=None)),
    )
