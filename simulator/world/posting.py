"""Post entries to a claim's account, keep provisional splits up to date, and end the case when nothing is open."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec.structs import replace

from simulator.core.account import PAYMENTS, Balance, Entry, EntryKind, balance, cancelled_by
from simulator.core.allocation import Parts
from simulator.core.calendar import next_banking_day
from simulator.core.lifecycle import FINAL, Standing, Trigger, follow, stand
from simulator.core.money import Money, total
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
_FACT: Final = {reason: f"closed: {reason.value.lower().replace('_', ' ')}" for reason in CloseReason}


def balance_of(receivable: Receivable, to: date) -> Balance:
    """Return what ``receivable`` comes to, with interest up to and including ``to`` or, once it ended, up to then."""
    return balance(receivable.account, to if receivable.interest_until is None else receivable.interest_until)


def post(
    world: World, receivable: Receivable, *entries: Entry, because: str, amount: Money, note: str | None = None
) -> Receivable:
    """Add ``entries`` to the account and return the receivable as it then stands: perhaps with its case closed."""
    posted = _with(receivable, *entries)
    keep_posted(world, posted, because=because, amount=amount, note=note)
    return close_if_settled(world, posted)


def keep_posted(world: World, posted: Receivable, *, because: str, amount: Money, note: str | None = None) -> None:
    """Keep a receivable with new entries on its account, and the splits of its payments as they then are."""
    world.put(posted, because=because, amount=amount, note=note)
    _resplit(world, posted)


def post_payment(world: World, receivable: Receivable, payment: Payment) -> Receivable:
    """Book ``payment`` on the account, and cancel what would not have been charged had it been known in time."""
    entries = _entries_of(world, receivable, payment)
    cancelled = total(
        (Money(each.cents, receivable.currency) for each in entries if each.kind is EntryKind.CHARGE_CANCELLED),
        receivable.currency,
    )
    because = "paid directly to the creditor" if payment.direct else "paid"
    note = f"charges of {cancelled} cancelled, made after the payment" if cancelled.is_positive else None
    return post(world, receivable, *entries, because=because, amount=payment.amount, note=note)


def share_of(world: World, receivable: Receivable, payment: Payment) -> Money:
    """Return how much of ``payment`` the claim would take; the rest it would leave over."""
    trial = _with(receivable, *_entries_of(world, receivable, payment))
    return payment.amount - balance_of(trial, world.today).overpaid[payment.key]


def taken_by(world: World, receivable: Receivable, payment: Payment) -> Parts:
    """Return what the claim would take of a payment like ``payment``, made on the same day and large enough."""
    ample = replace(payment, amount=payment.amount + balance_of(receivable, world.today).open.total)
    trial = _with(receivable, *_entries_of(world, receivable, ample))
    return balance_of(trial, world.today).splits[payment.key]


def _entries_of(world: World, receivable: Receivable, payment: Payment) -> tuple[Entry, ...]:
    """Return what a payment posts. A letter up to the banking day after it crossed it in the post and stays."""
    kind = EntryKind.DIRECT_PAYMENT if payment.direct else EntryKind.PAYMENT
    entry = Entry(kind, payment.paid_on, payment.amount.cents, payment.key)

    def kept_until(paid_on: date) -> date:
        for _ in range(world.policy.crossed_payment_days):
            paid_on = next_banking_day(paid_on)
        return paid_on

    return (*cancelled_by(receivable.account, entry, kept_until=kept_until), entry)


def _with(receivable: Receivable, *entries: Entry) -> Receivable:
    account = replace(receivable.account, entries=receivable.account.entries + entries)
    return replace(receivable, account=account)


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
    """End a receivable on which nothing is open on the day of its last entry; otherwise return it unchanged.

    One that was credited as a whole was groundless, and bears neither interest nor costs any more (assumed).
    """
    if receivable.stage in FINAL or not receivable.account.entries:
        return receivable
    last = max(entry.on for entry in receivable.account.entries)
    now = balance_of(receivable, last)
    if now.open.capital.is_positive:
        return receivable
    credited = now.credited + now.excess_credit
    if credited.is_positive and credited >= receivable.account.capital:
        return _close_credited(world, receivable, now, last)
    return close(world, receivable, CloseReason.PAID, until=last) if now.open.total.is_zero else receivable


def _close_credited(world: World, receivable: Receivable, now: Balance, on: date) -> Receivable:
    if now.open.total.is_zero:
        return close(world, receivable, CloseReason.CREDITED, until=on)
    return write_off(world, receivable, CloseReason.CREDITED, on)


def write_off(world: World, receivable: Receivable, reason: CloseReason, on: date) -> Receivable:
    """Give up everything that is still open, with interest up to and including ``on``, and end the case."""
    rest = balance_of(receivable, on).open
    amount = rest.total
    given_up = _with(receivable, Entry(EntryKind.WRITE_OFF, on, amount.cents, reason.value, rest))
    return close(world, given_up, reason, until=on, amount=amount)


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
    world.call_off_all(AGENDA, receivable.key)
    world.put(closed, because=_FACT[reason], amount=amount)
    return closed
