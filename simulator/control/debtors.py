"""What debtors do besides paying: object, keep out of reach, return a letter, ask for a payment plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from simulator.control import wire
from simulator.control.naming import Named, receivable
from simulator.control.plane import Ask, Plane
from simulator.core.action import Plan
from simulator.core.receivable import Receivable
from simulator.http.endpoint import Reply
from simulator.world import debtors
from simulator.world.posting import balance_of
from simulator.world.world import World

NO_REASON = "no reason given"


class Deed(Named, frozen=True, kw_only=True):
    """What a debtor does about an invoice, and why."""

    reason: str | None = None


class PlanAsked(Deed, frozen=True, kw_only=True, rename="camel"):
    """A proposal to pay in equal instalments."""

    instalments: int
    first_due_date: date | None = None


class InstalmentShape(wire.Shape, frozen=True):
    """One instalment and the day it is due."""

    due_date: date
    amount: Decimal


class PlanShape(wire.Shape, frozen=True):
    """A payment plan as the agency confirmed it."""

    agreed: date
    currency: str
    instalments: list[InstalmentShape]


class Done(wire.Shape, frozen=True):
    """How the invoice stands after what was done about it."""

    now: datetime
    receivable: wire.ReceivableShape


class Agreed(Done, frozen=True):
    """How the invoice stands, and the payment plan for it."""

    plan: PlanShape


async def object_to(plane: Plane, ask: Ask) -> Reply:
    """The debtor disputes the claim."""
    wanted = ask.read(Deed)
    return await _done(plane, ask, lambda w, r: debtors.object_to(w, r, wanted.reason or NO_REASON))


async def answer_objection(plane: Plane, ask: Ask) -> Reply:
    """The objection is found groundless."""
    wanted = ask.read(Deed)
    return await _done(plane, ask, lambda w, r: debtors.answer_objection(w, r, note=wanted.reason or NO_REASON))


async def be_unreachable(plane: Plane, ask: Ask) -> Reply:
    """The agency cannot reach the debtor."""
    wanted = ask.read(Deed)
    return await _done(plane, ask, lambda w, r: debtors.be_unreachable(w, r, wanted.reason or NO_REASON))


async def return_letter(plane: Plane, ask: Ask) -> Reply:
    """What was sent to the debtor comes back."""
    wanted = ask.read(Deed)
    return await _done(plane, ask, lambda w, r: debtors.return_letter(w, r, wanted.reason))


async def ask_for_plan(plane: Plane, ask: Ask) -> Reply:
    """The debtor asks to pay in instalments, and the agency agrees."""
    wanted = ask.read(PlanAsked)

    def agree(world: World) -> Agreed:
        target = receivable(world, wanted)
        plan = debtors.ask_for_plan(world, target, wanted.instalments, wanted.first_due_date)
        after = standing(world, target)
        return Agreed(now=after.now, receivable=after.receivable, plan=_plan(plan))

    return Reply(200, await plane.within(ask.world, agree))


def standing(world: World, target: Receivable) -> Done:
    """Return how an invoice stands now, whatever it was when ``target`` was read."""
    now = world.find(Receivable, target.key)
    return Done(now=world.now, receivable=wire.receivable(now, balance_of(now, world.today)))


async def _done(plane: Plane, ask: Ask, do: Callable[[World, Receivable], object]) -> Reply:
    named = ask.read(Named)

    def act(world: World) -> Done:
        target = receivable(world, named)
        do(world, target)
        return standing(world, target)

    return Reply(200, await plane.within(ask.world, act))


def _plan(plan: Plan) -> PlanShape:
    return PlanShape(
        agreed=plan.agreed,
        currency=plan.paid_before.currency,
        instalments=[InstalmentShape(due_date=day, amount=part.decimal) for day, part in plan.instalments],
    )
