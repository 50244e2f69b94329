"""The reference client is right where clients go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts.reference_client import answers
from contracts.reference_client.memory import Folder
from contracts.scenario import bodies
from tests.clients.sandbox_in_process import Office, reference_client, transport

INVOICE = {"number": 1001, "total": "100.00 EUR", "date": "2026-01-05", "due": "2026-01-19", "buyer": "CONSUMER"}
DIRECT = {"code": "DIRECTPAYMENT", "invoice": 1001, "amount": "40.00 EUR", "date": "2026-01-05"}


@pytest.fixture
def office() -> Iterator[Office]:
    way = transport()
    yield Office(way)
    way.close()


def arm(office: Office, operation: str, fault: str, **more: Any) -> None:
    assert office.plane.do("/faults", {"system": "cfis", "operation": operation, "fault": fault, **more})


def hand_in(office: Office) -> Any:
    client = reference_client(office.world)
    client.create_invoice(bodies.invoice({**INVOICE, "method": "EMAIL"}))
    return client


@pytest.mark.parametrize(
    "fault", ["lost-answer", "truncate", "malformed", "drop", "status", "rate-limit", "expire-token"]
)
def test_an_invoice_reaches_cfis_once_whatever_becomes_of_the_answer(office: Office, fault: str) -> None:
    arm(office, "createInvoice", fault, times=2)
    client = hand_in(office)
    assert [each["invoiceNumber"] for each in office.told("receivables")] == [1001]
    assert [each["state"] for each in client.books()["invoices"]] == ["ACCEPTED"]


@pytest.mark.parametrize(
    "fault", ["lost-answer", "truncate", "malformed", "drop", "status", "rate-limit", "expire-token"]
)
def test_a_direct_payment_is_told_once_whatever_becomes_of_the_answer(office: Office, fault: str) -> None:
    client = hand_in(office)
    office.plane.advance("PT1H")
    arm(office, "createInvoiceAction", fault)
    client.send_action(bodies.action(DIRECT))
    client.run()
    office.plane.advance("PT1H")
    client.run()
    assert [str(each["amount"]) for each in office.told("payments")] == ["40.00"]
    assert [(each["state"], each["open"]) for each in client.books()["invoices"]] == [("ACCEPTED", Decimal("60.00"))]
    assert [each["state"] for each in client.books()["actions"]] == ["ACCEPTED"]


def test_an_invoice_that_reaches_cfis_after_a_year_is_followed_all_the_same(office: Office) -> None:
    arm(office, "createInvoice", "status", status=503, times=1000)
    client = hand_in(office)
    office.plane.advance("P366D")
    office.plane.clear_faults()
    for _ in range(2):
        client.run()
        office.plane.advance("P7D")
    client.run()
    (so,) = office.told("receivables")
    assert [(each["caseId"], each["open"]) for each in client.books()["invoices"]] == [
        (so["caseId"], so["open"]["total"])
    ]


def test_an_action_of_unknown_fate_waits_until_there_is_a_case_to_look_at(office: Office) -> None:
    client = hand_in(office)
    arm(office, "createInvoiceAction", "lost-answer")
    client.send_action(bodies.action(DIRECT))
    assert [each["state"] for each in client.books()["actions"]] == ["WAITING"]
    assert len(office.requests("createInvoiceAction")) == 1
    office.plane.advance("PT1H")
    client.run()
    assert [each["state"] for each in client.books()["actions"]] == ["ACCEPTED"]
    assert len(office.requests("createInvoiceAction")) == 1


def test_an_action_of_unknown_fate_is_not_sent_again_while_the_case_says_nothing_of_actions(office: Office) -> None:
    """The member may be left out, which does not mean that there are none."""
    client = hand_in(office)
    office.plane.advance("PT1H")
    arm(office, "createInvoiceAction", "lost-answer")
    arm(office, "getCase", "vary", variation="no-optionals", times=2)
    client.send_action(bodies.action(DIRECT))
    client.run()
    assert [each["state"] for each in client.books()["actions"]] == ["WAITING"]
    client.run()
    assert [each["state"] for each in client.books()["actions"]] == ["ACCEPTED"]
    assert len(office.requests("createInvoiceAction")) == 1


def test_what_cannot_be_sent_waits_and_is_sent_by_a_client_that_was_restarted(office: Office) -> None:
    arm(office, "createInvoice", "drop", times=100)
    assert [each["state"] for each in hand_in(office).books()["invoices"]] == ["WAITING"]
    assert len(office.requests("createInvoice")) == 5
    office.plane.clear_faults()
    restarted = reference_client(office.world)
    restarted.run()
    assert [each["state"] for each in restarted.books()["invoices"]] == ["ACCEPTED"]


def test_a_refused_invoice_is_not_sent_again(office: Office) -> None:
    client = reference_client(office.world)
    client.create_invoice(bodies.invoice({**INVOICE, "credits": 999, "method": None}))
    client.run()
    assert [each["state"] for each in client.books()["invoices"]] == ["REFUSED"]
    assert len(office.requests("createInvoice")) == 1


def test_a_renewed_token_survives_a_restart(office: Office) -> None:
    client = hand_in(office)
    office.plane.do("/tokens", {"clientId": office.creditor["clientId"], "expires": "2026-01-06"})
    office.plane.advance("P2D")
    client.run()
    reference_client(office.world).run()
    assert len(office.requests("renewToken")) == 1


def test_a_dead_token_that_nobody_renews_stops_the_client_and_nothing_else(office: Office) -> None:
    client = hand_in(office)
    arm(office, "getDistribution", "expire-token")
    arm(office, "renewToken", "lost-answer")
    client.run()
    assert "cannot be renewed" in str(client.trouble)
    assert [each["invoiceNumber"] for each in client.books()["invoices"]] == [1001]


def test_it_waits_as_long_as_it_is_told_to(office: Office) -> None:
    arm(office, "createInvoice", "rate-limit", retryAfter=45)
    hand_in(office)
    assert office.plane.now.isoformat() == "2026-01-05T07:00:45+00:00"


@pytest.mark.parametrize("shape", ["new", "old"])
def test_a_settlement_is_booked_once_after_a_rest_of_months(shape: str) -> None:
    way = transport()
    office = Office(way, settlementShape=shape)
    client = hand_in(office)
    office.plane.advance("PT1H")
    assert office.plane.do("/bank/payments", {"invoiceNumber": 1001, "amount": 40})
    office.plane.advance("P90D")
    arm(office, "getSettlements", "lost-answer")
    client.run()
    client.run()
    (booked,) = client.books()["bookings"]
    assert (booked["invoiceNumber"], booked["capital"], booked["interest"], booked["costs"]) == (
        1001, Decimal("40.00"), Decimal("0.00"), Decimal("0.00"),
    )  # fmt: skip
    way.close()


def test_what_nobody_has_heard_of_is_passed_over() -> None:
    told = {
        "new": 1,
        "invoices": [{"invoiceNumber": 7, "distribution": {"status": "BY_PIGEON"}, "cases": None, "x": {}}],
    }
    assert list(answers.deliveries(told)) == [answers.Delivery(7, "BY_PIGEON", None)]


def test_midnight_utc_is_the_day_that_it_names() -> None:
    assert str(answers.day("2026-03-27T00:00:00Z")) == "2026-03-27"


def test_a_folder_keeps_what_was_written_last(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder["a.json"] = b"1"
    folder["a.json"] = b"2"
    assert dict(Folder(tmp_path)) == {"a.json": b"2"}
    del folder["a.json"]
    assert (len(folder), folder.get("a.json")) == (0, None)
