"""What must hold of an invoice beyond its contract: references to other things, then fields against each other.

All violations of one kind are reported together, references before the rest (assumed order). Sources: OpenAPI document
26.04 and the release notes named; codes as in ``codes``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from simulator.core.company import Company
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.references import is_payment_reference
from simulator.core.sales import Customer
from simulator.systems.procountor import NAME
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.invoice import CounterParty, Invoice
from simulator.systems.procountor.wire.ledger_posting import NO_TAX_STATUSES, PERCENTS, STATUSES
from simulator.systems.procountor.wire.ledger_receipt import SALES_INVOICE
from simulator.world.world import World

LONGEST_TERM: Final = timedelta(days=999)
CASH: Final = "CASH"
MOST_COPIES: Final = 4
LONGEST_COPY: Final = 256


def check(world: World, company: Company, invoice: Invoice) -> None:
    """Refuse an invoice that breaks a rule. Raises InvalidDocument with every violation of the first kind there is."""
    for violations in (_references(world, company, invoice), _fields(company, invoice)):
        wrong = [FieldError(field, code) for field, code in violations]
        if wrong:
            raise InvalidDocument(wrong)


def iban(invoice: Invoice) -> str:
    """Return the account that is to be paid to, without blanks."""
    account = invoice.payment_info.bank_account
    return "".join((account.account_number or "").split()).upper() if account else ""


def _references(world: World, company: Company, invoice: Invoice) -> Iterator[tuple[str, str]]:
    if invoice.type != SALES_INVOICE:
        yield "type", codes.INVALID_TYPE
    partner = invoice.partner_id
    if partner is not None and world.look(Customer, f"{NAME}/customer/{partner}") is None:
        yield "partnerId", codes.INVALID_PARTNER
    known = {bank.iban for bank in company.banks}
    if invoice.payment_info.payment_method != CASH and iban(invoice) not in known:
        yield "paymentInfo.bankAccount.accountNumber", codes.INVALID_BANK_ACCOUNT
    for place, row in enumerate(invoice.invoice_rows):
        if row.vat_percent not in PERCENTS:
            yield f"invoiceRows[{place}].vatPercent", codes.INVALID_VAT_PERCENT


def _fields(company: Company, invoice: Invoice) -> Iterator[tuple[str, str]]:
    info = invoice.payment_info
    if info.due_date < invoice.date:
        yield "", codes.DUE_BEFORE_BILL
    elif info.due_date - invoice.date > LONGEST_TERM:
        yield "paymentInfo.dueDate", codes.INVALID_PAYMENT_TERM
    if info.currency != company.currency:
        yield "paymentInfo.currency", codes.INVALID_CURRENCY
    if info.bank_reference_code and not is_payment_reference(info.bank_reference_code):
        yield "paymentInfo.bankReferenceCode", codes.INVALID_REFERENCE
    for place, row in enumerate(invoice.invoice_rows):
        status = invoice.vat_status if row.vat_status is None else row.vat_status
        if status not in STATUSES or (row.vat_percent and status in NO_TAX_STATUSES):
            yield f"invoiceRows[{place}].vatStatus", codes.STATUS_AND_PERCENT
    yield from _sending(invoice)


def _sending(invoice: Invoice) -> Iterator[tuple[str, str]]:
    """Say what the way of sending needs and the invoice lacks (electronic since 22.11; e-mail: help centre)."""
    party = invoice.counter_party
    billing = invoice.billing_address if invoice.billing_address is not None else party.counter_party_address
    match invoice.invoice_channel:
        case "ELECTRONIC_INVOICE":
            yield from _electronic(invoice, party, billing)
        case "MAIL":
            if not (_is_complete(billing) or _is_complete(party.counter_party_address)):
                yield "billingAddress", codes.INVALID_ADDRESS
        case "EMAIL":
            yield from _by_email(party)


def _electronic(invoice: Invoice, party: CounterParty, billing: Address) -> Iterator[tuple[str, str]]:
    if not _is_complete(billing):
        yield "billingAddress", codes.INVALID_ADDRESS
    if not _is_complete(party.counter_party_address):
        yield "counterParty.counterPartyAddress", codes.INVALID_ADDRESS
    goes_to = party.einvoice_address
    if goes_to is None or not (goes_to.operator and goes_to.address):
        yield "counterParty.einvoiceAddress", codes.INVALID_EINVOICE_ADDRESS
    if invoice.payment_info.bank_reference_code is None:
        yield "paymentInfo.bankReferenceCode", codes.INVALID_REFERENCE


def _by_email(party: CounterParty) -> Iterator[tuple[str, str]]:
    if not party.email:
        yield "counterParty.email", codes.INVALID_EMAIL
    copies = party.bcc_addresses or ()
    if len(copies) > MOST_COPIES or any(len(copy) > LONGEST_COPY or copy == party.email for copy in copies):
        yield "counterParty.bccAddresses", codes.INVALID_EMAIL


def _is_complete(address: Address) -> bool:
    return bool(address.street and address.zip and address.city)
