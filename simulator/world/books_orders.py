"""The sales orders of an accounting system's company: keep them, change them, delete them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.filing import LAST, by_number
from simulator.core.money import Money
from simulator.core.order import SalesOrder
from simulator.core.records import Counter
from simulator.core.sales import Removed
from simulator.world import books
from simulator.world.world import World


class NewOrder(NamedTuple):
    """An order to be kept. Number 0 takes the next."""

    customer_id: int
    dated: date
    due: date
    total: Money
    stage: str
    number: int = 0
    reference: str = ""
    document: bytes = b""


def add_order(world: World, system: str, new: NewOrder) -> SalesOrder:
    """Keep an order. Raises AlreadyExists for a number that is taken, InvalidValue for one that cannot be."""
    order = SalesOrder(
        system=system,
        order_id=world.next_number(f"{system}/order"),
        created=world.now,
        changed=world.now,
        **new._replace(number=_number(world, system, new.number))._asdict(),
    )
    world.put(order, because="order kept", amount=order.total, note=f"number {order.number}")
    return order


def edit_order(world: World, system: str, order_id: int, new: NewOrder) -> SalesOrder:
    """Replace what an order says; number 0 keeps the number it has. Raises as ``add_order`` does, and NotFound."""
    known = order(world, system, order_id)
    number = known.number if new.number in (0, known.number) else _number(world, system, new.number)
    changed = replace(known, **new._replace(number=number)._asdict(), changed=world.now)
    world.put(changed, because="order edited", amount=changed.total)
    return changed


def delete_order(world: World, system: str, order_id: int) -> None:
    """Remove an order. Raises NotFound."""
    known = order(world, system, order_id)
    world.shelf.remove(SalesOrder, known.key)
    world.put(Removed(system=system, what="order", number=order_id, at=world.now), because="order deleted")


def order(world: World, system: str, order_id: int) -> SalesOrder:
    """Return an order by its identity. Raises NotFound."""
    known = world.look(SalesOrder, f"{system}/order/{order_id}")
    if known is None:
        raise NotFound("order", order_id)
    return known


def orders(world: World, system: str, *, above: int = 0) -> list[SalesOrder]:
    """Return the orders with identities above ``above``, in their order."""
    return world.shelf.between(SalesOrder, "id", by_number(system, above + 1), f"{system}/{LAST}")


def _number(world: World, system: str, wanted: int) -> int:
    sequence = f"{system}/order number"
    if not wanted:
        return world.next_number(sequence)
    books.check_number("order number", wanted)
    if world.shelf.select(SalesOrder, "number", by_number(system, wanted)):
        raise AlreadyExists("order", wanted)
    last = world.look(Counter, sequence)
    if last is None or wanted > last.last:
        world.keep(Counter(name=sequence, last=wanted))
    return wanted
