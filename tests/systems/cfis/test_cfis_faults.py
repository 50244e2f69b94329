"""Faults as an integration of CFIS meets them: what it gets to see, and what has happened behind it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.systems.cfis.desk import INVOICE, PARTNER, Desk, invoice, written
from tests.systems.driver import Answer


def arm(desk: Desk, fault: str, operation: str = "createInvoice", **more: Any) -> None:
    desk.plane("/faults", {"system": "cfis", "operation": operation, "fault": fault, **more})


def hand_in(desk: Desk) -> Answer | None:
    """Hand in an invoice; nothing comes back where the connection was dropped."""
    return desk.driver.send("POST", f"/cfis{PARTNER}/invoice", written(invoice()), key=desk.client.key)


def is_in(desk: Desk) -> bool:
    return bool(desk.books()["receivables"])


def test_an_invoice_whose_answer_was_lost_is_in_and_a_second_try_meets_it(desk: Desk) -> None:
    arm(desk, "lost-answer")
    assert hand_in(desk) is None
    assert is_in(desk)
    assert desk.post("/invoice", invoice()).status == 402
    entry = desk.told("/journal", whole="true")["entries"][0]
    assert (entry["status"], entry["fault"]) == (200, "lost-answer"), "the journal tells what would have been answered"


def test_an_invoice_whose_connection_was_dropped_is_not_in(desk: Desk) -> None:
    arm(desk, "drop")
    assert hand_in(desk) is None
    assert not is_in(desk)
    assert desk.post("/invoice", invoice()).status == 200


@pytest.mark.parametrize("status", [500, 503])
def test_a_status_comes_in_the_words_of_cfis_and_nothing_is_done(desk: Desk, status: int) -> None:
    arm(desk, "status", status=status)
    answer = hand_in(desk)
    assert answer is not None
    assert (answer.status, set(answer.json)) == (status, {"message"})
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)
    assert not is_in(desk)


def test_a_gateway_answers_with_a_page_of_its_own(desk: Desk) -> None:
    arm(desk, "status", status=502)
    answer = hand_in(desk)
    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (502, "text/html")


def test_too_many_requests_say_how_long_to_wait(desk: Desk) -> None:
    arm(desk, "rate-limit", retryAfter=7)
    answer = hand_in(desk)
    assert answer is not None
    assert (answer.status, answer.headers["retry-after"]) == (429, "7")
    assert not is_in(desk)


def test_a_malformed_answer_is_no_json_and_the_invoice_is_in(desk: Desk) -> None:
    arm(desk, "malformed")
    answer = hand_in(desk)
    assert answer is not None
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)
    assert is_in(desk)


def test_a_token_that_expires_in_mid_air_can_be_renewed(desk: Desk) -> None:
    arm(desk, "expire-token")
    assert desk.post("/invoice", invoice()).status == 401
    assert not is_in(desk)
    assert desk.get("/payments").status == 401, "it stays expired"
    renewed = desk.client._replace(key=desk.seen("/renew")["Message"])
    assert desk.post("/invoice", invoice(), renewed).status == 200


def test_a_fault_meets_its_own_operation_at_its_own_turn_and_as_often_as_asked(desk: Desk) -> None:
    desk.hand_in()
    arm(desk, "status", "getPayments", status=503, turn=2, times=2)
    assert desk.get("/settlements").status == 204
    met = []
    for _ in range(4):
        answer = desk.driver.get(f"/cfis{PARTNER}/payments", desk.client.key)
        assert answer is not None
        met.append(answer.status)
    assert met == [200, 503, 503, 200]


def test_a_fault_of_one_world_meets_no_other(desk: Desk) -> None:
    arm(Desk(desk.driver), "drop")
    assert desk.hand_in()["invoiceNumber"] == INVOICE
