"""Bank statements: what the collection agency has paid out to the company, as its bank tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from simulator.core.company import CompanyBank
from simulator.core.money import Money
from simulator.core.payment import Settlement
from simulator.core.records import Client
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.routes import paging
from simulator.systems.procountor.wire.bank_statement import Statement, statement
from simulator.world import books
from simulator.world.world import World


def statement_list(call: Call) -> Reply:
    """List statements by day, the newest first unless asked otherwise."""
    page, company = paging.asked(call.query, "StartDate"), books.company(call.world, NAME)
    wanted = (call.request.headers.get("accountnumber") or call.query.get("accountNumber", "")).replace(" ", "")
    bank = company.banks[0] if company.banks else None
    if bank is None or wanted not in ("", bank.iban):
        return paging.told([], page, lambda one: one)
    first, last = call.query.get("startDate", date.min), call.query.get("endDate", date.max)
    rows = [one for one in _statements(call.world, bank, company.currency) if first <= one.start_date <= last]
    by_id = "orderById" in call.query and page.order == "Id"
    rows.sort(key=lambda one: one.id if by_id else one.statement_number, reverse=not page.ascending)
    return paging.told(paging.after_previous(rows, page, lambda one: one.id), page, lambda one: one)


def _statements(world: World, bank: CompanyBank, currency: str) -> Iterator[Statement]:
    """Yield the statements of the payouts to this company, in the order of their days."""
    paid = [one for one in _payouts(world) if one.amount.currency == currency]
    balance = Money(0, currency)
    for place, one in enumerate(sorted(paid, key=lambda each: (each.settled_on, each.settlement_id)), start=1):
        yield statement(one, place, balance, bank.iban, world.policy.agency_code)
        balance += one.amount


def _payouts(world: World) -> Iterator[Settlement]:
    """Yield what was paid out to the clients whose accounting is kept here."""
    clients = {
        client.client_id for client in world.shelf.all(Client) if (client.accounting or world.info.accounting) == NAME
    }
    for client in sorted(clients):
        low, high = f"{client}/{date.min.isoformat()}", f"{client}/{date.max.isoformat()}"
        yield from world.shelf.between(Settlement, "settled", low, high)
