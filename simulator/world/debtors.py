"""What a debtor does about a case besides paying: object, ask for a plan, be out of reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from simulator.core.account import Account, Balance, Entry, EntryKind, balance
from simulator.core.action import Plan
from simulator.core.charges import ChargeKind
from simulator.core.errors import Conflict, InvalidValue
from simulator.core.lifecycle import FINAL, Standing
from simulator.core.money import Money
from simulator.core.receivable import Receivable
from simulator.world.cases import hold, resume
from simulator.world.charging import charge, fee_allowed
from simulator.world.distribution import decide
from simulator.world.horizon import reach, within_reach
from simulator.world.plans import plan_in_force, watch
from simulator.world.posting import balance_of
from simulator.world.world import World

MOST_INSTALMENTS: Final = 36


def object_to(world: World, receivable: Receivable, reason: str) -> Receivable:
    """The debtor disputes the whole claim; the case stands still until the objection is answered."""
    _check_open(receivable)
    return hold(world, receivable, Standing.DISPUTED, until=None, because=f"disputed: {reason}")


def answer_objection(world: World, receivable: Receivable, *, note: str) -> None:
    """The objection is found groundless and the case goes on. Raises Conflict where nothing is disputed."""
    if receivable.standing is not Standing.DISPUTED:
        raise Conflict(f"case {receivable.case_id} is {receivable.standing}, not disputed")
    world.put(receivable, because="objection answered", note=note)
    resume(world, receivable.key)


def return_letter(world: World, receivable: Receivable, reason: str | None) -> Receivable:
    """What was sent to the debtor comes back."""
    _check_open(receivable)
    return decide(world, receivable.key, "FAILED", reason)


def be_unreachable(world: World, receivable: Receivable, note: str) -> Receivable:
    """The agency cannot reach the debtor: noted, and the case pauses while it looks for him."""
    _check_open(receivable)
    until = world.today + timedelta(days=world.policy.pause_lasts_days)
    return hold(world, receivable, Standing.PAUSED, until=until, because=f"debtor cannot be reached: {note}")


def allow_plan(world: World, receivable: Receivable) -> Receivable:
    """The creditor lets the debtor pay in instalments; the case waits a while for his proposal."""
    if receivable.standing is Standing.PAYMENT_PLAN and plan_in_force(world, receivable.key) is not None:
        return receivable
    until = world.today + timedelta(days=world.policy.plan_proposal_waits_days)
    return hold(world, receivable, Standing.PAYMENT_PLAN, until=until, because="payment plan allowed")


def ask_for_plan(world: World, receivable: Receivable, instalments: int, first: date | None = None) -> Plan:
    """The debtor proposes equal instalments, the agency confirms them and charges for the plan what the law allows.

    ``first`` is the day the first instalment is due, an instalment's distance from today by default. The last one
    takes the rest, with the interest that runs on until then. Raises Conflict without an open case, InvalidValue for
    too few or too many instalments and for a first day that is over or out of reach.
    """
    _check_open(receivable)
    if not 1 <= instalments <= MOST_INSTALMENTS:
        raise InvalidValue("instalments", instalments, f"a whole number from 1 to {MOST_INSTALMENTS}")
    distance = timedelta(days=world.policy.plan_instalment_days)
    start = world.today + distance if first is None else first
    if start < world.today or not within_reach(world, start):
        raise InvalidValue("firstDueDate", start, f"{reach(world)}, and not before {world.today}")
    fee = fee_allowed(receivable, ChargeKind.PLAN, instalments=instalments)
    charged = charge(world, receivable, ChargeKind.PLAN, fee, because="payment plan charged")
    held = hold(world, charged, Standing.PAYMENT_PLAN, until=None, because=f"payment plan of {instalments} instalments")
    days = [start + distance * place for place in range(instalments)]
    now = balance_of(held, world.today)
    plan = Plan(
        receivable=held.key,
        instalments=tuple(zip(days, _parts(held.account, now.open.total, days), strict=True)),
        agreed=world.today,
        paid_before=_brought_in(now),
    )
    world.put(plan, because="payment plan confirmed", amount=now.open.total)
    watch(world, plan)
    return plan


def _parts(account: Account, owed: Money, days: Sequence[date]) -> list[Money]:
    """Return equal parts of what is ``owed`` for all ``days`` but the last, and for that what will be open then."""
    part = owed.instalments(len(days))[0]
    paid = [Entry(EntryKind.PAYMENT, day, part.cents, f"instalment of {day}") for day in days[:-1]]
    last = balance(replace(account, entries=(*account.entries, *paid)), days[-1]).open.total
    return [*[part] * len(paid), last]


def check_instalment(world: World, key: str) -> None:
    """The day after an instalment was due: the plan goes on, or is broken and the case with it."""
    plan, receivable = world.find(Plan, key), world.find(Receivable, key)
    if receivable.standing is not Standing.PAYMENT_PLAN:
        return
    expected = sum(part.cents for day, part in plan.instalments if day < world.today)
    paid = _brought_in(balance_of(receivable, world.today)) - plan.paid_before
    if paid.cents < expected:
        broken = replace(plan, broken=world.today)
        world.put(broken, because="payment plan broken", amount=Money(expected, paid.currency))
        resume(world, key)
    elif plan_in_force(world, key) is not None:
        watch(world, plan)
    else:
        resume(world, key)


def _brought_in(now: Balance) -> Money:
    """Return what a case has brought in: money, and what the creditor has credited instead."""
    return now.paid.total + now.credited


def _check_open(receivable: Receivable) -> None:
    if receivable.stage in FINAL or receivable.case_id is None:
        state = receivable.stage if receivable.stage in FINAL else "without a case"
        raise Conflict(f"invoice {receivable.number} is {state}; debtors answer to open cases only")
