"""Vouchers as receipts: rows in the system's accounts, VAT codes and cost centres."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from simulator.core.carried import Dimension, LedgerDocument, LedgerRow
from simulator.core.carrying import Booked, Found, NotThere, Outcome, Reason, Refused, State
from simulator.core.money import EUR, Money
from simulator.core.tables import Tables
from simulator.systems.netbaron.carrying.exchange import Exchange, Trouble, at, key
from simulator.systems.netbaron.wire import chart
from simulator.systems.netbaron.wire import ledger as wire

COST_CENTER = "costCenter"
"""What the tables call the one dimension that a row has."""
STATES = {wire.LedgerStatus.ACCEPTED: State.APPROVED, wire.LedgerStatus.REJECTED: State.REJECTED}


class Receipts:
    """The ledger module of an organization. Cost centres are read once."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        self._exchange, self._tables = exchange, tables
        self._cost_centers: dict[str, int] | None = None

    async def find(self, document: LedgerDocument) -> Found:
        """Tell whether a voucher is there, by its identifier."""
        told = await self.posted(key(document.identifier))
        if not isinstance(told, wire.LedgerTold):
            return told
        return Booked(told.ledger_identifier, STATES[told.status], was_there=True)

    async def book(self, document: LedgerDocument) -> Outcome:
        """Post a voucher."""
        if document.currency != EUR:
            return wrong_currency(document.currency)
        rows = []
        for row in document.rows:
            made = await self._row(row)
            if not isinstance(made, wire.LedgerRow):
                return made
            rows.append(made)
        return await self.post(
            wire.LedgerSaid(
                ledger_identifier=key(document.identifier),
                receipt_number=document.number,
                rows=tuple(rows),
                number_series=self._tables.document_type(document.type) or document.type,
                description=document.text,
            )
        )

    async def posted(self, name: str) -> wire.LedgerTold | NotThere | Trouble:
        """Return the receipt that was posted under a key."""
        return await self._exchange.read(at("ledger", name), wire.LedgerTold)

    async def post(self, said: wire.LedgerSaid) -> Outcome:
        """Post a receipt; the same once more changes nothing."""
        told = await self._exchange.write("POST", "ledger", said, wire.LedgerAccepted)
        return Booked(told.ledger_identifier) if isinstance(told, wire.LedgerAccepted) else told

    async def cost_center(self, dimensions: tuple[Dimension, ...]) -> int | Trouble | None:
        """Return the cost centre that dimensions name, by number or by name; None where they name none."""
        wanted = [one.value for one in dimensions if self._tables.dimension(one.kind) == COST_CENTER]
        if not wanted:
            return None
        if self._cost_centers is None:
            told = await self._exchange.read("accounting/cost-centers", list[chart.CostCenter])
            if not isinstance(told, list):
                return Refused(Reason.INVALID, "there are no cost centres") if isinstance(told, NotThere) else told
            named = {one.name: one.cost_center for one in told}
            self._cost_centers = {**named, **{str(one.cost_center): one.cost_center for one in told}}
        found = self._cost_centers.get(wanted[0])
        if found is None:
            known = ", ".join(self._cost_centers)
            return Refused(Reason.UNKNOWN_DIMENSION, f"cost centre {wanted[0][:60]} does not exist; there are {known}")
        return found

    async def _row(self, row: LedgerRow) -> wire.LedgerRow | Trouble:
        number, code = account_number(self._tables.account(row.account)), self._vat_code(row)
        centre = await self.cost_center(row.dimensions)
        if isinstance(number, Refused):
            return number
        if isinstance(code, Refused):
            return code
        if centre is not None and not isinstance(centre, int):
            return centre
        return wire.LedgerRow(
            booking_date=row.on,
            account=number,
            amount=row.amount.decimal,
            description=row.text or None,
            cost_center=centre,
            job_number=row.project or None,
            vat_code=code,
            vat_percent=row.vat_percent or None,
        )

    def _vat_code(self, row: LedgerRow) -> int | Refused | None:
        """Return the VAT code of a row; a rate for which the tables have none is told without a code."""
        code = self._tables.vat_code(row.vat_code, row.vat_percent) if row.vat_code or row.vat_percent else None
        if code is not None and code.isascii() and code.isdigit():
            return int(code)
        if code is None and not row.vat_code:
            return None
        message = f"VAT code {code or row.vat_code} of {row.vat_percent} % is no number here; name one under vat-codes"
        return Refused(Reason.UNKNOWN_VAT_CODE, message)


def row(on: date, account: int, amount: Money, text: str) -> wire.LedgerRow:
    """Return a row of a receipt that a payment or an invoice needs besides."""
    return wire.LedgerRow(booking_date=on, account=account, amount=amount.decimal, description=text[:210])


def debited(receipt: wire.LedgerSaid) -> Money:
    """Return the sum of the debit side."""
    return Money.of(sum((one.amount for one in receipt.rows if one.amount > 0), Decimal(0)))


def account_number(text: str | None) -> int | Refused:
    """Return an account's number; accounts are whole numbers here."""
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return Refused(Reason.UNKNOWN_ACCOUNT, f"account {text or '(none)'} is no number of at most nine digits")


def wrong_currency(currency: str) -> Refused:
    """Return the refusal of any currency but the one."""
    return Refused(Reason.CURRENCY, f"currency {currency}; these books are kept in {EUR} alone")
