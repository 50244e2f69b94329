"""What the suite asks of a client, and what it hands to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import httpx2

Books = Mapping[str, Any]
"""What a client believes, as plain lists of mappings. Amounts are Decimal, whole numbers or text, dates date or text.

| list | members of an element | must be there |
|---|---|---|
| `invoices` | `invoiceNumber`, `open` (all that is owed by the case; None without a case); `state` (`ACCEPTED`, `REFUSED` or `WAITING`), `dueDate`, `currency`, `caseId`, `delivery` | the first two |
| `bookings` | `allocationId`, `invoiceNumber`, `capital`, `interest`, `costs`; `settlementId`, `currency` | the first five |
| `payments` | `invoiceNumber`, `paymentDate`, `amount`, `currency`: what is provisional, of the last 30 days at least | no |
| `actions` | `document` as it was handed in, `state` as above | no |
| `ledgers` | `key` (the `ledgerIdentifier`), `state` (`WAITING`: not sent, or nobody knows; `ACCEPTED`: CFIS has it, the accounting system not yet; `REFUSED` by CFIS; `SYNCED`; `FAILED`), `reason` of a failure | no; then the first two |
| `accountingPayments` | the same; `key` is the `paymentIdentifier` | no; then the first two |

What is left out is not compared.
"""  # noqa: E501


class ClientTrouble(Exception):
    """How a client broke down, in words that need nothing added; all else that one raises is told with its place."""


class Client(Protocol):
    """An integration with CFIS, as far as the suite needs it. None of these may raise because CFIS is not well."""

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        """Hand in an invoice, now or when ``run`` comes; ``document`` is the body of ``POST /invoice``."""
        ...

    def send_action(self, document: Mapping[str, Any]) -> None:
        """Ask for actions, now or when ``run`` comes; ``document`` is the body of ``POST /invoice/action``."""
        ...

    def run(self) -> None:
        """Do your periodic work, as on every day: send what waits, ask what is new."""
        ...

    def books(self) -> Books:
        """Tell what you believe now, without asking CFIS."""
        ...


class AccountingClient(Client, Protocol):
    """A client that also hands in documents for accounting, for stories of that service.

    ``run`` then asks what became of them as well, until each is synced or has failed; what has failed is handed in
    again only when somebody submits it anew.
    """

    def submit_ledger(self, document: Mapping[str, Any]) -> None:
        """Hand in a ledger document; ``document`` is the body of ``POST /accounting/ledger``."""
        ...

    def submit_payment(self, document: Mapping[str, Any]) -> None:
        """Hand in one or more accounting payments; ``document`` is the body of ``POST /accounting/payment``."""
        ...


class ClientWorld(NamedTuple):
    """What a client is made with. After a restart it is made anew with the same one.

    ``base_url`` is the root of CFIS and ``access_token`` the first token. ``http`` speaks to that address; a client
    that brings its own HTTP library needs a sandbox at a real address. ``memory`` outlives the client. ``now`` tells
    the virtual time, and ``wait`` lets seconds of it pass.
    """

    base_url: str
    access_token: str
    http: httpx2.Client
    memory: MutableMapping[str, bytes]
    now: Callable[[], datetime]
    wait: Callable[[float], None]

    def today(self) -> date:
        """Return the Finnish calendar date."""
        return self.now().astimezone(ZoneInfo("Europe/Helsinki")).date()


MakeClient = Callable[[ClientWorld], Client]
