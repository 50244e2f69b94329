"""What a SalesInvoiceRequest means to the domain: what is owed, by whom, until when, and how it reaches him."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Final

from simulator.core.debtor import DebtorKind
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.interest import RateTerms
from simulator.core.money import Money, total
from simulator.core.receivable import InvoiceType, Method
from simulator.core.records import Client
from simulator.core.references import make_finnish_reference
from simulator.systems.cfis.wire.document import found_in
from simulator.systems.cfis.wire.invoice import (
    Buyer,
    Contact,
    ContactPerson,
    Content,
    Distribution,
    Header,
    Parties,
    PaymentData,
    Processing,
    Recipient,
    References,
    Row,
    SalesInvoiceRequest,
    Terms,
)
from simulator.world.submission import NewInvoice

TOTAL: Final = "invoice.amounts.totalAmount"
"""The field that says what is owed, whatever it is found out from."""


def new_invoice(request: SalesInvoiceRequest, client: Client, document: bytes, *, lenient: bool) -> NewInvoice:
    """Return what ``request`` means. Raises InvalidDocument for figures and dates that cannot be.

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
    debtor = _debtor_kind(buyer)
    return NewInvoice(
        number=header.number,
        type=kind,
        dated=header.date,
        due=header.due_date,
        total=owed,
        reference=_reference(invoice.references, client, header.number),
        debtor_name=buyer.name,
        debtor_key=_debtor_key(buyer),
        debtor=debtor,
        document=document,
        method=method,
        distribute=distribute,
        payment_control=controlled and owed.is_positive,
        manual_approval=_said(processing.manual_approval_enabled, client.approves_by_hand),
        accounting=bool(processing.accounting_invoice_enabled),
        disable_collection=bool(buyer.disable_collection),
        agreed_percent=_agreed_percent(invoice.terms, debtor),
        unreachable=_unreachable(method, invoice.parties) if distribute else None,
        credits=_credited(invoice.references) if kind is InvoiceType.CREDIT_NOTE else None,
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
        raise InvalidDocument([FieldError(TOTAL, message)])
    with found_in(TOTAL):
        amount = Money.of(stated or 0, currency)
    if kind is InvoiceType.CREDIT_NOTE:
        return Money(abs(amount.cents), currency)
    amount -= _paid_before(invoice.payment_data, currency)
    if amount.cents < 0:
        message = f"an invoice over {amount.decimal} is not one; what is owed cannot be below 0.00, use CREDIT_NOTE"
        raise InvalidDocument([FieldError(TOTAL, message)])
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


def _paid_before(data: PaymentData | None, currency: str) -> Money:
    """Return what the debtor had paid before the invoice was handed in."""
    paid = Money.of((data.state.paid_amount if data and data.state else None) or 0, currency)
    if paid.cents < 0:
        message = f"{paid.decimal} is below 0.00; expected what was paid so far"
        raise InvalidDocument([FieldError("invoice.paymentData.state.paidAmount", message)])
    return paid


def _check_dates(header: Header) -> None:
    if header.due_date < header.date:
        message = (
            f"{header.due_date} is before the invoice date {header.date}; an invoice falls due on its date or later"
        )
        raise InvalidDocument([FieldError("invoice.header.dueDate", message)])


def _distribution(wanted: Distribution | None, client: Client) -> tuple[bool, Method | None]:
    """Return whether the invoice is sent, and how: as it says itself, or else as its client always wants it."""
    if wanted is None:
        return client.sends_by is not None, Method(client.sends_by) if client.sends_by else None
    return _said(wanted.enabled, True), wanted.method


def _agreed_percent(terms: Terms | None, debtor: DebtorKind) -> Decimal | None:
    """Return the late interest that the parties agreed on, in percent a year."""
    percent = terms.interest.percentage if terms and terms.interest else None
    with found_in("invoice.terms.interest.percentage"):
        return RateTerms(debtor=debtor, agreed_percent=percent).agreed_percent


def _credited(references: References | None) -> int | None:
    return references.credited_invoice_number if references else None


def _reference(references: References | None, client: Client, number: int) -> str:
    """Return the reference to pay with: the one given, or the client's prefix and the invoice number."""
    given = references.payment if references else None
    with found_in("invoice.header.number"):
        return given or make_finnish_reference(f"{client.payment_reference_prefix}{number}")


def _debtor_kind(buyer: Buyer) -> DebtorKind:
    if buyer.entity_type is not None:
        return buyer.entity_type
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
