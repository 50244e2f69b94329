"""What an invoice is called: Procountor's status follows from its stage in the books and from what is paid on it.

Source: the status list of the OpenAPI document 26.04 and the use cases of the help centre. Anything but the exact sum
is part of it, an overpayment too.
"""

from __future__ import annotations

from typing import Final

from simulator.core.sales import InvoiceStage, SalesInvoice

UNFINISHED: Final = "UNFINISHED"
NOT_SENT: Final = "NOT_SENT"
APPROVED: Final = "APPROVED"
SENT: Final = "SENT"
PARTLY_PAID: Final = "PARTLY_PAID"
MARKED_PAID: Final = "MARKED_PAID"
INVALIDATED: Final = "INVALIDATED"


def status_of(invoice: SalesInvoice) -> str:
    """Return the status of an invoice; its label is the one that it had before anything was paid."""
    if invoice.stage is InvoiceStage.CANCELLED:
        return INVALIDATED
    if invoice.stage not in (InvoiceStage.OPEN, InvoiceStage.PAID):
        return UNFINISHED
    if invoice.open == invoice.total:
        return invoice.label
    return MARKED_PAID if invoice.open.is_zero else PARTLY_PAID
