"""What creditors and debtors arrange about a case: actions and payment plans."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from simulator.core.money import Money
from simulator.core.records import Indexes, Record


class ActionCode(StrEnum):
    """What a creditor may ask for a case."""

    COMMENT = "COMMENT"
    WITHDRAW = "WITHDRAW"
    DUEDATE = "DUEDATE"
    PAYMENTPLAN = "PAYMENTPLAN"
    OBJECTION = "OBJECTION"
    PAUSE = "PAUSE"
    DIRECTPAYMENT = "DIRECTPAYMENT"


class ActionStatus(StrEnum):
    """What has become of an action."""

    PENDING = "PENDING"
    PROCESSED = "PROCESSED"
    REJECTED = "REJECTED"


class Action(Record, frozen=True, kw_only=True):
    """One action on one receivable, processed after it was accepted."""

    action_id: int
    client_id: int
    receivable: str
    code: ActionCode
    submitted: datetime
    comment: str = ""
    due: date | None = None
    amount: Money | None = None
    paid_on: date | None = None
    reference: str = ""
    method: str = ""
    status: ActionStatus = ActionStatus.PENDING
    reason: str | None = None
    processed: datetime | None = None

    @property
    def key(self) -> str:
        return str(self.action_id)

    @property
    def subject(self) -> str:
        return self.receivable

    def indexes(self) -> Indexes:
        return (("receivable", self.receivable),)


class Plan(Record, frozen=True, kw_only=True):
    """A payment plan of one receivable: instalments in order, with the day each is due."""

    receivable: str
    instalments: tuple[tuple[date, Money], ...]
    agreed: date
    paid_before: Money
    broken: date | None = None

    @property
    def key(self) -> str:
        return self.receivable
