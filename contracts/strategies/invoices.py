"""Invoices whose rows and VAT add up to the cent, and credit notes to them: bodies of ``POST /invoice``.

A row's net is quantity times unit price; its VAT is rounded once, half up; its total is both. The sums of the invoice
are those of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from contracts.reading import JsonObject
from contracts.strategies.amounts import as_json, cents, in_cents
from contracts.strategies.days import TODAY, days
from contracts.strategies.parties import buyers, sellers
from contracts.strategies.references import payment_references
from simulator.core.money import Money
from simulator.core.vat import VatCategory, vat_of_net, vat_rate

METHODS: Final = ("EMAIL", "PRINT", "EINVOICE")
GOODS: Final = (
    VatCategory.GENERAL,
    VatCategory.FOOD,
    VatCategory.TRANSPORT_LODGING_CULTURE,
    VatCategory.NEWSPAPERS,
    VatCategory.ZERO,
)
SUMS: Final = ("netAmount", "vatAmount", "totalAmount")
LARGEST_NUMBER: Final = 999_999_999_999_999


@cache
def invoice_numbers(*, first: int = 1001, last: int = LARGEST_NUMBER) -> st.SearchStrategy[int]:
    """Numbers of invoices, both ends included."""
    return st.integers(first, last)


@cache
def rows(*, today: date = TODAY, most_cents: int = 10_000_00) -> st.SearchStrategy[JsonObject]:
    """Line items, at the VAT rates in force on ``today``; ``most_cents`` is the most that one unit costs."""
    percentages = st.sampled_from(GOODS).map(lambda goods: vat_rate(goods, today).percent)
    return st.builds(_row, st.integers(1, 20), cents(most=most_cents), percentages)


@st.composite
def invoices(
    draw: st.DrawFn,
    *,
    numbers: st.SearchStrategy[int] | None = None,
    today: date = TODAY,
    currency: str = "EUR",
    buyer: st.SearchStrategy[JsonObject] | None = None,
    row: st.SearchStrategy[JsonObject] | None = None,
    methods: Sequence[str | None] = METHODS,
    processing: st.SearchStrategy[JsonObject] | None = None,
) -> JsonObject:
    """Invoices dated up to 40 days before ``today`` and due within 60 days after their date.

    ``methods`` are the ways to send it; None among them means that it is not sent.
    """
    dated = draw(days(first=-40, last=0, today=today))
    items = draw(st.lists(row if row is not None else rows(today=today), min_size=1, max_size=4))
    content: JsonObject = {
        "header": {
            "number": draw(numbers if numbers is not None else invoice_numbers()),
            "type": "INVOICE",
            "date": dated.isoformat(),
            "dueDate": (dated + timedelta(days=draw(st.integers(14, 60) | st.integers(0, 60)))).isoformat(),
            "currencyCode": currency,
        },
        "parties": {"sellerParty": draw(sellers()), "buyerParty": draw(buyer if buyer is not None else buyers())},
        "amounts": _sums(items),
        "rows": [{"rowNumber": place, **item} for place, item in enumerate(items, 1)],
    }
    reference = draw(st.none() | payment_references())
    if reference is not None:
        content["references"] = {"payment": reference}
    method = draw(st.sampled_from(tuple(methods)))
    return {
        **_processing(draw, processing),
        "distribution": {"enabled": False} if method is None else {"method": method},
        "invoice": content,
    }


@st.composite
def credit_notes(
    draw: st.DrawFn, credited: JsonObject, *, numbers: st.SearchStrategy[int] | None = None, today: date = TODAY
) -> JsonObject:
    """Credit notes to ``credited``, which came from ``invoices``: some of its rows, or all. Amounts are positive."""
    original: Any = credited["invoice"]
    header = original["header"]
    number = draw((numbers if numbers is not None else invoice_numbers()).filter(lambda each: each != header["number"]))
    places = draw(st.sets(st.integers(0, len(original["rows"]) - 1), min_size=1))
    items = [{**original["rows"][place], "rowNumber": row} for row, place in enumerate(sorted(places), 1)]
    return {
        "distribution": {"enabled": False},
        "invoice": {
            "header": {
                **header,
                "number": number,
                "type": "CREDIT_NOTE",
                "date": today.isoformat(),
                "dueDate": today.isoformat(),
            },
            "references": {"creditedInvoiceNumber": header["number"]},
            "parties": original["parties"],
            "amounts": _sums(items),
            "rows": items,
        },
    }


def _processing(draw: st.DrawFn, processing: st.SearchStrategy[JsonObject] | None) -> JsonObject:
    drawn = draw(processing if processing is not None else st.just({}))
    return {"processing": drawn} if drawn else {}


def _row(quantity: int, unit_cents: int, percent: Decimal) -> JsonObject:
    net = Money(quantity * unit_cents)
    vat = vat_of_net(net, percent)
    return {
        "productName": "Made-up product",
        "quantity": quantity,
        "unit": "pcs",
        "unitPrice": as_json(unit_cents),
        "vatPercentage": float(percent),
        "netAmount": as_json(net.cents),
        "vatAmount": as_json(vat.cents),
        "totalAmount": as_json((net + vat).cents),
    }


def _sums(items: Sequence[JsonObject]) -> JsonObject:
    return {name: as_json(sum(in_cents(item[name]) for item in items)) for name in SUMS}
