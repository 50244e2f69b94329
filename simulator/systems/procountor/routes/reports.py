"""Reports: what the accounts come to, taken from what they turned over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator.core.errors import FieldError, InvalidDocument, NotFound
from simulator.core.filing import by_name
from simulator.core.ledger import Account, Sides, VoucherState
from simulator.core.money import Money, total
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.wire import report as wire
from simulator.world import books
from simulator.world.world import World


def accounting(call: Call) -> Reply:
    """Report an income statement of a period, or a balance sheet of its last day."""
    world, asked = call.world, call.read(wire.Asked)
    first = _first_day(world, asked)
    is_of_period = asked.type == wire.INCOME_STATEMENT
    sums = [
        (one, (after.balance - before.balance) if is_of_period else after.balance)
        for one, before, after in _turned(world, first, asked.end_date)
        if one.group in wire.GROUPS[asked.type]
    ]
    rows = [wire.Row(one.number, one.name, amount.decimal) for one, amount in sums if not amount.is_zero]
    whole = total((amount for _, amount in sums), books.company(world, NAME).currency)
    return Reply(200, wire.Statement(asked.type, first, asked.end_date, rows, whole.decimal))


def ledger_accounts(call: Call) -> Reply:
    """Report what every account turned over in a period."""
    world, asked = call.world, call.read(wire.Asked)
    rows = [
        wire.AccountTurnover(
            one.number,
            one.name,
            before.balance.decimal,
            (after.debit - before.debit).decimal,
            (after.credit - before.credit).decimal,
            after.balance.decimal,
        )
        for one, before, after in _turned(world, _first_day(world, asked), asked.end_date)
    ]
    return Reply(200, wire.LedgerAccounts(rows))


def general_ledger(call: Call) -> Reply:
    """Report every entry on an account in a period, by day. Raises NotFound."""
    world, asked, number = call.world, call.read(wire.Asked), call.path["accountId"]
    known = world.look(Account, by_name(NAME, number))
    if known is None:
        raise NotFound("account", number)
    first = _first_day(world, asked)
    opening = books.balance(world, NAME, number, _day_before(first)).balance
    entries = list(_entries(world, number, first, asked.end_date, opening))
    closing = entries[-1].balance if entries else opening.decimal
    return Reply(200, wire.GeneralLedger(number, known.name, opening.decimal, closing, entries))


def _entries(world: World, number: str, first: date, last: date, opening: Money) -> Iterator[wire.Entry]:
    balance = opening
    for voucher in books.vouchers_between(world, NAME, first, last):
        if voucher.state is not VoucherState.VALID:
            continue
        for line in voucher.lines:
            if line.account == number:
                balance += line.amount
                text = line.text or voucher.text
                yield wire.Entry(
                    voucher.voucher_id, voucher.on, voucher.number, text, line.amount.decimal, balance.decimal
                )


def _turned(world: World, first: date, last: date) -> Iterator[tuple[Account, Sides, Sides]]:
    """Yield every account by its number, with what stood on it before the first day and after the last."""
    for one in sorted(books.accounts(world, NAME), key=lambda account: account.number):
        before = books.balance(world, NAME, one.number, _day_before(first))
        yield one, before, books.balance(world, NAME, one.number, last)


def _first_day(world: World, asked: wire.Asked) -> date:
    """Return the first day of a report: the one asked for, else that of the fiscal year. Raises InvalidDocument."""
    year = books.company(world, NAME).year_of(asked.end_date)
    first = asked.start_date or (year.first if year else asked.end_date)
    if first > asked.end_date:
        raise InvalidDocument([FieldError("endDate", f"is before {first}, the first day of the report")])
    return first


def _day_before(day: date) -> date:
    return day - timedelta(days=1) if day > date.min else day
