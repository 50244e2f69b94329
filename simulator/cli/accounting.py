"""``cfis-sandbox accounting`` and ``lock``: the books in the accounting systems, and the accountant's hand on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import click

from simulator.cli.answers import Shape
from simulator.cli.session import Session, quoted, with_world
from simulator.cli.tables import Column, amount, facts, table
from simulator.cli.values import DAY


class Account(Shape, frozen=True, kw_only=True):
    """An account and what stands on it."""

    number: str
    name: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


class Invoice(Shape, frozen=True, kw_only=True):
    """An invoice in the books."""

    number: int
    invoice_date: date
    due_date: date
    stage: str
    label: str
    total: Decimal
    open: Decimal


class Line(Shape, frozen=True, kw_only=True):
    """A line of a voucher; debits are positive."""

    account: str
    amount: Decimal
    text: str


class Voucher(Shape, frozen=True, kw_only=True):
    """A voucher in the books."""

    kind: str
    number: int
    date: date
    state: str
    text: str
    lines: tuple[Line, ...]


class Company(Shape, frozen=True, kw_only=True):
    """The books of one company in one system."""

    system: str
    company: str
    business_code: str
    currency: str
    locked: date | None
    accounts: tuple[Account, ...]
    invoices: tuple[Invoice, ...]
    vouchers: tuple[Voucher, ...]


class Books(Shape, frozen=True, kw_only=True):
    """What the accounting systems of a world hold."""

    accounting: tuple[Company, ...] = ()


class Lock(Shape, frozen=True, kw_only=True):
    """How far the books of a system are locked."""

    system: str
    until: date | None


ACCOUNTS: Final = (
    Column("ACCOUNT"),
    Column("NAME"),
    Column("DEBIT", right=True),
    Column("CREDIT", right=True),
    Column("BALANCE", right=True),
)
INVOICES: Final = (
    Column("INVOICE"),
    Column("DATE"),
    Column("DUE"),
    Column("STAGE"),
    Column("TOTAL", right=True),
    Column("OPEN", right=True),
)
VOUCHERS: Final = (
    Column("VOUCHER"),
    Column("DATE"),
    Column("STATE"),
    Column("ACCOUNT"),
    Column("DEBIT", right=True),
    Column("CREDIT", right=True),
    Column("TEXT"),
)


@click.command()
@click.argument("system", required=False)
@with_world
def accounting(session: Session, system: str | None) -> None:
    """Show what the accounting systems hold.

    Accounts with their balances, the newest invoices and vouchers; of SYSTEM alone where one is named.

    \b
    Example:
      cfis-sandbox accounting netvisor
    """
    answer = session.remote.get(session.here("/books"), {"limit": 1})
    names = [each.system for each in answer.read(Books).accounting]
    if system is not None and system not in names:
        raise click.UsageError(f"{system!r} keeps no books here; there are {', '.join(names) or 'none'}")
    session.show(answer, Books, lambda found: _told(found, system))


@click.command()
@click.argument("system")
@click.argument("until", metavar="[DATE]", type=DAY, required=False)
@click.option("--open", "opened", is_flag=True, help="Open the books again.")
@with_world
def lock(session: Session, system: str, until: date | None, opened: bool) -> None:
    """Lock the books of an accounting system, as an accountant does.

    Up to DATE, SYSTEM takes no postings, edits or invalidations; it refuses them in its own words.

    \b
    Example:
      cfis-sandbox lock netvisor 2026-09-30
      cfis-sandbox lock netvisor --open
    """
    if (until is None) != opened:
        raise click.UsageError("give either the last locked DATE or --open")
    answer = session.remote.put(session.here(f"/books/{quoted(system)}/lock"), {"until": until})
    session.show(answer, Lock, _stands)


def _stands(lock: Lock) -> str:
    if lock.until is None:
        return f"The books of {lock.system} are open."
    return f"The books of {lock.system} are locked up to {lock.until}, that day included."


def _told(found: Books, system: str | None) -> str:
    shown = [each for each in found.accounting if system in (None, each.system)]
    return "\n\n".join(part for each in shown for part in _company(each)) or "No accounting system keeps books here."


def _company(of: Company) -> Iterator[str]:
    yield facts(
        [
            ("system", of.system),
            ("company", f"{of.company} ({of.business_code})"),
            ("currency", of.currency),
            ("locked up to", of.locked),
        ]
    )
    yield table(ACCOUNTS, [_account(each) for each in of.accounts])
    if of.invoices:
        yield table(INVOICES, [_invoice(each) for each in of.invoices])
    if of.vouchers:
        yield table(VOUCHERS, [row for each in of.vouchers for row in _voucher(each)])


def _account(of: Account) -> tuple[object, ...]:
    return (of.number, of.name, amount(of.debit), amount(of.credit), amount(of.balance))


def _invoice(of: Invoice) -> tuple[object, ...]:
    stage = f"{of.stage} ({of.label})" if of.label else of.stage
    return (of.number or "", of.invoice_date, of.due_date, stage, amount(of.total), amount(of.open))


def _voucher(of: Voucher) -> Iterator[tuple[object, ...]]:
    head: tuple[object, ...] = (f"{of.kind} {of.number}", of.date, of.state)
    for line in of.lines:
        debit, credit = (line.amount, None) if line.amount > 0 else (None, -line.amount)
        yield (*head, line.account, amount(debit), amount(credit), line.text or of.text)
        head = ("", "", "")
