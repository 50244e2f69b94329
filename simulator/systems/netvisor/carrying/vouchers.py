"""Vouchers: one message each, under a description that ends in the sender's own key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from simulator.core.carried import LedgerDocument, LedgerRow
from simulator.core.carrying import Booked, NotThere, Reason, State
from simulator.core.money import Money
from simulator.systems.netvisor.carrying.chart import Chart
from simulator.systems.netvisor.carrying.exchange import Exchange
from simulator.systems.netvisor.carrying.reading import comma, decimal_comma, mark_of, marked, rows
from simulator.systems.netvisor.carrying.stopping import refused
from simulator.systems.netvisor.wire.xml import Node, leaf

LONGEST_TEXT = 255
PROJECT = "PROJECT"
"""What the tables call the project of a row, if it is to be a dimension."""


class Line(NamedTuple):
    """One line of a voucher without tax: debit is positive."""

    account: str
    amount: Money
    text: str


class Vouchers:
    """Books vouchers, and looks for them among those of their day."""

    def __init__(self, exchange: Exchange, chart: Chart) -> None:
        self._exchange, self._chart = exchange, chart

    async def find(self, document: LedgerDocument) -> Booked | NotThere:
        """Tell whether a voucher is there; one that somebody invalidated since is, too. Raises Stopped."""
        return await self.marked(document.identifier, document.on) or NotThere()

    async def marked(self, identifier: str, on: date) -> Booked | None:
        """Return the voucher of a day whose description ends in a key. Raises Stopped."""
        root = await self._exchange.get("accountingledger", startdate=str(on), enddate=str(on), voucherstatus=1)
        for row in rows(root, "vouchers", "voucher"):
            if row.said("voucherdescription").endswith(mark_of(identifier)):
                state = State.APPROVED if row.attribute("status") == "valid" else State.REJECTED
                return Booked(row.said("netvisorkey"), state, was_there=True)
        return None

    async def book(self, document: LedgerDocument) -> Booked:
        """Send a voucher. Raises Stopped."""
        kind = self._chart.tables.document_type(document.type)
        if kind is None:
            raise refused(Reason.UNKNOWN_DOCUMENT_TYPE, f"the tables name no voucher class for type {document.type}")
        if document.currency != "EUR":
            raise refused(Reason.CURRENCY, f"the books are kept in EUR, the voucher is in {document.currency}")
        lines = [self._line(row) for row in document.rows]
        await self._chart.check(self._chart.tables.account(row.account) for row in document.rows)
        text = marked(f"{document.text} {document.number}".strip(), document.identifier, LONGEST_TEXT)
        return await self._sent(kind, document.on, text, lines)

    async def post(self, kind: str, on: date, text: str, lines: Sequence[Line]) -> Booked:
        """Send a voucher of lines without tax; ``text`` is marked already. Raises Stopped."""
        return await self._sent(kind, on, text, [_line(one.account, one.amount, one.text) for one in lines])

    async def _sent(self, kind: str, on: date, text: str, lines: Sequence[Node]) -> Booked:
        message = Node(
            "voucher",
            leaf("calculationmode", "net"),
            leaf("voucherdate", on, format="ansi"),
            leaf("description", text),
            leaf("voucherclass", kind),
            *lines,
        )
        return Booked(await self._exchange.inserted("accounting", message))

    def _line(self, row: LedgerRow) -> Node:
        vat = Node("vatpercent", text="0", vatcode="NONE")
        if row.vat_percent and not row.is_vat:
            code = self._chart.tables.vat_code(row.vat_code, row.vat_percent)
            if code is None:
                told = f"the tables name no VAT code for {row.vat_code or 'no code'} at {row.vat_percent} %"
                raise refused(Reason.UNKNOWN_VAT_CODE, told)
            vat = leaf("vatpercent", decimal_comma(row.vat_percent.normalize()), vatcode=code)
        project = self._chart.tables.dimension(PROJECT) if row.project else None
        more = (
            [Node("dimension", leaf("dimensionname", project), leaf("dimensionitem", row.project))] if project else []
        )
        account = self._chart.tables.account(row.account)
        return _line(account, row.amount, row.text, vat, (*self._chart.dimensions(row.dimensions), *more))


def _line(account: str, amount: Money, text: str, vat: Node | None = None, dimensions: Sequence[Node] = ()) -> Node:
    return Node(
        "voucherline",
        leaf("linesum", comma(amount), type="net"),
        leaf("description", text[:LONGEST_TEXT]),
        leaf("accountnumber", account),
        vat or leaf("vatpercent", "0", vatcode="NONE"),
        *dimensions,
    )
