"""Completes a refusal whose vendor names a code alone: the partner is told the value that is wrong."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from simulator.core.carried import Carried, InvoiceDocument, LedgerDocument
from simulator.core.carrying import Reason, Refused


def completed(refusal: Refused, document: Carried) -> Refused:
    """Return the refusal with the days of the document, where a period is closed and none of them is named."""
    days = days_of(document)
    if refusal.reason is not Reason.CLOSED_PERIOD or any(day.isoformat() in refusal.message for day in days):
        return refusal
    return replace(refusal, message=f"{refusal.message}; the document is of {', '.join(map(str, days))}")


def days_of(document: Carried) -> list[date]:
    """Return the days that a document is booked on, in their order."""
    if isinstance(document, LedgerDocument):
        days = {document.on, *(row.on for row in document.rows)}
    elif isinstance(document, InvoiceDocument):
        days = {document.dated}
    else:
        days = {document.paid_on, *([document.booked_on] if document.booked_on else [])}
    return sorted(days)
