"""The reference client hands documents for accounting in once, and knows what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.scenario import bodies
from contracts.scenario.accounting_truth import accounting_disagreements
from tests.clients.sandbox_in_process import Office, reference_client, transport

LEDGER = {"key": "voucher-1", "amount": "80.00 EUR", "date": "2026-01-05"}
BOOKING = {"key": "payment-1", "invoice": 1001, "amount": "40.00 EUR", "date": "2026-01-05"}
INVOICE = {"number": 1001, "total": "100.00 EUR", "date": "2026-01-05", "due": "2026-01-19", "buyer": "BUSINESS"}
FAULTS = ("lost-answer", "truncate", "malformed", "drop", "status", "rate-limit", "expire-token")
NOWHERE = "8421"
"""An account that the chart does not have."""


@pytest.fixture
def office() -> Iterator[Office]:
    way = transport()
    yield Office(way)
    way.close()


def arm(office: Office, operation: str, fault: str, **more: Any) -> None:
    assert office.plane.do("/faults", {"system": "cfis", "operation": operation, "fault": fault, **more})


def queued(office: Office) -> list[tuple[str, str]]:
    """Return what CFIS has for accounting, and how far it is."""
    return [
        (each["name"], each["status"]) for queue in office.plane.ask("/books")["sync"] for each in queue["documents"]
    ]


def told(client: Any, kind: str = "ledgers") -> list[tuple[str, str]]:
    return [(each["key"], each["state"]) for each in client.books()[kind]]


def vouchers(office: Office) -> list[str]:
    (books,) = (each for each in office.plane.ask("/books")["accounting"] if each["system"] == "netvisor")
    return [each["text"] for each in books["vouchers"]]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_ledger_document_is_taken_once_whatever_becomes_of_the_answer(office: Office, fault: str, times: int) -> None:
    arm(office, "submitLedger", fault, times=times)
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    assert queued(office) == [("voucher-1", "PENDING")]
    assert told(client) == [("voucher-1", "ACCEPTED")]
    office.plane.advance("PT1H")
    client.run()
    assert told(client) == [("voucher-1", "SYNCED")]
    assert len(vouchers(office)) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_payments_are_taken_once_whatever_becomes_of_the_answer(office: Office, fault: str) -> None:
    arm(office, "submitAccountingPayments", fault)
    client = reference_client(office.world)
    client.create_invoice({**bodies.invoice(INVOICE), "processing": {"accountingInvoiceEnabled": True}})
    client.submit_payment(bodies.booking(BOOKING))
    office.plane.advance("PT1H")
    client.run()
    assert queued(office) == [("1001", "SYNCED"), ("payment-1", "SYNCED")]
    assert told(client, "accountingPayments") == [("payment-1", "SYNCED")]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_became_of_a_document_is_learnt_at_the_next_run_at_last(office: Office, fault: str) -> None:
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    office.plane.advance("PT1H")
    arm(office, "getLedgers", fault, times=6)
    client.run()
    office.plane.clear_faults()
    client.run()
    assert told(client) == [("voucher-1", "SYNCED")]


def test_after_a_lost_answer_it_looks_before_it_sends_again(office: Office) -> None:
    arm(office, "submitLedger", "lost-answer")
    reference_client(office.world).submit_ledger(bodies.ledger(LEDGER))
    assert (len(office.requests("submitLedger")), len(office.requests("getLedgers"))) == (1, 1)


def test_what_cannot_be_looked_for_waits_and_is_settled_by_a_client_that_was_restarted(office: Office) -> None:
    arm(office, "submitLedger", "lost-answer")
    arm(office, "getLedgers", "drop", times=100)
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    assert told(client) == [("voucher-1", "WAITING")]
    office.plane.clear_faults()
    restarted = reference_client(office.world)
    restarted.run()
    assert told(restarted) == [("voucher-1", "ACCEPTED")]
    assert len(office.requests("submitLedger")) == 1


def test_a_document_that_was_handed_in_is_not_handed_in_again(office: Office) -> None:
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    client.submit_ledger(bodies.ledger(LEDGER))
    reference_client(office.world).submit_ledger(bodies.ledger(LEDGER))
    assert len(office.requests("submitLedger")) == 1


def test_what_is_synced_is_asked_about_no_longer(office: Office) -> None:
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    office.plane.advance("PT1H")
    for _ in range(3):
        client.run()
    assert len(office.requests("getLedgers")) == 1


def test_what_has_failed_is_told_with_its_reason_and_left_to_people(office: Office) -> None:
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger({**LEDGER, "account": NOWHERE}))
    for _ in range(3):
        office.plane.advance("P1D")
        client.run()
    (failed,) = client.books()["ledgers"]
    assert (failed["state"], NOWHERE in failed["reason"]) == ("FAILED", True)
    assert len(office.requests("submitLedger")) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_put_right_is_handed_in_anew_under_the_same_identifier(office: Office, fault: str) -> None:
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger({**LEDGER, "account": NOWHERE}))
    office.plane.advance("PT1H")
    client.run()
    arm(office, "submitLedger", fault)
    client.submit_ledger(bodies.ledger(LEDGER))
    office.plane.advance("PT1H")
    client.run()
    assert told(client) == [("voucher-1", "SYNCED")]
    assert len(vouchers(office)) == 1


def test_a_refused_document_is_told_and_may_be_put_right(office: Office) -> None:
    client = reference_client(office.world)
    wrong = bodies.ledger(LEDGER)
    wrong["ledgers"]["ledgerRows"][0]["netAmount"] = 79.0
    client.submit_ledger(wrong)
    client.run()
    assert told(client) == [("voucher-1", "REFUSED")]
    assert len(office.requests("submitLedger")) == 1
    client.submit_ledger(bodies.ledger(LEDGER))
    assert told(client) == [("voucher-1", "ACCEPTED")]


def test_a_dead_token_does_not_lose_a_document(office: Office) -> None:
    office.plane.do("/tokens", {"clientId": office.creditor["clientId"], "expires": "2026-01-06"})
    office.plane.advance("P2D")
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    reference_client(office.world).run()
    assert queued(office) == [("voucher-1", "PENDING")]
    assert len(office.requests("renewToken")) == 1


def test_a_document_that_waits_for_accounting_stops_nothing_else(office: Office) -> None:
    arm(office, "submitLedger", "drop", times=100)
    client = reference_client(office.world)
    client.submit_ledger(bodies.ledger(LEDGER))
    client.create_invoice(bodies.invoice(INVOICE))
    client.run()
    assert told(client) == [("voucher-1", "WAITING")]
    assert [each["state"] for each in client.books()["invoices"]] == ["ACCEPTED"]
    assert client.books()["actions"] == []


def test_a_creditor_that_only_sends_invoices_is_served_by_the_same_client() -> None:
    way = transport()
    office = Office(way, clients=[{"name": "Made-up Creditor Oy", "service": "INTERMEDIATION"}])
    client = reference_client(office.world)
    client.create_invoice(bodies.invoice({**INVOICE, "method": "EMAIL"}))
    for _ in range(3):
        office.plane.advance("P30D")
        client.run()
    assert client.trouble is None
    (known,) = client.books()["invoices"]
    assert (known["state"], known["delivery"], known["caseId"], known["open"]) == ("ACCEPTED", "DELIVERED", None, None)
    way.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_right_in_a_harsh_world_too(seed: int) -> None:
    way = transport()
    office = Office(way, profile="harsh", seed=seed)
    keys = [f"voucher-{number}" for number in range(4)]
    for key in keys:
        office.plane.advance("P1D")
        reference_client(office.world).submit_ledger(
            bodies.ledger({**LEDGER, "key": key, "account": NOWHERE if key == keys[0] else "8420"})
        )
    office.plane.advance("P1D")
    client = reference_client(office.world)
    client.run()
    client.run()
    asked = {"LEDGER": keys}
    assert list(accounting_disagreements(office.plane.ask("/books")["sync"], client.books(), asked)) == []
    assert [state for _, state in told(client)] == ["FAILED", "SYNCED", "SYNCED", "SYNCED"]
    way.close()
