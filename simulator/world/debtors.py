"""What a debtor does about a case besides paying: object, ask for a plan, be out of reach."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from simulator.core.account import Entry, EntryKind
from simulator.core.action import Plan
from simulator.core.calendar import at, day_after
from simulator.core.charges import ChargeKind, charge_allowed
from simulator.core.errors import Conflict, InvalidValue
from simulator.core.lifecycle import FINAL, Standing
from simulator.core.money import Money
from simulator.core.receivable import Receivable
from simulator.world.cases import hold, resume
from simulator.world.distribution import decide
from simulator.world.posting import balance_of, post
from simulator.world.world import World

MOST_INSTALMENTS = 36


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
    if world.look(Plan, receivable.key) is not None and receivable.standing is Standing.PAYMENT_PLAN:
        return receivable
    until = world.today + timedelta(days=world.policy.plan_proposal_waits_days)
    return hold(world, receivable, Standing.PAYMENT_PLAN, until=until, because="payment plan allowed")


def ask_for_plan(world: World, receivable: Receivable, instalments: int, first: date | None = None) -> Plan:
    """The debtor proposes equal instalments, the agency confirms them and charges for the plan what the law allows.

    ``first`` is the day the first instalment is due, an instalment's distance from today by default. Interest runs on
    and is no part of the instalments (assumed).
    """
    _check_open(receivable)
    if not 1 <= instalments <= MOST_INSTALMENTS:
        raise InvalidValue("instalments", instalments, f"a whole number from 1 to {MOST_INSTALMENTS}")
    distance = timedelta(days=world.policy.plan_instalment_days)
    start = first or world.today + distance
    if start < world.today:
        raise InvalidValue("firstDueDate", start, f"a day from {world.today} on")
    charged = _charge_plan(world, receivable, instalments)
    held = hold(world, charged, Standing.PAYMENT_PLAN, until=None, because=f"payment plan of {instalments} instalments")
    now = balance_of(held, world.today)
    parts = now.open.total.instalments(instalments)
    plan = Plan(
        receivable=held.key,
        instalments=tuple((start + distance * place, part) for place, part in enumerate(parts)),
        agreed=world.today,
        paid_before=now.paid.total,
    )
    world.put(plan, because="payment plan confirmed", amount=now.open.total)
    world.plan("instalment", held.key, _checked_at(world, start))
    return plan


def _charge_plan(world: World, receivable: Receivable, instalments: int) -> Receivable:
    account = receivable.account
    fee = charge_allowed(
        ChargeKind.PLAN,
        debtor=account.terms.debtor,
        capital=account.capital,
        earlier=account.charges,
        instalments=instalments,
    )
    entry = Entry(EntryKind.CHARGE, world.today, fee.cents, ChargeKind.PLAN.value, nominal=fee.cents)
    return post(world, receivable, entry, because="payment plan charged", amount=fee)


def _checked_at(world: World, due: date) -> datetime:
    return at(day_after(due), world.policy.morning_hour)


def check_instalment(world: World, key: str) -> None:
    """The day after an instalment was due: the plan goes on, or is broken and the case with it."""
    plan, receivable = world.find(Plan, key), world.find(Receivable, key)
    if receivable.standing is not Standing.PAYMENT_PLAN:
        return
    due = [part for day, part in plan.instalments if day < world.today]
    expected = sum(part.cents for part in due)
    paid = balance_of(receivable, world.today).paid.total - plan.paid_before
    if paid.cents < expected:
        world.put(
            replace(plan, broken=world.today), because="payment plan broken", amount=Money(expected, paid.currency)
        )
        resume(world, key)
        return
    coming = [day for day, _ in plan.instalments if day >= world.today]
    if coming:
        world.plan("instalment", key, _checked_at(world, coming[0]))
    else:
        resume(world, key)


def _check_open(receivable: Receivable) -> None:
    if receivable.stage in FINAL or receivable.case_id is None:
        state = receivable.stage if receivable.stage in FINAL else "without a case"
        raise Conflict(f"invoice {receivable.number} is {state}; debtors answer to open cases only")
