"""What anybody may do in a world, as values that can be drawn, told and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.account import balance
from simulator.core.action import ActionCode
from simulator.core.debtor import DebtorKind
from simulator.core.errors import DomainError
from simulator.core.money import Money
from simulator.core.payment import Payment, PaymentState
from simulator.core.policy import DEFAULT, Policy
from simulator.core.receivable import Method, Receivable
from simulator.core.steps import Step, StepKind
from tests.world.play import Play

OFFSETS = (0, -1, -3, -20, -40, 2, 14, 30)
"""Days from today."""
WAITS = tuple(timedelta(hours=hours) for hours in (0, 0.1, 0.1, 1, 24, 72, 14 * 24, 31 * 24, 100 * 24))
POLICIES: tuple[Policy, ...] = (
    DEFAULT,
    Policy(overpayment_credited=True, standard_compensation=True),
    Policy(legal_collection=True, failed_email_goes_to_print=True, settlement_needs_banking_day=True),
    Policy(lifecycle_steps=(Step(StepKind.REMINDER, 1), Step(StepKind.DEMAND, 0)), credit_loss_after_days=30),
)


class Deed(NamedTuple):
    """Something done, and the time that passes after it.

    ``which`` picks an invoice, ``choice`` and ``days`` whatever the deed needs of the kind.
    """

    what: str
    which: int
    cents: int
    days: int
    choice: int
    then: timedelta


def hand_in(play: Play, deed: Deed) -> None:
    """An invoice, to whomever and however sent."""
    number = len(numbers(play)) + 1
    play.invoice(
        number,
        str(Money(deed.cents).decimal),
        due=str(later(play, deed.days)),
        debtor=list(DebtorKind)[deed.choice % 3],
        method=(*Method, None)[deed.choice % 4],
        distribute=deed.choice % 5 != 0,
        manual_approval=deed.choice % 7 == 0,
        disable_collection=deed.choice % 11 == 0,
        unreachable="no address" if deed.choice % 6 == 0 else None,
        payment_control=deed.choice % 13 != 0,
        reference=f"RF{number % 4}",
        currency="SEK" if deed.choice % 9 == 0 else "EUR",
    )


def credit(play: Play, deed: Deed) -> None:
    """A credit note, to an invoice or not."""
    of = picked(play, deed)
    currency = play.receivable(of).currency
    amount = str(Money(deed.cents).decimal)
    play.credit(len(numbers(play)) + 1, amount, of=of, currency=currency, manual_approval=deed.choice % 7 == 0)


def approve(play: Play, deed: Deed) -> None:
    """Somebody approves what waits for it."""
    play.approve(picked(play, deed))


def act(play: Play, deed: Deed) -> None:
    """The creditor asks for something."""
    number = picked(play, deed)
    play.act(
        list(ActionCode)[deed.choice % len(ActionCode)],
        number,
        comment="so it is",
        due=later(play, deed.days),
        amount=Money(deed.cents, play.receivable(number).currency),
        paid_on=min(play.today, later(play, deed.days)),
    )


def pay(play: Play, deed: Deed) -> None:
    """The debtor pays some amount: rightly, wrongly, too late or in advance."""
    number = picked(play, deed)
    reference = "no such reference" if deed.choice % 8 == 0 else f"RF{number % 4}"
    currency = "SEK" if deed.choice % 9 == 0 else "EUR"
    play.pay(
        str(Money(deed.cents).decimal), number, on=str(later(play, deed.days)), reference=reference, currency=currency
    )


def pay_exactly(play: Play, deed: Deed) -> None:
    """The debtor pays what is open, naming the invoice in the message."""
    number = picked(play, deed)
    owed = play.balance(number).open.total
    play.pay(str(owed.decimal), number, receivable=play.key(number), currency=owed.currency)


def pay_late(play: Play, deed: Deed) -> None:
    """The bank tells now of a payment that was made some days ago, of what was open then."""
    number = picked(play, deed)
    account = play.receivable(number).account
    day = later(play, -abs(deed.days))
    by_then = replace(account, entries=tuple(entry for entry in account.entries if entry.on <= day))
    owed = balance(by_then, day).open.total
    play.pay(str(owed.decimal), number, on=str(day), receivable=play.key(number), currency=owed.currency)


def assign(play: Play, deed: Deed) -> None:
    """Somebody at the agency finds out what an unmatched payment is for."""
    with play.world() as world:
        waiting = world.shelf.select(Payment, "state", PaymentState.UNMATCHED)
    if waiting:
        play.assign(waiting[deed.choice % len(waiting)], picked(play, deed))


def decide(play: Play, deed: Deed) -> None:
    """A delivery ends as a tester wants it."""
    play.decide(("DELIVERED", "FAILED")[deed.choice % 2], picked(play, deed))


def dispute(play: Play, deed: Deed) -> None:
    """The debtor objects, or is answered."""
    (play.object_to if deed.choice % 2 else play.answer)(picked(play, deed))


def be_unreachable(play: Play, deed: Deed) -> None:
    """The debtor is out of reach."""
    play.be_unreachable(picked(play, deed))


def ask_for_plan(play: Play, deed: Deed) -> None:
    """The debtor asks to pay by instalments."""
    play.ask_for_plan(deed.choice % 5, picked(play, deed), first=str(later(play, deed.days)))


VERBS: Mapping[str, Callable[[Play, Deed], None]] = {
    verb.__name__: verb
    for verb in (
        hand_in,
        credit,
        approve,
        act,
        pay,
        pay_exactly,
        pay_late,
        assign,
        decide,
        dispute,
        be_unreachable,
        ask_for_plan,
    )
}


def do(play: Play, deed: Deed) -> None:
    """Do a deed without waiting after it; one that is refused leaves everything as it was."""
    if numbers(play) or deed.what == "hand_in":
        with suppress(DomainError):
            VERBS[deed.what](play, deed)


def numbers(play: Play) -> list[int]:
    """Return the numbers of all invoices and credit notes there are."""
    with play.world() as world:
        return [each.number for each in world.shelf.all(Receivable)]


def picked(play: Play, deed: Deed) -> int:
    """Return the number of the invoice that a deed is about: rather one of the last than one of the first."""
    known = numbers(play)
    return known[-1 - deed.which % min(len(known), 6)]


def later(play: Play, days: int) -> date:
    return play.today + timedelta(days=days)


def deeds(*verbs: str) -> st.SearchStrategy[Deed]:
    """Return deeds of some kinds, or of any."""
    return st.builds(
        Deed,
        what=st.sampled_from(verbs or tuple(VERBS)),
        which=st.integers(0, 5),
        cents=st.one_of(st.integers(1, 300_00), st.sampled_from([1, 50_00, 100_00, 300_00, 0])),
        days=st.sampled_from(OFFSETS),
        choice=st.integers(1, 200),
        then=st.sampled_from(WAITS),
    )
