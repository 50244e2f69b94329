"""A source of documents for tests: a queue in memory on a clock of its own, and a process that may die at any step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from simulator.core.carried import (
    Buyer,
    Carried,
    InvoiceDocument,
    InvoiceRow,
    LedgerDocument,
    LedgerRow,
    PaymentDocument,
)
from simulator.core.carrying import Booked, Refused, Waiting
from simulator.core.money import Money
from simulator.core.sync_document import SyncKind

DAY = date(2026, 1, 5)
ONE = Money.of(100)


class Killed(BaseException):
    """The process died."""


@dataclass
class Entry:
    """A document in the queue and what is remembered of it."""

    document: Carried | Refused
    attempts: int = 0
    in_doubt: bool = False
    due: int = 0
    outcome: Booked | Refused | None = None
    told: list[str] = field(default_factory=list)


class Queue:
    """Fits ``Source``. ``dies_at`` counts down at every call and kills the process when it comes to zero."""

    def __init__(self) -> None:
        self.entries: dict[tuple[SyncKind, str], Entry] = {}
        self.now = 0
        self.dies_at = -1

    def add(self, document: Carried) -> None:
        """Queue a document, or one that failed anew."""
        known = self.entries.get((document.kind, document.identifier))
        self.entries[document.kind, document.identifier] = Entry(document, in_doubt=known is not None)

    def live(self) -> None:
        """Come one step closer to the end."""
        self.dies_at -= 1
        if self.dies_at == 0:
            raise Killed

    async def gather(self) -> Sequence[Waiting]:
        self.live()
        return [
            Waiting(kind, name, each.document, each.attempts, each.in_doubt, max(each.due - self.now, 0))
            for (kind, name), each in self.entries.items()
            if each.outcome is None
        ]

    async def begin(self, waiting: Sequence[Waiting]) -> None:
        self.live()
        for each in waiting:
            self.entries[each.kind, each.name].in_doubt = True

    async def done(self, waiting: Waiting, outcome: Booked | Refused) -> None:
        self.live()
        entry = self.entries[waiting.kind, waiting.name]
        assert entry.outcome is None
        entry.outcome = outcome

    async def put_off(self, waiting: Waiting, seconds: int, message: str, *, counts: bool) -> None:
        self.live()
        assert seconds > 0
        entry = self.entries[waiting.kind, waiting.name]
        entry.due = self.now + seconds
        entry.attempts += counts
        entry.in_doubt = counts or waiting.in_doubt
        entry.told.append(message)

    def wait(self) -> None:
        """Let time pass until something is due."""
        left = [each.due for each in self.entries.values() if each.outcome is None]
        self.now = max(self.now, min(left, default=0))

    def outcome(self, kind: SyncKind, name: str) -> Booked | Refused | None:
        """Return what became of a document."""
        return self.entries[kind, name].outcome

    @property
    def is_empty(self) -> bool:
        """Whether everything has come to an end."""
        return all(each.outcome is not None for each in self.entries.values())


def ledger(name: str, text: str = "") -> LedgerDocument:
    """Return a voucher."""
    rows = (
        LedgerRow(on=DAY, account="1701", amount=ONE, gross=ONE),
        LedgerRow(on=DAY, account="3000", amount=-ONE, gross=-ONE),
    )
    return LedgerDocument(identifier=name, type="ML", number=name, on=DAY, text=text, rows=rows)


def invoice(number: int, text: str = "", *, credits: int | None = None) -> InvoiceDocument:
    """Return an invoice, or a credit note on one."""
    return InvoiceDocument(
        identifier=str(number),
        number=number,
        dated=DAY,
        due=DAY,
        buyer=Buyer(name="Example Oy"),
        rows=(InvoiceRow(text="thing", net=ONE, vat=Money(0)),),
        gross=ONE,
        reference=f"{number}0",
        is_credit_note=credits is not None,
        credits=credits,
        text=text,
    )


def payment(name: str, number: int, method: str = "") -> PaymentDocument:
    """Return a payment on an invoice."""
    return PaymentDocument(identifier=name, invoice_number=str(number), paid_on=DAY, amount=ONE, method=method)
