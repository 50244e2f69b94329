"""The connector to Netvisor: carries vouchers, payments and invoices to a company's books over HTTP.

It fits ``simulator.sync.ports.Connector``. Invoices are found by their numbers, payments and vouchers by the sender's
key, which ends the payer's name or the description. Netvisor's keys are not renewed by any call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

import httpx2

from simulator.core.carried import Carried, InvoiceDocument, LedgerDocument
from simulator.core.carrying import Expired, Found, Later, Outcome, Refused
from simulator.core.sync_document import SyncKind
from simulator.core.tables import NEW_COMPANY, Tables
from simulator.systems.netvisor.carrying.chart import Chart
from simulator.systems.netvisor.carrying.exchange import Exchange
from simulator.systems.netvisor.carrying.invoices import Invoices
from simulator.systems.netvisor.carrying.payments import Payments
from simulator.systems.netvisor.carrying.stopping import Stopped
from simulator.systems.netvisor.carrying.vouchers import Vouchers

Result = TypeVar("Result")

NAME: Final = "netvisor"
CREDENTIALS: Final = ("customerId", "customerKey", "partnerId", "partnerKey", "organisationId")
TABLES: Final = Tables(
    vat_percents=MappingProxyType(
        {**dict.fromkeys(("25.5", "24", "14", "13.5", "10"), "KOMY"), "0": "NONE"},
    ),
    dimensions=MappingProxyType({"COST_CENTER": "Kustannuspaikka"}),
    document_types=MappingProxyType(
        {
            "ML": "Myyntilasku",
            "MS": "Myyntisuoritus",
            "PT": "Pankki",
            "KT": "Kassa",
            "MU": "Muut",
            "MT": "Muistiotosite",
            "OL": "Ostolasku",
            "OS": "Ostosuoritus",
        }
    ),
    uses=NEW_COMPANY,
)


def connect(
    http: httpx2.AsyncClient,
    credentials: Mapping[str, str],
    tables: Tables,
    *,
    now: Callable[[], datetime],
    nonce: Callable[[], str],
) -> Netvisor:
    """Return the Netvisor behind ``http``, whose ``base_url`` is its root."""
    return Netvisor(Exchange(http, credentials, now, nonce), tables)


class Netvisor:
    """One company's Netvisor, for one run."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        chart = Chart(exchange, tables)
        self._invoices, self._vouchers = Invoices(exchange, chart), Vouchers(exchange, chart)
        self._payments = Payments(exchange, chart, self._invoices, self._vouchers)
        self._looked_for: set[tuple[SyncKind, str]] = set()

    async def find(self, document: Carried) -> Found:
        """Tell whether a document is in the books, as a whole."""
        self._looked_for.add((document.kind, document.identifier))
        if isinstance(document, InvoiceDocument):
            return await _ended(self._invoices.find(document))
        if isinstance(document, LedgerDocument):
            return await _ended(self._vouchers.find(document))
        return await _ended(self._payments.find(document))

    async def book(self, document: Carried) -> Outcome:
        """Send a document; of one that was looked for, what is there already is left alone."""
        in_doubt = (document.kind, document.identifier) in self._looked_for
        self._looked_for.add((document.kind, document.identifier))
        if isinstance(document, InvoiceDocument):
            return await _ended(self._invoices.book(document, in_doubt=in_doubt))
        if isinstance(document, LedgerDocument):
            return await _ended(self._vouchers.book(document))
        return await _ended(self._payments.book(document, in_doubt=in_doubt))

    async def renew(self) -> Refused | Later | None:
        """Do nothing: every request is signed anew, with keys that no call replaces."""
        return None


async def _ended(work: Awaitable[Result]) -> Result | Refused | Later | Expired:
    """Return what ``work`` comes to, or what stopped it."""
    try:
        return await work
    except Stopped as stopped:
        return stopped.outcome
