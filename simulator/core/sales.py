"""The sales ledger of an accounting system: customers, products, invoices and the payments on them.

What only one vendor knows of a thing travels in its ``document``, which nobody else reads.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from simulator.core.filing import by_day, by_instant, by_name, by_number
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money
from simulator.core.records import Indexes, Record


class Customer(Record, frozen=True, kw_only=True):
    """A buyer in the register. ``code`` is what people call it, unique; ``identifier`` a business or personal id."""

    system: str
    customer_id: int
    code: str
    name: str
    created: datetime
    changed: datetime
    identifier: str = ""
    is_active: bool = True
    document: bytes = b""

    @property
    def key(self) -> str:
        return f"{self.system}/customer/{self.customer_id}"

    def indexes(self) -> Indexes:
        return (
            ("id", by_number(self.system, self.customer_id)),
            ("code", by_name(self.system, self.code)),
            ("changed", by_instant(self.system, self.changed)),
        )


class Product(Record, frozen=True, kw_only=True):
    """Something sold. ``price`` is for one unit without tax, in whole units of money, with any decimals."""

    system: str
    product_id: int
    code: str
    name: str
    price: Decimal
    created: datetime
    changed: datetime
    vat_percent: Decimal = Decimal(0)
    account: str = ""
    is_active: bool = True
    document: bytes = b""

    @property
    def key(self) -> str:
        return f"{self.system}/product/{self.product_id}"

    def indexes(self) -> Indexes:
        return (
            ("id", by_number(self.system, self.product_id)),
            ("code", by_name(self.system, self.code)),
            ("changed", by_instant(self.system, self.changed)),
        )


class InvoiceStage(StrEnum):
    """How far an invoice has come in the books; a vendor's finer word is the invoice's ``label``."""

    DRAFT = "draft"
    UNSENT = "unsent"
    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


class InvoiceMatch(msgspec.Struct, frozen=True, gc=False):
    """What was cleared between an invoice and a credit note: the ``other`` one's identity, how much, and when."""

    other: int
    amount: Money
    at: datetime


class SalesInvoice(Record, frozen=True, kw_only=True):
    """An invoice, or with a negative total a credit note. ``open`` is what is still to be paid of ``total``.

    ``entry`` is what its voucher says; the voucher is made when the invoice is first open, and has ``voucher_id``.
    ``external`` is what the sender calls it, and ``customer_id`` 0 a buyer who is in no register.
    ``matches`` are the credit notes (or, of a credit note, the invoices) that it was cleared against.
    """

    system: str
    invoice_id: int
    number: int
    customer_id: int
    dated: date
    due: date
    booked_on: date
    total: Money
    open: Money
    receivable: str
    entry: tuple[LedgerLine, ...]
    created: datetime
    changed: datetime
    reference: str = ""
    stage: InvoiceStage = InvoiceStage.UNSENT
    label: str = ""
    accepts_partial: bool = False
    voucher_id: int = 0
    external: str = ""
    document: bytes = b""
    matches: tuple[InvoiceMatch, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.system}/invoice/{self.invoice_id}"

    def indexes(self) -> Indexes:
        filed = (
            ("id", by_number(self.system, self.invoice_id)),
            ("number", by_number(self.system, self.number)),
            ("reference", by_name(self.system, self.reference)),
            ("customer", by_number(self.system, self.customer_id)),
            ("dated", by_day(self.system, self.dated)),
            ("changed", by_instant(self.system, self.changed)),
        )
        return (*filed, ("external", by_name(self.system, self.external))) if self.external else filed


class InvoicePayment(Record, frozen=True, kw_only=True):
    """Money that came in, or a loss that counts as such. Without an ``invoice_id`` (0) it is not allocated yet.

    ``account`` is what it was booked on in place of the receivable; ``external`` is the sender's own key for it.
    """

    system: str
    payment_id: int
    amount: Money
    on: date
    account: str
    created: datetime
    changed: datetime
    cleared: Money
    invoice_id: int = 0
    voucher_id: int = 0
    payer: str = ""
    reference: str = ""
    method: str = ""
    external: str = ""
    document: bytes = b""

    @property
    def key(self) -> str:
        return f"{self.system}/payment/{self.payment_id}"

    def indexes(self) -> Indexes:
        filed = (
            ("id", by_number(self.system, self.payment_id)),
            ("invoice", by_number(self.system, self.invoice_id)),
            ("on", by_day(self.system, self.on)),
            ("changed", by_instant(self.system, self.changed)),
        )
        return (*filed, ("external", by_name(self.system, self.external))) if self.external else filed


class Removed(Record, frozen=True, kw_only=True):
    """What is left of a record that was deleted: ``what`` it was (invoice, payment...), its number, and when."""

    system: str
    what: str
    number: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.system}/{self.what}/{self.number}"

    def indexes(self) -> Indexes:
        return (("at", by_instant(f"{self.system}/{self.what}", self.at)),)
