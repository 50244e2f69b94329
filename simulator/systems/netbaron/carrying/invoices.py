"""Invoices, and credit notes, for which the system has no document: a receipt takes the sale back.

The receipt of a credit note credits the bank with what is cleared, and a payment of the same sum on the invoice that
it credits debits it again, so that the bank stands as it stood. The receipt goes first, as with payments.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from simulator.core.carried import Buyer, InvoiceDocument, InvoiceRow, PaymentDocument, Use
from simulator.core.carrying import Booked, Found, NotThere, Outcome, Reason, Refused
from simulator.core.identifiers import is_business_id
from simulator.core.money import EUR, Money, total, zero
from simulator.core.references import finnish_from_rf, is_finnish_reference
from simulator.core.tables import Tables
from simulator.core.vat import row_net, vat_of_net
from simulator.systems.netbaron.carrying.exchange import Exchange, Trouble, at, key
from simulator.systems.netbaron.carrying.payments import Payments
from simulator.systems.netbaron.carrying.receipts import Receipts, account_number, row, wrong_currency
from simulator.systems.netbaron.wire import customer, ledger
from simulator.systems.netbaron.wire import invoice as wire

PREFIX: Final = "credit"
ONE: Final = Decimal(1)
CENTS: Final = 2


class Invoices:
    """The invoicing module of an organization."""

    def __init__(self, exchange: Exchange, tables: Tables, receipts: Receipts, payments: Payments) -> None:
        self._exchange, self._tables = exchange, tables
        self._receipts, self._payments = receipts, payments

    async def find(self, document: InvoiceDocument) -> Found:
        """Tell whether an invoice is there, by its number; another one under the number is a refusal."""
        if document.is_credit_note:
            return await self._find_credit(document)
        told = await self._exchange.read(at("invoice", str(document.number)), wire.InvoiceTold)
        if not isinstance(told, wire.InvoiceTold):
            return told
        if Money.of(told.total_gross) != document.gross or told.invoice_date != document.dated:
            message = f"invoice {document.number} is there with {told.total_gross} of {told.invoice_date}"
            return Refused(Reason.NUMBER_TAKEN, message)
        return Booked(told.invoice_number, was_there=True)

    async def book(self, document: InvoiceDocument) -> Outcome:
        """Create an invoice, or take a sale back."""
        if document.currency != EUR:
            return wrong_currency(document.currency)
        if document.is_credit_note:
            return await self._credit(document)
        rows = [await self._row(one) for one in document.rows]
        made = [one for one in rows if isinstance(one, wire.InvoiceRow)]
        refused = next((one for one in rows if not isinstance(one, wire.InvoiceRow)), None)
        if refused is not None:
            return refused
        rounding = _rounding(document.gross, made, account_number(self._tables.account_for(Use.ROUNDING)))
        if isinstance(rounding, Refused):
            return rounding
        said = NewInvoice(
            invoice_number=str(document.number),
            invoice_date=document.dated,
            due_date=max(document.due, document.dated),
            buyer=_buyer(document.buyer),
            rows=(*made, *rounding),
            payment_reference=_reference(document.reference),
        )
        told = await self._exchange.write("PUT", "invoice", said, wire.InvoiceTold)
        return Booked(told.invoice_number) if isinstance(told, wire.InvoiceTold) else told

    async def _row(self, one: InvoiceRow) -> wire.InvoiceRow | Trouble:
        account = account_number(self._tables.account_for(Use.SALES, one.account))
        if isinstance(account, Refused):
            return account
        centre = await self._receipts.cost_center(one.dimensions)
        if centre is not None and not isinstance(centre, int):
            return centre
        quantity, price = _priced(one)
        return wire.InvoiceRow(one.text[:210] or "-", quantity, price, one.vat_percent, account, centre)

    async def _find_credit(self, document: InvoiceDocument) -> Found:
        """Tell whether a credit note is there whole: its receipt, and the payment that clears it where there is one."""
        receipt = await self._receipts.posted(key(document.identifier, prefix=PREFIX))
        if not isinstance(receipt, ledger.LedgerTold):
            return receipt
        if not self._cleared(receipt).is_zero:
            payment = await self._payments.find(_clearing(document, self._cleared(receipt)))
            if not isinstance(payment, Booked):
                return payment
        return Booked(receipt.ledger_identifier, was_there=True)

    async def _credit(self, document: InvoiceDocument) -> Outcome:
        known = await self._receipts.posted(key(document.identifier, prefix=PREFIX))
        if isinstance(known, NotThere):
            made = await self._credit_receipt(document)
            outcome = made if not isinstance(made, ledger.LedgerSaid) else await self._receipts.post(made)
            if not isinstance(outcome, Booked):
                return outcome
            receipt = made
        else:
            receipt = known
        if not isinstance(receipt, ledger.LedgerSaid):
            return receipt
        cleared = self._cleared(receipt)
        payment = await self._payments.pay(_clearing(document, cleared), str(document.credits), cleared)
        return Booked(receipt.ledger_identifier) if isinstance(payment, Booked) else payment

    async def _credit_receipt(self, document: InvoiceDocument) -> ledger.LedgerSaid | Trouble:
        """Return the receipt that takes a sale back: sales and tax debited, the bank or the customer credited."""
        cleared = zero()
        if document.credits is not None:
            credited = await self._payments.numbered(str(document.credits))
            if not isinstance(credited, wire.InvoiceTold):
                return credited
            cleared = min(document.gross, Money.of(credited.open_amount))
        rows = self._sides(document, cleared)
        if isinstance(rows, Refused):
            return rows
        return ledger.LedgerSaid(
            ledger_identifier=key(document.identifier, prefix=PREFIX),
            receipt_number=document.identifier[:35],
            rows=tuple(rows),
            description=f"Credit note {document.number}",
        )

    def _sides(self, document: InvoiceDocument, cleared: Money) -> list[ledger.LedgerRow] | Refused:
        vat = total(one.vat for one in document.rows)
        sides = [(self._tables.account_for(Use.SALES, one.account), one.net, one.text) for one in document.rows]
        sides += [(self._tables.account_for(Use.VAT), vat, "VAT")]
        rounding = document.gross - total(amount for _, amount, _ in sides)
        sides += [(self._tables.account_for(Use.ROUNDING), rounding, "Rounding")]
        sides += [(self._tables.account_for(Use.BANK), -cleared, "Cleared")]
        sides += [(self._tables.account_for(Use.OVERPAYMENT), cleared - document.gross, "To the customer")]
        rows = []
        for number, amount, text in sides:
            account = account_number(number)
            if isinstance(account, Refused):
                return account
            rows += [] if amount.is_zero else [row(document.dated, account, amount, text)]
        return rows

    def _cleared(self, receipt: ledger.LedgerSaid) -> Money:
        """Return what a credit note's receipt took from the bank, which its payment gives back."""
        bank = account_number(self._tables.account_for(Use.BANK))
        return total(Money.of(-one.amount) for one in receipt.rows if one.account == bank and one.amount < 0)


class NewInvoice(wire.InvoiceSaid, frozen=True, kw_only=True):
    """An invoice as it is sent, with its type."""

    invoice_type_code: str = wire.TYPE


def _clearing(document: InvoiceDocument, cleared: Money) -> PaymentDocument:
    """Return the payment that clears a credit note against the invoice that it credits."""
    return PaymentDocument(
        identifier=key(document.identifier, prefix=PREFIX),
        invoice_number=str(document.credits),
        paid_on=document.dated,
        amount=cleared,
        payer=f"Credit note {document.number}",
    )


def _priced(one: InvoiceRow) -> tuple[Decimal, Decimal]:
    """Return quantity and price of one; a row that they do not multiply to has its sum as the price of one."""
    whole = one.net.decimal
    are_short = _decimals(one.quantity) <= CENTS and _decimals(one.unit_price) <= CENTS
    if are_short and row_net(one.quantity, one.unit_price) == one.net:
        return one.quantity, one.unit_price
    return ONE, whole


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _rounding(gross: Money, rows: Sequence[wire.InvoiceRow], account: int | Refused) -> list[wire.InvoiceRow] | Refused:
    """Return the row without tax that brings the rows, as the system adds them up, to the invoice's total."""
    nets = [(row_net(one.quantity, one.unit_price), one.vat_percent) for one in rows]
    difference = gross - total(net + vat_of_net(net, percent) for net, percent in nets)
    if difference.is_zero:
        return []
    return account if isinstance(account, Refused) else [_rounded(difference, account)]


def _rounded(difference: Money, account: int) -> wire.InvoiceRow:
    return wire.InvoiceRow("Rounding", ONE, difference.decimal, Decimal(0), account)


def _buyer(buyer: Buyer) -> customer.CustomerSaid:
    return customer.CustomerSaid(
        external_customer_identifier_id=buyer.code[:60],
        organization=buyer.name[:200] or "-",
        contact_person="",
        business_id=buyer.identifier if is_business_id(buyer.identifier) else "",
        edi=buyer.invoice_account[:40],
        address=customer.Address(
            street=buyer.address.street[:200],
            postal_code=buyer.address.postal_code[:20],
            town=buyer.address.town[:100],
            country_code=buyer.address.country[:2],
        ),
        email=buyer.email[:200],
    )


def _reference(reference: str) -> str | None:
    """Return the Finnish reference that a reference is or stands for; the system takes no other."""
    if is_finnish_reference(reference):
        return reference
    return finnish_from_rf(reference) if reference else None
