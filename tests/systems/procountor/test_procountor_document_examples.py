"""The examples of Procountor's invoices, payments and receipts are what is sent and answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.documents import HERE, Example, examples, load
from simulator.http.contract import Contract
from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import done, entry, journal

CONTRACT = Contract.of(load("procountor"))
CHANGING = frozenset({"id", "uuid", "version", "created", "creatorId"})
"""Members that follow from the world and not from what was asked."""


def said(name: str) -> Any:
    return json.loads((HERE / "examples" / "procountor" / f"{name}.json").read_text("utf-8"))


def plain(document: Any) -> Any:
    """Return a document without what follows from the world."""
    if isinstance(document, dict):
        return {name: plain(value) for name, value in document.items() if name not in CHANGING}
    return [plain(one) for one in document] if isinstance(document, list) else document


@pytest.mark.parametrize("example", examples("procountor"), ids=lambda one: str(one.path.stem))
def test_every_example_keeps_the_contract(example: Example) -> None:
    terms = CONTRACT.terms[example.operation_id]
    rule = terms.body if example.direction == "request" else terms.reply_rule(example.status)
    assert rule is not None
    assert rule.findings(json.loads(example.path.read_bytes())) == ()


def test_the_examples_are_what_is_answered(desk: Desk) -> None:
    made = desk.post("/invoices", said("createInvoice.request")).ok
    assert plain(made) == plain(said("createInvoice.response"))
    done(desk, f"/invoices/{made['id']}/approve")
    receipt = desk.post("/ledgerreceipts", said("createLedgerReceipt.request")).ok
    assert plain(receipt) == plain(said("createLedgerReceipt.response"))
    assert plain(desk.get("/ledgerreceipts").ok) == plain(said("listLedgerReceipts.response"))
    assert plain(desk.get("/invoices").ok) == plain(said("listInvoices.response"))
    refused = desk.post("/ledgerreceipts", journal(entry("9999", 1)))
    assert refused.json == said("createLedgerReceipt.response.400")
    path = f"/invoices/{made['id']}"
    paid = desk.put(f"{path}/paymentevents/markpaid", said("markInvoicePaid.request")).ok
    assert paid == said("markInvoicePaid.response")
    assert plain(desk.get(f"{path}/transactions").ok) == plain(said("getInvoiceTransactions.response"))
    events = desk.get("/payments/paymentevents", invoiceId=made["id"]).ok
    assert events == said("listPaymentEventsOfInvoices.response")
    assert plain(desk.post("/webhooks", said("registerWebhook.request")).ok) == plain(said("registerWebhook.response"))
    assert plain(desk.get("/webhooks").ok) == plain(said("listWebhooks.response"))
