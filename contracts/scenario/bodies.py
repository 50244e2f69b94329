"""The documents that a story is about, made of what the story says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EXPENSE: Final = "8420"
BANK: Final = "1910"
"""Accounts that the charts of all sandboxed companies have."""


def amount(text: str) -> tuple[float, str]:
    """Split an amount such as ``40.00 EUR`` into the JSON number that it travels as and its currency."""
    number, _, currency = text.partition(" ")
    return float(number), currency


def invoice(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of ``POST /invoice``."""
    total, currency = amount(told["total"])
    method = told.get("method")
    buyer = {"entityType": told["buyer"], "name": "Made-up Buyer", "contact": {"email": "buyer@example.com"}}
    content: dict[str, Any] = {
        "header": {
            "number": told["number"],
            "type": "CREDIT_NOTE" if "credits" in told else "INVOICE",
            "date": told["date"],
            "dueDate": told["due"],
            "currencyCode": currency,
        },
        "parties": {"sellerParty": {"name": "Made-up Creditor Oy"}, "buyerParty": buyer},
        "amounts": {"totalAmount": total},
    }
    if "credits" in told:
        content["references"] = {"creditedInvoiceNumber": told["credits"]}
    return {
        "processing": {"paymentControlEnabled": told.get("control", True)},
        "distribution": {"method": method, "enabled": method is not None},
        "invoice": content,
    }


def action(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of ``POST /invoice/action``."""
    data: dict[str, Any] = {"invoiceNumber": told["invoice"]}
    if "due" in told:
        data["dueDate"] = told["due"]
    if "amount" in told:
        value, currency = amount(told["amount"])
        data |= {"amount": value, "currency": currency, "paymentDate": told["date"]}
    return {"actions": [{"code": told["code"], "comment": "made up", "data": data}]}


def payment(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a payment at the bank."""
    order: dict[str, Any] = {"invoiceNumber": told["invoice"]} if "invoice" in told else {}
    if "amount" in told:
        order["amount"], order["currency"] = amount(told["amount"])
    if "reference" in told:
        order["reference"] = told["reference"]
    if "date" in told:
        order["paymentDate"] = told["date"]
    return order


def ledger(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of ``POST /accounting/ledger``: a voucher of two rows that balances.

    ``key`` identifies it; ``amount`` goes to the debit of ``account`` and to the credit of ``against``, on ``date``.
    """
    value, _ = amount(told["amount"])
    rows = ((told.get("account", EXPENSE), value), (told.get("against", BANK), -value))
    return {
        "ledgers": {
            "ledgerIdentifier": told["key"],
            "companyIdentifier": told.get("company", "0646115-8"),
            "documentType": told.get("type", "MU"),
            "documentName": told["key"],
            "documentDate": told["date"],
            "documentDescription": told.get("text", f"Made-up voucher {told['key']}"),
            "calculationMode": "NET",
            "ledgerRows": [
                {"bookingDate": told["date"], "accountNumber": account, "amount": each, "netAmount": each}
                for account, each in rows
            ],
        }
    }


def booking(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of ``POST /accounting/payment``: one payment, or the ``payments`` that are told.

    ``key`` identifies a payment of ``amount`` on ``date``, on ``invoice`` or on whatever has ``reference``. ``parts``
    split it by CAPITAL, INTEREST and FEES; they have to add up to it.
    """
    return {"payments": [_booking(each) for each in told.get("payments", [told])]}


def _booking(told: Mapping[str, Any]) -> dict[str, Any]:
    value, currency = amount(told["amount"])
    body: dict[str, Any] = {
        "paymentIdentifier": told["key"],
        "paymentDate": told["date"],
        "amount": value,
        "currency": currency,
        "sourceName": "Made-up Buyer",
    }
    if "invoice" in told:
        body |= {"targetIdentifier": "invoicenumber", "invoiceNumber": str(told["invoice"])}
    else:
        body |= {"targetIdentifier": "reference", "paymentReference": told["reference"]}
    if "parts" in told:
        body["allocations"] = [{"type": kind, "amount": amount(part)[0]} for kind, part in told["parts"].items()]
    return body
