"""The accounting module: what may be read of the books."""

from __future__ import annotations

from simulator.core.errors import NotFound
from simulator.core.ledger import Account, VoucherState
from simulator.http.endpoint import Call, Reply
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.routes import cost_centers
from simulator.systems.netbaron.routes.accounts import account_of
from simulator.systems.netbaron.wire import chart as wire
from simulator.world import books, books_register


def list_periods(call: Call) -> Reply:
    """List accounting periods."""
    return Reply(200, wire.periods(books.company(call.world, NAME)))


def list_accounts(call: Call) -> Reply:
    """List the active chart of accounts."""
    return Reply(200, [wire.account_row(one) for one in books.accounts(call.world, NAME) if one.is_active])


def list_balances(call: Call) -> Reply:
    """Tell what stands on every account, or on one, at the end of a day."""
    world, on = call.world, call.query.get("date") or call.world.today
    rows = (wire.balance_row(one, on, books.balance(world, NAME, one.number, on)) for one in _accounts(call))
    return Reply(200, list(rows))


def list_cost_centers(call: Call) -> Reply:
    """List cost centres."""
    return Reply(200, wire.cost_centers(cost_centers.cost_centers(call.world)))


def list_dimensions(call: Call) -> Reply:
    """List dimensions and their items."""
    return Reply(200, [wire.dimension_row(one) for one in books_register.dimensions(call.world, NAME)])


def list_projects(call: Call) -> Reply:
    """List the job numbers that rows have named."""
    return Reply(200, wire.projects(cost_centers.job_numbers(call.world)))


def list_vat_codes(call: Call) -> Reply:
    """List VAT codes with their rates of today."""
    return Reply(200, wire.vat_codes(call.world.today))


def list_receipts(call: Call) -> Reply:
    """List the receipts of a period that count."""
    name = call.query["period"]
    year = next((one for one in books.company(call.world, NAME).years if one.name == name), None)
    if year is None:
        raise NotFound("period", name)
    vouchers = books.vouchers_between(call.world, NAME, year.first, year.last)
    known = cost_centers.cost_centers(call.world)
    numbers = {item.name: item.number for item in (known.items if known else ())}
    return Reply(200, wire.receipts((one for one in vouchers if one.state is VoucherState.VALID), numbers))


def _accounts(call: Call) -> list[Account]:
    number = call.query.get("account")
    return books.accounts(call.world, NAME) if number is None else [account_of(call.world, number, "query.account")]
