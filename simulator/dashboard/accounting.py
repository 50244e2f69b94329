"""The page of the accounting systems: what their books hold, and how far the documents on their way there are."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.control import wire
from simulator.control.accounting_books import AccountingShape, accounting_books
from simulator.control.plane import Ask, Plane
from simulator.control.queues import QueueShape, queues
from simulator.dashboard.view import View
from simulator.world.world import World


class AccountingPage(wire.Shape, frozen=True):
    """The books of every system, and the queue of every client that has handed something in for accounting."""

    world: str
    name: str
    systems: list[AccountingShape]
    queues: list[QueueShape]


async def accounting_page(plane: Plane, ask: Ask, *, titles: Mapping[str, str]) -> View:
    """Show the books of the accounting systems of a world; ``titles`` are what people call the systems."""
    return View("accounting.html", await plane.amid(ask.world, _told), {"titles": titles})


def _told(world: World) -> AccountingPage:
    return AccountingPage(world=world.id, name=world.info.name, systems=accounting_books(world), queues=queues(world))
