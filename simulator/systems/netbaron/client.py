"""The connector to NetBaron by the assumed contract: vouchers, payments and invoices, through any HTTP client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import httpx2

from simulator.core.carried import Carried, InvoiceDocument, LedgerDocument, PaymentDocument
from simulator.core.carrying import Found, Outcome, Reason, Refused
from simulator.core.tables import NEW_COMPANY, Tables
from simulator.systems.netbaron.carrying.exchange import Exchange
from simulator.systems.netbaron.carrying.invoices import Invoices
from simulator.systems.netbaron.carrying.payments import Payments
from simulator.systems.netbaron.carrying.receipts import COST_CENTER, Receipts

NAME: Final = "netbaron"
CREDENTIALS: Final = ("organization", "invoicePassword", "accountingPassword", "ledgerPassword", "paymentPassword")
"""The organization, and the password of every module that is called."""
TABLES: Final = Tables(
    vat_percents={"0": "4", "25.5": "1", "13.5": "2", "10": "3"},
    dimensions={"COST_CENTER": COST_CENTER},
    uses=NEW_COMPANY,
)
"""Defaults for the chart of a new company. The bank must be the account that the system books payments on."""


def connect(
    http: httpx2.AsyncClient,
    credentials: Mapping[str, str],
    tables: Tables,
    *,
    now: Callable[[], datetime],
    nonce: Callable[[], str],
) -> Books:
    """Return the books behind ``http``. Requests bear no time and nothing that is used once: nobody asks for either."""
    del now, nonce
    return Books(Exchange(http, credentials), tables)


class Books:
    """The books of one organization, to which documents are carried."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        self._receipts = Receipts(exchange, tables)
        self._payments = Payments(exchange, tables, self._receipts)
        self._invoices = Invoices(exchange, tables, self._receipts, self._payments)

    async def find(self, document: Carried) -> Found:
        """Tell whether ``document`` is in the books; change nothing."""
        match document:
            case LedgerDocument():
                return await self._receipts.find(document)
            case PaymentDocument():
                return await self._payments.find(document)
            case InvoiceDocument():
                return await self._invoices.find(document)

    async def book(self, document: Carried) -> Outcome:
        """Send ``document``, which is not in the books."""
        match document:
            case LedgerDocument():
                return await self._receipts.book(document)
            case PaymentDocument():
                return await self._payments.book(document)
            case InvoiceDocument():
                return await self._invoices.book(document)

    async def renew(self) -> Refused:
        """Refuse: a password is changed by people, and there is no way to get another one."""
        return Refused(Reason.CREDENTIAL, "organization, password or module instance is not accepted; renew it by hand")
