"""What ends an attempt early: the outcome that it comes to."""

from __future__ import annotations

from simulator.core.carrying import Expired, Later, Reason, Refused


class Stopped(Exception):
    """Carries the outcome of an attempt that goes no further."""

    def __init__(self, outcome: Refused | Later | Expired) -> None:
        self.outcome = outcome
        super().__init__(outcome.message)


def refused(reason: Reason, message: str) -> Stopped:
    """Return the end of an attempt at a document that will never be taken as it is."""
    return Stopped(Refused(reason, message))
