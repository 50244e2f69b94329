"""Sales invoices and credit notes: one message each, and for a credit note its matching with what it credits."""

from __future__ import annotations

from simulator.core.carried import InvoiceDocument, InvoiceRow, Use
from simulator.core.carrying import Booked, NotThere, Reason
from simulator.core.money import Money
from simulator.systems.netvisor.carrying.chart import Chart
from simulator.systems.netvisor.carrying.customers import Customers
from simulator.systems.netvisor.carrying.exchange import Exchange
from simulator.systems.netvisor.carrying.reading import Listed, comma, decimal_comma, listed, rows
from simulator.systems.netvisor.carrying.stopping import refused
from simulator.systems.netvisor.wire.xml import Node, leaf

NO_TAX = "NONE"


class Invoices:
    """Books invoices under their own numbers, by which they are found again."""

    def __init__(self, exchange: Exchange, chart: Chart) -> None:
        self._exchange, self._chart = exchange, chart
        self._customers = Customers(exchange)

    async def numbered(self, number: str) -> Listed | None:
        """Return the invoice with a number, as it stands. Raises Stopped."""
        root = await self._exchange.get("salesinvoicelist", invoicenumber=number)
        found = (listed(row) for row in rows(root, "salesinvoicelist", "salesinvoice"))
        return next((one for one in found if one.number == number), None)

    async def find(self, document: InvoiceDocument) -> Booked | NotThere:
        """Tell whether an invoice is there; a credit note that is not yet matched is not. Raises Stopped."""
        known = await self._known(document)
        if known is None or await self._claim_to_clear(document, known):
            return NotThere()
        return Booked(known.key, was_there=True)

    async def book(self, document: InvoiceDocument, *, in_doubt: bool) -> Booked:
        """Send an invoice, and match a credit note with the invoice that it credits. Raises Stopped."""
        known = await self._known(document) if in_doubt else None
        credited = await self._credited(document)
        key = known.key if known is not None else await self._sent(document)
        if credited is not None:
            note = known or await self.numbered(str(document.number))
            if note is not None and note.open.cents < 0 < credited.open.cents:
                await self._match(note, credited)
        return Booked(key)

    async def _known(self, document: InvoiceDocument) -> Listed | None:
        """Return the invoice if it is there. Raises Stopped where another one has its number."""
        known = await self.numbered(str(document.number))
        if known is not None and known.total != signed(document.gross, document):
            told = f"invoice number {document.number} is taken by an invoice of {known.total}, not {document.gross}"
            raise refused(Reason.NUMBER_TAKEN, told)
        return known

    async def _claim_to_clear(self, document: InvoiceDocument, note: Listed) -> bool:
        if not document.is_credit_note or document.credits is None or note.open.is_zero:
            return False
        claim = await self.numbered(str(document.credits))
        return claim is not None and claim.open.is_positive

    async def _credited(self, document: InvoiceDocument) -> Listed | None:
        if not document.is_credit_note or document.credits is None:
            return None
        claim = await self.numbered(str(document.credits))
        if claim is None:
            raise refused(Reason.UNKNOWN_INVOICE, f"invoice {document.credits}, which is credited, is not in Netvisor")
        return claim

    async def _match(self, note: Listed, claim: Listed) -> None:
        keys = (leaf("creditnotenetvisorkey", note.key), leaf("invoicenetvisorkey", claim.key))
        await self._exchange.post("matchcreditnote", Node("matchcreditnote", *keys))

    async def _sent(self, document: InvoiceDocument) -> str:
        if document.currency != "EUR":
            raise refused(Reason.CURRENCY, f"the books are kept in EUR, the invoice is in {document.currency}")
        accounts = [self._chart.account_for(Use.SALES, row.account) for row in document.rows]
        await self._chart.check(accounts)
        lines = [self._line(row, account, document) for row, account in zip(document.rows, accounts, strict=True)]
        customer = await self._customers.key_of(document.buyer)
        return await self._exchange.inserted("salesinvoice", _message(document, customer, lines), method="add")

    def _line(self, row: InvoiceRow, account: str, document: InvoiceDocument) -> Node:
        code = self._chart.tables.vat_code(row.vat_code, row.vat_percent) or ("" if row.vat_percent else NO_TAX)
        if not code:
            told = f"the tables name no VAT code for {row.vat_code or 'no code'} at {row.vat_percent} %"
            raise refused(Reason.UNKNOWN_VAT_CODE, told)
        quantity = -row.quantity if document.is_credit_note else row.quantity
        price = row.unit_price if row.unit_price else row.net.decimal / (row.quantity or 1)
        return Node(
            "invoiceline",
            Node(
                "salesinvoiceproductline",
                leaf("productidentifier", type="customer"),
                leaf("productname", row.text[:200]),
                leaf("productunitprice", decimal_comma(round(price, 6)), type="net"),
                leaf("productvatpercentage", decimal_comma(row.vat_percent.normalize()), vatcode=code),
                leaf("salesinvoiceproductlinequantity", decimal_comma(quantity)),
                leaf("salesinvoiceproductlinediscountpercentage", decimal_comma(row.discount_percent)),
                leaf("salesinvoiceproductlinefreetext", row.code),
                leaf("salesinvoiceproductlinevatsum", comma(signed(row.vat, document))),
                leaf("salesinvoiceproductlinesum", comma(signed(row.gross, document))),
                leaf("accountingaccountsuggestion", account),
                *self._chart.dimensions(row.dimensions),
                leaf("productunitname", row.unit),
            ),
        )


def signed(amount: Money, document: InvoiceDocument) -> Money:
    """Return an amount of an invoice as Netvisor signs it: a credit note's are negative."""
    return -amount if document.is_credit_note else amount


def _message(document: InvoiceDocument, customer: str, lines: list[Node]) -> Node:
    net_days = max((document.due - document.dated).days, 0)
    return Node(
        "salesinvoice",
        leaf("salesinvoicenumber", document.number),
        leaf("salesinvoicedate", document.dated, format="ansi"),
        leaf("salesinvoiceduedate", document.due, format="ansi"),
        leaf("salesinvoicereferencenumber", document.reference),
        leaf("salesinvoiceamount", comma(signed(document.gross, document)), iso4217currencycode=document.currency),
        leaf("salesinvoicestatus", "open", type="netvisor"),
        leaf("salesinvoicefreetextbeforelines", document.text),
        leaf("invoicingcustomeridentifier", customer, type="netvisor"),
        leaf("paymenttermnetdays", net_days),
        leaf("expectpartialpayments", 1),
        Node("invoicelines", *lines),
    )
