"""``cfis-sandbox books``: the truth about a world's money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

import click

from simulator.cli.answers import Parts, Payment, Receivable, Settlement, Shape
from simulator.cli.moments import ZONE_SHOWN, instant
from simulator.cli.pay import COLUMNS as PAYMENT_COLUMNS
from simulator.cli.pay import row as payment_row
from simulator.cli.session import Session, at_most, with_world
from simulator.cli.tables import Column, amount, table

SHOWN: Final = 100
"""Invoices of one page unless another number is asked for."""


class Totals(Shape, frozen=True, kw_only=True):
    """Everything in one currency."""

    currency: str
    receivables: int
    claimed: Parts
    paid: Parts
    credited: Decimal
    written_off: Parts
    open: Parts
    payments: int
    received: Decimal
    settled: Decimal
    unsettled: Decimal
    overpaid: Decimal
    returned: Decimal
    unmatched: Decimal
    expected: Decimal
    direct: Decimal


class Books(Shape, frozen=True, kw_only=True):
    """A page of the books."""

    now: datetime
    receivables: tuple[Receivable, ...] = ()
    payments: tuple[Payment, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    totals: tuple[Totals, ...] = ()
    more: bool = False
    next: int | None = None


RECEIVABLES: Final = (
    Column("INVOICE"),
    Column("CLIENT"),
    Column("CASE"),
    Column("DUE"),
    Column("STAGE"),
    Column("STANDING"),
    Column("DELIVERY"),
    Column("CAPITAL", right=True),
    Column("INTEREST", right=True),
    Column("COSTS", right=True),
    Column("OPEN", right=True),
    Column("PAID", right=True),
)
SETTLEMENTS: Final = (
    Column("SETTLEMENT"),
    Column("DATE"),
    Column("CLIENT"),
    Column("AMOUNT", right=True),
    Column("REFERENCE"),
)
PARTS: Final = (
    Column("CLAIMS"),
    Column("CAPITAL", right=True),
    Column("INTEREST", right=True),
    Column("COSTS", right=True),
    Column("TOTAL", right=True),
)
MONEY: Final = (Column("MONEY"), Column("AMOUNT", right=True))


@click.command()
@click.option("--client", type=int, metavar="NUMBER", help="Only this client's books.")
@click.option("--after", type=click.IntRange(min=0), metavar="NUMBER", help="Pass over so many invoices.")
@at_most(SHOWN, "invoices")
@with_world
def books(session: Session, client: int | None, after: int | None, limit: int) -> None:
    """Show the truth: what is owed, paid and settled.

    Invoices with what is open on each today, payments and how they were split, settlements, and totals of everything.

    \b
    Example:
      cfis-sandbox books
      cfis-sandbox books --client 1001 --json
    """
    query = {"clientId": client, "after": after, "limit": limit}
    session.show(session.remote.get(session.here("/books"), query), Books, told)


def told(found: Books) -> str:
    """Return a page of the books as tables."""
    return "\n\n".join(_sections(found))


def _sections(found: Books) -> Iterator[str]:
    yield f"Books at {instant(found.now)} ({ZONE_SHOWN})"
    yield table(RECEIVABLES, [_receivable(each) for each in found.receivables])
    if found.more:
        yield f"... and more invoices; see 'cfis-sandbox books --after {found.next}'"
    if found.payments:
        yield table(PAYMENT_COLUMNS, [payment_row(each) for each in found.payments])
    if found.settlements:
        yield table(SETTLEMENTS, [_settlement(each) for each in found.settlements])
    for totals in found.totals:
        yield _totals(totals)


def _receivable(of: Receivable) -> tuple[object, ...]:
    return (
        of.invoice_number,
        of.client_id,
        of.case_id,
        of.due_date,
        of.stage,
        of.standing,
        of.delivery,
        amount(of.open.capital),
        amount(of.open.interest),
        amount(of.open.costs),
        amount(of.open.total, of.currency),
        amount(of.paid.total, of.currency),
    )


def _settlement(of: Settlement) -> tuple[object, ...]:
    money = amount(of.amount, of.currency)
    return (of.settlement_id, of.settlement_date, of.client_id, money, of.remittance_reference)


def _totals(of: Totals) -> str:
    zero = Decimal(0)
    credited = Parts(capital=of.credited, interest=zero, costs=zero, total=of.credited)
    named = (("claimed", of.claimed), ("paid", of.paid), ("credited", credited), ("written off", of.written_off))
    rows = [_parts(f"{name} {of.currency}", parts) for name, parts in (*named, ("open", of.open))]
    return f"{table(PARTS, rows)}\n\n{table(MONEY, _money(of))}"


def _money(of: Totals) -> list[tuple[str, str]]:
    return [
        (f"received {of.currency}", amount(of.received)),
        ("  settled to creditors", amount(of.settled)),
        ("  not settled yet", amount(of.unsettled)),
        ("  overpaid, going back", amount(of.overpaid)),
        ("  returned to payers", amount(of.returned)),
        ("  unmatched", amount(of.unmatched)),
        ("ordered for a day to come", amount(of.expected)),
        ("paid to creditors directly", amount(of.direct)),
    ]


def _parts(name: str, parts: Parts) -> tuple[str, ...]:
    return (name, amount(parts.capital), amount(parts.interest), amount(parts.costs), amount(parts.total))
