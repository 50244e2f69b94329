"""What time does to a case: it opens, falls due, and is pursued step by step until somebody or something ends it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from simulator.core.account import PAYMENTS
from simulator.core.calendar import at, day_after, helsinki_date, midnight
from simulator.core.charges import ChargeKind
from simulator.core.court import COURT_FEES, recoverable_costs
from simulator.core.debtor import DebtorKind
from simulator.core.lifecycle import BEFORE_DUE, Standing, Trigger, case_stage, follow, stand
from simulator.core.limitation import LimitationKind, limitation
from simulator.core.receivable import CloseReason, Receivable
from simulator.core.records import Client, Service
from simulator.core.steps import TRIGGER, Step, StepKind
from simulator.core.waiting import Action, Facts, Result, earliest, verdict
from simulator.world.charging import charge, fee_allowed
from simulator.world.plans import plan_in_force, watch
from simulator.world.posting import write_off
from simulator.world.world import World

_FACT: Final = MappingProxyType(
    {
        StepKind.REMINDER: "reminded",
        StepKind.DEMAND: "payment demanded",
        StepKind.LEGAL: "taken to court",
        StepKind.ENFORCEMENT: "enforcement applied for",
    }
)
_AT_ALL: Final = MappingProxyType(
    {
        StepKind.REMINDER: Action.REMINDER_WITHOUT_FEE,
        StepKind.DEMAND: Action.PAYMENT_DEMAND_WITHOUT_FEE,
        StepKind.LEGAL: Action.COURT_CLAIM,
    }
)
_WITH_FEE: Final = MappingProxyType(
    {StepKind.REMINDER: Action.REMINDER_WITH_FEE, StepKind.DEMAND: Action.PAYMENT_DEMAND_WITH_FEE}
)
_COURT_FEES_FROM: Final = COURT_FEES[-1][0]
_FIRST_CASE: Final = 480_001


def steps_of(world: World, client: Client) -> tuple[Step, ...]:
    """Return the steps by which cases of ``client`` are pursued, court included where it is wanted after a demand.

    Steps of a client's own are complete, unless the client says of itself that it wants legal collection.
    """
    policy = world.policy
    own = client.steps
    if own is None:
        own = policy.collection_steps if client.service is Service.COLLECTION else policy.lifecycle_steps
    wanted = policy.legal_collection and client.steps is None
    legal = wanted if client.legal_collection is None else client.legal_collection
    if not legal or not own or own[-1].kind is not StepKind.DEMAND:
        return own
    court = Step(StepKind.LEGAL, policy.legal_after_days)
    return (*own, court, Step(StepKind.ENFORCEMENT, policy.enforcement_after_days))


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
        late = charge(world, late, kind, fee_allowed(late, kind), because="standard compensation claimed")
    plan_step(world, late)


def plan_step(world: World, receivable: Receivable) -> None:
    """Put what comes next for an overdue case on the agenda: a step, or in the end the credit loss."""
    if receivable.standing is not Standing.OPEN or receivable.stage in BEFORE_DUE:
        return
    step = _next_step(world, receivable)
    if step is None:
        _plan_credit_loss(world, receivable)
    elif step.kind is StepKind.REMINDER or not receivable.collection_disabled:
        day = _last_date(receivable) + timedelta(days=step.after_days)
        world.plan("step", receivable.key, _morning(world, day))


def _next_step(world: World, receivable: Receivable) -> Step | None:
    steps = steps_of(world, world.find(Client, str(receivable.client_id)))
    return steps[receivable.next_step] if receivable.next_step < len(steps) else None


def _last_date(receivable: Receivable) -> date:
    """Return the day that what comes next is counted from: the last step's, or the case's due date if it is later."""
    due = receivable.case_due or receivable.account.due
    return due if receivable.last_step is None else max(receivable.last_step, due)


def _plan_credit_loss(world: World, receivable: Receivable) -> None:
    policy = world.policy
    soonest = max(_last_date(receivable) + timedelta(days=policy.credit_loss_after_days), world.today)
    day = soonest.replace(day=policy.credit_loss_day_of_month)
    if day < soonest:
        day = (soonest.replace(day=1) + timedelta(days=32)).replace(day=policy.credit_loss_day_of_month)
    world.plan("credit-loss", receivable.key, at(day, policy.morning_hour))


def _morning(world: World, day: date) -> datetime:
    """Return the morning of ``day``, or of today when that day has passed: what is overdue by then is done at once."""
    return at(max(day, world.today), world.policy.morning_hour)


def take_step(world: World, key: str) -> None:
    """Remind, demand, sue or enforce: whatever the client's next step is, as soon as the law allows it."""
    receivable = world.find(Receivable, key)
    step = _next_step(world, receivable)
    if step is None:
        plan_step(world, receivable)
        return
    facts = facts_of(world, receivable)
    day = _lawful_day(world, step.kind, facts)
    if day is None:
        rule = verdict(_AT_ALL[step.kind], world.today, facts).rule
        world.put(receivable, because="not pursued any further", note=rule)
        _plan_credit_loss(world, receivable)
    elif day > world.today:
        world.plan("step", key, at(day, world.policy.morning_hour))
    else:
        plan_step(world, _taken(world, receivable, step, facts))


def _lawful_day(world: World, kind: StepKind, facts: Facts) -> date | None:
    """Return the first day, from today on, on which the law lets a step be taken; None when there is none."""
    action = _AT_ALL.get(kind)
    if action is None or verdict(action, world.today, facts).result is not Result.FORBIDDEN:
        return world.today
    day = earliest(action, facts)
    return day if day is not None and day > world.today else None


def _taken(world: World, receivable: Receivable, step: Step, facts: Facts) -> Receivable:
    stage = follow(receivable.stage, TRIGGER[step.kind])
    taken = replace(
        receivable,
        stage=stage,
        case_stage=case_stage(stage),
        next_step=receivable.next_step + 1,
        last_step=world.today,
    )
    because = _FACT[step.kind]
    if step.kind is StepKind.ENFORCEMENT:
        world.put(taken, because=because)
        return taken
    if step.kind is StepKind.LEGAL:
        costs = recoverable_costs(receivable.account.capital, max(world.today, _COURT_FEES_FROM)).total
        return charge(world, taken, ChargeKind.COURT, costs.cents, because=because)
    kind = ChargeKind(step.kind.value)
    chargeable = step.charge and verdict(_WITH_FEE[step.kind], world.today, facts).result is Result.OK
    return charge(world, taken, kind, fee_allowed(receivable, kind) if chargeable else 0, because=because)


def facts_of(world: World, receivable: Receivable) -> Facts:
    """Return what the law on waiting times needs to know of a case. Every letter and payment interrupts limitation."""
    account = receivable.account
    reminders = tuple([each.on for each in account.charges if each.kind is ChargeKind.REMINDER])
    demands = tuple([each.on for each in account.charges if each.kind is ChargeKind.DEMAND])
    payments = tuple([entry.on for entry in account.entries if entry.kind in PAYMENTS])
    last_day = _last_day(account.due, (*reminders, *demands, *payments))
    return Facts(
        debtor=account.terms.debtor,
        due=account.due,
        invoice_sent=receivable.dated if receivable.sent is None else helsinki_date(receivable.sent),
        reminders=reminders,
        demands=demands,
        demand_payment_days=world.policy.demand_payment_days,
        last_day=last_day,
    )


@lru_cache(maxsize=4096)
def _last_day(due: date, interruptions: tuple[date, ...]) -> date:
    """Return the last day before a claim is time-barred; claims of one creditor share their dates."""
    return limitation(LimitationKind.GENERAL, due, interruptions).last_day


def lose(world: World, key: str) -> None:
    """Write off a case that all steps have not brought in."""
    write_off(world, world.find(Receivable, key), CloseReason.CREDIT_LOSS, world.today)


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
    """Let a case that stood still go on, with its payment plan if one is in force.

    Steps that fell due meanwhile are taken from now on.
    """
    receivable = world.find(Receivable, key)
    if receivable.standing in (Standing.OPEN, Standing.CLOSED):
        return
    plan = plan_in_force(world, key)
    standing = Standing.OPEN if plan is None else Standing.PAYMENT_PLAN
    going = replace(receivable, standing=stand(receivable.standing, standing), resumes=None)
    world.put(going, because="resumed", note=None if plan is None else "with its payment plan")
    world.call_off("resume", key)
    if plan is None:
        plan_step(world, going)
    else:
        watch(world, plan)
