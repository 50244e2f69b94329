"""Money that came in, and the settlements in which it goes out to the creditor."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from simulator.core.allocation import Parts
from simulator.core.money import Money
from simulator.core.records import Indexes, Record


class PaymentState(StrEnum):
    """Where a payment's money is."""

    EXPECTED = "EXPECTED"
    ALLOCATED = "ALLOCATED"
    SETTLED = "SETTLED"
    UNMATCHED = "UNMATCHED"
    RETURNED = "RETURNED"


class Payment(Record, frozen=True, kw_only=True):
    """Money that a debtor sent: to the agency's bank account, or (``direct``) straight to the creditor.

    One receipt at the bank becomes several payments when it pays several claims; they share its ``receipt`` number.
    ``parts`` is the split, provisional until the settlement; ``overpaid`` what the claim does not take: it goes back
    to the payer when the split becomes final.
    """

    payment_id: int
    receipt: int
    amount: Money
    paid_on: date
    booked_on: date
    reference: str
    payer: str
    state: PaymentState
    direct: bool = False
    method: str = ""
    client_id: int | None = None
    receivable: str | None = None
    parts: Parts | None = None
    overpaid: Money | None = None
    allocation_id: int | None = None
    settlement_id: int | None = None
    note: str = ""

    @property
    def key(self) -> str:
        return str(self.payment_id)

    @property
    def subject(self) -> str:
        return self.receivable or self.key

    def indexes(self) -> Indexes:
        if self.client_id is None:
            return (("state", self.state),)
        pairs: Indexes = (
            ("state", self.state),
            ("paid", f"{self.client_id}/{self.paid_on.isoformat()}"),
            ("receivable", self.receivable or ""),
        )
        if self.state is PaymentState.ALLOCATED and not self.direct:
            return (*pairs, ("unsettled", str(self.client_id)))
        return pairs


class Allocation(msgspec.Struct, frozen=True, gc=False):
    """One line of a settlement: the final split of one payment on one invoice."""

    allocation_id: int
    payment_id: int
    case_id: int | None
    invoice_number: int
    reference: str
    parts: Parts


class Settlement(Record, frozen=True, kw_only=True):
    """A payout from the agency to a creditor. ``fetched`` is when a client first read it with unfetchedOnly."""

    settlement_id: int
    client_id: int
    settled_on: date
    amount: Money
    remittance_reference: str
    allocations: tuple[Allocation, ...]
    fetched: date | None = None

    @property
    def key(self) -> str:
        return str(self.settlement_id)

    def indexes(self) -> Indexes:
        pairs: Indexes = (("settled", f"{self.client_id}/{self.settled_on.isoformat()}"),)
        return pairs if self.fetched else (*pairs, ("unfetched", str(self.client_id)))
