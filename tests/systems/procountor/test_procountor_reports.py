"""Procountor's reports add up to what was booked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import done, entry, journal


@pytest.fixture
def booked(desk: Desk) -> Desk:
    """A sale of 1,000.00 on 31 May, and its cost of 300.00 on 5 June."""
    sale = journal(entry("1910", 1000), entry("3000", -1000), receiptDate="2026-05-31", name="Made-up sale")
    cost = journal(entry("4000", 300), entry("1910", -300), receiptDate="2026-06-05", name="Made-up cost")
    draft = journal(entry("4000", 7), entry("1910", -7), receiptDate="2026-06-05")
    for document in (sale, cost):
        done(desk, f"/ledgerreceipts/{desk.post('/ledgerreceipts', document).ok['id']}/approve")
    desk.post("/ledgerreceipts", draft)
    return desk


def rows(told: Any) -> dict[str, float]:
    return {row["ledgerAccountCode"]: row["sum"] for row in told["rows"]}


def test_the_income_statement_is_of_a_period_and_the_balance_sheet_of_a_day(booked: Desk) -> None:
    asked = {"endDate": "2026-06-30", "type": "INCOME_STATEMENT"}
    year = booked.post("/reports/accounting", asked).ok
    assert (year["startDate"], rows(year), year["total"]) == ("2026-01-01", {"3000": -1000, "4000": 300}, -700)
    june = booked.post("/reports/accounting", {**asked, "startDate": "2026-06-01"}).ok
    assert (rows(june), june["total"]) == ({"4000": 300}, 300)
    sheet = booked.post("/reports/accounting", {"endDate": "2026-05-31", "type": "BALANCE_SHEET"}).ok
    assert (rows(sheet), sheet["total"]) == ({"1910": 1000}, 1000)


def test_every_account_is_told_with_what_it_turned_over(booked: Desk) -> None:
    told = booked.post("/reports/ledgeraccounts", {"startDate": "2026-06-01", "endDate": "2026-06-30"}).ok
    accounts = {row["ledgerAccountCode"]: row for row in told["ledgerAccounts"]}
    bank = accounts["1910"]
    assert (bank["openingBalance"], bank["debit"], bank["credit"], bank["closingBalance"]) == (1000, 0, 300, 700)
    assert sum(row["closingBalance"] for row in accounts.values()) == 0


def test_an_account_is_told_entry_by_entry(booked: Desk) -> None:
    told = booked.post("/reports/generalledger/1910", {"endDate": "2026-12-31"}).ok
    assert (told["openingBalance"], told["closingBalance"]) == (0, 700)
    assert [(row["receiptDate"], row["accountingValue"], row["balance"]) for row in told["transactions"]] == [
        ("2026-05-31", 1000, 1000),
        ("2026-06-05", -300, 700),
    ]
    june = {"startDate": "2026-06-01", "endDate": "2026-06-30"}
    assert booked.post("/reports/generalledger/1910", june).ok["openingBalance"] == 1000
    assert booked.post("/reports/generalledger/9999", june).status == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "BALANCE_SHEET"},
        {"endDate": "2026-02-30", "type": "BALANCE_SHEET"},
        {"endDate": "2026-06-30", "type": "CASH_FLOW"},
        {"startDate": "2026-07-01", "endDate": "2026-06-30", "type": "INCOME_STATEMENT"},
    ],
)
def test_a_report_of_no_period_is_refused(desk: Desk, asked: dict[str, str]) -> None:
    assert desk.post("/reports/accounting", asked).status == 400
