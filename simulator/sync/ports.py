"""What the sync needs of a source of documents, and of a connector to an accounting system.

For the author of a connector
=============================

A connector is the module ``simulator/systems/<name>/client.py``. It may import ``simulator.core`` and its own system's
``wire``; never ``routes``, never ``simulator.sync``: it fits ``Connector`` by its shape, and what it returns from
``connect`` fits ``Target``. The values that come in are those of ``simulator.core.carried``, those that go out are
those of ``simulator.core.carrying``, and ``simulator.core.tables`` turns numbers and codes.

What the engine promises:

* It calls one method at a time, and waits for its answer.
* A document of which it is not certain that it was never sent is looked for with ``find`` before ``book`` is called:
  after a crash, a lost answer, a time-out. The first attempt at a new document goes to ``book`` directly.
* An invoice is sent before the payments on it; a payment waits for as long as its invoice does.
* ``Expired`` leads to one ``renew`` and one more attempt; a second ``Expired`` ends the run.
* ``Later`` leads to another attempt, later each time, until it gives up; ``Refused`` leads to none.
* An ``httpx2.HTTPError`` (no connection, no answer in time, half an answer) may be left to escape: it is ``Later``.
  Any other exception is a bug of the connector and ends the run.

What a connector does:

* It speaks HTTP through the client that it is given, whose ``base_url`` is the root of the system. It makes no client
  of its own, sleeps never, retries nothing, and asks no clock but ``now`` and no dice but ``nonce``.
* ``book`` sends one document. Where the vendor keeps a place for the sender's own key, the identifier goes there; else
  it stands in a text (as the last word, in square brackets) where ``find`` sees it again.
* ``find`` tells whether a document is in the books: by that key, and never by amount and day alone, since two equal
  payments on one day are two payments. It changes nothing.
* Every answer of the vendor is classified; none raises. A refusal that a changed document or a changed setting could
  cure is ``Refused`` with the closest ``Reason`` and a message that names the value: an account that the chart does
  not have, a day in a closed period, an invoice that is not there, a currency that the books are not kept in. A status
  of 429 or 5xx, a body that is cut short or cannot be read, is ``Later`` (with what ``Retry-After`` says). A credential
  that ran out is ``Expired``; one that never was right is ``Refused`` with ``Reason.CREDENTIAL``.
* A payment on an invoice that the system does not know is ``UNKNOWN_INVOICE`` even where the vendor would keep such a
  payment unallocated: the partner shall hear of it.
* A payment's capital pays the invoice, at most as far as it is open; the rest, and a part whose use is overpayment,
  goes to the account for overpayments. Interest and fees go to their accounts. The bank account is debited with all of
  it. A credit loss (``is_loss``) debits the account for credit losses instead, and the tax of the sale is taken back
  where the vendor has a way to say so. Where that takes two requests, ``find`` answers NotThere while only a half is
  done, and ``book`` looks what is there and does the other half.
* A credit note is booked with the opposite signs and, where the vendor can, cleared against the invoice it credits.
* ``renew`` gets a fresh credential if the vendor has a way: None when the next request will carry it.
* What it reads once (chart of accounts, dimensions, customers found) it may keep for its own life; one connector
  lives for one run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import httpx2

from simulator.core.carried import Carried
from simulator.core.carrying import Booked, Found, Later, Outcome, Refused, Waiting
from simulator.core.tables import Tables


class Target(Protocol):
    """An accounting system that documents are carried to; see the top of this module."""

    async def find(self, document: Carried) -> Found:
        """Tell whether ``document`` is in the books; change nothing."""

    async def book(self, document: Carried) -> Outcome:
        """Send ``document``, which is not in the books."""

    async def renew(self) -> Refused | Later | None:
        """Get a fresh credential; None when it is there."""


class Connector(Protocol):
    """A module that connects to one system. ``CREDENTIALS`` names what its credentials consist of, all compulsory.

    ``TABLES`` are the defaults for the chart that the sandbox gives a new company.
    """

    NAME: str
    CREDENTIALS: tuple[str, ...]
    TABLES: Tables

    def connect(
        self,
        http: httpx2.AsyncClient,
        credentials: Mapping[str, str],
        tables: Tables,
        *,
        now: Callable[[], datetime],
        nonce: Callable[[], str],
    ) -> Target:
        """Return the system behind ``http``. ``tables`` are complete: the defaults with a user's own over them.

        ``now`` is the time that requests are to bear; ``nonce`` returns a text that was never returned before.
        """


class Source(Protocol):
    """Where documents come from, and where it is told what became of them."""

    async def gather(self) -> Sequence[Waiting]:
        """Return what is to be carried now or rests until later, in the order in which it was handed in."""

    async def begin(self, waiting: Sequence[Waiting]) -> None:
        """Remember, before any of them is sent, that these may have been sent; for good, should the process die."""

    async def done(self, waiting: Waiting, outcome: Booked | Refused) -> None:
        """Remember what became of a document in the end."""

    async def put_off(self, waiting: Waiting, seconds: int, message: str, *, counts: bool) -> None:
        """Let a document rest for ``seconds``, because of ``message``; whether that ``counts`` as an attempt."""
