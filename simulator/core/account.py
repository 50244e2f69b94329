"""The account of one claim: what was owed, charged, credited, paid and written off, folded to what is open.

Nothing is ever accrued by a clock: the account is a short tuple of entries, and the balance on any day follows from
it in closed form. Payments that have not been settled are provisional, since a later entry may change their split;
a settlement fixes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.allocation import Parts, allocate
from simulator.core.charges import Charge, ChargeKind, claimable
from simulator.core.interest import RateTerms, accrued
from simulator.core.money import Money


class EntryKind(StrEnum):
    """What an entry of the account is."""

    CHARGE = "CHARGE"
    CHARGE_CANCELLED = "CHARGE_CANCELLED"
    CREDIT = "CREDIT"
    PAYMENT = "PAYMENT"
    DIRECT_PAYMENT = "DIRECT_PAYMENT"
    WRITE_OFF = "WRITE_OFF"


PAYMENTS: Final = frozenset({EntryKind.PAYMENT, EntryKind.DIRECT_PAYMENT})
"""Money that the debtor sent: to the agency, or straight to the creditor."""


BALANCES_KEPT: Final = 1024
"""Answers of ``balance`` that are kept."""

CHARGES_KEPT: Final = 16_384
"""Charges that are kept to be shared by the claims on which the same was done."""


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True, cache_hash=True):
    """One posting: ``cents`` is never negative; ``name`` says which charge, payment or credit note it is.

    A charge is named by its kind. A cancellation has the name and the day of its charge. ``fixed`` is the final split
    of a settled payment, or what a write-off gives up at most; a payment without it is provisional. ``given_back`` is
    capital that a settled payment had paid and a credit note took back before the settlement. A write-off ends the
    account: it is dated when all else is known, and nothing but payments and credit notes comes after it.
    """

    kind: EntryKind
    on: date
    cents: int
    name: str
    fixed: Parts | None = None
    given_back: int = 0


class Account(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim and its entries. ``due`` is the last day without interest (rolled to a banking day).

    ``charges`` are the collection steps taken so far, free ones included, at what each alone would have charged.
    """

    capital: Money
    due: date
    terms: RateTerms
    entries: tuple[Entry, ...] = ()
    charges: tuple[Charge, ...] = ()


class Balance(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An account folded to one day.

    ``splits`` has the part of every payment by its name, ``overpaid`` what each payment left over, ``excess_credit``
    what credit notes took off beyond what was owed and unsettled, ``given_back`` the capital (in cents) that
    unsettled payments lost to credit notes. Always: capital + interest + charges = paid + credited + written off +
    open, part by part.
    """

    open: Parts
    paid: Parts
    written_off: Parts
    credited: Money
    excess_credit: Money
    splits: Mapping[str, Parts]
    overpaid: Mapping[str, Money]
    given_back: Mapping[str, int]

    @property
    def claimed(self) -> Parts:
        """All that was ever owed: what is open, and what has become of the rest."""
        rest = self.open + self.paid + self.written_off
        return Parts(rest.capital + self.credited, rest.interest, rest.costs)


@lru_cache(maxsize=BALANCES_KEPT)
def balance(account: Account, to: date) -> Balance:
    """Fold ``account``, with interest up to and including ``to``.

    Settled payments keep their split. Everything after the last of them is taken in the order of its dates, so a
    payment that arrives late but was made early still comes first; days up to the last settled payment keep the
    interest that they were counted with. What an unsettled payment leaves over pays for charges that came after it.
    The last answers are kept, as cases are read more often than they change.
    """
    fold = _Fold(account)
    entries = _in_order(account.entries)
    for entry in entries:
        fold.post(entry)
    if fold.splits:
        provisional = [entry for entry in entries if _is_provisional(entry)]
        fold.give_back([entry for entry in provisional if entry.kind is EntryKind.PAYMENT])
        fold.spend_leftovers(provisional)
    return fold.balance(to)


def charged(account: Account, kind: ChargeKind, on: date, nominal: Money) -> tuple[Account, Money]:
    """Return ``account`` with the step ``kind``, which alone charges ``nominal``, and what it charges in fact.

    Of the standard compensation and the costs of collection the debtor owes the larger, so whichever of them comes
    later charges what goes beyond the other. Source: Debt Collection Act 513/1999 section 10 i.
    """
    charges, entry, amount = _charged(account.charges, kind, on, nominal)
    return replace(account, charges=charges, entries=(*account.entries, entry)), amount


@lru_cache(maxsize=CHARGES_KEPT)
def _charged(
    earlier: tuple[Charge, ...], kind: ChargeKind, on: date, nominal: Money
) -> tuple[tuple[Charge, ...], Entry, Money]:
    """Return the steps, the entry and the amount of ``charged``; kept, so that claims on which the same is done share.

    A hundred thousand claims then weigh less, and are no work for the garbage collector.
    """
    charges = (*earlier, Charge(kind, on, nominal))
    amount = claimable(charges, nominal.currency) - claimable(earlier, nominal.currency)
    return charges, Entry(EntryKind.CHARGE, on, amount.cents, kind.value), amount


def settled(account: Account, to: date) -> Account:
    """Return ``account`` with the split of every payment made final, as it stands on ``to``."""
    now = balance(account, to)
    entries = [_final(entry, now) if _is_provisional(entry) else entry for entry in _in_order(account.entries)]
    return replace(account, entries=tuple(entries))


def cancelled_by(account: Account, payment: Entry, *, kept_until: Callable[[date], date]) -> tuple[Entry, ...]:
    """Return the cancellation of the charges that would not have been made had ``payment`` been known in time.

    Those are the charges after the day on which everything was paid, as is known now. ``kept_until`` tells the last
    day on which a letter could cross a payment of a given day in the post: such a letter keeps its charge. Standard
    compensation is for being late, so for it only the day of the payment counts. What settled payments and write-offs
    have taken of the charges stays.
    """
    charges = [entry for entry in account.entries if entry.kind is EntryKind.CHARGE]
    day = _day_paid(account, payment, kept_until) if any(charge.on > payment.on for charge in charges) else None
    if day is None:
        return ()
    charged: Counter[tuple[str, date]] = Counter()
    for charge in charges:
        charged[charge.name, charge.on] += charge.cents
    charged.subtract(_cancelled(account.entries))
    room = charged.total() - sum(entry.fixed.costs.cents for entry in account.entries if entry.fixed is not None)
    cancelled = []
    for (name, on), cents in sorted(charged.items(), key=lambda item: item[0][1], reverse=True):
        spared = min(cents, room)
        if spared > 0 and on > _last_day(name, day, kept_until):
            cancelled.append(Entry(EntryKind.CHARGE_CANCELLED, on, spared, name))
            room -= spared
    return tuple(cancelled)


def _day_paid(account: Account, payment: Entry, kept_until: Callable[[date], date]) -> date | None:
    """Return the first day from ``payment`` on at whose end nothing was open, as is known now, or nothing."""
    entries = [replace(each, fixed=None, given_back=0) for each in (*account.entries, payment)]
    for day in sorted({each.on for each in entries if each.kind in PAYMENTS and each.on >= payment.on}):
        known = [each for each in entries if each.on <= _last_day(each.name, day, kept_until, each.kind)]
        if balance(replace(account, entries=tuple(known)), day).open.total.is_zero:
            return day
    return None


def _last_day(name: str, day: date, kept_until: Callable[[date], date], kind: EntryKind = EntryKind.CHARGE) -> date:
    """Return the last day on which an entry counts for a claim that was paid on ``day``: later for letters."""
    is_letter = kind in (EntryKind.CHARGE, EntryKind.CHARGE_CANCELLED) and name != ChargeKind.STANDARD_COMPENSATION
    return kept_until(day) if is_letter else day


class _Fold:
    """The running state while an account is folded; figures are cents."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.currency = account.capital.currency
        self.principal = account.capital.cents
        self.steps: list[tuple[date, int]] = [(account.due, self.principal)]
        self.last = account.due  # the day of the last step
        self.charges = 0
        self.cancelled = _cancelled(account.entries)
        self.interest_settled = 0  # paid or written off so far
        self.charges_settled = 0
        self.credited = 0
        self.excess_credit = 0
        self.given_back = 0  # by settled payments
        self.splits: dict[str, Parts] = {}
        self.overpaid: dict[str, Money] = {}
        self.returned: dict[str, int] = {}
        self.nothing = self.written_off = Parts.zero(self.currency)

    def open_on(self, day: date) -> Parts:
        """What is open on ``day``: costs below zero where a settled payment has paid for charges still to come."""
        interest = accrued(self.steps, max(day, self.last), self.account.terms, self.currency)
        return Parts(
            Money(self.principal, self.currency),
            Money(max(interest.cents - self.interest_settled, 0), self.currency),
            Money(self.charges - self.charges_settled, self.currency),
        )

    def post(self, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.CHARGE:
                self.charge(entry)
            case EntryKind.CHARGE_CANCELLED:
                pass  # the charge itself was counted for less, as it should not have been made
            case EntryKind.CREDIT:
                self.credit(entry)
            case EntryKind.WRITE_OFF:
                given_up = _least(entry.fixed or self.nothing, self.open_on(entry.on))
                self.written_off += given_up
                self.reduce(given_up, entry.on)
            case _:
                self.pay(entry)

    def charge(self, entry: Entry) -> None:
        """Count what of a charge was not cancelled, then or later."""
        spared = min(entry.cents, self.cancelled.get((entry.name, entry.on), 0)) if self.cancelled else 0
        if spared:
            self.cancelled[entry.name, entry.on] -= spared
        self.charges += entry.cents - spared

    def credit(self, entry: Entry) -> None:
        """Take a credit note off the open capital, then off what was written off; the rest is in excess."""
        taken = min(entry.cents, self.principal)
        lost = self.written_off
        instead = min(entry.cents - taken, lost.capital.cents)
        self.written_off = Parts(lost.capital - Money(instead, self.currency), lost.interest, lost.costs)
        self.credited += taken + instead
        self.excess_credit += entry.cents - taken - instead
        self.lower_principal(taken, entry.on)

    def pay(self, entry: Entry) -> None:
        """Split a payment, or take the split it has got for good."""
        paid = Money(entry.cents, self.currency)
        parts = entry.fixed
        if parts is None:
            parts, _ = allocate(paid, self.open_on(entry.on), self.account.terms.debtor)
        self.splits[entry.name] = parts
        self.overpaid[entry.name] = paid - parts.total
        self.given_back += entry.given_back
        self.reduce(parts, entry.on)
        self.lower_principal(entry.given_back, entry.on)

    def reduce(self, parts: Parts, day: date) -> None:
        self.interest_settled += parts.interest.cents
        self.charges_settled += parts.costs.cents
        self.lower_principal(parts.capital.cents, day)

    def lower_principal(self, cents: int, day: date) -> None:
        if cents:
            self.principal -= cents
            self.last = max(day, self.last)
            self.steps.append((self.last, self.principal))

    def give_back(self, payments: Sequence[Entry]) -> None:
        """Turn unsettled capital into overpayment, latest first, while credit notes exceed what is open."""
        self.excess_credit -= self.given_back
        self.credited += self.given_back
        for entry in reversed(payments):
            parts = self.splits[entry.name]
            back = min(parts.capital.cents, self.excess_credit)
            if back:
                given = Money(back, self.currency)
                self.splits[entry.name] = Parts(parts.capital - given, parts.interest, parts.costs)
                self.overpaid[entry.name] += given
                self.returned[entry.name] = back
                self.excess_credit -= back
                self.credited += back

    def spend_leftovers(self, payments: Sequence[Entry]) -> None:
        """Pay what is still open, charges mostly, with what earlier unsettled payments left over."""
        for entry in payments:
            if self.overpaid[entry.name].is_positive:
                more, left = allocate(self.overpaid[entry.name], self.open_on(self.last), self.account.terms.debtor)
                self.splits[entry.name] += more
                self.overpaid[entry.name] = left
                self.reduce(more, self.last)

    def balance(self, to: date) -> Balance:
        """Return where the fold has come to, with interest up to and including ``to``."""
        still_open = self.open_on(to)
        paid = sum(self.splits.values(), self.nothing)
        return Balance(
            open=still_open,
            paid=paid,
            written_off=self.written_off,
            credited=Money(self.credited, self.currency),
            excess_credit=Money(self.excess_credit, self.currency),
            splits=self.splits,
            overpaid=self.overpaid,
            given_back=self.returned,
        )


def _final(entry: Entry, now: Balance) -> Entry:
    return replace(entry, fixed=now.splits[entry.name], given_back=now.given_back.get(entry.name, 0))


_RANK: Final = MappingProxyType({EntryKind.PAYMENT: 1, EntryKind.DIRECT_PAYMENT: 1, EntryKind.WRITE_OFF: 2})
"""On one day charges and credits come first, then payments, then what is given up."""


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return ``entries`` by date; what stands up to the last settled payment is settled history and stays as it is."""
    settled = [place for place, entry in enumerate(entries) if entry.fixed is not None and entry.kind in PAYMENTS]
    if not settled:
        return sorted(entries, key=_by_day)
    history = [entry for entry in entries[: settled[-1] + 1] if not _is_provisional(entry)]
    late = [entry for entry in entries[: settled[-1] + 1] if _is_provisional(entry)]
    return [*history, *sorted([*late, *entries[settled[-1] + 1 :]], key=_by_day)]


def _by_day(entry: Entry) -> tuple[date, int]:
    return entry.on, _RANK.get(entry.kind, 0)


def _is_provisional(entry: Entry) -> bool:
    return entry.fixed is None and entry.kind in PAYMENTS


def _cancelled(entries: Sequence[Entry]) -> dict[tuple[str, date], int]:
    """Return the cents cancelled of the charges of each name and day."""
    cancelled: dict[tuple[str, date], int] = {}
    for entry in entries:
        if entry.kind is EntryKind.CHARGE_CANCELLED:
            cancelled[entry.name, entry.on] = cancelled.get((entry.name, entry.on), 0) + entry.cents
    return cancelled


def _least(wanted: Parts, available: Parts) -> Parts:
    """Return ``wanted``, part by part no more than is ``available``."""
    return Parts(
        min(wanted.capital, available.capital),
        min(wanted.interest, available.interest),
        min(wanted.costs, available.costs),
    )
