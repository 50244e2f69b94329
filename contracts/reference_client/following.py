"""What CFIS is asked about at every run: deliveries, cases, payments and settlements.

Settlements are the truth about money; payments are news. Every question names its own period, since without one CFIS
shows the last 30 days only, and a client that rested longer would never see the rest. Settlements are asked for by
period and not by ``unfetchedOnly``: an answer that is lost counts as fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from contracts.reference_client import answers
from contracts.reference_client.answers import Json
from contracts.reference_client.connection import Connection
from contracts.reference_client.memory import Booking, Invoice, Notebook, Payment

OVERLAP: Final = timedelta(days=10)
"""Settlements of the days before the last reading are read again: what is booked already is known by its number."""
NEWS: Final = timedelta(days=60)
"""How far back payments are asked for; their splits may change until the settlement."""
REST: Final = timedelta(days=30)
"""How long a case is still read after it was closed."""
LONGEST: Final = timedelta(days=365)
"""How long an invoice without a case is asked about: the agency does not watch it. It is asked once more after that.

It counts from the day on which CFIS first told of it: one that could not be handed in for a year is new by then.
"""


class Follower:
    """Asks CFIS and remembers the answers. ``today`` is the Finnish calendar date."""

    def __init__(self, connection: Connection, notebook: Notebook, today: Callable[[], date]) -> None:
        self._connection, self._notebook, self._today = connection, notebook, today

    def read_deliveries(self) -> None:
        """Learn which invoices arrived, and which case each has. Raises Unanswered, LockedOut."""
        memory = self._notebook.memory
        followed = [each.dated for each in memory.invoices.values() if self._is_followed(each)]
        if not followed:
            return
        answer = self._connection.get("/invoice/distribution", **self._invoice_days(followed))
        for told in self._deliveries(answer.body if answer.is_done else None):
            invoice = memory.invoices.get(told.invoice_number)
            if invoice is not None:
                self._learn(invoice, told)
        self._notebook.save()

    def read_cases(self) -> None:
        """Learn what is open on every case that is not long closed. Raises Unanswered, LockedOut."""
        for invoice in self._notebook.memory.invoices.values():
            if invoice.case_id is not None and self._is_followed(invoice):
                answer = self._connection.get("/invoice/case", caseId=invoice.case_id)
                if answer.is_done:
                    self._stand(invoice, answer.body)
        self._notebook.save()

    def read_payments(self) -> None:
        """Replace the news of payments by the newest: they have no number by which to know one again."""
        answer = self._connection.get("/payments", fromDate=self._today() - NEWS, toDate=self._today())
        if answer.is_done:
            self._notebook.memory.payments = list(self._payments(answer.body))
            self._notebook.save()

    def read_settlements(self) -> None:
        """Book every allocation that is not booked yet. Raises Unanswered, LockedOut."""
        today = self._today()
        answer = self._connection.get("/settlements", **self._settlement_days(today))
        if answer.is_done:
            for each in self._bookings(answer.body):
                self._book(each)
            self._notebook.memory.settled_to = today
            self._notebook.save()

    def _invoice_days(self, followed: list[date]) -> Json:
        """Return from which to which invoice date deliveries are asked for."""
        return {"fromInvDate": min(followed), "toInvDate": max(*followed, self._today())}

    def _settlement_days(self, today: date) -> Json:
        """Return from which to which day settlements are asked for."""
        memory = self._notebook.memory
        return {"fromDate": max(memory.since, memory.settled_to - OVERLAP), "toDate": today}

    def _deliveries(self, body: Json | None) -> Iterable[answers.Delivery]:
        return answers.deliveries(body)

    def _learn(self, invoice: Invoice, told: answers.Delivery) -> None:
        invoice.delivery, invoice.read_on = told.status, self._today()
        invoice.known_on = invoice.known_on or invoice.read_on
        invoice.case_id = told.case_id or invoice.case_id

    def _stand(self, invoice: Invoice, body: Json) -> None:
        case = answers.case(body)
        invoice.open, invoice.closed_on = case.open, case.closed_on

    def _payments(self, body: list[Json] | None) -> Iterable[Payment]:
        return answers.payments(body)

    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        return answers.bookings(body)

    def _book(self, booking: Booking) -> None:
        self._notebook.memory.bookings[booking.allocation_id] = booking

    def _is_followed(self, invoice: Invoice) -> bool:
        if invoice.state != "ACCEPTED":
            return False
        if invoice.case_id is None:
            return invoice.read_on is None or invoice.read_on <= (invoice.known_on or invoice.dated) + LONGEST
        return invoice.closed_on is None or self._today() <= invoice.closed_on + REST
