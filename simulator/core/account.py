"""The account of one claim: what was owed, charged, credited, paid and written off, folded to what is open.

Nothing is ever accrued by a clock: the account is a short tuple of entries, and the balance on any day follows from
it in closed form. Payments that have not been settled are provisional, since a later entry may change their split;
a settlement fixes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from simulator.core.allocation import Parts, allocate
from simulator.core.charges import Charge, ChargeKind
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


PAYMENTS = frozenset({EntryKind.PAYMENT, EntryKind.DIRECT_PAYMENT})


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One posting: ``cents`` is never negative; ``name`` says which charge, payment or credit note it is.

    ``fixed`` is the final split of a settled payment or of a write-off; without it the split is provisional. A
    charge is named by its kind; ``nominal`` is what its step alone would have charged. ``given_back`` is capital that
    a settled payment had paid and a credit note took back before the settlement.
    """

    kind: EntryKind
    on: date
    cents: int
    name: str
    fixed: Parts | None = None
    nominal: int = 0
    given_back: int = 0


class Account(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim and its entries. ``due`` is the last day without interest (rolled to a banking day)."""

    capital: Money
    due: date
    terms: RateTerms
    entries: tuple[Entry, ...] = ()

    @property
    def charges(self) -> tuple[Charge, ...]:
        """The collection steps taken so far, free ones included, at what each alone would have charged."""
        currency = self.capital.currency
        return tuple(
            Charge(ChargeKind(entry.name), entry.on, Money(entry.nominal, currency))
            for entry in self.entries
            if entry.kind is EntryKind.CHARGE
        )


class Balance(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An account folded to one day.

    ``splits`` has the part of every payment by its name, ``overpaid`` what each payment left over, and
    ``excess_credit`` what credit notes took off beyond what was owed and unsettled,
    ``given_back`` the capital (in cents) that unsettled payments lost to credit notes. Always:
    capital + interest + charges = paid + credited + written off + open, part by part.
    """

    open: Parts
    claimed: Parts
    paid: Parts
    written_off: Parts
    credited: Money
    excess_credit: Money
    splits: Mapping[str, Parts]
    overpaid: Mapping[str, Money]
    given_back: Mapping[str, int]


class _Fold:
    """The running state while an account is folded."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.currency = account.capital.currency
        self.principal = account.capital.cents
        self.steps: list[tuple[date, int]] = [(account.due, self.principal)]
        self.charges = 0
        self.interest_settled = 0  # interest paid or written off so far
        self.charges_settled = 0
        self.credited = 0
        self.excess_credit = 0
        self.given_back = 0
        self.last = account.due
        self.splits: dict[str, Parts] = {}
        self.overpaid: dict[str, Money] = {}
        self.returned: dict[str, int] = {}
        self.written_off = Parts.zero(self.currency)

    def open_on(self, day: date) -> Parts:
        interest = accrued(self.steps, max(day, self.last), self.account.terms, self.currency)
        return Parts(
            Money(self.principal, self.currency),
            Money(max(interest.cents - self.interest_settled, 0), self.currency),
            Money(self.charges - self.charges_settled, self.currency),
        )

    def reduce(self, parts: Parts, day: date) -> None:
        self.interest_settled += parts.interest.cents
        self.charges_settled += parts.costs.cents
        self.lower_principal(parts.capital.cents, day)

    def lower_principal(self, cents: int, day: date) -> None:
        if cents:
            self.principal -= cents
            self.last = max(day, self.last)
            self.steps.append((self.last, self.principal))

    def post(self, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.CHARGE:
                self.charges += entry.cents
            case EntryKind.CHARGE_CANCELLED:
                self.charges -= entry.cents
            case EntryKind.CREDIT:
                taken = min(entry.cents, self.principal)
                self.credited += taken
                self.excess_credit += entry.cents - taken
                self.lower_principal(taken, entry.on)
            case EntryKind.WRITE_OFF:
                given_up = _least(entry.fixed or Parts.zero(self.currency), self.open_on(entry.on))
                self.written_off += given_up
                self.reduce(given_up, entry.on)
            case _:
                self.pay(entry)

    def pay(self, entry: Entry) -> None:
        paid = Money(entry.cents, self.currency)
        if entry.fixed is not None:
            parts = entry.fixed
        else:
            parts, _ = allocate(paid, self.open_on(entry.on), self.account.terms.debtor)
        self.splits[entry.name] = parts
        self.overpaid[entry.name] = paid - parts.total
        self.given_back += entry.given_back
        self.reduce(parts, entry.on)
        self.lower_principal(entry.given_back, entry.on)

    def give_back(self, payments: Sequence[Entry]) -> None:
        """Turn unsettled capital into overpayment, latest first, while credit notes exceed what is open."""
        self.excess_credit -= self.given_back
        self.credited += self.given_back
        for entry in reversed(payments):
            if self.excess_credit == 0:
                return
            parts = self.splits[entry.name]
            back = min(parts.capital.cents, self.excess_credit)
            given = Money(back, self.currency)
            self.splits[entry.name] = Parts(parts.capital - given, parts.interest, parts.costs)
            self.overpaid[entry.name] += given
            self.returned[entry.name] = back
            self.excess_credit -= back
            self.credited += back


def balance(account: Account, to: date) -> Balance:
    """Fold ``account``, with interest up to and including ``to``.

    Settled payments keep their split. Everything after the last of them is taken in the order of its dates, so a
    payment that arrives late but was made early still comes first.
    """
    fold = _Fold(account)
    provisional = [entry for entry in account.entries if _is_provisional(entry)]
    for entry in _in_order(account.entries) if provisional else account.entries:
        fold.post(entry)
    fold.give_back([entry for entry in provisional if entry.kind is EntryKind.PAYMENT])
    still_open = fold.open_on(to)
    paid = sum(fold.splits.values(), Parts.zero(fold.currency))
    credited = Money(fold.credited, fold.currency)
    claimed = still_open + paid + fold.written_off
    return Balance(
        open=still_open,
        claimed=Parts(claimed.capital + credited, claimed.interest, claimed.costs),
        paid=paid,
        written_off=fold.written_off,
        credited=credited,
        excess_credit=Money(fold.excess_credit, fold.currency),
        splits=fold.splits,
        overpaid=fold.overpaid,
        given_back=fold.returned,
    )


def settled(account: Account, to: date) -> Account:
    """Return ``account`` with the split of every payment made final, as it stands on ``to``."""
    now = balance(account, to)
    entries = [_final(entry, now) if _is_provisional(entry) else entry for entry in _in_order(account.entries)]
    return Account(capital=account.capital, due=account.due, terms=account.terms, entries=tuple(entries))


def _final(entry: Entry, now: Balance) -> Entry:
    parts = now.splits[entry.name]
    given_back = now.given_back.get(entry.name, 0)
    return Entry(entry.kind, entry.on, entry.cents, entry.name, parts, given_back=given_back)


_RANK = {EntryKind.PAYMENT: 1, EntryKind.DIRECT_PAYMENT: 1, EntryKind.WRITE_OFF: 2}
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


def _least(wanted: Parts, available: Parts) -> Parts:
    """Return ``wanted``, part by part no more than is ``available``."""
    return Parts(
        min(wanted.capital, available.capital),
        min(wanted.interest, available.interest),
        min(wanted.costs, available.costs),
    )
