"""What callers read once a day: accounts and balances, types of voucher, periods, terms, banks, dimensions."""

from __future__ import annotations

from typing import Final

from simulator.core.ledger import Account
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.routes.address import language_of
from simulator.systems.netvisor.wire import chart
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.figures import day
from simulator.systems.netvisor.wire.payment_terms import payment_terms as payment_term_list
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.voucher_types import voucher_type_list
from simulator.systems.netvisor.wire.xml import Node
from simulator.world import books

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
    return answered(call.world.now, payment_term_list())


def bank_accounts(call: Call) -> Reply:
    """List the company's bank accounts."""
    company, accounts = books.company(call.world, NAME), books.accounts(call.world, NAME)
    return answered(call.world.now, chart.bank_accounts(company, accounts, language_of(call.request)))


def sales_personnel(call: Call) -> Reply:
    """List the people who sell."""
    return answered(call.world.now, chart.sales_personnel())
