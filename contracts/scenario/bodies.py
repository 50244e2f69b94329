"""The documents that a story is about, made of what the story says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

COMPANY: Final = "0646115-8"
"""The made-up creditor's business id, as ledger documents name it."""
Told = Mapping[str, Any]


def amount(text: str) -> tuple[float, str]:
    """Split an amount such as ``40.00 EUR`` into the JSON number that it travels as and its currency."""
    number, _, currency = text.partition(" ")
    return float(number), currency


def invoice(told: Told) -> dict[str, Any]:
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
    references = {"creditedInvoiceNumber": told.get("credits"), "payment": told.get("reference")}
    if any(references.values()):
        content["references"] = {name: value for name, value in references.items() if value}
    processing = {"paymentControlEnabled": told.get("control", True)}
    for word, member in (("approval", "manualApprovalEnabled"), ("accounting", "accountingInvoiceEnabled")):
        if word in told:
            processing[member] = told[word]
    made = {
        "processing": processing,
        "distribution": {"method": method, "enabled": method is not None},
        "invoice": content,
    }
    return laid_over(made, told.get("with", {}))


def action(told: Told) -> dict[str, Any]:
    """Return the body of ``POST /invoice/action``."""
    data: dict[str, Any] = {"invoiceNumber": told["invoice"]}
    if "due" in told:
        data["dueDate"] = told["due"]
    if "amount" in told:
        value, currency = amount(told["amount"])
        data |= {"amount": value, "currency": currency, "paymentDate": told["date"]}
    asked = {"code": told["code"], "comment": told.get("comment", "made up"), "data": data}
    return {"actions": [laid_over(asked, told.get("with", {}))]}


def ledger(told: Told) -> dict[str, Any]:
    """Return the body of ``POST /accounting/ledger``."""
    rows = [
        laid_over(
            {
                "bookingDate": told["date"],
                "accountNumber": str(row["account"]),
                "amount": row["amount"],
                "netAmount": row.get("net", row["amount"]),
            },
            row.get("with", {}),
        )
        for row in told["rows"]
    ]
    document = {
        "ledgerIdentifier": told["id"],
        "companyIdentifier": COMPANY,
        "documentType": told.get("type", "ML"),
        "documentName": told.get("name", told["id"]),
        "documentDate": told["date"],
        "calculationMode": told.get("mode", "NET"),
        "ledgerRows": rows,
    }
    if "description" in told:
        document["documentDescription"] = told["description"]
    return {"ledgers": laid_over(document, told.get("with", {}))}


def booking(told: Told) -> dict[str, Any]:
    """Return the body of ``POST /accounting/payment``."""
    value, currency = amount(told["amount"])
    payment = {"paymentIdentifier": told["id"], "paymentDate": told["date"], "amount": value, "currency": currency}
    if "invoice" in told:
        payment |= {"targetIdentifier": "invoicenumber", "invoiceNumber": str(told["invoice"])}
    elif "reference" in told:
        payment |= {"targetIdentifier": "reference"}
    if "reference" in told:
        payment["paymentReference"] = told["reference"]
    return {"payments": [laid_over(payment, told.get("with", {}))]}


def payment(told: Told) -> dict[str, Any]:
    """Return the body of a payment at the bank."""
    order: dict[str, Any] = {"invoiceNumber": told["invoice"]} if "invoice" in told else {}
    if "amount" in told:
        order["amount"], order["currency"] = amount(told["amount"])
    for word, member in (("reference", "reference"), ("date", "paymentDate"), ("payer", "payer")):
        if word in told:
            order[member] = told[word]
    return order


def laid_over(document: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``document`` with ``more`` laid over it, member by member; lists are replaced whole."""
    made = dict(document)
    for name, value in more.items():
        below = made.get(name)
        made[name] = laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return made
