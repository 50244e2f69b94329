"""Cost centres and job numbers: the two dimensions that rows name."""

from __future__ import annotations

from simulator.core.dimension import Dimension
from simulator.core.filing import by_name
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.refusals import Refusal
from simulator.systems.netbaron.wire.chart import JOB_NUMBERS
from simulator.world import books_register
from simulator.world.books_opening import DIMENSION
from simulator.world.world import World


def cost_centers(world: World) -> Dimension | None:
    """Return the dimension of cost centres."""
    return world.look(Dimension, by_name(NAME, DIMENSION))


def job_numbers(world: World) -> Dimension | None:
    """Return the dimension of job numbers, which is there once one was named."""
    return world.look(Dimension, by_name(NAME, JOB_NUMBERS))


def named(world: World, cost_center: int | None, job_number: str | None, field: str) -> tuple[tuple[str, str], ...]:
    """Return the dimensions that a row names; a job number is made when it is new.

    Raises Refusal for a cost centre that does not exist; ``field`` is the row.
    """
    pairs: list[tuple[str, str]] = []
    if cost_center is not None:
        pairs.append((DIMENSION, _cost_center(world, cost_center, field)))
    if job_number:
        pairs.append((JOB_NUMBERS, _job_number(world, job_number)))
    return tuple(pairs)


def _cost_center(world: World, number: int, field: str) -> str:
    known = cost_centers(world)
    for item in known.items if known else ():
        if item.number == number:
            return item.name
    raise Refusal("UNKNOWN_COST_CENTER", f"{field}: cost centre {number} does not exist")


def _job_number(world: World, name: str) -> str:
    if job_numbers(world) is None:
        number = world.next_number(f"{NAME}/dimension")
        world.put(Dimension(system=NAME, number=number, name=JOB_NUMBERS), because="dimension added", note=JOB_NUMBERS)
    books_register.dimension_item(world, NAME, JOB_NUMBERS, name, create=True)
    return name
