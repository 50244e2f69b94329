"""What each operation of invoices, payments, receipts, attachments and webhooks does, by its name in the contract."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.http.endpoint import Endpoint
from simulator.systems.procountor.routes import (
    attachments,
    confirmed,
    invoice_search,
    invoices,
    ledger_receipts,
    payments,
    receipt_search,
    webhooks,
)

DOCUMENTS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {
        "listInvoices": invoice_search.search,
        "createInvoice": invoices.create,
        "getInvoices": invoices.get,
        "updateInvoice": invoices.update,
        "approveInvoice": invoices.approve,
        "sendInvoice": invoices.send,
        "unfinishInvoice": invoices.unfinish,
        "invalidateInvoice": invoices.invalidate,
        "setInvoiceNotes": invoices.set_notes,
        "getInvoiceTransactions": invoice_search.get_log,
        "getInvoicesTransactions": invoice_search.get_logs,
        "markInvoicePaid": payments.mark_paid,
        "listPaymentEvents": payments.events_of_invoice,
        "getPaymentEvent": payments.get_event,
        "deletePaymentEvent": payments.delete_event,
        "getTransactionResult": confirmed.result,
        "listPayments": payments.list_payments,
        "listPaymentEventsOfInvoices": payments.events_of_invoices,
        "listLedgerReceipts": receipt_search.search,
        "createLedgerReceipt": ledger_receipts.create,
        "getLedgerReceipts": ledger_receipts.get,
        "updateLedgerReceipt": ledger_receipts.update,
        "approveLedgerReceipt": ledger_receipts.approve,
        "unfinishLedgerReceipt": ledger_receipts.unfinish,
        "invalidateLedgerReceipt": ledger_receipts.invalidate,
        "setTransactionDimensions": ledger_receipts.set_dimensions,
        "listJournals": receipt_search.journals,
        "addAttachment": attachments.add,
        "listAttachments": attachments.search,
        "getAttachment": attachments.get,
        "renameAttachment": attachments.rename,
        "removeAttachment": attachments.remove,
        "registerWebhook": webhooks.register,
        "listWebhooks": webhooks.list_webhooks,
        "changeWebhook": webhooks.change,
        "removeWebhook": webhooks.remove,
    }
)
