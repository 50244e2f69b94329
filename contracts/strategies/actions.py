"""Every action that a creditor can ask for: bodies of ``POST /invoice/action``."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from contracts.reading import JsonObject
from contracts.strategies.amounts import amounts
from contracts.strategies.days import TODAY, written_days

CODES: Final = ("COMMENT", "WITHDRAW", "DUEDATE", "PAYMENTPLAN", "OBJECTION", "PAUSE", "DIRECTPAYMENT")
WORDED: Final = frozenset({"COMMENT", "OBJECTION"})
"""Actions that say something, or they say nothing at all."""
LINES: Final = ("Made-up comment", "Päällekkäinen lasku, keksitty", "Påhittad kommentar")


@st.composite
def actions(
    draw: st.DrawFn,
    code: str | None = None,
    *,
    invoice_number: int | None = None,
    case_id: int | None = None,
    currency: str = "EUR",
    today: date = TODAY,
) -> JsonObject:
    """Actions with ``code`` (any, when left out) on an invoice by its number, on a case by its id, or on both.

    Without either the number of an invoice is drawn, which a world need not know.
    """
    chosen = code or draw(st.sampled_from(CODES))
    data = _target(draw, invoice_number, case_id) | _data(draw, chosen, currency, today)
    comment = draw(st.sampled_from(LINES) if chosen in WORDED else st.none() | st.sampled_from(LINES))
    return {"code": chosen, **({} if comment is None else {"comment": comment}), "data": data}


def action_requests(most: int = 3, **told: Any) -> st.SearchStrategy[JsonObject]:
    """Batches of one to ``most`` actions; ``told`` is what ``actions`` takes."""
    return st.lists(actions(**told), min_size=1, max_size=most).map(lambda batch: {"actions": batch})


def _target(draw: st.DrawFn, invoice_number: int | None, case_id: int | None) -> JsonObject:
    if invoice_number is None and case_id is None:
        return {"invoiceNumber": draw(st.integers(1001, 9999))}
    named = {"invoiceNumber": invoice_number, "caseId": case_id}
    return {name: value for name, value in named.items() if value is not None}


def _data(draw: st.DrawFn, code: str, currency: str, today: date) -> JsonObject:
    match code:
        case "DUEDATE":
            return {"dueDate": draw(written_days(first=1, last=90, today=today))}
        case "DIRECTPAYMENT":
            paid = {
                "amount": draw(amounts()),
                "currency": currency,
                "paymentDate": draw(written_days(first=-30, last=0, today=today)),
            }
            return paid | draw(st.fixed_dictionaries({}, optional={"paymentMethod": st.just("Bank transfer")}))
        case _:
            return {}
