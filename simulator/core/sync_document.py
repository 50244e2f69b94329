"""Documents on their way to the client's accounting system."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from simulator.core.records import Indexes, Record


class SyncStatus(StrEnum):
    """How far a document has come on its way to the accounting system."""

    PENDING = "PENDING"
    SYNCED = "SYNCED"
    FAILED = "FAILED"


class SyncKind(StrEnum):
    """What is carried to the accounting system."""

    LEDGER = "LEDGER"
    PAYMENT = "PAYMENT"
    INVOICE = "INVOICE"


class SyncDocument(Record, frozen=True, kw_only=True):
    """A document queued for the client's accounting system; ``name`` is the partner's identifier for it.

    ``attempts`` counts those that came to nothing, the last because of ``hitch``; the next is due at ``rests_until``.
    ``in_doubt``: it may have been sent already. ``target_id`` is what the accounting system calls it.
    """

    client_id: int
    kind: SyncKind
    name: str
    dated: date
    label: str
    submitted: datetime
    body: bytes
    invoice_number: str = ""
    status: SyncStatus = SyncStatus.PENDING
    description: str = "Pending"
    document_status: str | None = None
    synced: date | None = None
    attempts: int = 0
    in_doubt: bool = False
    rests_until: datetime | None = None
    hitch: str = ""
    target_id: str = ""

    @property
    def key(self) -> str:
        return f"{self.client_id}/{self.kind}/{self.name}"

    def indexes(self) -> Indexes:
        owner = f"{self.client_id}/{self.kind}"
        return (
            ("dated", f"{owner}/{self.dated.isoformat()}"),
            ("status", f"{owner}/{self.status}"),
        )
