"""Webhooks of an accounting system: who wants to hear of what, and what is on its way to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from simulator.core.filing import by_name, by_number
from simulator.core.records import Indexes, Record


class Webhook(Record, frozen=True, kw_only=True):
    """A subscription: ``events`` are told to ``url``, signed with ``secret`` where there is one.

    ``document`` is the registration as the vendor shows it, without the secret.
    """

    system: str
    webhook_id: str
    number: int
    url: str
    events: tuple[str, ...]
    created: datetime
    secret: str = ""
    document: bytes = b""

    @property
    def key(self) -> str:
        return f"{self.system}/{self.webhook_id}"

    def indexes(self) -> Indexes:
        return (("id", by_number(self.system, self.number)),)


class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given up"


class Delivery(Record, frozen=True, kw_only=True):
    """One event on its way to one webhook: what is said, how often it was tried, and what came back last (0: nothing).

    The body is fixed at the event, so that every attempt says the same.
    """

    system: str
    webhook_id: str
    number: int
    event: str
    body: bytes
    created: datetime
    attempts: int = 0
    status: int = 0
    state: DeliveryState = DeliveryState.WAITING

    @property
    def key(self) -> str:
        return f"{self.system}/{self.number}"

    @property
    def stage(self) -> str:
        """The state, as the event log tells it."""
        return self.state

    def indexes(self) -> Indexes:
        return (("webhook", by_name(self.system, self.webhook_id)),)
