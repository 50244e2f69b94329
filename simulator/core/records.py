"""What a world remembers. Records are frozen: they are replaced, never changed.

Every record has a ``key``, unique among its kind in one world, and may name index entries under which it is found.
Index values sort as text: dates are ISO 8601 and numbers that must sort are zero-filled.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, Self

import msgspec

from simulator.core.money import Money
from simulator.core.policy import DEFAULT, Policy
from simulator.core.steps import Step, Weekday

Indexes = tuple[tuple[str, str], ...]
Refiled = tuple[Indexes, Indexes]
"""The pairs that a record is found under no longer, and those it is newly found under."""
FILED_ALIKE: Final[Refiled] = ((), ())


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Anything a world remembers by a key."""

    @property
    def key(self) -> str:
        """The name by which this record is found among its kind."""
        raise AssertionError(f"{type(self).__name__} names no key")

    @property
    def subject(self) -> str:
        """The key under which facts about this record are told: its own, or that of what it belongs to."""
        return self.key

    def indexes(self) -> Indexes:
        """The (index, value) pairs under which this record is found besides its key."""
        return ()

    def refiled(self, earlier: Self) -> Refiled:
        """The pairs that only the record it replaces stood under, and those that only it does.

        A kind may know them without making all.
        """
        before, after = earlier.indexes(), self.indexes()
        if before == after:
            return FILED_ALIKE
        return tuple(pair for pair in before if pair not in after), tuple(pair for pair in after if pair not in before)


class Profile(StrEnum):
    """How kind a world is to its clients."""

    LENIENT = "lenient"
    FAITHFUL = "faithful"
    HARSH = "harsh"


class WorldInfo(Record, frozen=True, kw_only=True):
    """A world about itself.

    ``guarded`` worlds give out random credentials, others credentials that follow from the seed. ``strict`` worlds
    check business ids, accounts and references as well as the documented rules. ``rate`` is virtual seconds per real
    second, 0 while the clock stands until it is moved.
    """

    world: str
    name: str
    seed: str
    now: datetime
    created: datetime
    profile: Profile = Profile.FAITHFUL
    policy: Policy = DEFAULT
    guarded: bool = False
    strict: bool = False
    old_settlements: bool = False
    accounting: str = "netvisor"
    rate: float = 0.0

    @property
    def key(self) -> str:
        return "world"


class Environment(StrEnum):
    """One of the two environments of CFIS; they share nothing but the world's clock."""

    STAGING = "staging"
    PRODUCTION = "production"


class Counter(Record, frozen=True, kw_only=True):
    """The last number given out of one sequence."""

    name: str
    last: int

    @property
    def key(self) -> str:
        return self.name


class Service(StrEnum):
    """What the agency does for a client."""

    LIFECYCLE = "LIFECYCLE"
    INTERMEDIATION = "INTERMEDIATION"
    COOP = "COOP"
    COLLECTION = "COLLECTION"


class Client(Record, frozen=True, kw_only=True):
    """A creditor whose invoices are handled. ``steps`` and weekdays of None mean: as the policy says.

    The last settings hold where an invoice does not say: payment control, approval by hand, the way of distribution.
    """

    client_id: int
    environment: Environment
    name: str
    business_code: str
    service: Service
    partner_code: str
    customer_code: str
    payment_reference_prefix: str
    iban: str = ""
    bic: str = ""
    steps: tuple[Step, ...] | None = None
    settlement_weekdays: tuple[Weekday, ...] | None = None
    legal_collection: bool | None = None
    accounting: str | None = None
    controls_payments: bool = True
    approves_by_hand: bool = False
    sends_by: str | None = None
    document: bytes = b"{}"

    @property
    def key(self) -> str:
        return str(self.client_id)

    def indexes(self) -> Indexes:
        return (("business", f"{self.environment}/{self.service}/{self.business_code}"),)


class Token(Record, frozen=True, kw_only=True):
    """A credential of CFIS, known by its digest. Without a client it is a partner's provisioning token.

    ``expires`` is the first instant at which the token no longer works, as it was issued; ``cut`` when it stopped
    working before its time, which its successor does not inherit; ``ended`` when a renewal replaced it.
    """

    digest: str
    hint: str
    environment: Environment
    client_id: int | None
    issued: datetime
    expires: datetime | None = None
    cut: datetime | None = None
    ended: datetime | None = None

    @property
    def key(self) -> str:
        return self.digest

    @property
    def until(self) -> datetime | None:
        """The first instant at which the token does not work, unless a renewal replaces it before; None for never."""
        if self.expires is None or self.cut is None:
            return self.expires or self.cut
        return min(self.expires, self.cut)

    def indexes(self) -> Indexes:
        return (("client", str(self.client_id or 0)),)


class Document(Record, frozen=True, kw_only=True):
    """A document as it was received, compact, kept apart from the figures that move."""

    owner: str
    body: bytes

    @property
    def key(self) -> str:
        return self.owner


class Event(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A fact: what became of one record, when, and why. Its number is its place in the log, from 1."""

    at: datetime
    kind: str
    key: str
    subject: str
    because: str
    stage: str | None = None
    amount: Money | None = None
    note: str | None = None


class Due(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Something that will happen to the record ``key`` at an instant, unless it is called off."""

    at: datetime
    what: str
    key: str
