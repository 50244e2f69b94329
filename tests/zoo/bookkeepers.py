"""Clients that book the wrong money, or miss some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from contracts.reference_client import answers
from contracts.reference_client.answers import Json, money
from contracts.reference_client.connection import Answer
from contracts.reference_client.following import Follower
from contracts.reference_client.memory import Booking, Entry, Invoice, Payment
from contracts.reference_client.sending import Sender
from tests.zoo.animal import QUICKLY, Animal, made_of


class LooksThirtyDaysBack(Follower):
    def _settlement_days(self, today: date) -> Json:
        return {}


class AsksForTheUnfetched(Follower):
    def _settlement_days(self, today: date) -> Json:
        return {**super()._settlement_days(today), "unfetchedOnly": "true"}


class LosesThePage(Follower):
    def read_settlements(self) -> None:
        page = self.__dict__.setdefault("page", list[Booking]())
        for each in page:
            super()._book(each)
        page.clear()
        super().read_settlements()

    def _book(self, booking: Booking) -> None:
        self.__dict__["page"].append(booking)


class MovesOn(Follower):
    def read_settlements(self) -> None:
        days = super()._settlement_days(self._today())
        self._notebook.memory.settled_to = self._today()
        self._notebook.save()
        answer = self._connection.get("/settlements", **days)
        for each in self._bookings(answer.body if answer.is_done else None):
            self._book(each)
        self._notebook.save()


class BooksTwice(Follower):
    def _book(self, booking: Booking) -> None:
        bookings = self._notebook.memory.bookings
        bookings[len(bookings) + 1] = booking


class FeesAreInterest(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        for each in super()._bookings(body):
            yield replace(each, interest=each.interest + each.costs, costs=money(0))


class FloatSums(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        paid, left = (float(body["case"]["balance"][f"{part}Amount"]) for part in ("paid", "total"))
        claimed = left + paid
        invoice.open = Decimal(str(claimed - paid))


class EverythingIsEuros(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        return (replace(each, currency="EUR") for each in super()._bookings(body))


class BooksPayments(Follower):
    def _payments(self, body: list[Json] | None) -> Iterable[Payment]:
        for each in body or ():
            day = answers.day(each["paymentDate"])
            self._book(
                Booking(
                    settlement_id=0,
                    allocation_id=int(f"{day:%y%m%d}{each['invoiceNumber']}"),
                    invoice_number=int(each["invoiceNumber"]),
                    currency=each["currency"],
                    capital=money(each["capitalAmount"]),
                    interest=money(each["interestAmount"]),
                    costs=money(each["costsAmount"]),
                )
            )
        return super()._payments(body)

    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        return ()


class BooksTheFirstSplit(Follower):
    def _payments(self, body: list[Json] | None) -> Iterable[Payment]:
        for each in body or ():
            parts = tuple(money(each[f"{part}Amount"]) for part in ("capital", "interest", "costs"))
            self._splits.setdefault((int(each["invoiceNumber"]), sum(parts, money(0))), parts)
        return super()._payments(body)

    def _book(self, booking: Booking) -> None:
        total = booking.capital + booking.interest + booking.costs
        right = booking.capital, booking.interest, booking.costs
        capital, interest, costs = self._splits.get((booking.invoice_number, total), right)
        super()._book(replace(booking, capital=capital, interest=interest, costs=costs))

    @property
    def _splits(self) -> dict[tuple[int, Decimal], Any]:
        splits: dict[tuple[int, Decimal], Any] = self.__dict__.setdefault("splits", {})
        return splits


class BooksDirectPayments(Sender):
    def _note(self, entry: Entry, answer: Answer) -> None:
        super()._note(entry, answer)
        for each in msgspec.json.decode(entry.document)["actions"] if answer.is_done else ():
            if each["code"] == "DIRECTPAYMENT":
                self._book(each["data"])

    def _book(self, paid: Json) -> None:
        bookings = self._notebook.memory.bookings
        number = 10**9 + len(bookings)
        bookings[number] = Booking(
            0, number, paid["invoiceNumber"], paid["currency"], money(str(paid["amount"])), money(0), money(0)
        )


class PaidIsPaid(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        if money(body["case"]["balance"]["paidAmount"]) >= money(body["invoice"]["amount"]):
            invoice.open = money(0)


class CapitalOnly(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        invoice.open = money(body["case"]["balance"]["capitalAmount"])


class ReadsACaseOnce(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        if invoice.open is None:
            super()._stand(invoice, body)


class BooksTheFirstAllocation(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        seen = set[int]()
        for each in super()._bookings(body):
            if each.settlement_id not in seen:
                yield each
            seen.add(each.settlement_id)


class JoinsByPlace(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        first = next(iter(self._notebook.memory.invoices), 0)
        return (replace(each, invoice_number=first) for each in super()._bookings(body))


class AddsPaymentsUp(Follower):
    def _payments(self, body: list[Json] | None) -> Iterable[Payment]:
        return (*self._notebook.memory.payments, *super()._payments(body))


class OwesTheDebtor(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        paid = sum((money(each["amount"]) for each in body["case"]["payments"]), money(0))
        left = money(body["invoice"]["amount"]) - paid
        invoice.open = left if left < 0 else invoice.open


BOOKKEEPERS = (
    Animal(
        "looks thirty days back",
        "Asks for settlements without saying of which days, and is told of the last 30.",
        "PAY-03",
        made_of(follower=LooksThirtyDaysBack),
        "the client has not booked allocation",
        found_within=QUICKLY,
    ),
    Animal(
        "asks for what it has not fetched",
        "Relies on unfetchedOnly: a settlement whose answer is lost counts as fetched.",
        "PAY-04",
        made_of(follower=AsksForTheUnfetched),
        "the client has not booked allocation",
        found_within=QUICKLY,
    ),
    Animal(
        "loses the page after a restart",
        "Notes that it has read a page of settlements before it has stored what is on it.",
        "RES-05",
        made_of(follower=LosesThePage),
        "the client has not booked allocation",
        found_within=240,
    ),
    Animal(
        "moves on without an answer",
        "Notes that it has read the settlements up to today before the answer is there.",
        "RES-12",
        made_of(follower=MovesOn),
        "the client has not booked allocation",
        found_within=240,
    ),
    Animal(
        "books what it reads again",
        "Adds what it reads to what it has, whether it has it already or not.",
        "PAY-02",
        made_of(follower=BooksTwice),
        " times",
        found_within=QUICKLY,
    ),
    Animal(
        "treats fees as interest",
        "Knows capital and interest, and books fees as interest.",
        "PAY-06",
        made_of(follower=FeesAreInterest),
        "as interest of allocation",
        found_within=280,
    ),
    Animal(
        "sums floats",
        "Works out what is open with binary floats.",
        "DATA-02",
        made_of(follower=FloatSums),
        "is open on invoice",
        found_within=430,
    ),
    Animal(
        "counts crowns as euros",
        "Takes every amount for euros.",
        "DATA-04",
        made_of(follower=EverythingIsEuros),
        "with currency EUR; it is SEK",
    ),
    Animal(
        "reads payments as the truth",
        "Books payments as they are told, and does not wait for the settlement.",
        "PAY-01",
        made_of(follower=BooksPayments),
        "which no settlement has paid out",
    ),
    Animal(
        "books the provisional split",
        "Books a settlement with the split that the payment had when it was first told of.",
        "PAY-07",
        made_of(follower=BooksTheFirstSplit),
        "of allocation",
    ),
    Animal(
        "books direct payments as settled",
        "Books a direct payment that it told the agency of, as if a settlement had paid it out.",
        "PAY-09",
        made_of(sender=BooksDirectPayments),
        "which no settlement has paid out",
    ),
    Animal(
        "marks as paid what the invoice says",
        "Takes an invoice for paid when its own amount has come in, and forgets interest and costs.",
        "CASE-02",
        made_of(follower=PaidIsPaid),
        "believes that 0.00 is open",
    ),
    Animal(
        "follows the capital only",
        "Takes the open capital for all that is open.",
        "CASE-02",
        made_of(follower=CapitalOnly),
        "is open on invoice",
    ),
    Animal(
        "reads a case once",
        "Reads what is open on a case when the case is new, and never again.",
        "CASE-01",
        made_of(follower=ReadsACaseOnce),
        "is open on invoice",
    ),
    Animal(
        "books the first allocation",
        "Books one allocation of each settlement.",
        "PAY-05",
        made_of(follower=BooksTheFirstAllocation),
        "the client has not booked allocation",
    ),
    Animal(
        "joins allocations by place",
        "Finds no case id in an allocation, and books it on the first invoice that it knows.",
        "PAY-08",
        made_of(follower=JoinsByPlace),
        "with invoiceNumber",
        found_within=QUICKLY,
    ),
    Animal(
        "adds payments up",
        "Adds the payments that it is told of to those it has, at every reading.",
        "PAY-10",
        made_of(follower=AddsPaymentsUp),
        "tells of a payment that there is not",
    ),
    Animal(
        "owes the debtor",
        "Subtracts all that was paid from the invoice, and has less than nothing open on one that was overpaid.",
        "PAY-11",
        made_of(follower=OwesTheDebtor),
        "the client believes that -",
        found_within=QUICKLY,
    ),
)
