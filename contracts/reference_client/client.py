"""The client as the rest of a creditor's software sees it: hand in, act, run, and the books."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import httpx2
import msgspec

from contracts.reference_client.accounting import Accountant
from contracts.reference_client.connection import Connection, LockedOut, Unanswered
from contracts.reference_client.following import Follower
from contracts.reference_client.memory import CarriedKind, Entry, Invoice, Memory, Notebook
from contracts.reference_client.sending import Sender

FIRST_LOOK_BACK: Final = timedelta(days=30)
_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode


class Parts(NamedTuple):
    """What a client is made of; any part may be exchanged for one of its kind."""

    connection: type[Connection] = Connection
    sender: type[Sender] = Sender
    follower: type[Follower] = Follower
    accountant: type[Accountant] = Accountant


RIGHT: Final = Parts()


class CfisClient:
    """A creditor's integration with CFIS.

    ``http`` has the root of CFIS as its base URL. ``token`` is the one that Confirma handed over; a later one, once it
    was renewed, is in the store. ``store`` outlives the client. ``today`` is the Finnish calendar date. ``wait`` lets
    seconds pass. ``parts`` are right unless others are given.
    """

    def __init__(
        self,
        http: httpx2.Client,
        *,
        token: str,
        store: MutableMapping[str, bytes],
        today: Callable[[], date],
        wait: Callable[[float], None],
        parts: Parts = RIGHT,
    ) -> None:
        since = today() - FIRST_LOOK_BACK
        self._notebook = Notebook(store, Memory(token=token, since=since, settled_to=since))
        connection = parts.connection(http, self._notebook.memory.token, self._keep, wait)
        self._sender = parts.sender(connection, self._notebook)
        self._accountant = parts.accountant(connection, self._notebook)
        follower = parts.follower(connection, self._notebook, today)
        self._turns = (
            self._sender.send_all,
            self._accountant.send_all,
            self._accountant.read_fates,
            follower.read_deliveries,
            follower.read_cases,
            follower.read_payments,
            follower.read_settlements,
        )
        self.trouble: str | None = None

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        """Hand in an invoice under its own number; one that CFIS has, or that is on its way, is not sent again."""
        invoice = _invoice(document)
        memory = self._notebook.memory
        known = memory.invoices.get(invoice.number)
        if known is not None and known.state != "REFUSED":
            return
        memory.invoices[invoice.number] = invoice
        self._send(Entry("invoice", msgspec.Raw(_ENCODE(document))))

    def send_action(self, document: Mapping[str, Any]) -> None:
        """Ask for one or more actions on an invoice or a case."""
        self._send(Entry("action", msgspec.Raw(_ENCODE(document))))

    def submit_ledger(self, document: Mapping[str, Any]) -> None:
        """Hand in a ledger document for accounting, once; anew after it failed or was refused."""
        self._submit("ledger", document)

    def submit_payment(self, document: Mapping[str, Any]) -> None:
        """Hand in payments for accounting, as ledger documents."""
        self._submit("payment", document)

    def run(self) -> None:
        """Do the work of a day: send what waits, then ask for news. A turn that fails is made up at the next run."""
        self._take(*self._turns)

    def books(self) -> dict[str, Any]:
        """Return what this client believes; the shape is that of ``contracts.scenario.client.Books``."""
        memory = self._notebook.memory
        kinds = {"ACCEPTED": memory.actions_sent, "REFUSED": memory.actions_refused, "WAITING": memory.outbox}
        return {
            "invoices": [
                {
                    "invoiceNumber": each.number,
                    "state": each.state,
                    "dueDate": each.due,
                    "currency": each.currency,
                    "delivery": each.delivery,
                    "caseId": each.case_id,
                    "open": each.open,
                }
                for each in memory.invoices.values()
            ],
            "payments": [
                {
                    "invoiceNumber": each.invoice_number,
                    "paymentDate": each.paid_on,
                    "amount": each.amount,
                    "currency": each.currency,
                }
                for each in memory.payments
            ],
            "bookings": [
                {
                    "settlementId": each.settlement_id,
                    "allocationId": each.allocation_id,
                    "invoiceNumber": each.invoice_number,
                    "currency": each.currency,
                    "capital": each.capital,
                    "interest": each.interest,
                    "costs": each.costs,
                }
                for each in memory.bookings.values()
            ],
            "actions": [
                {"document": msgspec.json.decode(each.document), "state": state}
                for state, entries in kinds.items()
                for each in entries
                if each.kind == "action"
            ],
            "ledgers": self._accountant.told("ledger"),
            "accountingPayments": self._accountant.told("payment"),
        }

    def _submit(self, kind: CarriedKind, document: Mapping[str, Any]) -> None:
        if self._accountant.take(kind, document, _ENCODE(document)):
            self._take(self._accountant.send_all)

    def _send(self, entry: Entry) -> None:
        self._notebook.memory.outbox.append(entry)
        self._notebook.save()
        self._take(self._sender.send_all)

    def _take(self, *turns: Callable[[], None]) -> None:
        """Take turns; one that CFIS leaves unanswered stops no other, a dead token stops them all."""
        self.trouble = None
        for turn in turns:
            try:
                turn()
            except Unanswered as unanswered:
                self.trouble = str(unanswered)
            except LockedOut as locked_out:
                self.trouble = str(locked_out)
                return

    def _keep(self, token: str) -> None:
        self._notebook.memory.token = token
        self._notebook.save()


def _invoice(document: Mapping[str, Any]) -> Invoice:
    header = document["invoice"]["header"]
    return Invoice(
        number=header["number"],
        dated=date.fromisoformat(header["date"]),
        due=date.fromisoformat(header["dueDate"]),
        currency=header["currencyCode"],
    )
