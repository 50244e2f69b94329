"""The documents that a story is about, made of what the story says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

COMPANY: Final = "0646115-8"
"""The made-up creditor's business id, as ledger documents name it."""
EXPENSE: Final = "8420"
BANK: Final = "1910"
"""Accounts that the charts of all sandboxed companies have."""
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
    """Return the body of ``POST /accounting/ledger``: a voucher that balances, unless its ``rows`` do not.

    ``key`` identifies it; ``amount`` goes to the debit of ``account`` and to the credit of ``against``, on ``date``.
    """
    document = {
        "ledgerIdentifier": told["key"],
        "companyIdentifier": told.get("company", COMPANY),
        "documentType": told.get("type", "MU"),
        "documentName": told.get("name", told["key"]),
        "documentDate": told["date"],
        "documentDescription": told.get("text", f"Made-up voucher {told['key']}"),
        "calculationMode": told.get("mode", "NET"),
        "ledgerRows": [_row(told["date"], each) for each in told.get("rows") or _two_rows(told)],
    }
    return {"ledgers": laid_over(document, told.get("with", {}))}


def booking(told: Told) -> dict[str, Any]:
    """Return the body of ``POST /accounting/payment``: one payment, or the ``payments`` that are told.

    ``key`` identifies a payment of ``amount`` on ``date``, on ``invoice`` or on whatever has ``reference``. ``parts``
    split it by CAPITAL, INTEREST and FEES; they have to add up to it.
    """
    return {"payments": [_booking(each) for each in told.get("payments", [told])]}


def _row(day: str, row: Told) -> dict[str, Any]:
    made = {
        "bookingDate": day,
        "accountNumber": str(row["account"]),
        "amount": row["amount"],
        "netAmount": row.get("net", row["amount"]),
    }
    return laid_over(made, row.get("with", {}))


def _two_rows(told: Told) -> list[Told]:
    value, _ = amount(told["amount"])
    debit, credit = told.get("account", EXPENSE), told.get("against", BANK)
    return [{"account": debit, "amount": value}, {"account": credit, "amount": -value}]


def _booking(told: Told) -> dict[str, Any]:
    value, currency = amount(told["amount"])
    body: dict[str, Any] = {
        "paymentIdentifier": told["key"],
        "paymentDate": told["date"],
        "amount": value,
        "currency": currency,
        "sourceName": told.get("payer", "Made-up Buyer"),
    }
    if "invoice" in told:
        body |= {"targetIdentifier": "invoicenumber", "invoiceNumber": str(told["invoice"])}
    else:
        body |= {"targetIdentifier": "reference", "paymentReference": told["reference"]}
    if "parts" in told:
        body["allocations"] = [{"type": kind, "amount": amount(part)[0]} for kind, part in told["parts"].items()]
    return laid_over(body, told.get("with", {}))


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
