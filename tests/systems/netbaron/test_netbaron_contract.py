"""The assumed contract says that it is assumed, everywhere, and its examples keep to it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.documents import Example, evidence_at, examples, marks
from tests.systems.driver import Driver
from tests.systems.netbaron.desk import CONTRACT, EXAMPLES, Desk, changed

DOCUMENT = CONTRACT.document


def test_the_served_document_says_that_the_vendor_has_not_verified_it(driver: Driver) -> None:
    answer = driver.get("/contracts/netbaron.json")
    assert answer is not None
    served = json.loads(answer.body)
    assert "not verified by the vendor" in served["info"]["title"]
    assert "Not verified by the vendor" in served["info"]["description"]


def test_every_mark_is_assumed() -> None:
    found = list(marks(DOCUMENT))
    assert len(found) > 70
    assert {mark.evidence for _, mark in found} == {"assumed"}


@pytest.mark.parametrize("operation", DOCUMENT.operations, ids=lambda one: str(one.operation_id))
def test_every_operation_has_an_example_of_its_answer(operation: Any) -> None:
    assert f"{operation.operation_id}.response" in EXAMPLES
    assert (f"{operation.operation_id}.request" in EXAMPLES) == (operation.request_schema is not None)


@pytest.mark.parametrize("kind", ["schemas", "parameters", "responses", "securitySchemes"])
def test_every_component_carries_a_mark_and_a_source(kind: str) -> None:
    for name in DOCUMENT.raw["components"][kind]:
        assert evidence_at(DOCUMENT, f"/components/{kind}/{name}").source != "not marked"
        assert DOCUMENT.raw["components"][kind][name]["x-evidence"] == "assumed", name


@pytest.mark.parametrize("example", examples("netbaron"), ids=lambda one: str(one.path.stem))
def test_every_example_keeps_the_contract(example: Example) -> None:
    terms = CONTRACT.terms[example.operation_id]
    rule = terms.body if example.direction == "request" else terms.reply_rule(example.status)
    assert rule is not None
    assert rule.findings(json.loads(example.path.read_bytes())) == ()


def test_the_examples_are_what_is_answered(desk: Desk) -> None:
    assert desk.done("PUT", "invoice", EXAMPLES["createInvoice.request"]) == plain("createInvoice.response")
    assert desk.done("POST", "customer", EXAMPLES["saveCustomer.request"])["created"] is False
    assert desk.done("POST", "payment", EXAMPLES["createPayment.request"]) == plain("createPayment.response")
    assert desk.done("POST", "ledger", EXAMPLES["createLedger.request"]) == plain("createLedger.response")
    told = {
        "getPayment": desk.get("payment/P-1"),
        "getInvoice": desk.get("invoice/133720800"),
        "listInvoices": desk.get("invoice"),
        "getLedger": desk.get("ledger/SETTLE-2026-004"),
        "listCustomers": desk.get("customer"),
        "listPeriods": desk.get("accounting/periods"),
        "listCostCenters": desk.get("accounting/cost-centers"),
        "listProjects": desk.get("accounting/projects"),
        "listVatCodes": desk.get("accounting/vat-codes"),
    }
    assert told == {name: plain(f"{name}.response") for name in told}
    receipts = desk.get("accounting/receipts", period="2026")
    assert [one for one in receipts if one["ledgerIdentifier"]] == plain("listReceipts.response")
    assert plain("listAccounts.response")[0] in desk.get("accounting/accounts")
    assert plain("listDimensions.response")[0] in desk.get("accounting/dimensions")
    assert desk.done("DELETE", "customer/1") == plain("deleteCustomer.response")


def test_the_refusals_among_the_examples_are_what_is_answered(desk: Desk) -> None:
    desk.done("POST", "ledger", EXAMPLES["createLedger.request"])
    rows = EXAMPLES["createLedger.request"]["rows"]
    sent = {
        "createLedger.response.409": ("POST", "ledger", changed("createLedger.request", description="Other")),
        "createLedger.response.400.unbalanced": (
            "POST",
            "ledger",
            changed("createLedger.request", ledgerIdentifier="2", rows=[{**rows[0], "amount": 107.35}, *rows[1:]]),
        ),
        "createLedger.response.400.account": (
            "POST",
            "ledger",
            changed("createLedger.request", ledgerIdentifier="3", rows=[{**rows[0], "account": 4711}]),
        ),
        "createLedger.response.400.period": (
            "POST",
            "ledger",
            changed("createLedger.request", ledgerIdentifier="4", rows=[{**rows[0], "bookingDate": "2024-12-31"}]),
        ),
        "getInvoice.response.404": ("GET", "invoice/99", None),
        "createPayment.response.400.currency": ("POST", "payment", changed("createPayment.request", currency="SEK")),
        "createInvoiceAtInstance.response.405": ("PUT", "invoice2", EXAMPLES["createInvoice.request"]),
    }
    assert {stem: desk.ask(*request).json for stem, request in sent.items()} == {stem: plain(stem) for stem in sent}


def plain(stem: str) -> Any:
    """Return an example as JSON with numbers as Python reads them."""
    path = next(one.path for one in examples("netbaron") if one.path.stem == stem)
    return json.loads(path.read_bytes())
