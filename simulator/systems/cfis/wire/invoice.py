"""The SalesInvoiceRequest: what is read of it, and what it means to the domain."""

from __future__ import annotations

import hashlib
from datetime import date as Day  # noqa: N812 - a member is called date
from decimal import Decimal

from simulator.core.debtor import DebtorKind
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.money import Money, total
from simulator.core.receivable import InvoiceType, Method
from simulator.core.records import Client
from simulator.core.references import make_finnish_reference
from simulator.systems.cfis.wire.document import Wire
from simulator.world.submission import NewInvoice


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
    entity_type: str | None = None
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


def new_invoice(request: SalesInvoiceRequest, client: Client, document: bytes, *, lenient: bool) -> NewInvoice:
    """Return what ``request`` means. Raises InvalidDocument for figures that cannot be.

    A lenient world takes an invoice without any sum as one over 0.00.
    """
    invoice = request.invoice
    header, buyer = invoice.header, invoice.parties.buyer_party
    processing = request.processing or Processing()
    kind = header.type or InvoiceType.INVOICE
    owed = _owed(invoice, kind, lenient=lenient)
    _check_dates(header)
    distribute, method = _distribution(request.distribution, client)
    controlled = _said(processing.payment_control_enabled, client.controls_payments)
    interest = invoice.terms.interest if invoice.terms else None
    return NewInvoice(
        number=header.number,
        type=kind,
        dated=header.date,
        due=header.due_date,
        total=owed,
        reference=_reference(invoice.references, client, header.number),
        debtor_name=buyer.name,
        debtor_key=_debtor_key(buyer),
        debtor=_debtor_kind(buyer),
        document=document,
        method=method,
        distribute=distribute,
        payment_control=controlled and owed.is_positive,
        manual_approval=_said(processing.manual_approval_enabled, client.approves_by_hand),
        accounting=bool(processing.accounting_invoice_enabled),
        disable_collection=bool(buyer.disable_collection),
        agreed_percent=interest.percentage if interest else None,
        unreachable=_unreachable(method, invoice.parties) if distribute else None,
        credits=invoice.references.credited_invoice_number if invoice.references else None,
    )


def _said(switch: bool | None, default: bool) -> bool:
    return default if switch is None else switch


def _owed(invoice: Content, kind: InvoiceType, *, lenient: bool) -> Money:
    """Return what the document is about: the stated total, or the sum of its rows, less what was paid before."""
    currency = invoice.header.currency_code
    stated = invoice.amounts.total_amount if invoice.amounts else None
    if stated is None and invoice.rows:
        stated = _sum_of_rows(invoice.rows, currency)
    if stated is None and not lenient:
        message = "nothing says what is owed; give amounts.totalAmount, or totalAmount on every row"
        raise InvalidDocument([FieldError("invoice.amounts.totalAmount", message)])
    amount = Money.of(stated or 0, currency)
    if kind is InvoiceType.CREDIT_NOTE:
        return Money(abs(amount.cents), currency)
    paid = invoice.payment_data.state if invoice.payment_data else None
    amount -= Money.of((paid.paid_amount if paid else None) or 0, currency)
    if amount.cents < 0:
        message = f"an invoice over {amount.decimal} is not one; what is owed cannot be below 0.00, use CREDIT_NOTE"
        raise InvalidDocument([FieldError("invoice.amounts.totalAmount", message)])
    return amount


def _sum_of_rows(rows: tuple[Row, ...], currency: str) -> Decimal | None:
    """Return the rows' totals together, or nothing when a row states neither its total nor net and VAT."""
    sums: list[Money] = []
    for row in rows:
        if row.total_amount is not None:
            sums.append(Money.of(row.total_amount, currency))
        elif row.net_amount is not None and row.vat_amount is not None:
            sums.append(Money.of(row.net_amount, currency) + Money.of(row.vat_amount, currency))
        else:
            return None
    return total(sums, currency).decimal


def _check_dates(header: Header) -> None:
    if header.due_date < header.date:
        message = (
            f"{header.due_date} is before the invoice date {header.date}; an invoice falls due on its date or later"
        )
        raise InvalidDocument([FieldError("invoice.header.dueDate", message)])


def _distribution(wanted: Distribution | None, client: Client) -> tuple[bool, Method | None]:
    default = Method(client.sends_by) if client.sends_by else None
    if wanted is None:
        return default is not None, default
    return _said(wanted.enabled, True), wanted.method or default


def _reference(references: References | None, client: Client, number: int) -> str:
    """Return the reference to pay with: the one given, or the client's prefix and the invoice number."""
    given = references.payment if references else None
    return given or make_finnish_reference(f"{client.payment_reference_prefix}{number}")


def _debtor_kind(buyer: Buyer) -> DebtorKind:
    if buyer.entity_type is not None:
        return DebtorKind(buyer.entity_type)
    return DebtorKind.BUSINESS if buyer.business_id else DebtorKind.CONSUMER


def _debtor_key(buyer: Buyer) -> str:
    """Return what tells one debtor from another; a personal identity code goes in as a digest only."""
    if buyer.customer_account_id:
        return f"account/{buyer.customer_account_id}"
    if buyer.business_id:
        return f"business/{buyer.business_id}"
    if buyer.personal_identity_number:
        return f"person/{hashlib.sha256(buyer.personal_identity_number.encode()).hexdigest()[:16]}"
    place = buyer.address.postal_code if buyer.address else None
    return f"name/{buyer.name.casefold()}/{place or ''}"


def _unreachable(method: Method | None, parties: Parties) -> str | None:
    """Return why ``method`` cannot reach the recipient, if so."""
    buyer, recipient = parties.buyer_party, parties.invoice_recipient_party or Recipient()
    if method is Method.EMAIL and not _email(buyer, recipient):
        return "the recipient has no e-mail address"
    if method is Method.EINVOICE:
        account = recipient.electronic_invoice_account or buyer.electronic_invoice_account
        operator = recipient.electronic_routing_address or buyer.electronic_routing_address
        return None if account and operator else "the recipient has no e-invoice address and operator"
    if method is Method.PRINT:
        address = recipient.address if recipient.address and recipient.address.street else buyer.address
        complete = address is not None and address.street and address.postal_code and address.postal_district
        return None if complete else "the recipient has no complete postal address"
    return None


def _email(buyer: Buyer, recipient: Recipient) -> str | None:
    contact = buyer.contact or Contact()
    person = contact.contact_person or ContactPerson()
    return recipient.email or contact.email or person.email
