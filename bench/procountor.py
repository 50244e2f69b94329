"""A ledger receipt of ten rows for Procountor, each request with the access token of one company."""

from __future__ import annotations

from typing import Final

import msgspec

RECEIPT: Final = "Procountor receipt, 10 rows"
DAY: Final = "2025-12-01"
SIDES: Final = (("1910", 10.00), ("1889", -10.00)) * 5


def receipt_json() -> bytes:
    """Return the message."""
    rows = [
        {
            "transactionType": "ENTRY",
            "account": account,
            "accountingValue": value,
            "vatPercent": 0,
            "vatType": "SALES",
            "vatStatus": 12,
            "description": f"Row {place}",
        }
        for place, (account, value) in enumerate(SIDES, start=1)
    ]
    head = {"type": "JOURNAL", "name": "Made-up remittance", "receiptDate": DAY, "vatType": "SALES", "vatStatus": 12}
    return msgspec.json.encode({**head, "transactions": rows})


def receipt_request(path: str, token: str) -> bytes:
    """Return the request that creates the receipt at the Procountor below ``path``."""
    body = receipt_json()
    head = f"POST {path}/api/ledgerreceipts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Accept: */*\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
