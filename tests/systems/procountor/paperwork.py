"""Invoices and journals as an integration sends them to Procountor: the vendor's own examples, with parts replaced."""

from __future__ import annotations

import json
from typing import Any

from tests.systems.procountor.desk import Desk

IBAN = "FI2112345600000785"


def invoice(**changed: Any) -> dict[str, Any]:
    """Return a sales invoice of 251.00 with tax; a dotted name such as ``paymentInfo.dueDate`` replaces one inside."""
    document: dict[str, Any] = {
        "type": "SALES_INVOICE",
        "status": "UNFINISHED",
        "date": "2026-06-01",
        "counterParty": {
            "customerNumber": "1001",
            "email": "invoices@example.com",
            "counterPartyAddress": {
                "name": "Made-up Customer Oy",
                "street": "Example Street 1",
                "zip": "00100",
                "city": "Helsinki",
                "country": "FINLAND",
            },
        },
        "paymentInfo": {
            "paymentMethod": "BANK_TRANSFER",
            "currency": "EUR",
            "bankAccount": {"accountNumber": IBAN},
            "dueDate": "2026-06-15",
            "currencyRate": 1,
            "bankReferenceCode": "",
        },
        "extraInfo": {"accountingByRow": True, "unitPricesIncludeVat": False},
        "discountPercent": 0,
        "penaltyPercent": 10.5,
        "invoiceRows": [row()],
        "vatStatus": 1,
        "invoiceChannel": "EMAIL",
        "language": "FINNISH",
        "originalInvoiceNumber": "ERP-77",
    }
    return with_parts(document, changed)


def row(**changed: Any) -> dict[str, Any]:
    """Return a row of 200.00 without tax."""
    document = {
        "product": "Made-up work",
        "quantity": 2,
        "unit": "PIECE",
        "unitPrice": 100,
        "discountPercent": 0,
        "vatPercent": 25.5,
    }
    return {**document, **changed}


def journal(*rows: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return a journal; without rows, a settlement of 251.00."""
    settled = (entry("1910", 243.47), entry("8420", 7.53), entry("1701", -251))
    document = {
        "type": "JOURNAL",
        "status": "UNFINISHED",
        "name": "Made-up settlement 2026-23",
        "receiptDate": "2026-06-05",
        "vatType": "SALES",
        "vatStatus": 12,
        "transactions": list(rows or settled),
    }
    return {**document, **changed}


def entry(account: str, value: float, percent: float = 0, **changed: Any) -> dict[str, Any]:
    """Return a row of a journal."""
    document = {"transactionType": "ENTRY", "account": account, "accountingValue": value, "vatPercent": percent}
    return {**document, **changed}


def with_parts(document: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Return ``document`` with parts replaced; two underscores lead inside, and ... leaves a member out."""
    for name, value in changed.items():
        *path, last = name.split("__")
        place = document
        for step in path:
            place = place[step]
        if value is ...:
            place.pop(last, None)
        else:
            place[last] = value
    return document


def standing(desk: Desk) -> dict[str, float]:
    """Return the balance of every account that anything stands on, as the control plane tells it."""
    answer = desk.driver.get(f"/sandbox/worlds/{desk.world}/books")
    assert answer is not None
    (books,) = (one for one in answer.json["accounting"] if one["system"] == "procountor")
    return {one["number"]: one["balance"] for one in books["accounts"] if one["balance"]}


def done(desk: Desk, path: str, document: Any = None) -> None:
    """Carry out an action that has nothing to say."""
    answer = desk.put(path, document)
    assert answer.status == 200, answer.body


def lock(desk: Desk, until: str | None) -> None:
    """Close the books up to and including a day, or open them."""
    path = f"/sandbox/worlds/{desk.world}/books/procountor/lock"
    answer = desk.driver.send("PUT", path, json.dumps({"until": until}).encode())
    assert answer is not None
    assert answer.status == 200, answer.body
