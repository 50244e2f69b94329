"""Payments: the part that an invoice takes goes to it, everything else beside it in a receipt of its own.

Two halves, the receipt first: what it says decides what is left for the invoice, so that a second attempt finishes
what the first began. A credit loss is a payment whose bank row the receipt turns into the loss.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.core.carried import FoundBy, PaymentDocument, PaymentPart, Use
from simulator.core.carrying import Booked, Found, NotThere, Outcome, Reason, Refused, State
from simulator.core.money import EUR, Money, zero
from simulator.core.tables import Tables
from simulator.systems.netbaron.carrying.exchange import Exchange, Trouble, at, key
from simulator.systems.netbaron.carrying.receipts import Receipts, account_number, debited, row, wrong_currency
from simulator.systems.netbaron.wire import invoice as invoices
from simulator.systems.netbaron.wire import ledger
from simulator.systems.netbaron.wire import payment as wire
from simulator.systems.netbaron.wire.document import plain_reference

PREFIX = "payment"


class Halves(NamedTuple):
    """What there is of a payment."""

    receipt: ledger.LedgerTold | None
    payment: wire.PaymentTold | None


class Payments:
    """The payment module of an organization, and the receipts beside its payments."""

    def __init__(self, exchange: Exchange, tables: Tables, receipts: Receipts) -> None:
        self._exchange, self._tables, self._receipts = exchange, tables, receipts

    async def find(self, document: PaymentDocument) -> Found:
        """Tell whether a payment is there whole, by its identifier."""
        halves = await self._halves(document)
        if not isinstance(halves, Halves):
            return halves
        return self._booked(document, halves.payment, was_there=True) if _is_whole(document, halves) else NotThere()

    async def book(self, document: PaymentDocument) -> Outcome:
        """Book a payment, or the half of it that is not there."""
        refusal = _checked(document)
        if refusal is not None:
            return refusal
        target = await self._invoice(document)
        if not isinstance(target, invoices.InvoiceTold):
            return target
        beside = await self._beside(document, Money.of(target.open_amount))
        if not isinstance(beside, Money):
            return beside
        left = document.amount if document.is_loss else document.amount - beside
        return await self.pay(document, target.invoice_number, left)

    async def pay(self, document: PaymentDocument, number: str, amount: Money) -> Outcome:
        """Book the half of a payment that an invoice takes, where it takes any."""
        if not amount.is_positive:
            return self._booked(document, None)
        said = wire.PaymentSaid(
            payment_identifier=key(document.identifier),
            payment_date=document.paid_on,
            amount=amount.decimal,
            invoice_number=number,
            booking_date=document.booked_on,
            payer_name=document.payer[:200] or None,
        )
        told = await self._exchange.write("POST", "payment", said, wire.PaymentAccepted)
        if not isinstance(told, wire.PaymentAccepted):
            return told
        state = State.OPEN if told.unallocated_amount else State.APPROVED
        return Booked(told.payment_identifier, state)

    def _booked(self, document: PaymentDocument, found: wire.PaymentTold | None, *, was_there: bool = False) -> Booked:
        is_open = found is not None and bool(found.unallocated_amount)
        return Booked(key(document.identifier), State.OPEN if is_open else State.APPROVED, was_there)

    async def _halves(self, document: PaymentDocument) -> Halves | Trouble:
        receipt = await self._receipts.posted(key(document.identifier, prefix=PREFIX))
        if isinstance(receipt, Trouble):
            return receipt
        payment = await self._exchange.read(at("payment", key(document.identifier)), wire.PaymentTold)
        if isinstance(payment, Trouble):
            return payment
        return Halves(
            None if isinstance(receipt, NotThere) else receipt, None if isinstance(payment, NotThere) else payment
        )

    async def _invoice(self, document: PaymentDocument) -> invoices.InvoiceTold | Trouble:
        """Return the invoice that is paid; one that is not there is refused, so that the partner hears of it."""
        if document.found_by is FoundBy.REFERENCE:
            return await self._referenced(plain_reference(document.reference))
        return await self.numbered(document.invoice_number)

    async def _referenced(self, reference: str) -> invoices.InvoiceTold | Trouble:
        """Return the invoice with a reference, the first that is open; one that is not there is refused."""
        refusal = Refused(Reason.UNKNOWN_INVOICE, f"no invoice has the reference {reference[:40] or '(none)'}")
        if not reference:
            return refusal
        told = await self._exchange.read("invoice", list[invoices.InvoiceTold], paymentReference=reference)
        if not isinstance(told, list):
            return refusal if isinstance(told, NotThere) else told
        return next((one for one in told if one.open_amount > 0), told[0] if told else refusal)

    async def numbered(self, number: str) -> invoices.InvoiceTold | Trouble:
        """Return the invoice with a number; one that is not there is refused."""
        refusal = Refused(Reason.UNKNOWN_INVOICE, f"invoice {number[:40] or '(none)'} is not in the books")
        if not (number.isascii() and number.isdigit() and int(number)):
            return refusal
        told = await self._exchange.read(at("invoice", number), invoices.InvoiceTold)
        return refusal if isinstance(told, NotThere) else told

    async def _beside(self, document: PaymentDocument, is_open: Money) -> Money | Trouble:
        """Make sure of the receipt beside a payment, and return what it debits; no receipt, no money."""
        parts = _parts_beside(document, is_open)
        if document.is_loss and is_open < document.amount:
            return Refused(Reason.NOT_PAYABLE, f"a loss of {document.amount}; only {is_open} is open on the invoice")
        if not parts:
            return zero()
        name = key(document.identifier, prefix=PREFIX)
        known = await self._receipts.posted(name)
        if isinstance(known, ledger.LedgerTold):
            return debited(known)
        if isinstance(known, Trouble):
            return known
        return await self._add_receipt(name, document, parts)

    async def _add_receipt(self, name: str, document: PaymentDocument, parts: list[PaymentPart]) -> Money | Trouble:
        """Post the receipt beside a payment that is not there yet, and return what it debits.

        The receipt goes first, so a payment without it is another one under the same identifier.
        """
        taken = await self._exchange.read(at("payment", key(document.identifier)), wire.PaymentTold)
        if isinstance(taken, wire.PaymentTold):
            return Refused(Reason.NUMBER_TAKEN, f"payment {document.identifier} is there with {taken.amount}")
        if isinstance(taken, Trouble):
            return taken
        said = self._receipt(name, document, parts)
        if isinstance(said, Refused):
            return said
        outcome = await self._receipts.post(said)
        return debited(said) if isinstance(outcome, Booked) else outcome

    def _receipt(self, name: str, document: PaymentDocument, parts: list[PaymentPart]) -> ledger.LedgerSaid | Refused:
        on, text = document.booked_on or document.paid_on, f"Payment, invoice {document.invoice_number}"
        bank = account_number(self._tables.account_for(Use.BANK))
        if isinstance(bank, Refused):
            return bank
        rows = []
        for part in parts:
            account = account_number(self._tables.account_for(part.use, part.account))
            if isinstance(account, Refused):
                return account
            sign = -part.amount if part.use is not Use.CREDIT_LOSS else part.amount
            rows += [row(on, bank, -sign, text), row(on, account, sign, f"{text}: {part.use}")]
        return ledger.LedgerSaid(
            ledger_identifier=name, receipt_number=key(document.identifier)[:35], rows=tuple(rows), description=text
        )


def _checked(document: PaymentDocument) -> Refused | None:
    if document.currency != EUR:
        return wrong_currency(document.currency)
    if not document.amount.is_positive:
        return Refused(Reason.INVALID, f"amount {document.amount}; a payment is more than nothing here")
    return None


def _parts_beside(document: PaymentDocument, is_open: Money) -> list[PaymentPart]:
    """Return what goes beside the invoice: interest, fees, and what is more than is open on it; or the whole loss."""
    if document.is_loss:
        return [PaymentPart(Use.CREDIT_LOSS, document.amount)]
    over = document.part(Use.CAPITAL) - is_open
    named = [part for part in document.parts if part.use is not Use.CAPITAL]
    parts = [*named, PaymentPart(Use.OVERPAYMENT, over)] if over.is_positive else named
    return [part for part in parts if not part.amount.is_zero]


def _is_whole(document: PaymentDocument, halves: Halves) -> bool:
    """Tell whether both halves are there; an invoice that is paid takes none."""
    if document.is_loss:
        return halves.receipt is not None and halves.payment is not None
    beside = debited(halves.receipt) if halves.receipt else zero()
    return beside + (Money.of(halves.payment.amount) if halves.payment else zero()) == document.amount
