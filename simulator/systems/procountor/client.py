"""The connector to Procountor: carries vouchers, payments and invoices to a company's books over HTTP.

It fits ``simulator.sync.ports.Connector``. Invoices are found by their original numbers, payments and vouchers by the
sender's key, which ends the description of an event or the name of a journal. The access token is asked for with an
API key when it is first needed, and renewed when the engine says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

import httpx2

from simulator.core.carried import Carried, InvoiceDocument, LedgerDocument
from simulator.core.carrying import Expired, Found, Later, Outcome, Refused
from simulator.core.tables import NEW_COMPANY, Tables
from simulator.systems.procountor.carrying.chart import Chart
from simulator.systems.procountor.carrying.exchange import Exchange
from simulator.systems.procountor.carrying.invoices import Invoices
from simulator.systems.procountor.carrying.journals import Journals
from simulator.systems.procountor.carrying.known import Invoices as Register
from simulator.systems.procountor.carrying.payments import Payments
from simulator.systems.procountor.carrying.stopping import Stopped

Result = TypeVar("Result")

NAME: Final = "procountor"
CREDENTIALS: Final = ("clientId", "clientSecret", "apiKey")
TABLES: Final = Tables(
    vat_percents=MappingProxyType({**dict.fromkeys(("25.5", "24", "14", "13.5", "10"), "1"), "0": "12"}),
    dimensions=MappingProxyType({"COST_CENTER": "Kustannuspaikka"}),
    uses=NEW_COMPANY,
)
"""Defaults for the chart of a new company. VAT codes are the numbers of VAT statuses: 1 domestic, 12 no handling.

The bank and the account for credit losses must be those that the company books marks of payment on.
"""


def connect(
    http: httpx2.AsyncClient,
    credentials: Mapping[str, str],
    tables: Tables,
    *,
    now: Callable[[], datetime],
    nonce: Callable[[], str],
) -> Procountor:
    """Return the Procountor behind ``http``, whose ``base_url`` is its root. Requests bear no time and no nonce."""
    del now, nonce
    return Procountor(Exchange(http, credentials), tables)


class Procountor:
    """One company's Procountor, for one run."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        self._exchange = exchange
        chart, register = Chart(exchange, tables), Register(exchange)
        self._journals = Journals(exchange, chart)
        self._payments = Payments(exchange, chart, self._journals, register)
        self._invoices = Invoices(exchange, chart, register, self._payments)

    async def find(self, document: Carried) -> Found:
        """Tell whether ``document`` is in the books; change nothing."""
        match document:
            case LedgerDocument():
                return await _ended(self._journals.find(document))
            case InvoiceDocument():
                return await _ended(self._invoices.find(document))
            case _:
                return await _ended(self._payments.find(document))

    async def book(self, document: Carried) -> Outcome:
        """Send ``document``, which is not in the books."""
        match document:
            case LedgerDocument():
                return await _ended(self._journals.book(document))
            case InvoiceDocument():
                return await _ended(self._invoices.book(document))
            case _:
                return await _ended(self._payments.book(document))

    async def renew(self) -> Refused | Later | None:
        """Ask for another access token; None when it is there."""
        try:
            await self._exchange.renew()
        except Stopped as stopped:
            outcome = stopped.outcome
            return Later(outcome.message) if isinstance(outcome, Expired) else outcome
        return None


async def _ended(work: Awaitable[Result]) -> Result | Refused | Later | Expired:
    """Return what an attempt comes to, also where it ended early."""
    try:
        return await work
    except Stopped as stopped:
        return stopped.outcome
