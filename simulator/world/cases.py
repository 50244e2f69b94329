"""What time does to a case: it opens, falls due, and is pursued step by step until somebody or something ends it."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from simulator.core.account import Account, Entry, EntryKind
from simulator.core.calendar import at, day_after, helsinki_date, midnight
from simulator.core.charges import Charge, ChargeKind, charge_allowed
from simulator.core.court import recoverable_costs
from simulator.core.debtor import DebtorKind
from simulator.core.lifecycle import BEFORE_DUE, Standing, Trigger, case_stage, follow, stand
from simulator.core.money import Money
from simulator.core.receivable import CloseReason, Receivable
from simulator.core.records import Client, Service
from simulator.core.steps import Step, StepKind
from simulator.core.waiting import Action, Facts, Result, earliest, verdict
from simulator.world.posting import post, write_off
from simulator.world.world import World

_TRIGGER: Final = MappingProxyType(
    {
        StepKind.REMINDER: Trigger.REMIND,
        StepKind.DEMAND: Trigger.DEMAND,
        StepKind.LEGAL: Trigger.SUE,
        StepKind.ENFORCEMENT: Trigger.ENFORCE,
    }
)
_FACT: Final = MappingProxyType(
    {
        StepKind.REMINDER: "reminded",
        StepKind.DEMAND: "payment demanded",
        StepKind.LEGAL: "taken to court",
        StepKind.ENFORCEMENT: "enforcement applied for",
    }
)
_WITH_FEE: Final = MappingProxyType(
    {ChargeKind.REMINDER: Action.REMINDER_WITH_FEE, ChargeKind.DEMAND: Action.PAYMENT_DEMAND_WITH_FEE}
)
_FIRST_CASE: Final = 480_001


def steps_of(world: World, client: Client) -> tuple[Step, ...]:
    """Return the steps by which cases of ``client`` are pursued, court included where the client wants it."""
    policy = world.policy
    if client.steps is not None:
        return client.steps
    collects = client.service is Service.COLLECTION
    steps = policy.collection_steps if collects else policy.lifecycle_steps
    legal = policy.legal_collection if client.legal_collection is None else client.legal_collection
    if not legal:
        return steps
    court = Step(StepKind.LEGAL, policy.legal_after_days)
    return (*steps, court, Step(StepKind.ENFORCEMENT, policy.enforcement_after_days))


def open_case(world: World, receivable: Receivable) -> Receivable:
    """Put a receivable under payment control: from now on it has a case, and time works on it."""
    if receivable.case_id is not None:
        plan_due_date(world, receivable)
        return receivable
    case_id = world.next_number("case", first=_FIRST_CASE + world.drawn("first case") % 10_000)
    opened = replace(receivable, case_id=case_id, case_opened=world.now, case_due=receivable.account.due)
    world.put(opened, because="payment control started")
    plan_due_date(world, opened)
    return opened


def plan_due_date(world: World, receivable: Receivable) -> None:
    """Let the due date pass at the first midnight after it, Finnish time; at once when it has gone by."""
    world.plan("overdue", receivable.key, midnight(day_after(receivable.account.due)))


def overdue(world: World, key: str) -> None:
    """The due date has passed without payment in full."""
    receivable = world.find(Receivable, key)
    late = replace(receivable, stage=follow(receivable.stage, Trigger.PASS_DUE_DATE))
    world.put(late, because="overdue")
    if world.policy.standard_compensation and late.account.terms.debtor is not DebtorKind.CONSUMER:
        kind = ChargeKind.STANDARD_COMPENSATION
        fee = charge_allowed(kind, debtor=late.account.terms.debtor, capital=late.account.capital, earlier=())
        late = _charged(world, late, kind, "standard compensation claimed", fee.cents)
    plan_step(world, late)


def plan_step(world: World, receivable: Receivable) -> None:
    """Put what comes next for an overdue case on the agenda: a step, or in the end the credit loss."""
    if receivable.standing is not Standing.OPEN:
        return
    steps = steps_of(world, world.find(Client, str(receivable.client_id)))
    if receivable.next_step >= len(steps):
        _plan_credit_loss(world, receivable)
        return
    step = steps[receivable.next_step]
    if receivable.collection_disabled and step.kind is not StepKind.REMINDER:
        return
    world.plan("step", receivable.key, at(_step_day(receivable, step), world.policy.morning_hour))


def _step_day(receivable: Receivable, step: Step) -> date:
    """Return the day of a step: counted from the step before, or from the case's due date if that is later."""
    due = receivable.case_due or receivable.account.due
    start = due if receivable.last_step is None else max(receivable.last_step, due)
    return start + timedelta(days=step.after_days)


def _plan_credit_loss(world: World, receivable: Receivable) -> None:
    policy = world.policy
    last = receivable.last_step or receivable.account.due
    earliest = max(last + timedelta(days=policy.credit_loss_after_days), world.today)
    day = earliest.replace(day=policy.credit_loss_day_of_month)
    if day < earliest:
        day = (earliest.replace(day=1) + timedelta(days=32)).replace(day=policy.credit_loss_day_of_month)
    world.plan("credit-loss", receivable.key, at(day, policy.morning_hour))


def take_step(world: World, key: str) -> None:
    """Remind, demand, sue or enforce: whatever the client's next step is, at the charge the law allows today."""
    receivable = world.find(Receivable, key)
    if receivable.standing is not Standing.OPEN:
        return
    step = steps_of(world, world.find(Client, str(receivable.client_id)))[receivable.next_step]
    charges = receivable.account.charges
    facts = facts_of(receivable, charges)
    if step.kind is StepKind.DEMAND and (day := _demand_day(world, facts)) != world.today:
        if day is None:
            world.put(receivable, because="no payment demand is allowed any more")
        else:
            world.plan("step", key, at(day, world.policy.morning_hour))
        return
    stage = follow(receivable.stage, _TRIGGER[step.kind])
    taken = replace(
        receivable,
        stage=stage,
        case_stage=case_stage(stage),
        next_step=receivable.next_step + 1,
        last_step=world.today,
    )
    if step.kind is StepKind.ENFORCEMENT:
        world.put(taken, because=_FACT[step.kind])
    elif step.kind is StepKind.LEGAL:
        costs = recoverable_costs(receivable.account.capital, world.today).total.cents
        taken = _charged(world, taken, ChargeKind.COURT, _FACT[step.kind], costs)
    else:
        kind = ChargeKind(step.kind.value)
        fee = _fee(world, receivable, kind, charges, facts) if step.charge else 0
        taken = _charged(world, taken, kind, _FACT[step.kind], fee)
    plan_step(world, taken)


def _demand_day(world: World, facts: Facts) -> date | None:
    """Return the day, from today on, on which the law lets a payment demand be sent; None when it never does."""
    if verdict(Action.PAYMENT_DEMAND_WITHOUT_FEE, world.today, facts).result is not Result.FORBIDDEN:
        return world.today
    day = earliest(Action.PAYMENT_DEMAND_WITHOUT_FEE, facts)
    return day if day is not None and day > world.today else None


def _fee(world: World, receivable: Receivable, kind: ChargeKind, charges: tuple[Charge, ...], facts: Facts) -> int:
    """Return what the law lets a reminder or demand charge today, in cents."""
    if verdict(_WITH_FEE[kind], world.today, facts).result is not Result.OK:
        return 0
    account = receivable.account
    return charge_allowed(kind, debtor=facts.debtor, capital=account.capital, earlier=charges).cents


def _charged(world: World, receivable: Receivable, kind: ChargeKind, because: str, nominal: int) -> Receivable:
    """Post the step ``kind``, which alone charges ``nominal`` cents, and tell why."""
    cents = nominal
    if kind not in (ChargeKind.COURT, ChargeKind.STANDARD_COMPENSATION) and _compensated(receivable.account):
        cents = _beyond_compensation(receivable.account, nominal)
    entry = Entry(EntryKind.CHARGE, world.today, cents, kind.value, nominal=nominal)
    return post(world, receivable, entry, because=because, amount=Money(cents, receivable.currency))


def facts_of(receivable: Receivable, charges: tuple[Charge, ...]) -> Facts:
    """Return what the law on waiting times needs to know of a case on which ``charges`` were made."""
    return Facts(
        debtor=receivable.account.terms.debtor,
        due=receivable.account.due,
        invoice_sent=receivable.dated if receivable.sent is None else helsinki_date(receivable.sent),
        reminders=tuple([charge.on for charge in charges if charge.kind is ChargeKind.REMINDER]),
        demands=tuple([charge.on for charge in charges if charge.kind is ChargeKind.DEMAND]),
    )


def _compensated(account: Account) -> bool:
    return any(entry.name == ChargeKind.STANDARD_COMPENSATION for entry in account.entries)


def _beyond_compensation(account: Account, nominal: int) -> int:
    """Return the part of a step's costs that exceeds the standard compensation, of which the larger is owed."""
    compensation = sum(e.nominal for e in account.entries if e.name == ChargeKind.STANDARD_COMPENSATION)
    costs = sum(
        entry.nominal
        for entry in account.entries
        if entry.kind is EntryKind.CHARGE and entry.name not in {ChargeKind.STANDARD_COMPENSATION, ChargeKind.COURT}
    )
    return max(costs + nominal - compensation, 0) - max(costs - compensation, 0)


def lose(world: World, key: str) -> None:
    """Write off a case that all steps have not brought in."""
    receivable = world.find(Receivable, key)
    if receivable.standing is Standing.OPEN:
        write_off(world, receivable, CloseReason.CREDIT_LOSS, world.today)


def hold(world: World, receivable: Receivable, standing: Standing, *, until: date | None, because: str) -> Receivable:
    """Let a case stand still for the reason ``standing``, up to and not including ``until`` (None: until told)."""
    held = replace(receivable, standing=stand(receivable.standing, standing), resumes=until)
    world.put(held, because=because)
    for what in ("step", "credit-loss", "resume"):
        world.call_off(what, receivable.key)
    if until is not None:
        world.plan("resume", receivable.key, at(until, world.policy.morning_hour))
    return held


def resume(world: World, key: str) -> None:
    """Let a case that stood still go on; steps that fell due meanwhile are taken from now on."""
    receivable = world.find(Receivable, key)
    if receivable.standing in (Standing.OPEN, Standing.CLOSED):
        return
    going = replace(receivable, standing=stand(receivable.standing, Standing.OPEN), resumes=None)
    world.put(going, because="resumed")
    world.call_off("resume", key)
    if going.stage not in BEFORE_DUE:
        plan_step(world, going)
