"""Invoices and credit notes: made unfinished, given their accounts, approved; never sent, since CFIS has done so.

An invoice bears the sender's number as its original number. A credit note is an invoice of less than nothing; where it
credits one, both are marked as paid by each other, as far as that one is open; the marks bear the credit note's key.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.carried import InvoiceDocument, InvoiceRow, Use
from simulator.core.carrying import Booked, Found, NotThere, Outcome, Reason, State
from simulator.core.money import EUR, Money, zero
from simulator.core.references import is_payment_reference
from simulator.core.vat import row_net
from simulator.systems.procountor.carrying.chart import Chart, check_currency
from simulator.systems.procountor.carrying.exchange import Exchange
from simulator.systems.procountor.carrying.keys import keyed
from simulator.systems.procountor.carrying.known import Invoices as Register
from simulator.systems.procountor.carrying.known import Known
from simulator.systems.procountor.carrying.partners import Register as Buyers
from simulator.systems.procountor.carrying.partners import address
from simulator.systems.procountor.carrying.payments import Payments
from simulator.systems.procountor.carrying.stopping import refused
from simulator.systems.procountor.wire import invoice as wire
from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.invoice_sums import sums_of
from simulator.systems.procountor.wire.ledger_receipt import ENTRY, SALES_INVOICE, Receipt

DOMESTIC: Final = 1
NO_TAX: Final = 12
SETTLED: Final = "CREDIT_NOTE"
LONGEST: Final = 140
ONE: Final = Decimal(1)


class Made(msgspec.Struct, frozen=True, rename="camel"):
    """An invoice that was made, as far as it is needed here."""

    id: int
    ledger_receipt_id: int
    invoice_rows: list[object]


class Invoices:
    """The invoices of a company, as a sender makes them."""

    def __init__(self, exchange: Exchange, chart: Chart, register: Register, payments: Payments) -> None:
        self._exchange, self._chart = exchange, chart
        self._register, self._payments = register, payments
        self._buyers = Buyers(exchange)
        self._own: dict[Decimal, str] = {}

    async def find(self, document: InvoiceDocument) -> Found:
        """Tell whether an invoice is there and approved; another one under its number is a refusal. Raises Stopped."""
        known = await self._register.called(str(document.number))
        if known is None or known.status == "UNFINISHED":
            return NotThere()
        _check_same(document, known)
        if document.is_credit_note and not await self._is_cleared(document, known):
            return NotThere()
        return Booked(str(known.id), was_there=True)

    async def book(self, document: InvoiceDocument) -> Outcome:
        """Make an invoice and approve it, from where an earlier attempt has left it. Raises Stopped."""
        check_currency(document.currency)
        credited = await self._credited(document)
        known = await self._register.called(str(document.number))
        if known is not None and known.status == "UNFINISHED":
            await self._exchange.act(f"invoices/{known.id}/invalidate")
            known = None
        if known is None:
            number = await self._make(document)
        else:
            _check_same(document, known)
            number = known.id
        if credited is not None:
            await self._clear(document, credited, number)
        return Booked(str(number), State.APPROVED)

    async def _make(self, document: InvoiceDocument) -> int:
        partner = await self._buyers.customer(document.buyer)
        made = await self._exchange.write("POST", "invoices", await self._said(document, partner), Made)
        await self._account(document, made)
        await self._exchange.act(f"invoices/{made.id}/approve")
        return made.id

    async def _account(self, document: InvoiceDocument, made: Made) -> None:
        """Put the accounts and dimensions of the rows on the invoice's page, where they are not its own already."""
        if self._is_booked_so(document, made):
            return
        receipt = await self._exchange.read(f"ledgerreceipts/{made.ledger_receipt_id}", Receipt)
        entries = [place for place, row in enumerate(receipt.transactions) if row.transaction_type == ENTRY]
        rows = list(receipt.transactions)
        self._own.update((row.vat_percent, row.account) for row in rows if row.transaction_type == ENTRY)
        for place, one in zip(entries, document.rows, strict=False):
            amount = Money.of(rows[place].accounting_value)
            account = self._chart.account(Use.SALES, one.account)
            counted = await self._chart.counted(one.dimensions, amount)
            rows[place] = replace(rows[place], account=account, dimension_item_values=counted or None)
        if len(entries) > len(document.rows):
            rounding = self._chart.account(Use.ROUNDING)
            rows[entries[-1]] = replace(rows[entries[-1]], account=rounding)
        if tuple(rows) != receipt.transactions:
            changed = replace(receipt, transactions=tuple(rows), attachments=None)
            await self._exchange.write("PUT", f"ledgerreceipts/{receipt.id}", changed, Receipt)

    def _is_booked_so(self, document: InvoiceDocument, made: Made) -> bool:
        """Tell whether Procountor itself books every row where it belongs, as far as its choices are known by now."""
        return len(made.invoice_rows) == len(document.rows) and all(
            not row.dimensions and self._own.get(row.vat_percent) == self._chart.account(Use.SALES, row.account)
            for row in document.rows
        )

    async def _said(self, document: InvoiceDocument, partner: int) -> wire.Invoice:
        sign = -1 if document.is_credit_note else 1
        rows = [self._row(one, sign) for one in document.rows]
        place = address(document.buyer)
        said = wire.Invoice(
            partner_id=partner,
            type=SALES_INVOICE,
            date=document.dated,
            counter_party=wire.CounterParty(
                customer_number=document.buyer.code or None,
                email=document.buyer.email or None,
                counter_party_address=Address(**place),
            ),
            payment_info=wire.PaymentInfo(
                payment_method="BANK_TRANSFER",
                currency=EUR,
                bank_account=wire.BankAccount(account_number=await self._chart.iban()),
                due_date=max(document.due, document.dated),
                currency_rate=ONE,
                bank_reference_code=document.reference if is_payment_reference(document.reference) else None,
            ),
            extra_info=wire.ExtraInfo(accounting_by_row=True, unit_prices_include_vat=False),
            discount_percent=Decimal(0),
            invoice_rows=tuple(rows),
            vat_status=DOMESTIC,
            original_invoice_number=str(document.number),
            invoice_channel="NO_SENDING",
            language="FINNISH",
            additional_information=document.text[:10000] or None,
        )
        rest = (document.gross if sign > 0 else -document.gross) - sums_of(said).gross
        return said if rest.is_zero else replace(said, invoice_rows=(*rows, _rounding(rest)))

    def _row(self, one: InvoiceRow, sign: int) -> wire.InvoiceRow:
        quantity, price, discount = _priced(one)
        return wire.InvoiceRow(
            product=one.text[:255] or "-",
            product_code=one.code or None,
            quantity=sign * quantity,
            unit="PIECE",
            unit_price=price,
            discount_percent=discount,
            vat_percent=one.vat_percent,
            vat_status=self._chart.vat_status(one.vat_code, one.vat_percent),
        )

    async def _credited(self, document: InvoiceDocument) -> Known | None:
        """Return the invoice that a credit note credits. Raises Stopped where it names one that is not there."""
        if not document.is_credit_note or document.credits is None:
            return None
        known = await self._register.called(str(document.credits))
        if known is None or known.status == "UNFINISHED":
            raise refused(Reason.UNKNOWN_INVOICE, f"invoice {document.credits}, which is credited, is not in the books")
        return known

    async def _is_cleared(self, document: InvoiceDocument, note: Known) -> bool:
        credited = await self._credited(document)
        if credited is None:
            return True
        there = await self._register.account(credited)
        cleared = there.paid_by(document.identifier)
        if cleared.is_zero:
            return not there.open.is_positive
        return (await self._register.account(note)).paid_by(document.identifier) == -cleared

    async def _clear(self, document: InvoiceDocument, credited: Known, number: int) -> None:
        """Mark a credit note and the invoice that it credits as paid by each other, as far as that is open."""
        on_invoice = await self._register.account(credited)
        cleared = on_invoice.paid_by(document.identifier)
        text = keyed(f"Credit note {document.number}", document.identifier, LONGEST)
        if cleared.is_zero:
            cleared = max(min(document.gross, on_invoice.open), zero())
            if not cleared.is_positive:
                return
            await self._payments.mark(credited, document.dated, cleared, SETTLED, text)
        note = await self._exchange.read(f"invoices/{number}", Known)
        if (await self._register.account(note)).paid_by(document.identifier).is_zero:
            await self._payments.mark(note, document.dated, -cleared, SETTLED, text)


def _check_same(document: InvoiceDocument, known: Known) -> None:
    """Refuse a number under which another invoice is there. Raises Stopped."""
    wanted = -document.gross if document.is_credit_note else document.gross
    if (known.total, known.date) != (wanted, document.dated):
        message = f"invoice {document.number} is there with {known.total} of {known.date}"
        raise refused(Reason.NUMBER_TAKEN, message)


def _priced(one: InvoiceRow) -> tuple[Decimal, Decimal, Decimal]:
    """Return quantity, price of one and discount; a row that they do not come to has its sum as the price of one."""
    if row_net(one.quantity, one.unit_price, one.discount_percent) == one.net:
        return one.quantity, one.unit_price, one.discount_percent
    return ONE, one.net.decimal, Decimal(0)


def _rounding(rest: Money) -> wire.InvoiceRow:
    return wire.InvoiceRow(
        product="Rounding",
        quantity=ONE,
        unit="PIECE",
        unit_price=rest.decimal,
        discount_percent=Decimal(0),
        vat_percent=Decimal(0),
        vat_status=NO_TAX,
    )
