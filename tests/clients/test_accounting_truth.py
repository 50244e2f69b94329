"""What a client believes of its documents for accounting is held against what became of them."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.scenario.accounting_truth import accounting_disagreements

QUEUES = [
    {
        "documents": [
            {"kind": "LEDGER", "name": "v1", "status": "SYNCED"},
            {"kind": "LEDGER", "name": "v2", "status": "FAILED"},
            {"kind": "PAYMENT", "name": "p1", "status": "PENDING"},
            {"kind": "INVOICE", "name": "1001", "status": "PENDING"},
        ]
    }
]
RIGHT: dict[str, Any] = {
    "ledgers": [{"key": "v1", "state": "SYNCED"}, {"key": "v2", "state": "FAILED"}, {"key": "v3", "state": "REFUSED"}],
    "accountingPayments": [{"key": "p1", "state": "ACCEPTED"}],
}
ASKED = {"LEDGER": ["v1", "v2", "v3"], "PAYMENT": ["p1"]}


def test_books_that_are_right_agree() -> None:
    assert list(accounting_disagreements(QUEUES, RIGHT, ASKED)) == []


def test_a_list_that_is_not_told_is_not_compared() -> None:
    assert list(accounting_disagreements(QUEUES, {}, ASKED)) == []


@pytest.mark.parametrize(
    ("ledgers", "said"),
    [
        ([{"key": "v1", "state": "SYNCED"}], "CFIS has taken ledger document v2 in, and the client does not know it"),
        ([*RIGHT["ledgers"], RIGHT["ledgers"][0]], "the client knows ledger document v1 2 times"),
        ([*RIGHT["ledgers"], {"key": "v4", "state": "ACCEPTED"}], "CFIS has ledger document v4, which it has not"),
        ([*RIGHT["ledgers"], {"key": "v4", "state": "WAITING"}], "ledger document v4 still waits to be sent"),
        ([RIGHT["ledgers"][0], {"key": "v2", "state": "SYNCED"}], "ledger document v2 is SYNCED; it is FAILED"),
        ([RIGHT["ledgers"][1], {"key": "v1", "state": "ACCEPTED"}], "ledger document v1 is ACCEPTED; it is SYNCED"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(ledgers: list[dict[str, str]], said: str) -> None:
    (found,) = accounting_disagreements(QUEUES, {**RIGHT, "ledgers": ledgers}, ASKED)
    assert said in found


def test_a_document_under_a_made_up_identifier_is_noticed() -> None:
    found = list(accounting_disagreements(QUEUES, RIGHT, {"LEDGER": ["v1", "v3"], "PAYMENT": ["p1"]}))
    assert found == ["CFIS has ledger document v2, which nobody handed in"]
