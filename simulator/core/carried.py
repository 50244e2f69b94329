"""What is carried to an accounting system, in nobody's spelling: vouchers, payments and invoices.

A source (CFIS) makes these values, a connector turns each into its vendor's documents. ``identifier`` is the sender's
own name for the document, unique among the documents of its kind; it is by this name that a connector finds out
whether a document is there already.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from simulator.core.debtor import DebtorKind
from simulator.core.money import Money, total
from simulator.core.sync_document import SyncKind


class Dimension(msgspec.Struct, frozen=True):
    """What a row is counted by besides its account: ``kind`` is the source's word (``COST_CENTER``)."""

    kind: str
    value: str


class LedgerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a voucher: debit is positive, credit negative.

    ``amount`` is without tax and is what is booked: the rows of a document add up to zero, the rows for tax
    (``is_vat``) among them. ``gross`` is the same with tax. ``vat_percent`` is in percent (25.5 means 25.5 %).
    """

    on: date
    account: str
    amount: Money
    gross: Money
    vat_code: str = ""
    vat_percent: Decimal = Decimal(0)
    is_vat: bool = False
    text: str = ""
    project: str = ""
    dimensions: tuple[Dimension, ...] = ()


class LedgerDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher. ``number`` is the sender's number for it, ``type`` its word for the kind of voucher (``ML``).

    ``on`` is the day of the document; rows may have days of their own. ``text`` is at most 210 characters.
    """

    identifier: str
    type: str
    number: str
    on: date
    text: str
    rows: tuple[LedgerRow, ...]

    @property
    def kind(self) -> SyncKind:
        """What this is."""
        return SyncKind.LEDGER

    @property
    def currency(self) -> str:
        """The currency of all rows; a document has at least one."""
        return self.rows[0].amount.currency


class Use(StrEnum):
    """What a part of a payment is for, and what else a connector needs an account for."""

    CAPITAL = "capital"
    INTEREST = "interest"
    FEES = "fees"
    OVERPAYMENT = "overpayment"
    CREDIT_LOSS = "credit_loss"
    BANK = "bank"
    SALES = "sales"
    VAT = "vat"
    ROUNDING = "rounding"


class PaymentPart(msgspec.Struct, frozen=True):
    """One part of a payment. An empty ``account`` means the one that the tables name for its use."""

    use: Use
    amount: Money
    account: str = ""


class FoundBy(StrEnum):
    """How the invoice that is paid is named."""

    NUMBER = "invoicenumber"
    REFERENCE = "reference"
    TARGET = "target"
    """By the identity that the accounting system itself gave it, which then stands in ``invoice_number``."""


class PaymentDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a debtor paid, or capital that was given up, on one invoice.

    ``parts`` add up to ``amount``; without parts all of it pays the capital, and what exceeds what is open on the
    invoice is an overpayment. Only the capital (and an overpayment) concerns the invoice: interest and fees are
    income. When ``is_loss``, nothing was paid: the amount is a credit loss that closes (a part of) the invoice.
    """

    identifier: str
    invoice_number: str
    paid_on: date
    amount: Money
    booked_on: date | None = None
    found_by: FoundBy = FoundBy.NUMBER
    reference: str = ""
    payer: str = ""
    method: str = ""
    parts: tuple[PaymentPart, ...] = ()
    is_loss: bool = False

    @property
    def kind(self) -> SyncKind:
        """What this is."""
        return SyncKind.PAYMENT

    @property
    def currency(self) -> str:
        """The currency of the payment and all its parts."""
        return self.amount.currency

    def part(self, use: Use) -> Money:
        """Return how much of the payment is for ``use``."""
        if not self.parts and use is Use.CAPITAL:
            return self.amount
        return total((each.amount for each in self.parts if each.use is use), self.currency)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A postal address; ``country`` is a code of two letters."""

    street: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = "FI"


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is billed. ``code`` is the creditor's own name for the customer; ``identifier`` a business id if it has one.

    Personal identity codes are never carried.
    """

    name: str
    kind: DebtorKind = DebtorKind.BUSINESS
    code: str = ""
    identifier: str = ""
    address: Address = Address()
    email: str = ""
    invoice_account: str = ""
    invoice_operator: str = ""


class InvoiceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row: ``unit_price`` is for one unit without tax; ``net``, ``vat`` and ``gross`` are of the whole row.

    An empty ``account`` means the one that the tables name for sales.
    """

    text: str
    net: Money
    vat: Money
    code: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    vat_percent: Decimal = Decimal(0)
    vat_code: str = ""
    account: str = ""
    dimensions: tuple[Dimension, ...] = ()

    @property
    def gross(self) -> Money:
        """With tax."""
        return self.net + self.vat


class InvoiceDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A sales invoice, or a credit note: its amounts are positive too, and ``credits`` is the invoice it credits.

    ``identifier`` is the number as text. The rows add up to ``gross``, except for what the source itself rounds.
    """

    identifier: str
    number: int
    dated: date
    due: date
    buyer: Buyer
    rows: tuple[InvoiceRow, ...]
    gross: Money
    reference: str = ""
    is_credit_note: bool = False
    credits: int | None = None
    text: str = ""

    @property
    def kind(self) -> SyncKind:
        """What this is."""
        return SyncKind.INVOICE

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.gross.currency


Carried = LedgerDocument | PaymentDocument | InvoiceDocument
"""Anything that is carried."""
