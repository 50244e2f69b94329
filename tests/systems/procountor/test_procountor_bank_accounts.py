"""The company's bank accounts in Procountor: kept with the books, changed in the version of today."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.procountor.desk import Desk

IBAN = "FI3715903000000776"


def account(**changed: Any) -> dict[str, Any]:
    return {"iban": IBAN, "bankName": "Esimerkkipankki", "currency": "EUR", "ledgerAccount": "1910", **changed}


def ibans(told: Any) -> list[str]:
    return [row["iban"] for row in told["results"]]


def test_a_company_begins_with_one_account_that_invoices_are_paid_to(desk: Desk) -> None:
    (row,) = desk.get("/bankaccounts").ok["results"]
    assert row == {
        "id": row["id"],
        "accountNumber": "12345600000785",
        "iban": "FI2112345600000785",
        "bic": "NDEAFIHH",
        "bankName": "Pankkitili",
        "currency": "EUR",
        "defaultForInvoice": True,
        "defaultForPayment": True,
        "status": "ACTIVE",
        "orderNo": row["id"],
        "associatedAccounts": [],
        "version": "2026-06-10T09:00:00",
    }
    whole = desk.get(f"/bankaccounts/{row['id']}").ok
    assert {name: whole[name] for name in row} == row
    assert whole["ledgerAccount"] == "1910"
    assert desk.get("/bankaccounts/99").status == 404


def test_an_account_is_added_once(desk: Desk) -> None:
    made = desk.post("/bankaccounts", account(iban="FI37 1590 3000 0007 76")).ok
    assert (made["iban"], made["accountNumber"], made["defaultForInvoice"]) == (IBAN, "15903000000776", False)
    assert desk.post("/bankaccounts", account()).errors == [(409, "Bank account is already in use", "iban")]
    assert desk.get(f"/bankaccounts/{made['id']}").ok == made


def test_one_account_is_the_default(desk: Desk) -> None:
    (first,) = desk.get("/bankaccounts").ok["results"]
    made = desk.post("/bankaccounts", account(defaultForInvoice=True)).ok
    told = {row["id"]: row["defaultForInvoice"] for row in desk.get("/bankaccounts").ok["results"]}
    assert told == {first["id"]: False, made["id"]: True}


def test_an_account_is_replaced_in_its_latest_version_and_keeps_its_iban(desk: Desk) -> None:
    made = desk.post("/bankaccounts", account()).ok
    path = f"/bankaccounts/{made['id']}"
    assert desk.put(path, account()).errors == [(400, "INVALID_VERSION", "version")]
    saved = desk.put(path, account(iban="x", status="INACTIVE", version=made["version"])).ok
    assert (saved["iban"], saved["status"], saved["version"]) == (IBAN, "INACTIVE", "2026-06-10T09:00:01")
    assert desk.put(path, account(version=made["version"])).errors == [(400, "INVALID_VERSION", "version")]
    assert desk.put("/bankaccounts/99", account(version=made["version"])).status == 404


def test_accounts_are_listed_in_their_own_order_or_by_id(desk: Desk) -> None:
    (first,) = desk.get("/bankaccounts").ok["results"]
    made = desk.post("/bankaccounts", account(orderNo=0)).ok
    assert ibans(desk.get("/bankaccounts").ok) == [IBAN, first["iban"]]
    assert ibans(desk.get("/bankaccounts", orderByOrderNo="desc").ok) == [first["iban"], IBAN]
    assert ibans(desk.get("/bankaccounts", orderById="ASC").ok) == [first["iban"], IBAN]
    assert ibans(desk.get("/bankaccounts", orderById="ASC", previousId=first["id"]).ok) == [IBAN]
    assert ibans(desk.get("/bankaccounts", previousId=made["id"]).ok) == [first["iban"]]
    assert desk.get("/bankaccounts", previousId=99).status == 404


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"iban": "FI3715903000000777"}, (400, "INVALID_BANK_ACCOUNT", "iban")),
        ({"ledgerAccount": "9999"}, (400, "INVALID_LEDGER_ACCOUNT", "ledgerAccount")),
    ],
)
def test_a_wrong_account_is_refused_and_nothing_is_kept(desk: Desk, change: dict[str, Any], error: Any) -> None:
    assert desk.post("/bankaccounts", account(**change)).errors == [error]
    assert len(desk.get("/bankaccounts").ok["results"]) == 1
