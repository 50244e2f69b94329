"""Work that waits for a person to confirm it in another way than the one by which it was asked for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from simulator.core.filing import by_name
from simulator.core.records import Indexes, Record


class ConfirmationState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Confirmation(Record, frozen=True, kw_only=True):
    """A payment that is to be taken back, once somebody has confirmed it.

    ``event`` and ``body`` are what webhooks hear of it then, in the vendor's words.
    """

    system: str
    confirmation_id: str
    payment_id: int
    asked: datetime
    event: str
    body: bytes
    state: ConfirmationState = ConfirmationState.WAITING

    @property
    def key(self) -> str:
        return f"{self.system}/{self.confirmation_id}"

    @property
    def stage(self) -> str:
        """The state, as the event log tells it."""
        return self.state

    def indexes(self) -> Indexes:
        return (("payment", by_name(self.system, str(self.payment_id))),)
