"""When a collection step may be taken: waiting times, deadlines and what forbids it, each with the rule it follows.

Days are calendar days. "Fourteen days have passed" is read as: allowed on the day plus 14 (assumed; a cautious
creditor waits one day more). Source: Debt Collection Act (PerL) 513/1999, sections 4 - 7, 10 b, 10 f and 10 i.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from simulator.core.calendar import day_after
from simulator.core.debtor import DebtorKind


class Action(StrEnum):
    """What a creditor or its agent may want to do."""

    REMINDER_WITH_FEE = "reminder_with_fee"
    REMINDER_WITHOUT_FEE = "reminder_without_fee"
    PAYMENT_DEMAND_WITH_FEE = "payment_demand_with_fee"
    PAYMENT_DEMAND_WITHOUT_FEE = "payment_demand_without_fee"
    EXTENSION_WITH_FEE = "extension_with_fee"
    STANDARD_COMPENSATION = "standard_compensation"
    TRATTA = "tratta"
    PUBLISH_TRATTA = "publish_tratta"
    COURT_CLAIM = "court_claim"


class Result(StrEnum):
    """Allowed; allowed without charging the debtor; not allowed."""

    OK = "OK"
    NO_FEE = "NO_FEE"
    FORBIDDEN = "FORBIDDEN"


class Verdict(NamedTuple):
    """The answer for one action on one day, and the section that it follows from."""

    result: Result
    rule: str


class Facts(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What happened to a claim so far; later events do not belong here.

    ``due_date_agreed``: the due date is in the contract, so that no invoice need announce it. ``reminders`` and
    ``demands`` are the days on which they were sent, in any order. ``disputed_on`` is for a dispute that stops
    collection: a dispute without a reason, or with one that plainly cannot matter, does not. ``last_day`` is the
    last day before the claim is time-barred. ``extension_days`` is the extension that is asked about.
    """

    debtor: DebtorKind
    due: date
    invoice_sent: date | None = None
    due_date_agreed: bool = False
    reminders: tuple[date, ...] = ()
    reminder_payment_days: int = 10
    demands: tuple[date, ...] = ()
    demand_payment_days: int = 14
    tratta_sent: date | None = None
    disputed_on: date | None = None
    suspension_requested_on: date | None = None
    last_day: date | None = None
    extension_days: int = 0


CONSUMER_DAYS: Final = 14
"""From the invoice to the due date, from there to a charged reminder, and from each letter to the next (10 b §)."""

OTHER_DAYS: Final = 10
"""From each charged letter to the next (10 f §), and the least time to pay before a tratta (7 §)."""

EXTENSION_DAYS: Final = 14
"""The shortest extension that may be charged."""

PUBLISHING_DAYS: Final = (14, 60)
"""A tratta may be published from the first to the last of these days after it was sent, both inclusive (7 §)."""


class _Window(NamedTuple):
    """The days, both ends inclusive, on which one rule lets an action pass; ``otherwise`` holds outside them."""

    first: date
    last: date
    otherwise: Result
    rule: str


@lru_cache(maxsize=16_384)
def verdict(action: Action, on: date, facts: Facts) -> Verdict:
    """Return whether ``action`` may be taken on the day ``on``, with the rule that decides.

    Kept for a while, since many claims of one creditor share their dates.
    """
    windows = tuple(_windows(action, facts))
    for window in windows:
        if not window.first <= on <= window.last:
            return Verdict(window.otherwise, window.rule)
    return Verdict(Result.OK, windows[-1].rule)


def earliest(action: Action, facts: Facts) -> date | None:
    """Return the first day on which ``action`` is allowed (with its fee, if it has one); None when no day is."""
    windows = tuple(_windows(action, facts))
    first = max(window.first for window in windows)
    return first if first <= min(window.last for window in windows) else None


def _windows(action: Action, facts: Facts) -> Iterator[_Window]:
    """Yield what must hold, the gravest first and the rule of the action itself last."""
    yield from _stops(action, facts)
    if action is not Action.EXTENSION_WITH_FEE:
        yield _after(day_after(facts.due), Result.FORBIDDEN, "the claim is not overdue before the due date has passed")
    table = _CONSUMER if facts.debtor is DebtorKind.CONSUMER else _OTHERS
    yield from table[action](facts)


def _stops(action: Action, facts: Facts) -> Iterator[_Window]:
    if facts.last_day is not None:
        yield _Window(date.min, facts.last_day, Result.FORBIDDEN, "4 §: a time-barred debt may not be collected")
    if action is Action.COURT_CLAIM:
        return
    if facts.disputed_on is not None:
        yield _before(facts.disputed_on, "4 b §: a disputed claim may not be collected further")
    asked = facts.suspension_requested_on
    if asked is not None and facts.debtor is DebtorKind.CONSUMER and action not in _FREE:
        yield _before(asked, "4 c §: collection that costs the debtor is suspended at the debtor's request")


_FREE: Final = frozenset({Action.REMINDER_WITHOUT_FEE, Action.PAYMENT_DEMAND_WITHOUT_FEE})


def _always(rule: str) -> _Window:
    return _Window(date.min, date.max, Result.OK, rule)


def _never(otherwise: Result, rule: str) -> _Window:
    return _Window(date.max, date.min, otherwise, rule)


def _after(first: date, otherwise: Result, rule: str) -> _Window:
    return _Window(first, date.max, otherwise, rule)


def _before(end: date, rule: str) -> _Window:
    return _Window(date.min, end - timedelta(1), Result.FORBIDDEN, rule)


def _reminders(facts: Facts) -> list[date]:
    """Return the reminders that count: a letter sent before the claim fell due is none."""
    return [day for day in facts.reminders if day > facts.due]


def _letters(facts: Facts) -> list[date]:
    return [*_reminders(facts), *facts.demands]


def _free(_: Facts) -> Iterator[_Window]:
    yield _always("no waiting time for what costs the debtor nothing")


def _consumer_reminder(facts: Facts) -> Iterator[_Window]:
    if letters := _letters(facts):
        yield _next_consumer_letter(letters)
        return
    announced = facts.invoice_sent is not None and (facts.due - facts.invoice_sent).days >= CONSUMER_DAYS
    if not announced and not facts.due_date_agreed:
        yield _never(Result.NO_FEE, "10 b § 1 mom.: no invoice 14 days before the due date, so no fee for the first")
    yield _after(day_after(facts.due, CONSUMER_DAYS), Result.NO_FEE, "10 b § 1 mom.: 14 days since the due date")


def _next_consumer_letter(letters: list[date]) -> _Window:
    rule = "10 b § 2 mom.: 14 days since the previous letter"
    return _after(day_after(max(letters), CONSUMER_DAYS), Result.NO_FEE, rule)


def _consumer_demand(facts: Facts) -> Iterator[_Window]:
    rule = "5 § 1 mom.: 14 days since a reminder sent after the due date"
    if reminders := _reminders(facts):
        yield _after(day_after(min(reminders), CONSUMER_DAYS), Result.FORBIDDEN, rule)
    else:
        yield _never(Result.FORBIDDEN, rule)


def _consumer_demand_with_fee(facts: Facts) -> Iterator[_Window]:
    yield from _consumer_demand(facts)
    if letters := _letters(facts):
        yield _next_consumer_letter(letters)


def _consumer_court(facts: Facts) -> Iterator[_Window]:
    stopped = "6 § 2 mom.: a claim whose collection has stopped may go to court at once"
    demanded = "6 §: the time to pay given in a payment demand has ended"
    ways = [(day, stopped) for day in (facts.disputed_on, facts.suspension_requested_on) if day is not None]
    if facts.demands:
        ways.append((day_after(min(facts.demands), facts.demand_payment_days + 1), demanded))
    if ways:
        first, rule = min(ways)
        yield _after(first, Result.FORBIDDEN, rule)
    else:
        yield _never(Result.FORBIDDEN, demanded)


def _extension(facts: Facts) -> Iterator[_Window]:
    section = "10 b § 3 mom." if facts.debtor is DebtorKind.CONSUMER else "10 f §"
    rule = f"{section}: an extension of at least 14 days"
    yield _always(rule) if facts.extension_days >= EXTENSION_DAYS else _never(Result.NO_FEE, rule)


def _no_consumer_tratta(_: Facts) -> Iterator[_Window]:
    yield _never(Result.FORBIDDEN, "7 § 2 mom.: no tratta against a consumer")


def _no_consumer_compensation(_: Facts) -> Iterator[_Window]:
    yield _never(Result.FORBIDDEN, "10 i §: standard compensation is for commercial payments")


def _other_letter(facts: Facts) -> Iterator[_Window]:
    if letters := _letters(facts):
        yield _after(day_after(max(letters), OTHER_DAYS), Result.NO_FEE, "10 f §: 10 days since the previous letter")
    else:
        yield _always("10 f §: no waiting time before the first letter")


def _other_tratta(facts: Facts) -> Iterator[_Window]:
    rule = "7 § 3 mom.: a reminder gave at least 10 days to pay, and they have ended"
    reminders = _reminders(facts)
    if reminders and facts.reminder_payment_days >= OTHER_DAYS:
        yield _after(day_after(min(reminders), facts.reminder_payment_days + 1), Result.FORBIDDEN, rule)
    else:
        yield _never(Result.FORBIDDEN, rule)


def _other_publishing(facts: Facts) -> Iterator[_Window]:
    rule = "7 §: published 14 to 60 days after the tratta was sent"
    if facts.tratta_sent is None:
        yield _never(Result.FORBIDDEN, rule)
    else:
        first, last = (day_after(facts.tratta_sent, days) for days in PUBLISHING_DAYS)
        yield _Window(first, last, Result.FORBIDDEN, rule)


def _other_compensation(_: Facts) -> Iterator[_Window]:
    yield _always("10 i §: payment late and interest due")


def _other_court(_: Facts) -> Iterator[_Window]:
    yield _always("5 § 1 mom.: a demand must come first only for consumers")


_Rule = Callable[[Facts], Iterator[_Window]]

_CONSUMER: Final[Mapping[Action, _Rule]] = MappingProxyType(
    {
        Action.REMINDER_WITH_FEE: _consumer_reminder,
        Action.REMINDER_WITHOUT_FEE: _free,
        Action.PAYMENT_DEMAND_WITH_FEE: _consumer_demand_with_fee,
        Action.PAYMENT_DEMAND_WITHOUT_FEE: _consumer_demand,
        Action.EXTENSION_WITH_FEE: _extension,
        Action.STANDARD_COMPENSATION: _no_consumer_compensation,
        Action.TRATTA: _no_consumer_tratta,
        Action.PUBLISH_TRATTA: _no_consumer_tratta,
        Action.COURT_CLAIM: _consumer_court,
    }
)
_OTHERS: Final[Mapping[Action, _Rule]] = MappingProxyType(
    {
        Action.REMINDER_WITH_FEE: _other_letter,
        Action.REMINDER_WITHOUT_FEE: _free,
        Action.PAYMENT_DEMAND_WITH_FEE: _other_letter,
        Action.PAYMENT_DEMAND_WITHOUT_FEE: _free,
        Action.EXTENSION_WITH_FEE: _extension,
        Action.STANDARD_COMPENSATION: _other_compensation,
        Action.TRATTA: _other_tratta,
        Action.PUBLISH_TRATTA: _other_publishing,
        Action.COURT_CLAIM: _other_court,
    }
)
