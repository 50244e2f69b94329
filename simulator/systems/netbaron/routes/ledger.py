"""The ledger module: post a receipt, and read one that was posted here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from simulator.core.canonical import kept
from simulator.core.errors import AlreadyExists, FieldError, InvalidDocument, NotFound
from simulator.core.filing import by_name
from simulator.core.ledger import LedgerLine, LedgerVoucher
from simulator.core.money import Money, total
from simulator.http.endpoint import Call, Reply
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.refusals import Refusal
from simulator.systems.netbaron.routes.accounts import account_of
from simulator.systems.netbaron.routes.cost_centers import named
from simulator.systems.netbaron.wire import ledger as wire
from simulator.systems.netbaron.wire.chart import VAT_CODES
from simulator.world import books
from simulator.world.world import World


def create_ledger(call: Call) -> Reply:
    """Post one receipt; the same once more is answered as the first time."""
    said = call.read(wire.LedgerSaid)
    known = _known(call.world, said.ledger_identifier)
    if known is None:
        _post(call.world, said)
    elif known.document != kept(said):
        raise AlreadyExists("ledger", said.ledger_identifier)
    return Reply(200, wire.accepted(said))


def get_ledger(call: Call) -> Reply:
    """Read a receipt that was posted here."""
    identifier = call.path["ledgerIdentifier"]
    known = _known(call.world, identifier)
    if known is None:
        raise NotFound("ledger", identifier)
    return Reply(200, wire.told(known))


def _known(world: World, identifier: str) -> LedgerVoucher | None:
    found = world.shelf.select(LedgerVoucher, "source", by_name(NAME, wire.source_of(identifier)))
    return next(iter(found), None)


def _post(world: World, said: wire.LedgerSaid) -> LedgerVoucher:
    on = _booking_date(said)
    books.check_open(world, NAME, on)
    lines = tuple(_line(world, row, f"rows[{place}]") for place, row in enumerate(said.rows))
    difference = total(line.amount for line in lines)
    if not difference.is_zero:
        raise Refusal("UNBALANCED", f"rows: the amounts add up to {difference}; expected 0.00 EUR")
    return books.post(
        world,
        NAME,
        books.NewVoucher(
            kind=f"ledger/{said.number_series or ''}",
            on=on,
            lines=lines,
            text=said.description or "",
            source=wire.source_of(said.ledger_identifier),
            document=kept(said),
        ),
    )


def _booking_date(said: wire.LedgerSaid) -> date:
    """Return the day of a receipt, which all of its rows name (assumed)."""
    first = said.rows[0].booking_date
    faults = [
        FieldError(f"rows[{place}].bookingDate", f"is {row.booking_date}; expected {first}, the date of the first row")
        for place, row in enumerate(said.rows)
        if row.booking_date != first
    ]
    if faults:
        raise InvalidDocument(faults)
    return first


def _line(world: World, row: wire.LedgerRow, field: str) -> LedgerLine:
    account = account_of(world, row.account, f"{field}.account")
    if row.vat_account is not None:
        account_of(world, row.vat_account, f"{field}.vatAccount")
    if row.vat_code is not None and row.vat_code not in VAT_CODES:
        raise Refusal("UNKNOWN_VAT_CODE", f"{field}.vatCode: VAT code {row.vat_code} does not exist")
    return LedgerLine(
        account=account.number,
        amount=Money.of(row.amount),
        text=row.description or "",
        vat_code="" if row.vat_code is None else str(row.vat_code),
        vat_percent=row.vat_percent or Decimal(0),
        dimensions=named(world, row.cost_center, row.job_number, f"{field}.costCenter"),
    )
