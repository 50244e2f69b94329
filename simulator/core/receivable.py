"""One invoice on its way from submission to its end, with the case the agency keeps for it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from simulator.core.account import Account
from simulator.core.lifecycle import CaseStage, Stage, Standing
from simulator.core.records import FILED_ALIKE, Indexes, Record, Refiled


class InvoiceType(StrEnum):
    """What kind of sales document was handed in."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"


class Method(StrEnum):
    """How an invoice travels to its recipient."""

    EMAIL = "EMAIL"
    PRINT = "PRINT"
    EINVOICE = "EINVOICE"


class Delivery(StrEnum):
    """How far a distribution has come."""

    NOT_ENABLED = "NOT_ENABLED"
    PENDING = "PENDING"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class CloseReason(StrEnum):
    """Why a case ended."""

    PAID = "PAID"
    CREDITED = "CREDITED"
    WITHDRAWN = "WITHDRAWN"
    CREDIT_LOSS = "CREDIT_LOSS"


class Receivable(Record, frozen=True, kw_only=True):
    """One invoice or credit note and, from payment control on, its case. ``key`` is client and number.

    ``due`` is what the invoice says, ``case_due`` what the agency counts steps from; the account's due date is
    ``due`` rolled to a banking day. ``next_step`` indexes the client's steps. ``resumes`` is when a pause ends,
    ``interest_until`` the last day of interest once the case has ended.
    """

    key: str
    client_id: int
    number: int
    type: InvoiceType
    dated: date
    due: date
    currency: str
    reference: str
    reference_key: str
    debtor_name: str
    debtor_key: str
    account: Account
    received: datetime
    stage: Stage
    payment_control: bool = True
    accounting_enabled: bool = False
    collection_disabled: bool = False
    method: Method | None = None
    delivery: Delivery = Delivery.NOT_ENABLED
    sent: datetime | None = None
    delivered: datetime | None = None
    failure: str | None = None
    credits: int | None = None
    case_id: int | None = None
    case_opened: datetime | None = None
    case_due: date | None = None
    case_stage: CaseStage = CaseStage.PAYMENT_CONTROL
    standing: Standing = Standing.OPEN
    resumes: date | None = None
    next_step: int = 0
    last_step: date | None = None
    closed: datetime | None = None
    interest_until: date | None = None
    close_reason: CloseReason | None = None

    def indexes(self) -> Indexes:
        return (
            ("reference", self.reference_key),
            ("dated", f"{self.client_id}/{self.dated.isoformat()}"),
            ("debtor", f"{self.client_id}/{self.debtor_key}"),
            *_case(self.case_id),
        )

    def refiled(self, earlier: Self) -> Refiled:
        # Nothing else that it is filed under ever changes.
        if self.case_id == earlier.case_id:
            return FILED_ALIKE
        return _case(earlier.case_id), _case(self.case_id)


def _case(number: int | None) -> Indexes:
    return () if number is None else (("case", str(number)),)
