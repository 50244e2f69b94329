"""Payments: capital marks its invoice as paid, and a journal beside it books interest, fees and what is too much.

The event on the invoice goes first, the journal second; both bear the sender's key, so that a payment of which only
the first half was done is finished and never begun again. A credit loss is a mark of its own kind.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from simulator.core.carried import PaymentDocument, PaymentPart, Use
from simulator.core.carrying import Booked, Found, NotThere, Outcome, Reason
from simulator.core.money import Money, zero
from simulator.systems.procountor.carrying.chart import Chart, check_currency
from simulator.systems.procountor.carrying.exchange import Exchange
from simulator.systems.procountor.carrying.journals import Journals, entry
from simulator.systems.procountor.carrying.keys import bears, keyed
from simulator.systems.procountor.carrying.known import Account, Event, Invoices, Known
from simulator.systems.procountor.carrying.stopping import Stopped, refused
from simulator.systems.procountor.wire.payment import MarkPaid

LONGEST: Final = 140
PAYABLE: Final = frozenset({"NOT_SENT", "APPROVED", "SENT", "PARTLY_PAID", "MARKED_PAID", "PAID"})
TRANSFER: Final = "EXTERNAL_BANK_TRANSFER"
LOSS: Final = "CREDIT_LOSS"


class Payments:
    """The payments on a company's invoices."""

    def __init__(self, exchange: Exchange, chart: Chart, journals: Journals, invoices: Invoices) -> None:
        self._exchange, self._chart = exchange, chart
        self._journals, self._invoices = journals, invoices
        self._beside: dict[str, Money] = {}

    async def find(self, document: PaymentDocument) -> Found:
        """Tell whether a payment is there whole. Raises Stopped."""
        try:
            invoice = await self._invoices.paid_by(document)
        except Stopped as stopped:
            if getattr(stopped.outcome, "reason", None) is Reason.UNKNOWN_INVOICE:
                return NotThere()
            raise
        account = await self._invoices.account(invoice)
        paid = account.paid_by(document.identifier)
        beside = await self._booked_beside(document)
        self._beside[document.identifier] = beside
        if paid + beside == document.amount:
            return Booked(self._target(account, document), was_there=True)
        return NotThere()

    async def book(self, document: PaymentDocument) -> Outcome:
        """Book a payment, or the half of it that is not there. Raises Stopped."""
        check_currency(document.currency)
        if not document.amount.is_positive:
            raise refused(Reason.INVALID, f"amount {document.amount}; a payment is more than nothing here")
        invoice = await self._invoices.paid_by(document)
        if invoice.status not in PAYABLE:
            told = f"invoice {invoice.original_invoice_number or invoice.id} is {invoice.status}; approve it first"
            raise refused(Reason.NOT_PAYABLE, told)
        account = await self._invoices.account(invoice, for_sum=document.identifier not in self._beside)
        paid = account.paid_by(document.identifier)
        if paid.is_zero:
            paid = self._capital(document, account)
            event = await self._mark(document, invoice, paid)
        else:
            event = self._target(account, document)
        done = self._beside.pop(document.identifier, zero())
        journal = await self._post_beside(document, document.amount - paid - done)
        return Booked(event or journal)

    async def mark(self, invoice: Known, on: date, amount: Money, method: str, text: str) -> Event:
        """Mark an invoice as paid. Raises Stopped."""
        said = MarkPaid(
            payment_date=on,
            amount=amount.decimal,
            currency=amount.currency,
            description=text,
            payment_method_type=method,
        )
        return await self._exchange.write("PUT", f"invoices/{invoice.id}/paymentevents/markpaid", said, Event)

    def _capital(self, document: PaymentDocument, account: Account) -> Money:
        """Return what the invoice takes: the capital, at most what is open on it; of a loss all of it, or nothing."""
        capital, is_open = document.part(Use.CAPITAL), account.open
        if document.is_loss and is_open < document.amount:
            raise refused(Reason.NOT_PAYABLE, f"a loss of {document.amount}; only {is_open} is open on the invoice")
        if document.is_loss:
            return document.amount
        return max(min(capital, is_open), zero())

    async def _mark(self, document: PaymentDocument, invoice: Known, amount: Money) -> str:
        if not amount.is_positive:
            return ""
        text = keyed(document.payer or document.method, document.identifier, LONGEST)
        method = LOSS if document.is_loss else TRANSFER
        return str((await self.mark(invoice, document.paid_on, amount, method, text)).id)

    async def _post_beside(self, document: PaymentDocument, left: Money) -> str:
        """Book what the invoice did not take, and return the journal's id; nothing where nothing is left."""
        if not left.is_positive:
            return ""
        named = [part for part in document.parts if part.use in (Use.INTEREST, Use.FEES)]
        over = left - sum((part.amount for part in named), zero())
        parts = [*named, PaymentPart(Use.OVERPAYMENT, over, _account(document, Use.OVERPAYMENT))]
        text = f"Payment, invoice {document.invoice_number}"
        rows = [entry(self._chart.account(Use.BANK), left, text)]
        rows += [
            entry(self._chart.account(part.use, part.account), -part.amount, f"{text}: {part.use}")
            for part in parts
            if not part.amount.is_zero
        ]
        on = document.booked_on or document.paid_on
        return str(await self._journals.post(document.identifier, on, text, rows))

    async def _booked_beside(self, document: PaymentDocument) -> Money:
        if document.is_loss:
            return zero()
        known = await self._journals.posted(document.identifier, document.booked_on or document.paid_on)
        return zero() if known is None else await self._journals.debited(known, self._chart.account(Use.BANK))

    def _target(self, account: Account, document: PaymentDocument) -> str:
        events = [one for one in account.events if bears(one.description or "", document.identifier)]
        return str(events[0].id) if events else ""


def _account(document: PaymentDocument, use: Use) -> str:
    return next((part.account for part in document.parts if part.use is use), "")
