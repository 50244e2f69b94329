"""How fast documents reach an accounting system, and whether poisoned ones among them fail, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import perf_counter
from typing import Any, Final

from bench.exchanges import PARTNER
from bench.processes import free_port, serving
from bench.report import Figure
from bench.sandbox import NOW, READY, Sandbox, command

DOCUMENTS: Final = 10_000
POISONED_EVERY: Final = 100
AT_A_TIME: Final = 500
LONGEST_MS: Final = 1000 / 300
DAY: Final = NOW[:10]
WORLD: Final = "synced"


def measured(core: int | None, documents: int = DOCUMENTS) -> list[Figure]:
    """Queue vouchers, invoices and payments in equal parts, one in a hundred poisoned, and have them carried."""
    port = free_port()
    with serving(command(port), port, READY, core=core) as server:
        sandbox = Sandbox(port)
        token = sandbox.new_world(WORLD)
        poisoned = queue(sandbox, token, documents)
        started = perf_counter()
        sandbox.call("POST", f"/sandbox/worlds/{WORLD}/sync")
        seconds = perf_counter() - started
        wrong = set(poisoned) ^ set(failed(sandbox, token))
        weight = server.mebibytes
    return [
        Figure("a document on its way to Netvisor, three kinds mixed", seconds * 1000 / documents, "ms", LONGEST_MS),
        Figure(f"of {documents:,} documents, one in a hundred poisoned, ended wrongly", len(wrong), "", 0),
        Figure(f"memory after {documents:,} documents", weight, "MiB"),
    ]


def queue(sandbox: Sandbox, token: str, documents: int) -> list[str]:
    """Queue that many documents; return the names of the poisoned ones, which are vouchers on an unknown account."""
    third = documents // 3
    numbers = range(1, third + 1)
    for number in numbers:
        sandbox.call("POST", f"/cfis{PARTNER}/invoice", json.dumps(invoice(number)).encode(), token)
    sandbox.advance(WORLD, "PT3M")
    for start in range(0, third, AT_A_TIME):
        paid = {"payments": [payment(number) for number in numbers[start : start + AT_A_TIME]]}
        sandbox.call("POST", f"/cfis{PARTNER}/accounting/payment", json.dumps(paid).encode(), token)
    poisoned: list[str] = []
    vouchers = documents - 2 * third
    for number in range(1, vouchers + 1):
        bad = number % (POISONED_EVERY // 3) == 0 and len(poisoned) < documents // POISONED_EVERY
        if bad:
            poisoned.append(f"voucher-{number}")
        document = json.dumps(voucher(number, "999999" if bad else "3000")).encode()
        sandbox.call("POST", f"/cfis{PARTNER}/accounting/ledger", document, token)
    return poisoned


def failed(sandbox: Sandbox, token: str) -> Sequence[str]:
    """Return the names of all documents that are not synchronised, as CFIS tells them."""
    told = [
        *sandbox.call("GET", f"/cfis{PARTNER}/accounting/ledger", token=token)["ledgers"],
        *sandbox.call("GET", f"/cfis{PARTNER}/accounting/payment", token=token)["payments"],
        *sandbox.call("GET", f"/cfis{PARTNER}/accounting/invoice", token=token)["invoices"],
    ]
    return [each["sourceIdentifier"] for each in told if each["status"] != 1]


def invoice(number: int) -> Any:
    """Return an invoice over 125.50 that goes to accounting."""
    return {
        "processing": {"paymentControlEnabled": False, "accountingInvoiceEnabled": True},
        "distribution": {"method": "EMAIL", "enabled": True},
        "invoice": {
            "header": {"number": number, "type": "INVOICE", "date": DAY, "dueDate": DAY, "currencyCode": "EUR"},
            "parties": {
                "sellerParty": {"name": "Made-Up Seller Oy"},
                "buyerParty": {
                    "entityType": "BUSINESS",
                    "name": f"Made-Up Customer {number % 50}",
                    "contact": {"email": "buyer@example.com"},
                },
            },
            "amounts": {"totalAmount": 125.5},
            "rows": [{"productName": "Made-up work", "quantity": 1, "unitPrice": 100, "vatPercentage": 25.5}],
        },
    }


def payment(number: int) -> Any:
    """Return a payment of all of an invoice."""
    return {
        "paymentIdentifier": f"payment-{number}",
        "invoiceNumber": str(number),
        "paymentDate": DAY,
        "amount": 125.5,
        "currency": "EUR",
    }


def voucher(number: int, account: str) -> Any:
    """Return a voucher of two rows, one of them on ``account``."""
    rows = [
        {"bookingDate": DAY, "accountNumber": each, "amount": amount, "netAmount": amount}
        for each, amount in (("1701", 10.0), (account, -10.0))
    ]
    return {
        "ledgers": {
            "ledgerIdentifier": f"voucher-{number}",
            "companyIdentifier": "0646115-8",
            "documentType": "ML",
            "documentName": str(number),
            "documentDate": DAY,
            "calculationMode": "NET",
            "ledgerRows": rows,
        }
    }
