"""One claim over time: what was open on every day, and what happened to it on which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from simulator.control import wire
from simulator.core.account import Entry, EntryKind, balance
from simulator.core.allocation import Parts
from simulator.core.calendar import helsinki_date
from simulator.core.money import Money
from simulator.core.receivable import Receivable
from simulator.core.records import Due, Event
from simulator.dashboard.words import COMING, plain

SAMPLES: Final = 150
"""Days, evenly spread over a life, on which its balance is looked at besides those on which something happens."""
MOST_DAYS: Final = 400
"""A claim on which more happens than can be drawn is looked at on some of its days."""
DAY: Final = timedelta(days=1)


class Tone(StrEnum):
    """What kind of thing happens to a claim."""

    WAY = "way"
    DUE = "due"
    CHARGE = "charge"
    MONEY = "money"
    TURN = "turn"
    END = "end"


class Moment(wire.Shape, frozen=True):
    """Something that happened to a claim on ``on``, or is going to where it is ``coming``."""

    on: date
    what: str
    tone: Tone
    amount: Decimal | None = None
    coming: bool = False


class Open(wire.Shape, frozen=True):
    """What was open at the end of a day, and until the next one that is told of."""

    on: date
    capital: Decimal
    interest: Decimal
    costs: Decimal


_TONES: Final[Mapping[EntryKind, Tone]] = MappingProxyType(
    {
        EntryKind.CHARGE: Tone.CHARGE,
        EntryKind.CHARGE_CANCELLED: Tone.CHARGE,
        EntryKind.CREDIT: Tone.MONEY,
        EntryKind.PAYMENT: Tone.MONEY,
        EntryKind.DIRECT_PAYMENT: Tone.MONEY,
        EntryKind.WRITE_OFF: Tone.END,
    }
)
_WORDS: Final[Mapping[EntryKind, str]] = MappingProxyType(
    {
        EntryKind.CHARGE: "{name}",
        EntryKind.CHARGE_CANCELLED: "charge for {name} taken back",
        EntryKind.CREDIT: "credit note {name}",
        EntryKind.PAYMENT: "payment {name}",
        EntryKind.DIRECT_PAYMENT: "payment {name}, straight to the creditor",
        EntryKind.WRITE_OFF: "given up: {name}",
    }
)

TURNS: Final = (
    "approved",
    "distribution failed",
    "disputed",
    "objection answered",
    "paused",
    "debtor cannot be reached",
    "payment plan of",
    "payment plan allowed",
    "payment plan broken",
    "case due date moved",
    "resumed",
    "enforcement applied for",
    "not pursued",
)
"""How the facts begin that turn a case, and that neither its account nor the record itself tells of."""


def words_of(entry: Entry) -> str:
    """Return what an entry of an account is, in a few words."""
    return _WORDS[entry.kind].format(name=plain(entry.name))


def first_day(receivable: Receivable) -> date:
    """Return the day on which a claim's picture begins: that of the invoice, or of its arrival here if earlier."""
    return min(receivable.dated, helsinki_date(receivable.received))


def last_day(receivable: Receivable, today: date) -> date:
    """Return the last day of a claim that has ended, of any other ``today``."""
    ends = today if receivable.closed is None else helsinki_date(receivable.closed)
    return max([ends, first_day(receivable), *(entry.on for entry in receivable.account.entries if entry.on <= today)])


def days(receivable: Receivable, today: date) -> list[date]:
    """Return the days on which the balance is worth looking at, in order: up to ``today`` or the claim's end."""
    first, last = first_day(receivable), last_day(receivable, today)
    length = (last - first).days
    step = max(length // SAMPLES, 1)
    spread = (first + DAY * place for place in range(0, length + 1, step))
    changes = [entry.on for entry in receivable.account.entries]
    wanted = {*spread, *changes, *(day - DAY for day in changes), receivable.account.due, last}
    found = sorted(day for day in wanted if first <= day <= last)
    return [*found[: -1 : len(found) // MOST_DAYS + 1], last]


def open_on(receivable: Receivable, day: date) -> Parts:
    """Return what was open at the end of ``day``, from what is known now: later entries do not count."""
    account = receivable.account
    by_then = tuple([entry for entry in account.entries if entry.on <= day])
    until = day if receivable.interest_until is None else min(day, receivable.interest_until)
    return balance(replace(account, entries=by_then), until).open


def opened(day: date, parts: Parts) -> Open:
    """Return what is open on ``day`` as it is told."""
    return Open(on=day, capital=parts.capital.decimal, interest=parts.interest.decimal, costs=parts.costs.decimal)


def moments(receivable: Receivable, today: date, facts: Sequence[Event], coming: Sequence[Due]) -> list[Moment]:
    """Return what happened to a claim and what is on the agenda for it, by day; ``facts`` are those about it."""
    found = [
        *_way(receivable, today),
        *_entries(receivable),
        *_turns(facts),
        *_ends(receivable),
        *_coming(coming),
    ]
    return sorted(found, key=lambda moment: (moment.coming, moment.on))


def _way(receivable: Receivable, today: date) -> Iterator[Moment]:
    yield Moment(
        on=helsinki_date(receivable.received),
        what="handed in",
        tone=Tone.WAY,
        amount=receivable.account.capital.decimal,
    )
    if receivable.sent is not None:
        yield Moment(on=helsinki_date(receivable.sent), what="sent", tone=Tone.WAY)
    if receivable.delivered is not None:
        yield Moment(on=helsinki_date(receivable.delivered), what="delivered", tone=Tone.WAY)
    due = receivable.account.due
    if due <= today or receivable.closed is None:
        yield Moment(on=due, what="due date", tone=Tone.DUE, coming=due > today)


def _entries(receivable: Receivable) -> Iterator[Moment]:
    for entry in receivable.account.entries:
        yield Moment(
            on=entry.on,
            what=words_of(entry),
            tone=_TONES[entry.kind],
            amount=Money(entry.cents, receivable.currency).decimal,
        )


def _turns(facts: Sequence[Event]) -> Iterator[Moment]:
    for fact in facts:
        if fact.because.startswith(TURNS):
            yield Moment(on=helsinki_date(fact.at), what=fact.because, tone=Tone.TURN)


def _ends(receivable: Receivable) -> Iterator[Moment]:
    if receivable.closed is not None:
        reason = plain(receivable.close_reason or "closed")
        yield Moment(on=helsinki_date(receivable.closed), what=f"closed: {reason}", tone=Tone.END)


def _coming(coming: Sequence[Due]) -> Iterator[Moment]:
    for due in coming:
        if due.what != "overdue":  # the due date itself is shown
            yield Moment(on=helsinki_date(due.at), what=COMING[due.what], tone=Tone.WAY, coming=True)
