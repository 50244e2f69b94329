"""Decide what becomes of an invoice on its way: approve it, let it arrive, let it fail."""

from __future__ import annotations

import msgspec

from simulator.control.debtors import Done, standing
from simulator.control.naming import Named, receivable
from simulator.control.plane import Ask, Plane
from simulator.http.endpoint import Reply
from simulator.world.distribution import decide
from simulator.world.submission import approve
from simulator.world.world import World


class Outcome(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How a delivery shall end."""

    outcome: str
    reason: str | None = None
    client_id: int | None = None


class Approval(msgspec.Struct, frozen=True, rename="camel"):
    """Whose invoice is approved, where several clients have its number."""

    client_id: int | None = None


async def decide_delivery(plane: Plane, ask: Ask) -> Reply:
    """Let an invoice arrive, or not."""
    wanted = ask.read(Outcome)
    named = Named(invoice_number=ask.path["invoiceNumber"], client_id=wanted.client_id)

    def act(world: World) -> Done:
        target = receivable(world, named)
        return standing(world, decide(world, target.key, wanted.outcome, wanted.reason))

    return Reply(200, await plane.within(ask.world, act))


async def approve_invoice(plane: Plane, ask: Ask) -> Reply:
    """Approve an invoice that waits for somebody's approval."""
    named = Named(invoice_number=ask.path["invoiceNumber"], client_id=ask.read(Approval).client_id)
    return Reply(200, await plane.within(ask.world, lambda w: standing(w, approve(w, receivable(w, named).key))))
