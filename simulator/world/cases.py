"""What time does to a case: it opens, falls due, and is pursued step by step until somebody or something ends it."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from simulator.core.calendar import at, day_after, helsinki_date, midnight
from simulator.core.charges import ChargeKind
from simulator.core.court import COURT_FEES, recoverable_costs
from simulator.core.debtor import DebtorKind
from simulator.core.lifecycle import BEFORE_DUE, Standing, Trigger, case_stage, follow, stand
from simulator.core.money import Money
from simulator.core.pursuit import ruling
from simulator.core.receivable import CloseReason, Receivable
from simulator.core.records import Client, Service
from simulator.core.steps import TRIGGER, Step, StepKind
from simulator.world.charging import charge, fee_allowed
from simulator.world.identities import case_number
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
_CHARGED_AS: Final = MappingProxyType(
    {
        StepKind.REMINDER: ChargeKind.REMINDER,
        StepKind.DEMAND: ChargeKind.DEMAND,
        StepKind.LEGAL: ChargeKind.COURT,
    }
)
_COURT_FEES_FROM: Final = COURT_FEES[-1][0]


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
    case_id = case_number(world)
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
    if receivable.standing is Standing.OPEN and receivable.stage not in BEFORE_DUE:
        _plan_next(world, receivable, _steps_against(world, receivable))


def _plan_next(world: World, receivable: Receivable, steps: tuple[Step, ...]) -> None:
    if receivable.next_step >= len(steps):
        _plan_credit_loss(world, receivable)
        return
    step = steps[receivable.next_step]
    if step.kind is StepKind.REMINDER or not receivable.collection_disabled:
        day = max(day_after(_last_date(receivable), step.after_days), world.today)  # what is overdue is done at once
        world.plan("step", receivable.key, at(day, world.policy.morning_hour))


def _steps_against(world: World, receivable: Receivable) -> tuple[Step, ...]:
    return steps_of(world, world.find(Client, str(receivable.client_id)))


def _last_date(receivable: Receivable) -> date:
    """Return the day that what comes next is counted from: the last step's, or the case's due date if it is later."""
    due, last = receivable.case_due or receivable.account.due, receivable.last_step
    return due if last is None or last < due else last


def _plan_credit_loss(world: World, receivable: Receivable) -> None:
    policy = world.policy
    soonest = max(_last_date(receivable) + timedelta(days=policy.credit_loss_after_days), world.today)
    day = soonest.replace(day=policy.credit_loss_day_of_month)
    if day < soonest:
        day = (soonest.replace(day=1) + timedelta(days=32)).replace(day=policy.credit_loss_day_of_month)
    world.plan("credit-loss", receivable.key, at(day, policy.morning_hour))


def take_step(world: World, key: str) -> None:
    """Remind, demand, sue or enforce: whatever the client's next step is, as soon as the law allows it."""
    receivable = world.find(Receivable, key)
    steps = _steps_against(world, receivable)
    if receivable.next_step >= len(steps):
        _plan_next(world, receivable, steps)
        return
    step = steps[receivable.next_step]
    lawful = ruling(
        step.kind,
        world.today,
        receivable.account,
        sent=receivable.dated if receivable.sent is None else helsinki_date(receivable.sent),
        demand_payment_days=world.policy.demand_payment_days,
    )
    if lawful.day is None:
        world.put(receivable, because="not pursued any further", note=lawful.rule)
        _plan_credit_loss(world, receivable)
    elif lawful.day > world.today:
        world.plan("step", key, at(lawful.day, world.policy.morning_hour))
    else:
        taken = _taken(world, receivable, step, chargeable=step.charge and lawful.chargeable)
        _plan_next(world, taken, steps)


def _taken(world: World, receivable: Receivable, step: Step, *, chargeable: bool) -> Receivable:
    stage = follow(receivable.stage, TRIGGER[step.kind])
    taken = replace(
        receivable,
        stage=stage,
        case_stage=case_stage(stage),
        next_step=receivable.next_step + 1,
        last_step=world.today,
    )
    because = _FACT[step.kind]
    kind = _CHARGED_AS.get(step.kind)
    if kind is None:
        world.put(taken, because=because)
        return taken
    if kind is ChargeKind.COURT:
        costs = recoverable_costs(receivable.account.capital, max(world.today, _COURT_FEES_FROM)).total
        fee = Money(costs.cents, receivable.currency)
    else:
        fee = fee_allowed(receivable, kind) if chargeable else Money(0, receivable.currency)
    return charge(world, taken, kind, fee, because=because)


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
