"""Sales orders: what a customer asked for, before there is an invoice; the books do not move."""

from __future__ import annotations

from datetime import date, datetime

from simulator.core.filing import by_instant, by_number
from simulator.core.money import Money
from simulator.core.records import Indexes, Record


class SalesOrder(Record, frozen=True, kw_only=True):
    """An order by its own number; ``stage`` is the vendor's word for how far it has come (undelivered, delivered)."""

    system: str
    order_id: int
    number: int
    customer_id: int
    dated: date
    due: date
    total: Money
    created: datetime
    changed: datetime
    stage: str = ""
    reference: str = ""
    document: bytes = b""

    @property
    def key(self) -> str:
        """The name of the order in its system."""
        return f"{self.system}/order/{self.order_id}"

    def indexes(self) -> Indexes:
        """Its identity, its number, its customer, and when it was last changed."""
        return (
            ("id", by_number(self.system, self.order_id)),
            ("number", by_number(self.system, self.number)),
            ("customer", by_number(self.system, self.customer_id)),
            ("changed", by_instant(self.system, self.changed)),
        )
