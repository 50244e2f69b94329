"""Clients that read answers too strictly, or by the wrong end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from contracts.reference_client import answers
from contracts.reference_client.answers import Delivery, Json, money
from contracts.reference_client.following import Follower
from contracts.reference_client.memory import Booking, Invoice, Payment
from tests.zoo.animal import QUICKLY, Animal, made_of


def allocations(body: Json | None) -> Iterable[Json]:
    for settlement in (body or {}).get("settlements") or ():
        yield from settlement["allocations"]


class ReadsByPlace(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        invoice.open = money(list(body["case"]["balance"].values())[3])


class WantsACase(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        for each in allocations(body):
            int(each.get("caseId", 0))
        return super()._bookings(body)


class NullIsAValue(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        summary = body["case"]["summary"]
        if "closedAt" in summary:
            invoice.closed_on = date.fromisoformat(summary["closedAt"])


class WantsActions(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        self._notebook.memory.action_ids |= {each["actionId"] for each in body["case"]["actions"]}


class CaseStatus(StrEnum):
    OPEN = "OPEN"
    PAUSED = "PAUSED"
    DISPUTED = "DISPUTED"
    PAYMENT_PLAN = "PAYMENT_PLAN"
    CLOSED = "CLOSED"


class KnowsAllStates(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        CaseStatus(body["case"]["summary"]["status"])


class Balance(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    capital_amount: Any
    interest_amount: Any
    costs_amount: Any
    total_amount: Any
    paid_amount: Any
    written_off_amount: Any = None


class KnowsAllMembers(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        msgspec.convert(body["case"]["balance"], Balance)


class NewShapeOnly(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        for each in allocations(body):
            sum(part["amount"] for part in each["breakdown"])
        return super()._bookings(body)


class OldShapeOnly(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        known = {each["allocationId"] for each in allocations(body) if "events" in each}
        for each in super()._bookings(body):
            nothing = {} if each.allocation_id in known else dict.fromkeys(("capital", "interest", "costs"), money(0))
            yield replace(each, **nothing)


class WantsTwoDecimals(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        _, _, cents = str(body["case"]["balance"]["totalAmount"]).partition(".")
        if len(cents) != 2:
            raise ValueError("an amount has two decimals")


class LivesInNewYork(Follower):
    def _payments(self, body: list[Json] | None) -> Iterable[Payment]:
        zone = ZoneInfo("America/New_York")
        for each, payment in zip(body or (), answers.payments(body), strict=True):
            yield replace(payment, paid_on=datetime.fromisoformat(each["paymentDate"]).astimezone(zone).date())


class StripsZeros(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        return (
            replace(each, invoice_number=int(str(each.invoice_number).strip("0"))) for each in super()._bookings(body)
        )


class TakesTheFirstCase(Follower):
    def _deliveries(self, body: Json | None) -> Iterable[Delivery]:
        told = list(super()._deliveries(body))
        return (each._replace(case_id=told[0].case_id) for each in told)


class LooksAtDeliveriesOnce(Follower):
    def _learn(self, invoice: Invoice, told: Delivery) -> None:
        first = invoice.delivery
        super()._learn(invoice, told)
        invoice.delivery = first or invoice.delivery


class AsksForRecentInvoices(Follower):
    def _invoice_days(self, followed: list[date]) -> Json:
        return {}


class ReadsLatin(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        for each in body["case"]["events"]:
            each["description"].encode("latin-1")


class CountsDigits(Follower):
    def _bookings(self, body: Json | None) -> Iterable[Booking]:
        if body is not None and "createdAt" in body:
            datetime.strptime(body["createdAt"], "%Y-%m-%dT%H:%M:%S.%fZ").astimezone(UTC)
        return super()._bookings(body)


READERS = (
    Animal(
        "trusts the order of members",
        "Reads the fourth member of a balance, wherever the total stands.",
        "TOL-07",
        made_of(follower=ReadsByPlace),
        "is open on invoice",
    ),
    Animal(
        "crashes on a null caseId",
        "Expects a case id in every allocation, where CFIS writes null.",
        "TOL-01",
        made_of(follower=WantsACase),
        "broke down",
    ),
    Animal(
        "takes null for a value",
        "Reads the day on which a case was closed wherever the member is there.",
        "TOL-02",
        made_of(follower=NullIsAValue),
        "broke down",
    ),
    Animal(
        "crashes without an optional member",
        "Expects the actions of a case, which may be left out.",
        "TOL-09",
        made_of(follower=WantsActions),
        "broke down",
        found_within=240,
    ),
    Animal(
        "crashes on a new value",
        "Knows five states of a case, and breaks down at a sixth.",
        "TOL-04",
        made_of(follower=KnowsAllStates),
        "broke down",
    ),
    Animal(
        "crashes on a new member",
        "Refuses an answer with a member that it does not know.",
        "TOL-06",
        made_of(follower=KnowsAllMembers),
        "broke down",
    ),
    Animal(
        "reads the new settlements only",
        "Expects a breakdown in every allocation, which the older shape calls events.",
        "TOL-05",
        made_of(follower=NewShapeOnly),
        "broke down",
    ),
    Animal(
        "reads the old settlements only",
        "Looks for events in every allocation, which the newer shape calls breakdown.",
        "TOL-05",
        made_of(follower=OldShapeOnly),
        "the client has booked 0.00",
    ),
    Animal(
        "wants two decimals",
        "Refuses an amount that is not written with two decimals, such as 100.0.",
        "TOL-08",
        made_of(follower=WantsTwoDecimals),
        "broke down",
        found_within=QUICKLY,
    ),
    Animal(
        "lives in New York",
        "Reads midnight UTC in its own time zone, as the day before.",
        "DATA-05",
        made_of(follower=LivesInNewYork),
        "tells of a payment that there is not",
    ),
    Animal(
        "strips zeros off a number",
        "Strips zeros off invoice numbers that come as text, at both ends.",
        "DATA-06",
        made_of(follower=StripsZeros),
        "with invoiceNumber",
    ),
    Animal(
        "takes the case of the first record",
        "Takes the case id of the first invoice of the list for all of them.",
        "DIST-03",
        made_of(follower=TakesTheFirstCase),
        "the caseId of invoice",
    ),
    Animal(
        "looks at a delivery once",
        "Keeps the first state of a delivery for good, and misses that it failed.",
        "DIST-05",
        made_of(follower=LooksAtDeliveriesOnce),
        "the delivery of invoice",
    ),
    Animal(
        "asks for recent invoices only",
        "Asks for deliveries without saying of which invoices, and is told of those of the last 30 days.",
        "DIST-04",
        made_of(follower=AsksForRecentInvoices),
        "does not know what is open",
    ),
    Animal(
        "reads Latin letters only",
        "Keeps words in an old character set, which has no word for some of them.",
        "TOL-10",
        made_of(follower=ReadsLatin),
        "broke down",
        found_within=QUICKLY,
    ),
    Animal(
        "counts the digits of a second",
        "Reads an instant by a pattern with a fraction of a second, which may be missing.",
        "TOL-11",
        made_of(follower=CountsDigits),
        "broke down",
        found_within=240,
    ),
)
