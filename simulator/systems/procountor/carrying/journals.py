"""Vouchers as journals: created unfinished, then approved. A journal bears the sender's key at the end of its name.

Rows for tax are sent as they are, with 0 %, so that every account moves by the very sums of the document; where the
document's tax is what Procountor would imply from the other rows, on the account that it would take, the rows carry
their percentage instead and the tax is left to be implied.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.carried import LedgerDocument, LedgerRow, Use
from simulator.core.carrying import Booked, Found, NotThere, Outcome, Reason, Refused
from simulator.core.money import EUR, Money, total, zero
from simulator.core.vat import vat_of_net
from simulator.systems.procountor.carrying.chart import Chart, check_currency
from simulator.systems.procountor.carrying.exchange import Exchange
from simulator.systems.procountor.carrying.keys import key_of, keyed, last_word
from simulator.systems.procountor.carrying.stopping import Stopped, refused
from simulator.systems.procountor.wire.ledger_receipt import ENTRY, JOURNAL, Receipt, Transaction

MOST: Final = 200
LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = 255
NO_TAX: Final = 12
_PLACE: Final = re.compile(r"transactions\[([0-9]{1,4})\]")


class Row(msgspec.Struct, frozen=True):
    """A journal in a list."""

    id: int
    name: str
    status: str


class Rows(msgspec.Struct, frozen=True):
    """A page of journals."""

    results: list[Row]


class Day(msgspec.Struct):
    """The journals of a day by the last word of their names, up to the ``last`` one that was read.

    ``is_whole`` as long as nothing can have been added that this run does not know of.
    """

    keyed: dict[str, list[int]] = {}
    last: int = 0
    is_whole: bool = False


class Made(msgspec.Struct, frozen=True):
    """A journal that was created."""

    id: int


class Journals:
    """The journals of a company."""

    def __init__(self, exchange: Exchange, chart: Chart) -> None:
        self._exchange, self._chart = exchange, chart
        self._halves: dict[str, list[int]] = {}
        self._days: dict[str, Day] = {}

    async def find(self, document: LedgerDocument) -> Found:
        """Tell whether a voucher is there and approved. Raises Stopped."""
        known = await self.posted(document.identifier, document.on)
        return NotThere() if known is None else Booked(str(known), was_there=True)

    async def book(self, document: LedgerDocument) -> Outcome:
        """Create and approve a journal. Raises Stopped."""
        check_currency(document.currency)
        rest = total((row.amount for row in document.rows), document.currency)
        if not rest.is_zero:
            raise refused(
                Reason.UNBALANCED, f"the rows of {document.identifier} come to {rest}; they must come to 0.00"
            )
        rows = [await self._row(row) for row in self._with_tax(document.rows)]
        return Booked(str(await self.post(document.identifier, document.on, document.text, rows)))

    async def posted(self, identifier: str, on: date) -> int | None:
        """Return the approved journal of a day that bears a key; unfinished ones are remembered. Raises Stopped."""
        halves: list[int] = []
        for number in await self._keyed(on.isoformat(), key_of(identifier)):
            row = await self._exchange.read(f"ledgerreceipts/{number}", Row)
            if row.status == "APPROVED":
                return row.id
            if row.status == "UNFINISHED":
                halves.append(row.id)
        self._halves[identifier] = halves
        return None

    async def post(self, identifier: str, on: date, text: str, rows: Sequence[Transaction]) -> int:
        """Create a journal and approve it; one that was left unfinished under the key is invalidated first."""
        for half in self._halves.pop(identifier, ()):
            await self._exchange.act(f"ledgerreceipts/{half}/invalidate")
        receipt = Receipt(
            type=JOURNAL,
            name=keyed(text, identifier, LONGEST_NAME),
            receipt_date=on,
            vat_type="SALES",
            vat_status=NO_TAX,
            transactions=tuple(rows),
        )
        made = await self._made(receipt, key_of(identifier))
        self._halves[identifier] = [made.id]
        await self._exchange.act(f"ledgerreceipts/{made.id}/approve")
        del self._halves[identifier]
        return made.id

    async def _made(self, receipt: Receipt, key: str) -> Made:
        """Create a journal; where nobody knows whether it was, its day has to be read on."""
        day = self._days.setdefault(receipt.receipt_date.isoformat(), Day())
        was_whole, day.is_whole = day.is_whole, False
        try:
            made = await self._exchange.write("POST", "ledgerreceipts", receipt, Made)
        except Stopped as stopped:
            raise _named(stopped, receipt.transactions) from stopped
        if was_whole:
            day.keyed.setdefault(key, []).append(made.id)
            day.last, day.is_whole = max(day.last, made.id), True
        return made

    async def debited(self, number: int, account: str) -> Money:
        """Return what a journal debits on an account. Raises Stopped."""
        receipt = await self._exchange.read(f"ledgerreceipts/{number}", Receipt)
        values = (row.accounting_value for row in receipt.transactions if row.account == account)
        return total((Money.of(value) for value in values if value > 0), EUR)

    async def _keyed(self, day: str, key: str) -> list[int]:
        """Return the journals of a day that bear a key. What was read of a day is kept, and only what is new read."""
        known = self._days.setdefault(day, Day())
        while not known.is_whole:
            rows = await self._page(day, known.last)
            for row in rows:
                known.keyed.setdefault(last_word(row.name), []).append(row.id)
            known.last = max((row.id for row in rows), default=known.last)
            known.is_whole = len(rows) < MOST
        return known.keyed.get(key, [])

    async def _page(self, day: str, previous: int) -> list[Row]:
        query: dict[str, str | int] = {"startDate": day, "endDate": day, "types": JOURNAL, "orderById": "ASC"}
        if previous:
            query["previousId"] = previous
        page = await self._exchange.read("ledgerreceipts", Rows, size=MOST, **query)
        return page.results

    def _with_tax(self, rows: Sequence[LedgerRow]) -> Sequence[LedgerRow]:
        """Return the rows that are sent: without those for tax where the others imply it to the cent."""
        taxes = [row for row in rows if row.is_vat]
        others = [row for row in rows if not row.is_vat]
        own = self._chart.tables.uses.get(Use.VAT)
        is_known = all(self._chart.tables.account(row.account) == own for row in taxes)
        if taxes and is_known and _implied(others) == total((row.amount for row in taxes), EUR):
            return others
        return [replace(row, vat_percent=Decimal(0), vat_code="") for row in rows]

    async def _row(self, row: LedgerRow) -> Transaction:
        status = self._chart.vat_status(row.vat_code, row.vat_percent) if row.vat_percent else None
        return Transaction(
            transaction_type=ENTRY,
            account=self._chart.tables.account(row.account),
            accounting_value=row.amount.decimal,
            vat_percent=row.vat_percent,
            vat_type="SALES" if row.vat_percent else None,
            vat_status=status,
            description=row.text[:LONGEST_TEXT] or None,
            dimension_item_values=(await self._chart.counted(row.dimensions, row.amount)) or None,
        )


def entry(account: str, amount: Money, text: str) -> Transaction:
    """Return a row without tax, debit positive."""
    return Transaction(
        transaction_type=ENTRY,
        account=account,
        accounting_value=amount.decimal,
        vat_percent=Decimal(0),
        description=text[:LONGEST_TEXT] or None,
    )


def _named(stopped: Stopped, rows: Sequence[Transaction]) -> Stopped:
    """Return a refusal that names the account at fault, which the vendor tells by its place alone."""
    found = _PLACE.search(str(stopped))
    if found is None or not isinstance(stopped.outcome, Refused) or int(found.group(1)) >= len(rows):
        return stopped
    row = rows[int(found.group(1))]
    told = f"account {row.account} at {row.vat_percent} %: {stopped.outcome.message}"
    return refused(stopped.outcome.reason, told)


def _implied(rows: Sequence[LedgerRow]) -> Money:
    """Return the tax that rows imply, rounded once for each rate."""
    nets: dict[Decimal, Money] = {}
    for row in rows:
        nets[row.vat_percent] = nets.get(row.vat_percent, zero()) + row.amount
    return total(vat_of_net(net, percent) for percent, net in nets.items())
