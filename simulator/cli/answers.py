"""The control plane's answers, as far as the commands show them; whatever else they say is passed over.

See ``contracts/openapi/control.yaml``. Amounts are exact decimals, instants aware.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A document, or part of one."""


class Event(Shape, frozen=True, kw_only=True):
    """One fact of the log."""

    number: int
    at: datetime
    kind: str
    key: str
    because: str
    client_id: int | None = None
    invoice_number: int | None = None
    stage: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    note: str | None = None


class Moved(Shape, frozen=True, kw_only=True):
    """Where the clock stands and what happened on the way."""

    now: datetime
    events: tuple[Event, ...] = ()
    event_count: int = 0


class Events(Shape, frozen=True, kw_only=True):
    """A part of the event log."""

    events: tuple[Event, ...]
    more: bool = False


class Parts(Shape, frozen=True, kw_only=True):
    """An amount by what it is for."""

    capital: Decimal
    interest: Decimal
    costs: Decimal
    total: Decimal


class Receivable(Shape, frozen=True, kw_only=True):
    """One invoice, its case, and what it comes to."""

    client_id: int
    invoice_number: int
    case_id: int | None = None
    due_date: date
    currency: str
    reference: str
    debtor: str
    stage: str
    standing: str
    resumes: date | None = None
    delivery: str
    failure: str | None = None
    paid: Parts
    open: Parts


class Payment(Shape, frozen=True, kw_only=True):
    """One payment; its split is missing while it is on no invoice."""

    payment_id: int
    state: str
    amount: Decimal
    currency: str
    payment_date: date
    reference: str
    payer: str
    invoice_number: int | None = None
    capital: Decimal | None = None
    interest: Decimal | None = None
    costs: Decimal | None = None
    overpaid: Decimal | None = None
    note: str = ""


class PaymentsMade(Shape, frozen=True, kw_only=True):
    """What became of money that was sent."""

    payments: tuple[Payment, ...]


class Settlement(Shape, frozen=True, kw_only=True):
    """One payout to a creditor."""

    settlement_id: int
    client_id: int
    settlement_date: date
    amount: Decimal
    currency: str
    remittance_reference: str


class Instalment(Shape, frozen=True, kw_only=True):
    """One instalment of a plan."""

    due_date: date
    amount: Decimal


class Plan(Shape, frozen=True, kw_only=True):
    """A payment plan."""

    currency: str
    instalments: tuple[Instalment, ...]


class Done(Shape, frozen=True, kw_only=True):
    """How an invoice stands after something was done about it."""

    receivable: Receivable
    plan: Plan | None = None


class WorldInBrief(Shape, frozen=True, kw_only=True):
    """A world in a list."""

    world: str
    now: datetime
    profile: str
    rate: Decimal = Decimal(0)


class Worlds(Shape, frozen=True, kw_only=True):
    """The worlds there are."""

    worlds: tuple[WorldInBrief, ...]


class Token(Shape, frozen=True, kw_only=True):
    """A token by its first characters."""

    hint: str
    environment: str
    expires: datetime | None = None
    ended: datetime | None = None


class Client(Shape, frozen=True, kw_only=True):
    """A client of a world."""

    client_id: int
    environment: str
    name: str
    service: str
    business_code: str
    customer_code: str
    accounting: str
    tokens: tuple[Token, ...] = ()


class Due(Shape, frozen=True, kw_only=True):
    """Something to come."""

    at: datetime
    what: str
    key: str


class WorldState(WorldInBrief, frozen=True, kw_only=True):
    """Everything about a world but its books."""

    seed: str
    strict: bool = False
    settlement_shape: str = ""
    accounting: str = ""
    moving: bool = False
    counts: dict[str, int] = {}
    clients: tuple[Client, ...] = ()
    agenda: tuple[Due, ...] = ()
    policy: dict[str, Any] = {}
