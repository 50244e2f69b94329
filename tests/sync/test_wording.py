"""A refusal names the value that is wrong, also where its vendor does not."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.core.carried import Carried, PaymentDocument
from simulator.core.carrying import Reason, Refused
from simulator.core.money import Money
from simulator.sync.wording import completed
from tests.sync.waiting_room import DAY, invoice, ledger, payment

LATER = date(2026, 1, 7)
TWO_DAYS = PaymentDocument(identifier="p", invoice_number="1", paid_on=DAY, booked_on=LATER, amount=Money.of(1))


@pytest.mark.parametrize(
    ("document", "days"),
    [
        (ledger("a"), "2026-01-05"),
        (invoice(1), "2026-01-05"),
        (payment("p", 1), "2026-01-05"),
        (TWO_DAYS, "2026-01-05, 2026-01-07"),
    ],
)
def test_a_closed_period_is_told_with_the_days_of_the_document(document: Carried, days: str) -> None:
    told = completed(Refused(Reason.CLOSED_PERIOD, "LOCKED"), document)
    assert told == Refused(Reason.CLOSED_PERIOD, f"LOCKED; the document is of {days}")


@pytest.mark.parametrize(
    "refusal",
    [Refused(Reason.CLOSED_PERIOD, "2026-01-05 is locked"), Refused(Reason.UNKNOWN_ACCOUNT, "account 1 is unknown")],
)
def test_what_says_it_already_stays_as_it_is(refusal: Refused) -> None:
    assert completed(refusal, ledger("a")) is refusal
