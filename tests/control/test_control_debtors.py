"""Debtors object, keep out of reach and ask for time; deliveries arrive or fail; invoices are approved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from control_bench import Bench

from simulator.core.receivable import Method

DEEDS = ("objection", "objection-answer", "unreachable", "returned-letter")


def late(bench: Bench, **more: Any) -> None:
    """Make a world with an invoice whose due date has passed."""
    bench.world()
    bench.invoice(**more)
    bench.advance("P16D")


def do(bench: Bench, deed: str, **wanted: Any) -> Any:
    """Let a debtor do something and return how the invoice stands after it."""
    return bench.post(f"/worlds/demo/debtors/{deed}", {"invoiceNumber": 1, **wanted})["receivable"]


def test_an_objection_stops_the_case_until_it_is_answered(bench: Bench) -> None:
    late(bench)
    assert do(bench, "objection", reason="the goods were broken")["standing"] == "DISPUTED"
    assert bench.advance("P30D")["events"] == []
    assert do(bench, "objection-answer", reason="they were not")["standing"] == "OPEN"
    told = bench.get("/worlds/demo/events?limit=1000")["events"]
    assert "disputed: the goods were broken" in [event["because"] for event in told]
    assert "they were not" in [event.get("note") for event in told]
    assert bench.advance("P1D")["events"][0]["because"] == "reminded"


def test_an_unreachable_debtor_pauses_the_case(bench: Bench) -> None:
    late(bench)
    paused = do(bench, "unreachable")
    assert (paused["standing"], paused["resumes"]) == ("PAUSED", "2026-02-20")


def test_a_returned_letter_is_a_failed_delivery(bench: Bench) -> None:
    late(bench, method=Method.PRINT)
    returned = do(bench, "returned-letter", reason="moved away")
    assert (returned["delivery"], returned["failure"], returned["standing"]) == ("FAILED", "moved away", "PAUSED")


def test_a_payment_plan_adds_up_to_what_is_open_and_the_interest_to_come(bench: Bench) -> None:
    late(bench)
    wanted = {"invoiceNumber": 1, "instalments": 3, "firstDueDate": "2026-02-01"}
    agreed = bench.post("/worlds/demo/debtors/payment-plan", wanted)
    assert agreed["receivable"]["standing"] == "PAYMENT_PLAN"
    plan = agreed["plan"]
    amounts = [one["amount"] for one in plan["instalments"]]
    assert sum(amounts) > agreed["receivable"]["open"]["total"] >= 3 * amounts[0]
    assert amounts[0] == amounts[1] < amounts[2]
    assert [one["dueDate"] for one in plan["instalments"]] == ["2026-02-01", "2026-03-03", "2026-04-02"]
    assert (plan["agreed"], plan["currency"]) == ("2026-01-21", "EUR")


def test_a_case_can_be_named_instead_of_an_invoice(bench: Bench) -> None:
    late(bench)
    case = bench.books()["receivables"][0]["caseId"]
    done = bench.post("/worlds/demo/debtors/objection", {"caseId": case})
    assert done["receivable"]["invoiceNumber"] == 1


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_can_be_done_about_an_invoice_nobody_knows(memory: Bench, deed: str) -> None:
    memory.world()
    assert memory.call("POST", f"/worlds/demo/debtors/{deed}", {"invoiceNumber": 1}).status == 404
    assert memory.call("POST", f"/worlds/demo/debtors/{deed}", {}).status == 400
    assert memory.call("POST", f"/worlds/demo/debtors/{deed}", {"invoice": 1}).fields["invoice"]
    assert memory.call("POST", f"/worlds/nowhere/debtors/{deed}", {"invoiceNumber": 1}).status == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_can_be_done_about_an_invoice_that_has_no_case_yet(memory: Bench, deed: str) -> None:
    memory.world()
    memory.invoice()
    answer = memory.call("POST", f"/worlds/demo/debtors/{deed}", {"invoiceNumber": 1})
    assert (answer.status, answer.error["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"instalments": 0}, "instalments"),
        ({"instalments": 37}, "instalments"),
        ({"instalments": Decimal("1.5")}, "instalments"),
        ({}, "instalments"),
        ({"instalments": 2, "firstDueDate": "2026-01-01"}, "firstDueDate"),
        ({"instalments": 2, "firstDue": "2026-03-01"}, "firstDue"),
    ],
)
def test_a_payment_plan_that_cannot_be_is_refused(memory: Bench, wanted: dict[str, Any], field: str) -> None:
    late(memory)
    answer = memory.call("POST", "/worlds/demo/debtors/payment-plan", {"invoiceNumber": 1, **wanted})
    assert answer.status == 400
    assert field in answer.fields


def test_a_delivery_fails_or_arrives_as_told(bench: Bench) -> None:
    bench.world()
    bench.invoice(method=Method.EMAIL)
    failed = bench.post("/worlds/demo/distributions/1", {"outcome": "FAILED", "reason": "mailbox full"})["receivable"]
    assert (failed["stage"], failed["delivery"], failed["failure"]) == ("DISTRIBUTION_FAILED", "FAILED", "mailbox full")
    arrived = bench.post("/worlds/demo/distributions/1", {"outcome": "DELIVERED", "clientId": 1001})["receivable"]
    assert (arrived["stage"], arrived["delivery"], arrived["failure"]) == ("DISTRIBUTED", "DELIVERED", None)


def test_a_delivery_ends_in_no_other_way(memory: Bench) -> None:
    memory.world()
    memory.invoice(distribute=False)
    assert memory.call("POST", "/worlds/demo/distributions/1", {"outcome": "LOST"}).status == 400
    assert memory.call("POST", "/worlds/demo/distributions/1", {}).fields == {"outcome": "is missing"}
    assert memory.call("POST", "/worlds/demo/distributions/1", {"outcome": "FAILED"}).status == 409
    assert memory.call("POST", "/worlds/demo/distributions/2", {"outcome": "FAILED"}).status == 404
    assert memory.call("POST", "/worlds/demo/distributions/one", {"outcome": "FAILED"}).status == 400


def test_an_invoice_that_waits_for_approval_goes_its_way_once_approved(bench: Bench) -> None:
    bench.world()
    bench.invoice(manual_approval=True)
    assert bench.post("/worlds/demo/approvals/1")["receivable"]["stage"] == "RECEIVED"
    answer = bench.call("POST", "/worlds/demo/approvals/1", {"clientId": 1001})
    assert (answer.status, answer.error["code"]) == (409, "transition_not_allowed")
    assert bench.call("POST", "/worlds/demo/approvals/1", {"clientId": 1002}).status == 404
