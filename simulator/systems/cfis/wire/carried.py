"""What a queued document says, in nobody's spelling: as it is carried to an accounting system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from simulator.core.carried import (
    Address,
    Buyer,
    Carried,
    Dimension,
    FoundBy,
    InvoiceDocument,
    InvoiceRow,
    LedgerDocument,
    LedgerRow,
    PaymentDocument,
    PaymentPart,
    Use,
)
from simulator.core.carrying import Reason, Refused
from simulator.core.debtor import DebtorKind
from simulator.core.errors import InvalidValue
from simulator.core.money import Money, total
from simulator.core.receivable import InvoiceType
from simulator.core.sync_document import SyncDocument, SyncKind
from simulator.core.vat import vat_of_net
from simulator.systems.cfis.wire import invoice as invoices
from simulator.systems.cfis.wire.document import Wire

CREDIT_LOSS: Final = "CREDIT_LOSS"
"""The ``paymentMethod`` of a payment that is none: capital that is given up (assumed)."""
FOUND_BY: Final[Mapping[str | None, FoundBy]] = MappingProxyType(
    {
        None: FoundBy.NUMBER,
        "invoicenumber": FoundBy.NUMBER,
        "reference": FoundBy.REFERENCE,
        "netvisor": FoundBy.TARGET,
    }
)
USES: Final[Mapping[str, Use]] = MappingProxyType({"CAPITAL": Use.CAPITAL, "INTEREST": Use.INTEREST, "FEES": Use.FEES})


class LedgerDimension(Wire, frozen=True):
    """A cost centre or the like."""

    dimension_type: str | None = None
    dimension_value: str | None = None


class Row(Wire, frozen=True):
    """A row of a ledger document."""

    booking_date: date
    account_number: str
    amount: Decimal
    net_amount: Decimal
    vat_percentage: Decimal | None = None
    vat_code: str | None = None
    is_vat_row: int | None = None
    project_number: str | None = None
    transaction_description: str | None = None
    ledger_dimensions: tuple[LedgerDimension, ...] | None = None


class Ledger(Wire, frozen=True):
    """A ledger document."""

    ledger_identifier: str
    document_type: str
    document_name: str
    document_date: date
    ledger_rows: tuple[Row, ...]
    document_description: str | None = None


class LedgerBody(Wire, frozen=True):
    """A ledger document as it was handed in."""

    ledgers: Ledger


class Allocation(Wire, frozen=True):
    """A part of a payment."""

    type: str
    amount: Decimal
    account_number: str | None = None


class Payment(Wire, frozen=True):
    """A payment as it was handed in."""

    payment_identifier: str
    payment_date: date
    amount: Decimal
    currency: str
    booking_date: date | None = None
    invoice_number: str | None = None
    target_identifier: str | None = None
    payment_reference: str | None = None
    source_name: str | None = None
    payment_method: str | None = None
    allocations: tuple[Allocation, ...] | None = None


class Accounting(Wire, frozen=True):
    """Where a row of an invoice is booked."""

    account_number: str | None = None
    vat_code: str | None = None
    dimensions: tuple[LedgerDimension, ...] | None = None


class Item(Wire, frozen=True):
    """A row of an invoice."""

    product_code: str | None = None
    product_name: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount_percentage: Decimal | None = None
    vat_percentage: Decimal | None = None
    vat_amount: Decimal | None = None
    net_amount: Decimal | None = None
    total_amount: Decimal | None = None
    accounting: Accounting | None = None


class Amounts(Wire, frozen=True):
    """The sums of an invoice."""

    net_amount: Decimal | None = None
    vat_amount: Decimal | None = None
    total_amount: Decimal | None = None
    rounding_amount: Decimal | None = None


class Content(Wire, frozen=True):
    """An invoice."""

    header: invoices.Header
    parties: invoices.Parties
    references: invoices.References | None = None
    amounts: Amounts | None = None
    rows: tuple[Item, ...] | None = None


class InvoiceBody(Wire, frozen=True):
    """An invoice as it was handed in."""

    invoice: Content


def carried(document: SyncDocument, reference: str = "") -> Carried | Refused:
    """Return what a queued document says, or why it cannot be read. ``reference`` is the one of the receivable."""
    try:
        if document.kind is SyncKind.INVOICE:
            return _invoice(_INVOICE(document.body).invoice, reference)
        return _READ[document.kind](document.body)
    except (InvalidValue, msgspec.DecodeError) as error:
        return Refused(Reason.INVALID, str(error))


_LEDGER: Final = msgspec.json.Decoder(LedgerBody, strict=False).decode
_PAYMENT: Final = msgspec.json.Decoder(Payment, strict=False).decode
_INVOICE: Final = msgspec.json.Decoder(InvoiceBody, strict=False).decode


def _ledger(body: bytes) -> LedgerDocument:
    said = _LEDGER(body).ledgers
    return LedgerDocument(
        identifier=said.ledger_identifier,
        type=said.document_type,
        number=said.document_name,
        on=said.document_date,
        text=said.document_description or "",
        rows=tuple(_row(each) for each in said.ledger_rows),
    )


def _row(said: Row) -> LedgerRow:
    return LedgerRow(
        on=said.booking_date,
        account=said.account_number,
        amount=Money.of(said.net_amount),
        gross=Money.of(said.amount),
        vat_code=said.vat_code or "",
        vat_percent=said.vat_percentage or Decimal(0),
        is_vat=bool(said.is_vat_row),
        text=said.transaction_description or "",
        project=said.project_number or "",
        dimensions=_dimensions(said.ledger_dimensions),
    )


def _dimensions(said: tuple[LedgerDimension, ...] | None) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(each.dimension_type, each.dimension_value)
        for each in said or ()
        if each.dimension_type and each.dimension_value
    )


def _payment(body: bytes) -> PaymentDocument:
    said = _PAYMENT(body)
    return PaymentDocument(
        identifier=said.payment_identifier,
        invoice_number=said.invoice_number or "",
        paid_on=said.payment_date,
        booked_on=said.booking_date,
        amount=Money.of(said.amount, said.currency),
        found_by=FOUND_BY.get(said.target_identifier, FoundBy.NUMBER),
        reference=said.payment_reference or "",
        payer=said.source_name or "",
        method=said.payment_method or "",
        parts=tuple(
            PaymentPart(
                USES.get(each.type, Use.CAPITAL), Money.of(each.amount, said.currency), each.account_number or ""
            )
            for each in said.allocations or ()
        ),
        is_loss=said.payment_method == CREDIT_LOSS,
    )


_READ: Final[Mapping[SyncKind, Callable[[bytes], Carried]]] = MappingProxyType(
    {SyncKind.LEDGER: _ledger, SyncKind.PAYMENT: _payment}
)


def _invoice(said: Content, reference: str) -> InvoiceDocument | Refused:
    header, references = said.header, said.references
    rows = _rows(said)
    amounts = said.amounts or Amounts()
    stated = amounts.total_amount
    summed = total((each.gross for each in rows), header.currency_code)
    gross = summed if stated is None else _unsigned(Money.of(stated, header.currency_code))
    if gross != summed:
        return Refused(Reason.UNBALANCED, f"the rows add up to {summed}, totalAmount says {gross}")
    return InvoiceDocument(
        identifier=str(header.number),
        number=header.number,
        dated=header.date,
        due=header.due_date,
        buyer=_buyer(said.parties.buyer_party),
        rows=rows,
        gross=gross,
        reference=reference or (references.payment if references else None) or "",
        is_credit_note=header.type is InvoiceType.CREDIT_NOTE,
        credits=references.credited_invoice_number if references else None,
    )


def _rows(said: Content) -> tuple[InvoiceRow, ...]:
    """Return the rows; an invoice without any has one, made of its sums. Those of a credit note are positive."""
    currency, amounts = said.header.currency_code, said.amounts or Amounts()
    name = f"Invoice {said.header.number}"
    rows = [_item(each, currency, name) for each in said.rows or ()] or [_only_row(amounts, currency, name)]
    if amounts.rounding_amount:
        rows.append(
            InvoiceRow(text="Rounding", net=Money.of(amounts.rounding_amount, currency), vat=Money(0, currency))
        )
    if total((each.gross for each in rows), currency).cents >= 0:
        return tuple(rows)
    return tuple(msgspec.structs.replace(each, net=-each.net, vat=-each.vat) for each in rows)


def _item(said: Item, currency: str, name: str) -> InvoiceRow:
    quantity = Decimal(1) if said.quantity is None else said.quantity
    percent, discount = said.vat_percentage or Decimal(0), said.discount_percentage or Decimal(0)
    net, vat = _sums(said, quantity, percent, discount, currency)
    booked = said.accounting or Accounting()
    price = said.unit_price if said.unit_price is not None else net.decimal / (quantity or 1)
    return InvoiceRow(
        text=said.product_name or said.description or name,
        net=net,
        vat=vat,
        code=said.product_code or "",
        quantity=quantity,
        unit=said.unit or "",
        unit_price=price,
        discount_percent=discount,
        vat_percent=percent,
        vat_code=booked.vat_code or "",
        account=booked.account_number or "",
        dimensions=_dimensions(booked.dimensions),
    )


def _sums(said: Item, quantity: Decimal, percent: Decimal, discount: Decimal, currency: str) -> tuple[Money, Money]:
    """Return net and tax of a row, from whichever sums it states; its unit price is the last resort."""
    stated = said.net_amount, said.vat_amount, said.total_amount
    match tuple(None if each is None else Money.of(each, currency) for each in stated):
        case (Money() as net, Money() as vat, _):
            return net, vat
        case (Money() as net, None, Money() as gross):
            return net, gross - net
        case (None, Money() as vat, Money() as gross):
            return gross - vat, vat
        case (Money() as net, None, None):
            return net, vat_of_net(net, percent)
        case (None, None, Money() as gross):
            net = Money.rounded(gross.decimal * 100 / (100 + percent), currency)
            return net, gross - net
    net = Money.rounded(quantity * (said.unit_price or 0) * (100 - discount) / 100, currency)
    return net, vat_of_net(net, percent)


def _only_row(amounts: Amounts, currency: str, name: str) -> InvoiceRow:
    zero = Decimal(0)
    said = Item(
        net_amount=amounts.net_amount,
        vat_amount=amounts.vat_amount,
        total_amount=None if amounts.total_amount is None else amounts.total_amount - (amounts.rounding_amount or zero),
    )
    row = _item(said, currency, name)
    if row.net.is_zero or row.vat.is_zero:
        return row
    percent = (row.vat.decimal * 1000 / row.net.decimal).quantize(Decimal(1)) / 10
    return msgspec.structs.replace(row, vat_percent=percent)


def _unsigned(amount: Money) -> Money:
    return max(amount, -amount)


def _buyer(said: invoices.Buyer) -> Buyer:
    address = said.address or invoices.Address()
    contact = said.contact or invoices.Contact()
    person = contact.contact_person or invoices.ContactPerson()
    by_default = DebtorKind.BUSINESS if said.business_id else DebtorKind.CONSUMER
    return Buyer(
        name=said.name,
        kind=said.entity_type or by_default,
        code=said.customer_account_id or "",
        identifier=said.business_id or "",
        address=Address(
            street=address.street or "", postal_code=address.postal_code or "", town=address.postal_district or ""
        ),
        email=contact.email or person.email or "",
        invoice_account=said.electronic_invoice_account or "",
        invoice_operator=said.electronic_routing_address or "",
    )
