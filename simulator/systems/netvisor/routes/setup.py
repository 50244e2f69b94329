"""What callers read once a day: accounts and balances, types of voucher, periods, terms, banks, dimensions."""

from __future__ import annotations

from typing import Final

from simulator.core.ledger import Account
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire import chart
from simulator.systems.netvisor.wire.dimension import dimension_list
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.figures import day
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.voucher_types import voucher_type_list
from simulator.systems.netvisor.wire.xml import Node, read
from simulator.world import books, books_register

MOST_KEYS: Final = 500


def account_list(call: Call) -> Reply:
    """List the chart of accounts."""
    return answered(
        call.world.now, chart.account_list(books.company(call.world, NAME), books.accounts(call.world, NAME))
    )


def account_balance(call: Call) -> Reply:
    """Tell what stands on accounts at the end of days."""
    asked = Asked(call.request)
    listed = [day(text.strip(), "balancedates") for text in asked.text("balancedates").split(",") if text.strip()]
    if not listed:
        raise invalid("Parameter balancedates is missing")
    days = chart.balance_dates(listed[: chart.MOST_DATES], asked.text("intervaltype"))
    nodes = (
        chart.balance_node(one, [(on, books.balance(call.world, NAME, one.number, on)) for on in days])
        for one in _accounts(call, asked)
    )
    return answered(call.world.now, Node("AccountBalances", *nodes))


def _accounts(call: Call, asked: Asked) -> list[Account]:
    known = books.accounts(call.world, NAME)
    one = asked.number("netvisorkey")
    wanted = asked.numbers("netvisorkeylist", MOST_KEYS) or ([] if one is None else [one])
    return [account for account in known if not wanted or account.account_id in wanted]


def voucher_types(call: Call) -> Reply:
    """List the types of voucher."""
    return answered(call.world.now, voucher_type_list())


def periods(call: Call) -> Reply:
    """List accounting periods and locks."""
    return answered(call.world.now, chart.period_list(books.company(call.world, NAME)))


def payment_terms(call: Call) -> Reply:
    """List payment terms."""
    return answered(call.world.now, chart.payment_terms())


def bank_accounts(call: Call) -> Reply:
    """List the company's bank accounts."""
    company, accounts = books.company(call.world, NAME), books.accounts(call.world, NAME)
    return answered(call.world.now, chart.bank_accounts(company, accounts))


def dimensions(call: Call) -> Reply:
    """List dimensions and their items."""
    with_hidden = Asked(call.request).is_on("showhidden")
    known = books_register.dimensions(call.world, NAME)
    return answered(call.world.now, dimension_list(known, with_hidden=with_hidden))


def dimension_item(call: Call) -> Reply:
    """Add an item to a dimension that exists; an item that exists is left as it is."""
    if Asked(call.request).word("method") != "add":
        raise invalid("Parameter method is add; editing dimension items is not emulated")
    asked = read(call.request.body).child("dimensionitem")
    if asked is None or not asked.said("name") or not asked.said("item"):
        raise invalid("XML message validation failed: elements name and item are compulsory")
    known = {one.name for one in books_register.dimensions(call.world, NAME)}
    if asked.said("name") not in known:
        raise invalid(f"Dimension not found: {asked.said('name')[:50]}")
    books_register.dimension_item(call.world, NAME, asked.said("name"), asked.said("item")[:200], create=True)
    return answered(call.world.now)
