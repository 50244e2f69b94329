"""The SalesInvoiceRequest as it travels, as far as it is read; the whole of it is kept beside."""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 - a member is called date
from decimal import Decimal

from simulator.core.debtor import DebtorKind
from simulator.core.receivable import InvoiceType, Method
from simulator.systems.cfis.wire.document import Wire


class Processing(Wire, frozen=True):
    """Switches of what follows."""

    payment_control_enabled: bool | None = None
    manual_approval_enabled: bool | None = None
    accounting_invoice_enabled: bool | None = None


class Distribution(Wire, frozen=True):
    """Whether and how the invoice is sent."""

    method: Method | None = None
    enabled: bool | None = None


class Header(Wire, frozen=True):
    """Number, kind, dates and currency."""

    number: int
    date: Day
    due_date: Day
    currency_code: str
    type: InvoiceType | None = None


class References(Wire, frozen=True):
    """The reference to pay with, and the invoice that a credit note credits."""

    payment: str | None = None
    credited_invoice_number: int | None = None


class Address(Wire, frozen=True):
    """Where a letter goes."""

    street: str | None = None
    postal_code: str | None = None
    postal_district: str | None = None


class ContactPerson(Wire, frozen=True):
    """A person to write to."""

    email: str | None = None


class Contact(Wire, frozen=True):
    """How to reach a party."""

    contact_person: ContactPerson | None = None
    email: str | None = None


class PaymentDetails(Wire, frozen=True):
    """The seller's own account."""

    iban: str | None = None


class Seller(Wire, frozen=True):
    """The creditor as it stands on the invoice."""

    name: str
    business_id: str | None = None
    vat_code: str | None = None
    payment_details: PaymentDetails | None = None


class Buyer(Wire, frozen=True):
    """The debtor."""

    name: str
    entity_type: DebtorKind | None = None
    customer_account_id: str | None = None
    personal_identity_number: str | None = None
    business_id: str | None = None
    vat_code: str | None = None
    electronic_invoice_account: str | None = None
    electronic_routing_address: str | None = None
    disable_collection: bool | None = None
    address: Address | None = None
    contact: Contact | None = None


class Recipient(Wire, frozen=True):
    """Who gets the invoice, where that is not the buyer."""

    name: str | None = None
    electronic_invoice_account: str | None = None
    electronic_routing_address: str | None = None
    email: str | None = None
    address: Address | None = None


class Parties(Wire, frozen=True):
    """Seller, buyer and recipient."""

    seller_party: Seller
    buyer_party: Buyer
    invoice_recipient_party: Recipient | None = None


class Amounts(Wire, frozen=True):
    """The sums of the invoice."""

    total_amount: Decimal | None = None


class Row(Wire, frozen=True):
    """A line item, as far as it says what is owed."""

    total_amount: Decimal | None = None
    net_amount: Decimal | None = None
    vat_amount: Decimal | None = None


class InterestTerms(Wire, frozen=True):
    """The late interest that the parties agreed on."""

    percentage: Decimal | None = None


class Terms(Wire, frozen=True):
    """What lateness costs."""

    interest: InterestTerms | None = None


class PaidBefore(Wire, frozen=True):
    """What was paid before the invoice was handed in."""

    paid_amount: Decimal | None = None


class PaymentData(Wire, frozen=True):
    """Payments before the invoice was handed in."""

    state: PaidBefore | None = None


class Content(Wire, frozen=True):
    """The invoice itself."""

    header: Header
    parties: Parties
    references: References | None = None
    amounts: Amounts | None = None
    rows: tuple[Row, ...] | None = None
    terms: Terms | None = None
    payment_data: PaymentData | None = None


class SalesInvoiceRequest(Wire, frozen=True):
    """One invoice and what is to be done with it."""

    invoice: Content
    processing: Processing | None = None
    distribution: Distribution | None = None


class InvoiceAccepted(Wire, frozen=True):
    """The answer: the invoice is in."""

    message: str
    invoice_number: int
    status: str
    payment_reference: str
