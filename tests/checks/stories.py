"""Short stories, each of which gives occasion to show something."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FIRST = "{number: 1001, total: 100.10 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: EMAIL}"
SECOND = "{number: 1020, total: 200.00 EUR, buyer: BUSINESS, date: 2026-01-02, due: 2026-01-16, method: EMAIL}"
THIRD = "{number: 1300, total: 19.99 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: PRINT}"
REFUSED = "{number: 1009, total: 10.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-01, method: EMAIL}"
CROWNS = "{number: 1500, total: 500.00 SEK, buyer: BUSINESS, date: 2026-01-02, due: 2026-01-16, method: EMAIL}"
AGREE = "then: [{books: agree}]\n"
OLD = "{number: 1001, total: 100.10 EUR, buyer: CONSUMER, date: 2025-11-02, due: 2025-12-16, method: EMAIL}"
CREDIT_NOTE = "{number: 1002, total: 40.00 EUR, buyer: CONSUMER, date: 2026-01-03, due: 2026-01-03, credits: 1001}"
LEDGER = "{key: MEMO-1, date: 2026-01-02, amount: 12.40 EUR}"
BOOKING = "{key: PAY-1, reference: '1232', amount: 20.00 EUR, date: 2026-01-02}"


def told(*steps: str, world: str = "{}", service: str = "lifecycle", then: str = AGREE) -> str:
    """Return a scenario of these steps."""
    lines = "".join(f"  - {each}\n" for each in steps)
    return f"service: {service}\ngiven: {{world: {world}}}\nwhen:\n{lines}{then}"


def accounts(*steps: str) -> str:
    """Return a scenario of these steps, for a creditor with an accounting system."""
    return told(*steps, service="accounting")


def varied(variation: str, operation: str) -> str:
    """Return the step that varies the next answers of an operation."""
    return f"fault: {{operation: {operation}, fault: vary, variation: {variation}, times: 2}}"


PAID_LATE = (
    f"submit: {FIRST}",
    f"submit: {SECOND}",
    "advance: P1D",
    "run:",
    "advance: P40D",
    "run:",
    "pay: {invoice: 1001}",
    "pay: {invoice: 1020, amount: 210.00 EUR}",
    "run:",
    "advance: P6D",
    "run:",
    "advance: P2D",
    "run:",
)

STORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paid on time": told(
            f"submit: {FIRST}",
            f"submit: {SECOND}",
            f"submit: {THIRD}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001}",
            "pay: {invoice: 1020, amount: 50.00 EUR}",
            "run:",
            "advance: P5D",
            "run:",
            "restart:",
            "run:",
        ),
        "paid late": told(*PAID_LATE),
        "paid late, told in the old shape": told(*PAID_LATE, world="{settlementShape: old}"),
        "partly paid late": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "advance: P60D",
            "run:",
            "pay: {invoice: 1001, amount: 100.10 EUR}",
            "run:",
            "advance: P1D",
            "run:",
        ),
        "paid too much": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001, amount: 150.00 EUR}",
            "run:",
            "advance: P6D",
            "run:",
        ),
        "a long rest": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001}",
            "advance: P60D",
            "run:",
        ),
        "an old invoice": told(
            f"submit: {OLD}",
            "advance: P1D",
            "run:",
        ),
        "a delivery fails": told(
            f"submit: {FIRST}",
            f"submit: {THIRD}",
            "advance: PT3M",
            "run:",
            "deliver: {invoice: 1001, outcome: FAILED, reason: No such address}",
            "run:",
        ),
        "without control": told(
            "submit: {number: 1001, total: 10.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, "
            "method: EMAIL, control: false}",
            "advance: P1D",
            "run:",
            service="intermediation",
        ),
        "crowns": told(f"submit: {CROWNS}", "advance: P1D", "run:", "pay: {invoice: 1500}", "advance: P6D", "run:"),
        "refused, then another": told(
            f"submit: {REFUSED}",
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "advance: P1D",
            "run:",
        ),
        "a credit note": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            f"submit: {CREDIT_NOTE}",
            "run:",
        ),
        "actions": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "action: {code: DUEDATE, invoice: 1001, due: 2026-02-10}",
            "action: {code: DIRECTPAYMENT, invoice: 1001, amount: 30.05 EUR, date: 2026-01-03}",
            "action: {code: COMMENT, invoice: 9999}",
            "advance: P1D",
            "run:",
            "advance: P5D",
            "run:",
        ),
        "lost answers": told(
            "fault: {operation: createInvoice, fault: lost-answer}",
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "fault: {operation: createInvoiceAction, fault: lost-answer}",
            "action: {code: DIRECTPAYMENT, invoice: 1001, amount: 30.05 EUR, date: 2026-01-03}",
            "advance: P1D",
            "run:",
        ),
        "an outage while handing in": told(
            "fault: {operation: createInvoice, fault: drop, times: 7}",
            f"submit: {FIRST}",
            f"submit: {SECOND}",
            "advance: P1D",
            "run:",
            "advance: P1D",
            "run:",
        ),
        "an outage, and a restart": told(
            "fault: {operation: createInvoice, fault: drop, times: 10}",
            f"submit: {FIRST}",
            "run:",
            "restart:",
            "advance: P1D",
            "run:",
        ),
        "a long outage": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "fault: {operation: getDistribution, fault: drop, times: 200}",
            "run:",
        ),
        "too many requests": told(
            "fault: {operation: createInvoice, fault: rate-limit, retryAfter: 30}",
            f"submit: {FIRST}",
            "fault: {operation: getDistribution, fault: status, status: 503, retryAfter: 40}",
            "advance: P1D",
            "run:",
        ),
        "an unreadable answer": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "fault: {operation: getCase, fault: truncate}",
            "run:",
            "fault: {operation: getCase, fault: malformed}",
            "run:",
        ),
        "settlements are not answered": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001}",
            "advance: P25D",
            "fault: {operation: getSettlements, fault: drop, times: 5}",
            "run:",
            "advance: P5D",
            "run:",
        ),
        "the answer about settlements is lost": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001}",
            "advance: P5D",
            "fault: {operation: getSettlements, fault: lost-answer}",
            "run:",
        ),
        "a restart after settlements": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001}",
            "advance: P5D",
            "run:",
            "restart:",
            "advance: P20D",
            "run:",
            "restart:",
            "run:",
        ),
        "the token expires": told(
            f"submit: {FIRST}",
            "fault: {operation: createInvoice, fault: expire-token}",
            f"submit: {SECOND}",
            "advance: P1D",
            "run:",
            "restart:",
            "fault: {operation: getCase, fault: expire-token}",
            "run:",
        ),
        "new values": told(f"submit: {FIRST}", "advance: P1D", varied("new-values", "getCase"), "run:"),
        "nulls": told(f"submit: {FIRST}", "advance: P1D", varied("nulls", "getCase"), "run:"),
        "new members": told(f"submit: {FIRST}", "advance: P1D", varied("extra-members", "getCase"), "run:"),
        "members turned around": told(
            *PAID_LATE[:-2],
            "advance: P3D",
            varied("member-order", "getCase"),
            "run:",
            then="then: [{believed: {invoices: [{invoiceNumber: 1020, state: ACCEPTED}]}}]\n",
        ),
        "lists turned around": told(
            f"submit: {FIRST}", f"submit: {SECOND}", "advance: P1D", varied("list-order", "getDistribution"), "run:"
        ),
        "numbers otherwise": told(f"submit: {SECOND}", "advance: P1D", varied("number-form", "getCase"), "run:"),
        "without optionals": told(f"submit: {FIRST}", "advance: P1D", varied("no-optionals", "getCase"), "run:"),
        "long words": told(f"submit: {FIRST}", "advance: P1D", varied("long-strings", "getCase"), "run:"),
        "instants": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "pay: {invoice: 1001}",
            "advance: P6D",
            varied("instants", "getSettlements"),
            "run:",
        ),
        "paid in parts, out of order": told(
            f"submit: {FIRST}",
            "advance: P1D",
            "run:",
            "advance: P45D",
            "pay: {invoice: 1001, amount: 60.00 EUR}",
            "run:",
            "pay: {invoice: 1001, amount: 40.00 EUR, date: 2026-01-10}",
            "run:",
            "advance: P7D",
            "run:",
        ),
        "documents for accounting": accounts(
            f"ledger: {LEDGER}",
            f"booking: {BOOKING}",
            "advance: P1D",
            "run:",
        ),
        "answers about documents are lost": accounts(
            "fault: {operation: submitLedger, fault: lost-answer}",
            f"ledger: {LEDGER}",
            "fault: {operation: submitAccountingPayments, fault: lost-answer}",
            f"booking: {BOOKING}",
            "advance: P1D",
            "run:",
        ),
        "documents never arrive": accounts(
            "fault: {operation: submitLedger, fault: drop}",
            f"ledger: {LEDGER}",
            "advance: P1D",
            "run:",
        ),
        "a document fails": accounts(
            "ledger: {key: MEMO-2, date: 2026-01-02, amount: 10.00 EUR, account: '9999'}",
            "advance: P1D",
            "run:",
            "advance: P3D",
            "run:",
        ),
        "harsh": told(*PAID_LATE, world="{profile: harsh, seed: 5}"),
    }
)
