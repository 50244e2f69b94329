"""Sales invoices as ``salesinvoice.nv`` takes them: rows, sums and the lines of the voucher.

Source: support.netvisor.fi, "Sales invoice and order import".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from simulator.core.calendar import day_after
from simulator.core.errors import shown
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money
from simulator.core.vat import row_net, vat_in_gross, vat_of_net
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.attachment import Attachment, attachments
from simulator.systems.netvisor.wire.currency import BOOKS, Currency, currency_of, given_total
from simulator.systems.netvisor.wire.details import Details, merged
from simulator.systems.netvisor.wire.dimension import dimensions
from simulator.systems.netvisor.wire.figures import amount, day, decimal, whole
from simulator.systems.netvisor.wire.payment_terms import term_of
from simulator.systems.netvisor.wire.vat import vat
from simulator.systems.netvisor.wire.voucher import line
from simulator.systems.netvisor.wire.xml import Element

KEPT: Final = frozenset(
    [
        "salesinvoiceeventdate",
        "salesinvoicedeliverydate",
        "salesinvoicefreetextbeforelines",
        "salesinvoicefreetextafterlines",
        "salesinvoiceourreference",
        "salesinvoiceyourreference",
        "salesinvoiceprivatecomment",
        "salesinvoiceagreementidentifier",
        "invoicingcustomername",
        "invoicingcustomernameextension",
        "invoicingcustomeraddressline",
        "invoicingcustomeradditionaladdressline",
        "invoicingcustomerpostnumber",
        "invoicingcustomertown",
        "invoicingcustomercountrycode",
        "deliveryaddressname",
        "deliveryaddressline",
        "deliveryaddresspostnumber",
        "deliveryaddresstown",
        "deliveryaddresscountrycode",
        "deliverymethod",
        "deliveryterm",
        "collectioncost",
        "paymenttermcashdiscountdays",
        "paymenttermcashdiscount",
        "sellername",
    ]
)
BILLED: Final = frozenset(name for name in KEPT if name.startswith("invoicingcustomer"))
STATUSES: Final = MappingProxyType(
    {
        "": frozenset({"open", "unsent"}),
        "invoice": frozenset({"open", "unsent"}),
        "order": frozenset({"delivered", "undelivered"}),
    }
)
"""Statuses that a message may give, by its type; a draft has none."""
MOST_ROWS: Final = 2000


class Row(msgspec.Struct, frozen=True):
    """One product row. ``price`` is for one unit, with tax if ``is_gross``; ``vat`` and ``gross`` are of the row."""

    identifier: str
    identifier_type: str
    name: str
    price: Decimal
    is_gross: bool
    vat_code: str
    vat_percent: Decimal
    quantity: Decimal
    discount: Decimal
    vat: Money
    gross: Money
    text: str = ""
    account: str = ""
    unit: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    comment: str | None = None
    product_id: int = 0


class Given(NamedTuple):
    """What a message says of an invoice."""

    number: int
    dated: date
    due: date
    value: date
    net_days: int
    reference: str
    total: Money | None
    status: str
    is_draft: bool
    is_order: bool
    customer: Element
    accepts_partial: bool
    receivable: str
    rows: tuple[Row, ...]
    voucher_lines: tuple[LedgerLine, ...]
    details: Details
    currency: Currency = BOOKS
    attachments: tuple[Attachment, ...] = ()


def given(root: Element) -> Given:
    """Return what a message says. Raises Refusal for what is missing or cannot be read."""
    invoice = root.child("salesinvoice")
    if invoice is None:
        raise invalid("XML message validation failed: element salesinvoice is missing")
    customer = invoice.child("invoicingcustomeridentifier")
    if customer is None or not customer.text:
        raise invalid("Invoicing customer identifier is missing")
    kind, status = invoice.said("invoicetype").lower(), invoice.said("salesinvoicestatus").lower()
    is_draft = kind == "invoicedraft"
    if not is_draft and kind not in STATUSES:
        raise invalid(f"Invoice type is {shown(kind)}, expected invoice, order or invoicedraft")
    if not is_draft and status not in STATUSES[kind]:
        raise invalid(f"Sales invoice status is {shown(status)}, expected {' or '.join(sorted(STATUSES[kind]))}")
    dated = day(invoice.said("salesinvoicedate"), "Sales invoice date")
    due, value, net_days = _due(invoice, dated)
    lines = invoice.child("invoicevoucherlines")
    currency = currency_of(invoice.child("salesinvoiceamount"))
    return Given(
        number=whole(invoice.said("salesinvoicenumber") or "0", "Sales invoice number"),
        dated=dated,
        due=due,
        value=value,
        net_days=net_days,
        reference="".join(_either(invoice, "salesinvoicereferencenumber").split()).lstrip("0"),
        total=given_total(invoice.child("salesinvoiceamount"), currency),
        currency=currency,
        status=status or "unsent",
        is_draft=is_draft,
        is_order=kind == "order",
        customer=customer,
        accepts_partial=invoice.said("expectpartialpayments") == "1",
        receivable=invoice.said("overridevouchersalesreceivablesaccountnumber")[:20],
        rows=_rows(invoice, currency.code),
        voucher_lines=tuple(line(one) for one in lines.every("voucherline")) if lines is not None else (),
        details=merged({}, [invoice], KEPT),
        attachments=attachments(invoice.child("salesinvoiceattachments"), "salesinvoiceattachment"),
    )


def _either(invoice: Element, name: str) -> str:
    return invoice.said(name)[:35]


def _due(invoice: Element, dated: date) -> tuple[date, date, int]:
    value_text, due_text = invoice.said("salesinvoicevaluedate"), invoice.said("salesinvoiceduedate")
    days_text = invoice.said("paymenttermnetdays")
    value = day(value_text, "Sales invoice value date") if value_text else dated
    if due_text:
        due = day(due_text, "Sales invoice due date")
        return due, value, whole(days_text, "Payment term net days") if days_text else max((due - value).days, 0)
    net_days = _net_days(invoice, days_text)
    if net_days > 9999:
        raise invalid(f"Payment term net days is at most 9999, not {net_days}")
    return day_after(value, net_days), value, net_days


def _net_days(invoice: Element, text: str) -> int:
    """Return the days of a message that names no due date: given, or those of a payment term, by key or by name."""
    term = invoice.child("paymentterm")
    if text:
        return whole(text, "Payment term net days")
    if term is None or not term.text:
        raise invalid("One of paymenttermnetdays, paymentterm and salesinvoiceduedate is compulsory")
    known = term_of(term.text)
    if known is None:
        raise invalid(f"Payment term not found: {term.text[:40]}")
    return known.days


def _rows(invoice: Element, currency: str) -> tuple[Row, ...]:
    lines = invoice.child("invoicelines")
    elements = [child for one in lines.every("invoiceline") for child in one.children] if lines is not None else []
    if len(elements) > MOST_ROWS:
        raise Refusal("INVALID_DATA_SIZE", f"An invoice has at most {MOST_ROWS} lines, this has {len(elements)}")
    rows = tuple(
        _row(one, currency) for one in elements if one.name in ("salesinvoiceproductline", "salesinvoicecommentline")
    )
    if not any(row.comment is None for row in rows):
        raise invalid("An invoice has at least one product line")
    return rows


def _row(element: Element, currency: str) -> Row:
    nothing = Decimal(0)
    if element.name == "salesinvoicecommentline":
        comment = element.said("comment")
        return Row("", "", "", nothing, False, "NONE", nothing, nothing, nothing, Money(0), Money(0), comment=comment)
    identifier, price = element.child("productidentifier"), element.child("productunitprice")
    if price is None or not price.text:
        raise invalid("Product unit price is missing on an invoice line")
    rate = vat(element.child("productvatpercentage"))
    quantity = decimal(element.said("salesinvoiceproductlinequantity"), "Quantity")
    discount = decimal(element.said("salesinvoiceproductlinediscountpercentage") or "0", "Discount percentage")
    unit_price, is_gross = decimal(price.text, "Product unit price"), price.attribute("type") == "gross"
    tax, gross = _sums(element, row_net(quantity, unit_price, discount, currency), rate.percent, is_gross=is_gross)
    return Row(
        identifier=identifier.text if identifier is not None else "",
        identifier_type=identifier.attribute("type", "netvisor") if identifier is not None else "",
        name=element.said("productname")[:200],
        price=unit_price,
        is_gross=is_gross,
        vat_code=rate.code,
        vat_percent=rate.percent,
        quantity=quantity,
        discount=discount,
        vat=tax,
        gross=gross,
        text=element.said("salesinvoiceproductlinefreetext"),
        account=element.said("accountingaccountsuggestion")[:20],
        unit=element.said("productunitname"),
        dimensions=dimensions(element),
    )


def _sums(element: Element, price: Money, percent: Decimal, *, is_gross: bool) -> tuple[Money, Money]:
    """Return the tax and the gross sum of a row; the message's own are taken only if both are there."""
    vat_text, sum_text = element.said("salesinvoiceproductlinevatsum"), element.said("salesinvoiceproductlinesum")
    if vat_text and sum_text:
        code = price.currency
        return amount(vat_text, "Line VAT sum", code), amount(sum_text, "Line sum", code)
    if is_gross:
        return vat_in_gross(price, percent), price
    tax = vat_of_net(price, percent)
    return tax, price + tax
