"""Documents for the accounting system: ledger documents that balance, and payments whose allocations add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from hypothesis import strategies as st

from contracts.reading import JsonObject
from contracts.strategies.amounts import as_json, cents
from contracts.strategies.days import TODAY, written_days
from contracts.strategies.parties import business_ids
from contracts.strategies.references import payment_references
from simulator.core.money import Money
from simulator.core.vat import VatCategory, vat_in_gross, vat_rate

RECEIVABLES, SALES, VAT_DEBT, BANK = "1701", "3000", "2939", "1910"
"""Accounts of a Finnish chart, as the printed examples use them."""
PARTS: Final = ("CAPITAL", "INTEREST", "FEES")


def identifiers() -> st.SearchStrategy[str]:
    """What a sender calls a document of its own."""
    return st.integers(1, 999_999).map(lambda number: f"made-up-{number}")


@st.composite
def ledgers(
    draw: st.DrawFn, *, mode: str | None = None, names: st.SearchStrategy[str] | None = None, today: date = TODAY
) -> JsonObject:
    """Bodies of ``POST /accounting/ledger``: vouchers of sales, in gross or net mode, whose net amounts add up to 0.

    Debit is positive. In gross mode a row of sales has its VAT in ``amount``, and a row of its own has it as well.
    """
    chosen = mode or draw(st.sampled_from(("NET", "GROSS")))
    sold = draw(st.lists(cents(), min_size=1, max_size=3))
    day = draw(written_days(first=-30, last=0, today=today))
    name = draw(names if names is not None else identifiers())
    entries = _gross_rows(sold, today) if chosen == "GROSS" else _net_rows(sold)
    document: JsonObject = {
        "ledgerIdentifier": name,
        "companyIdentifier": draw(business_ids()),
        "documentType": "ML",
        "documentName": str(draw(st.integers(1001, 9999))),
        "documentDate": day,
        "calculationMode": chosen,
        "ledgerRows": [{"bookingDate": day, **entry} for entry in entries],
    }
    return {"ledgers": document}


@st.composite
def payments(
    draw: st.DrawFn,
    *,
    invoice_number: str | None = None,
    names: st.SearchStrategy[str] | None = None,
    currency: str = "EUR",
    today: date = TODAY,
) -> JsonObject:
    """Payments for the accounting system, found by invoice number or by reference."""
    parts = draw(st.lists(cents(), min_size=1, max_size=len(PARTS)))
    payment: JsonObject = {
        "paymentIdentifier": draw(names if names is not None else identifiers()),
        "paymentDate": draw(written_days(first=-30, last=0, today=today)),
        "amount": as_json(sum(parts)),
        "currency": currency,
        **_target(draw, invoice_number),
    }
    if draw(st.booleans()):
        payment["allocations"] = [
            {"type": kind, "amount": as_json(part)} for kind, part in zip(PARTS, parts, strict=False)
        ]
    return payment


def payment_requests(most: int = 3, **told: Any) -> st.SearchStrategy[JsonObject]:
    """Bodies of ``POST /accounting/payment``: one to ``most`` payments, each with another identifier."""
    several = st.lists(payments(**told), min_size=1, max_size=most, unique_by=lambda each: each["paymentIdentifier"])
    return several.map(lambda batch: {"payments": batch})


def shares(whole: int, most: int = 3) -> st.SearchStrategy[list[int]]:
    """Ways to split ``whole`` cents into at most ``most`` parts of a cent at least, which add up to it."""
    inner = st.sets(st.integers(1, whole - 1), max_size=most - 1) if whole > 1 else st.just(set())
    return inner.map(lambda cuts: [after - before for before, after in pairwise([0, *sorted(cuts), whole])])


def _target(draw: st.DrawFn, invoice_number: str | None) -> JsonObject:
    if invoice_number is None and draw(st.booleans()):
        return {"targetIdentifier": "reference", "paymentReference": draw(payment_references())}
    number = invoice_number or str(draw(st.integers(1001, 9999)))
    return {"targetIdentifier": "invoicenumber", "invoiceNumber": number}


def _net_rows(sold: Sequence[int]) -> list[JsonObject]:
    debit = _row(RECEIVABLES, sum(sold), sum(sold))
    return [debit, *(_row(SALES, -each, -each) for each in sold)]


def _gross_rows(sold: Sequence[int], today: date) -> list[JsonObject]:
    percent = vat_rate(VatCategory.GENERAL, today).percent
    taxes = [vat_in_gross(Money(each), percent).cents for each in sold]
    sales = [
        {**_row(SALES, -gross, tax - gross), "vatPercentage": float(percent), "vatCode": "20", "isVatRow": 0}
        for gross, tax in zip(sold, taxes, strict=True)
    ]
    debt = {**_row(VAT_DEBT, -sum(taxes), -sum(taxes)), "isVatRow": 1}
    return [_row(RECEIVABLES, sum(sold), sum(sold)), *sales, debt]


def _row(account: str, amount: int, net: int) -> JsonObject:
    return {"accountNumber": account, "amount": as_json(amount), "netAmount": as_json(net)}
