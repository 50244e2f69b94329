"""Post entries to a claim's account, keep provisional splits up to date, and end the case when nothing is open."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec.structs import replace

from simulator.core.account import PAYMENTS, Balance, Entry, EntryKind, balance
from simulator.core.lifecycle import FINAL, Standing, Trigger, follow, stand
from simulator.core.money import Money
from simulator.core.payment import Payment
from simulator.core.receivable import CloseReason, Receivable
from simulator.world.world import World

AGENDA: Final = ("distribute", "deliver", "overdue", "step", "credit-loss", "resume", "instalment")
"""Everything that may be planned for a receivable, and is called off when it ends."""

_END: Final = {
    CloseReason.PAID: Trigger.PAY,
    CloseReason.CREDITED: Trigger.CREDIT,
    CloseReason.WITHDRAWN: Trigger.WITHDRAW,
    CloseReason.CREDIT_LOSS: Trigger.WRITE_OFF,
}


def balance_of(receivable: Receivable, to: date) -> Balance:
    """Return what ``receivable`` comes to, with interest up to and including ``to`` or, once it ended, up to then."""
    return balance(receivable.account, to if receivable.interest_until is None else receivable.interest_until)


def post(
    world: World, receivable: Receivable, *entries: Entry, because: str, amount: Money, note: str | None = None
) -> Receivable:
    """Add ``entries`` to the account and return the receivable as it then stands: perhaps with its case closed."""
    account = replace(receivable.account, entries=receivable.account.entries + entries)
    posted = replace(receivable, account=account)
    world.put(posted, because=because, amount=amount, note=note)
    _resplit(world, posted)
    return posted if all(entry.kind is EntryKind.CHARGE for entry in entries) else close_if_settled(world, posted)


def _resplit(world: World, receivable: Receivable) -> None:
    """Write back the split of every payment that is not settled yet and came out differently."""
    provisional = [e for e in receivable.account.entries if e.kind in PAYMENTS and e.fixed is None]
    if not provisional:
        return
    now = balance_of(receivable, world.today)
    for entry in provisional:
        payment = world.find(Payment, entry.name)
        parts, overpaid = now.splits[entry.name], now.overpaid[entry.name]
        if (payment.parts, payment.overpaid) != (parts, overpaid):
            because = "allocated" if payment.parts is None else "reallocated"
            world.put(replace(payment, parts=parts, overpaid=overpaid), because=because, amount=parts.total)


def close_if_settled(world: World, receivable: Receivable) -> Receivable:
    """End a receivable on which nothing is open on the day of its last entry; otherwise return it unchanged."""
    if receivable.stage in FINAL or not receivable.account.entries:
        return receivable
    last = max(entry.on for entry in receivable.account.entries)
    now = balance_of(receivable, last)
    if now.open.capital.cents:
        return receivable
    if now.paid.capital.is_zero and now.credited.is_positive:
        return _close_credited(world, receivable, last)
    return receivable if now.open.total.cents else close(world, receivable, CloseReason.PAID, until=last)


def _close_credited(world: World, receivable: Receivable, on: date) -> Receivable:
    """End a claim that was credited as a whole: a groundless claim bears neither interest nor costs (assumed)."""
    rest = balance_of(receivable, on).open
    if rest.total.is_zero:
        return close(world, receivable, CloseReason.CREDITED, until=on)
    return write_off(world, receivable, CloseReason.CREDITED, on)


def write_off(world: World, receivable: Receivable, reason: CloseReason, on: date) -> Receivable:
    """Give up everything that is still open, with interest up to and including ``on``, and end the case."""
    rest = balance_of(receivable, on).open
    entry = Entry(EntryKind.WRITE_OFF, on, rest.total.cents, reason.value, rest)
    account = replace(receivable.account, entries=(*receivable.account.entries, entry))
    return close(world, replace(receivable, account=account), reason, until=on, amount=rest.total)


def close(
    world: World, receivable: Receivable, reason: CloseReason, *, until: date, amount: Money | None = None
) -> Receivable:
    """End the case, let nothing that was planned for it happen any more, and stop its interest after ``until``."""
    closed = replace(
        receivable,
        stage=follow(receivable.stage, _END[reason]),
        standing=stand(receivable.standing, Standing.CLOSED),
        closed=world.now,
        close_reason=reason,
        interest_until=until,
        resumes=None,
    )
    for what in AGENDA:
        world.call_off(what, receivable.key)
    world.put(closed, because=f"closed: {reason.value.lower().replace('_', ' ')}", amount=amount)
    return closed
