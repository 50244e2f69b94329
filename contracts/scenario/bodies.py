"""The documents that a story is about, made of what the story says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
