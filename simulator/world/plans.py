"""Payment plans that are in force, and when their instalments are looked at."""

from __future__ import annotations

from simulator.core.action import Plan
from simulator.core.calendar import at, day_after
from simulator.world.world import World


def plan_in_force(world: World, key: str) -> Plan | None:
    """Return the plan of the receivable ``key``, unless there is none, it was broken, or its last day has passed."""
    plan = world.look(Plan, key)
    if plan is None or plan.broken is not None or plan.instalments[-1][0] < world.today:
        return None
    return plan


def watch(world: World, plan: Plan) -> None:
    """Look at the next instalment in the morning of the day after it is due."""
    coming = min(day for day, _ in plan.instalments if day >= world.today)
    world.plan("instalment", plan.key, at(day_after(coming), world.policy.morning_hour))
