"""Payments on sales: from ``salespayment.nv`` messages, and back to ``salespaymentlist.nv``."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from simulator.core.errors import shown
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment, SalesInvoice
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.currency import KNOWN
from simulator.systems.netvisor.wire.figures import amount, comma, day, finnish, finnish_time, on_finnish_clocks
from simulator.systems.netvisor.wire.voucher import line
from simulator.systems.netvisor.wire.xml import Element, Node, leaf

TARGETS: Final = frozenset({"netvisor", "invoicenumber", "reference"})
CREDIT_LOSS: Final = "Luottotappio"
"""What a booked credit loss is called among payments, as payer and as method."""
TARGET_KINDS: Final = frozenset({"invoice", "order"})
METHODS: Final = frozenset({"alternative", "bankaccount"})


class Given(NamedTuple):
    """What a message says of a payment."""

    amount: Money
    on: date
    target: str
    target_type: str
    payer: str
    method: str
    is_bank_account: bool
    account: str
    receivable: str
    lines: tuple[LedgerLine, ...]
    is_order: bool = False


def given(root: Element) -> Given:
    """Return what a message says. Raises Refusal."""
    payment = root.child("salespayment")
    if payment is None:
        raise invalid("XML message validation failed: element salespayment is missing")
    paid, target, method = payment.child("sum"), payment.child("targetidentifier"), payment.child("paymentmethod")
    if paid is None or target is None or method is None or not payment.said("paymentdate"):
        raise invalid(
            "XML message validation failed: sum, paymentdate, targetidentifier and paymentmethod are compulsory"
        )
    is_order = _one_of(target.attribute("targettype", "invoice"), TARGET_KINDS, "Target type") == "order"
    receivable = method.attributes.get("overridesalesreceivableaccountnumber", "")[:20]
    if is_order and not receivable:
        raise invalid("A payment of an order needs overridesalesreceivableaccountnumber, the account of advances")
    lines = payment.child("salespaymentvoucherlines")
    return Given(
        amount=amount(paid.text, "Sum", _currency(paid)),
        on=day(payment.said("paymentdate"), "Payment date"),
        target=target.text,
        target_type=_one_of(target.attribute("type"), TARGETS, "Target identifier type"),
        payer=payment.said("sourcename")[:250],
        method=method.text[:250],
        is_bank_account=_one_of(method.attribute("type"), METHODS, "Payment method type") == "bankaccount",
        account=method.attributes.get("overrideaccountingaccountnumber", "")[:20],
        receivable=receivable,
        is_order=is_order,
        lines=tuple(line(one) for one in lines.every("voucherline")) if lines is not None else (),
    )


def _currency(paid: Element) -> str:
    currency = paid.attributes.get("currency", "").upper() or "EUR"
    if currency not in KNOWN:
        raise invalid(f"Currency is not known: {shown(currency)}; known are {', '.join(sorted(KNOWN))}")
    return currency


def _one_of(value: str, known: frozenset[str], what: str) -> str:
    if value not in known:
        raise invalid(f"{what} is {shown(value)}, expected {' or '.join(sorted(known))}")
    return value


def payment_node(payment: InvoicePayment, invoice: SalesInvoice | None, *, with_invoice_key: bool) -> Node:
    """Return a payment; ``with_invoice_key`` is the newer of the two generations of answers."""
    attributes = {"NetvisorKey": str(invoice.invoice_id)} if with_invoice_key and invoice else {}
    return Node(
        "SalesPayment",
        leaf("NetvisorKey", payment.payment_id),
        leaf("Name", payment.payer),
        leaf("Date", finnish(payment.on)),
        leaf("Sum", comma(payment.amount)),
        leaf("ReferenceNumber", payment.reference),
        leaf("ForeignCurrencyAmount", payment.document.decode()),
        leaf("InvoiceNumber", invoice.number if invoice else "", **attributes),
        leaf("PaymentAccountName", payment.method),
        leaf("VoucherID", payment.voucher_id or ""),
        leaf("LastModifiedTimestamp", finnish_time(on_finnish_clocks(payment.changed))),
        leaf("PaymentAccountNumber", payment.account),
        leaf("PaymentSource", 1),
        leaf("BankStatus", "OK"),
    )
