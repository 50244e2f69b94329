"""``cfis-sandbox fault``: break the network of a world, one request at a time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import click

from simulator.cli.answers import Shape
from simulator.cli.session import Session, with_world
from simulator.cli.shape import print_json
from simulator.cli.tables import Column, table
from simulator.cli.values import SECONDS

FAULTS: Final = (
    "status",
    "delay",
    "drop",
    "lost-answer",
    "truncate",
    "malformed",
    "rate-limit",
    "expire-token",
    "vary",
)
COLUMNS: Final = (
    Column("ID", right=True),
    Column("SYSTEM"),
    Column("OPERATION"),
    Column("FAULT"),
    Column("FROM TURN", right=True),
    Column("TIMES", right=True),
    Column("MET", right=True),
    Column("APPLIED", right=True),
)


class ArmedFault(Shape, frozen=True, kw_only=True):
    """A fault that waits, or has been used up."""

    id: int
    system: str
    fault: str
    operation: str | None = None
    turn: int = 1
    times: int = 1
    status: int | None = None
    seconds: Decimal | None = None
    retry_after: int | None = None
    variation: str | None = None
    met: int = 0
    applied: int = 0


class Faults(Shape, frozen=True, kw_only=True):
    """The faults of a world."""

    faults: tuple[ArmedFault, ...]


@click.group()
def fault() -> None:
    """Arm, list and clear faults.

    A fault waits for requests to a system, and spoils one or more of them.

    \b
    Example:
      cfis-sandbox fault arm cfis lost-answer --operation createInvoice
    """


@fault.command()
@click.argument("system")
@click.argument("kind", metavar="FAULT", type=click.Choice(FAULTS))
@click.option("--operation", help="Only requests to this operation, such as createInvoice; all unless given.")
@click.option("--turn", type=int, metavar="NUMBER", help="The first matching request that is spoilt, counted from 1.")
@click.option("--times", type=int, metavar="NUMBER", help="How many requests are spoilt; 1 unless given.")
@click.option(
    "--status",
    type=int,
    metavar="NUMBER",
    help="The status that is answered, for the fault 'status'; 503 unless given.",
)
@click.option("--seconds", type=SECONDS, help="How long the answer takes, for the fault 'delay'.")
@click.option(
    "--retry-after", type=int, metavar="NUMBER", help="Seconds that the answer asks to wait, with 429 and 503."
)
@click.option("--variation", help="How the answer differs, for the fault 'vary', such as extra-members.")
@with_world
def arm(session: Session, system: str, kind: str, retry_after: int | None, **given: Any) -> None:
    """Arm a FAULT for requests to SYSTEM.

    status, rate-limit and drop come instead of carrying the request out; delay, lost-answer, truncate, malformed
    and vary come after it was carried out; expire-token ends its credential first.

    \b
    Example:
      cfis-sandbox fault arm cfis status --status 503 --times 2
      cfis-sandbox fault arm cfis lost-answer --operation createInvoice --turn 3
    """
    options = {"retryAfter": retry_after, **given}
    body = {"system": system, "fault": kind, **{name: value for name, value in options.items() if value is not None}}
    session.show(session.remote.post(session.here("/faults"), body), ArmedFault, lambda armed: _listed((armed,)))


@fault.command("list")
@with_world
def show_all(session: Session) -> None:
    """List the faults that are armed, and how far each is.

    \b
    Example:
      cfis-sandbox fault list
    """
    session.show(session.remote.get(session.here("/faults")), Faults, lambda found: _listed(found.faults))


@fault.command()
@click.argument("number", metavar="[ID]", type=int, required=False)
@with_world
def clear(session: Session, number: int | None) -> None:
    """Clear the fault with this ID, or all of them.

    \b
    Example:
      cfis-sandbox fault clear
      cfis-sandbox fault clear 2
    """
    session.remote.delete(session.here("/faults" if number is None else f"/faults/{number}"))
    if session.json:
        print_json({"cleared": "all" if number is None else number})
    else:
        click.echo("All faults are cleared." if number is None else f"Fault {number} is cleared.")


def _listed(faults: tuple[ArmedFault, ...]) -> str:
    return table(COLUMNS, [_row(each) for each in faults])


def _row(each: ArmedFault) -> tuple[object, ...]:
    operation = each.operation or "any"
    return (each.id, each.system, operation, _kind(each), each.turn, each.times, each.met, each.applied)


def _kind(each: ArmedFault) -> str:
    details = (
        (each.status, "{}"),
        (each.seconds, "{} s"),
        (each.retry_after, "Retry-After {}"),
    )
    told: list[Decimal | int | str] = [words.format(value) for value, words in details if value is not None]
    return " ".join([each.fault, *map(str, told)])
