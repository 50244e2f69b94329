"""Claims of a hundred euros and what happens to them, briefly told."""

from datetime import date

from msgspec.structs import replace

from simulator.core.account import Account, Entry, EntryKind
from simulator.core.allocation import Parts
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms
from simulator.core.money import Money

DUE = date(2026, 1, 16)


def account(*entries: Entry, capital: str = "100.00", debtor: DebtorKind = DebtorKind.CONSUMER) -> Account:
    return Account(capital=Money.of(capital), due=DUE, terms=RateTerms(debtor), entries=entries)


def on(day: str) -> date:
    return date.fromisoformat(day)


def entry(kind: EntryKind, day: str, amount: str, name: str, fixed: Parts | None = None) -> Entry:
    return Entry(kind, on(day), Money.of(amount).cents, name, fixed)


def charge(day: str, amount: str, name: str = "REMINDER") -> Entry:
    return entry(EntryKind.CHARGE, day, amount, name)


def payment(day: str, amount: str, name: str = "1") -> Entry:
    return entry(EntryKind.PAYMENT, day, amount, name)


def direct(day: str, amount: str, name: str = "2") -> Entry:
    return entry(EntryKind.DIRECT_PAYMENT, day, amount, name)


def credit(day: str, amount: str) -> Entry:
    return entry(EntryKind.CREDIT, day, amount, "note")


def written_off(day: str, capital: str, interest: str = "0", costs: str = "0") -> Entry:
    return Entry(EntryKind.WRITE_OFF, on(day), 0, "WITHDRAWN", parts(capital, interest, costs))


def parts(capital: str, interest: str, costs: str) -> Parts:
    return Parts(Money.of(capital), Money.of(interest), Money.of(costs))


def with_more(of: Account, *entries: Entry) -> Account:
    return replace(of, entries=(*of.entries, *entries))


def spelled(of: Parts) -> tuple[str, str, str]:
    return str(of.capital.decimal), str(of.interest.decimal), str(of.costs.decimal)


REMINDED = (charge("2026-01-30", "5.00"), charge("2026-02-13", "14.00", "DEMAND"))
