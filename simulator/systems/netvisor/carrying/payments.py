"""Payments: the capital on the invoice, everything else by a voucher of its own; credit losses with their tax.

So says the vendor's own advice to collection integrations: the principal goes to the receivable with ``salespayment``,
costs and interest go to their accounts with ``accounting``.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from simulator.core.carried import FoundBy, PaymentDocument, Use
from simulator.core.carrying import Booked, NotThere, Reason, Refused
from simulator.core.money import Money, total
from simulator.systems.netvisor.carrying.chart import Chart
from simulator.systems.netvisor.carrying.exchange import Exchange
from simulator.systems.netvisor.carrying.invoices import Invoices
from simulator.systems.netvisor.carrying.reading import Listed, comma, listed, mark_of, marked, money, rows
from simulator.systems.netvisor.carrying.splitting import Split, beside, split, tax_within
from simulator.systems.netvisor.carrying.stopping import Stopped, refused
from simulator.systems.netvisor.carrying.vouchers import Line, Vouchers
from simulator.systems.netvisor.wire.xml import Element, Node, leaf

METHOD: Final = "Perintätilitys"
LOSS: Final = "Luottotappio"
"""What Netvisor calls a payment that is a credit loss."""
VOUCHER_CLASS: Final = "Myyntisuoritus"
LONGEST_NAME: Final = 250
NOT_PAYABLE: Final = frozenset({"unsent", "rejected", ""})
"""Statuses of invoices that take no payments."""


class Kept(NamedTuple):
    """A payment as ``salespaymentlist.nv`` shows it; without an invoice it waits."""

    key: str
    amount: Money
    is_allocated: bool


class Payments:
    """Books payments, and finds them by the sender's key, which is the last word of the payer's name."""

    def __init__(self, exchange: Exchange, chart: Chart, invoices: Invoices, vouchers: Vouchers) -> None:
        self._exchange, self._chart, self._invoices, self._vouchers = exchange, chart, invoices, vouchers
        self._by_reference: dict[str, str] = {}
        self._last_key = "0"

    async def find(self, document: PaymentDocument) -> Booked | NotThere:
        """Tell whether all of a payment is there. Raises Stopped."""
        kept = await self._kept(document.identifier)
        if kept is not None and not kept.is_allocated:
            return NotThere()
        paid = Money(0, document.currency) if kept is None else kept.amount
        if kept is not None and paid == document.amount:
            return Booked(kept.key, was_there=True)
        voucher = await self._vouchers.marked(document.identifier, _day(document))
        if voucher is None:
            return NotThere()
        return Booked(kept.key if kept else voucher.target_id, voucher.state, was_there=True)

    async def book(self, document: PaymentDocument, *, in_doubt: bool) -> Booked:
        """Send a payment, or the half of it that is not there yet. Raises Stopped."""
        self._check(document)
        claim = await self._claim(document)
        kept = await self._kept(document.identifier) if in_doubt else None
        if document.is_loss and kept is None and document.amount > claim.open:
            told = f"a loss of {document.amount} is more than the {claim.open} that is open on invoice {claim.number}"
            raise refused(Reason.NOT_PAYABLE, told)
        parts = split(document, claim.open) if kept is None else beside(document, kept.amount)
        await self._check_accounts(document, parts)
        key = "" if kept is None else kept.key
        if kept is None and parts.capital.is_positive:
            key = await (
                self._lost(document, claim) if document.is_loss else self._paid(document, claim, parts.capital)
            )
        if key and not (kept is not None and kept.is_allocated):
            is_sure = kept is None and parts.capital == claim.open
            await self._allocate(document, claim, key, parts.capital, is_sure=is_sure)
        if parts.extras:
            voucher = await self._extras(document, parts)
            return voucher if not key else Booked(key)
        return Booked(key)

    def _check(self, document: PaymentDocument) -> None:
        if document.currency != "EUR":
            raise refused(Reason.CURRENCY, f"the books are kept in EUR, the payment is in {document.currency}")
        if not document.amount.is_positive:
            raise refused(Reason.INVALID, f"a payment is more than nothing, not {document.amount}")

    async def _claim(self, document: PaymentDocument) -> Listed:
        """Return the invoice that is paid, as it stands. Raises Stopped for one that is not there or not payable."""
        claim = await self._named(document)
        if claim is None:
            raise refused(Reason.UNKNOWN_INVOICE, f"invoice {_name(document)} is not in Netvisor")
        if claim.status in NOT_PAYABLE:
            raise refused(Reason.NOT_PAYABLE, f"invoice {claim.number} is {claim.status or 'a draft'}, not open")
        return claim

    async def _named(self, document: PaymentDocument) -> Listed | None:
        if document.found_by is FoundBy.NUMBER:
            return await self._invoices.numbered(document.invoice_number)
        if document.found_by is FoundBy.REFERENCE:
            number = await self._referenced("".join(document.reference.split()).lstrip("0"))
            return await self._invoices.numbered(number) if number else None
        root = await self._exchange.get("getsalesinvoice", netvisorkey=document.invoice_number, pdfimage="nopdf")
        found = root.child("salesinvoice")
        number = "" if found is None else found.said("salesinvoicenumber")
        return await self._invoices.numbered(number) if number else None

    async def _referenced(self, reference: str) -> str:
        """Return the number of the invoice with a reference; the list is read on from where it was last read to."""
        while reference not in self._by_reference:
            root = await self._exchange.get("salesinvoicelist", invoicesabovenetvisorkey=self._last_key)
            page = [listed(row) for row in rows(root, "salesinvoicelist", "salesinvoice")]
            if not page:
                return ""
            self._last_key = page[-1].key
            self._by_reference.update({one.reference: one.number for one in page if one.reference})
        return self._by_reference[reference]

    async def _check_accounts(self, document: PaymentDocument, parts: Split) -> None:
        wanted = [self._chart.account_for(one.use, one.account) for one in parts.extras]
        uses = (Use.CREDIT_LOSS, Use.VAT) if document.is_loss else (Use.BANK,)
        await self._chart.check([*wanted, *(self._chart.account_for(use) for use in uses)])

    async def _paid(self, document: PaymentDocument, claim: Listed, capital: Money) -> str:
        account = self._chart.account_for(Use.BANK)
        method = leaf("paymentmethod", METHOD, type="alternative", overrideaccountingaccountnumber=account)
        return await self._exchange.inserted("salespayment", _message(document, claim, capital, method))

    async def _lost(self, document: PaymentDocument, claim: Listed) -> str:
        """Write off a part of an invoice: the loss without its tax, and the tax of the sale taken back."""
        root = await self._exchange.get("getsalesinvoice", netvisorkey=claim.key, pdfimage="nopdf")
        tax = tax_within(document.amount, _tax(root), claim.total)
        sides = (
            (self._chart.account_for(Use.CREDIT_LOSS), document.amount - tax),
            (self._chart.account_for(Use.VAT), tax),
            (await self._chart.receivable(), -document.amount),
        )
        lines = [_voucher_line(account, amount) for account, amount in sides if not amount.is_zero]
        account = self._chart.account_for(Use.CREDIT_LOSS)
        method = leaf("paymentmethod", LOSS, type="alternative", overrideaccountingaccountnumber=account)
        more = Node("salespaymentvoucherlines", *lines)
        return await self._exchange.inserted("salespayment", _message(document, claim, document.amount, method, more))

    async def _allocate(
        self, document: PaymentDocument, claim: Listed, key: str, capital: Money, *, is_sure: bool
    ) -> None:
        """See to it that a payment stands on its invoice: one that takes no parts leaves a part waiting."""
        if is_sure:
            return
        kept = await self._kept(document.identifier, invoice=claim.key)
        if kept is not None and kept.is_allocated:
            return
        kinds = {-1: "partialpayment", 0: "normal", 1: "overpayment"}
        kind = kinds[(capital > claim.open) - (capital < claim.open)]
        parts = (
            leaf("handlingtype", kind),
            leaf("paymentnetvisorkey", key),
            leaf("invoicenetvisorkey", claim.key),
        )
        try:
            await self._exchange.post("matchpayment", Node("matchpayment", *parts))
        except Stopped as stopped:
            if isinstance(stopped.outcome, Refused) and stopped.outcome.reason is Reason.INVALID:
                raise refused(Reason.NOT_PAYABLE, stopped.outcome.message) from None
            raise

    async def _extras(self, document: PaymentDocument, parts: Split) -> Booked:
        bank = self._chart.account_for(Use.BANK)
        lines = [Line(bank, parts.beside, document.payer)]
        lines += [Line(self._chart.account_for(one.use, one.account), -one.amount, one.use) for one in parts.extras]
        text = marked(f"Payment on invoice {_name(document)}", document.identifier, LONGEST_NAME)
        return await self._vouchers.post(VOUCHER_CLASS, _day(document), text, lines)

    async def _kept(self, identifier: str, *, invoice: str = "") -> Kept | None:
        """Return the payment whose name ends in a key. Raises Stopped."""
        more = {"invoicenetvisorkey": invoice} if invoice else {}
        root = await self._exchange.get("salespaymentlist", searchbyname=mark_of(identifier), **more)
        for row in rows(root, "salespaymentlist", "salespayment"):
            if row.said("name").endswith(mark_of(identifier)):
                return Kept(row.said("netvisorkey"), money(row.said("sum")), bool(row.said("invoicenumber")))
        return None


def _day(document: PaymentDocument) -> date:
    return document.booked_on or document.paid_on


def _name(document: PaymentDocument) -> str:
    return document.reference if document.found_by is FoundBy.REFERENCE else document.invoice_number


def _message(document: PaymentDocument, claim: Listed, amount: Money, method: Node, *more: Node) -> Node:
    return Node(
        "salespayment",
        leaf("sum", comma(amount), currency=document.currency),
        leaf("paymentdate", _day(document)),
        leaf("targetidentifier", claim.key, type="netvisor", targettype="invoice"),
        leaf("sourcename", marked(document.payer, document.identifier, LONGEST_NAME)),
        method,
        *more,
    )


def _voucher_line(account: str, amount: Money) -> Node:
    return Node(
        "voucherline",
        leaf("linesum", comma(amount), type="net"),
        leaf("accountnumber", account),
        leaf("vatpercent", "0", vatcode="NONE"),
    )


def _tax(root: Element) -> Money:
    """Return the tax of all rows of an invoice."""
    invoice = root.child("salesinvoice")
    holder = None if invoice is None else invoice.child("invoicelines")
    held = [] if holder is None else [one for line in holder.every("invoiceline") for one in line.children]
    return total(money(one.said("salesinvoiceproductlinevatsum") or "0") for one in held)
