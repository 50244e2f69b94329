"""``cfis-sandbox world``: make, look at and drop worlds."""

from __future__ import annotations

from typing import Any, Final

import click

from simulator.cli import copies
from simulator.cli.answers import Worlds, WorldState
from simulator.cli.moments import ZONE_SHOWN, instant, pace
from simulator.cli.opened import WorldOpened, opened
from simulator.cli.session import WORLD, Session, with_sandbox
from simulator.cli.shape import print_json
from simulator.cli.tables import Column, facts, table
from simulator.cli.values import POLICY_CHANGE

SERVICES: Final = ("LIFECYCLE", "INTERMEDIATION", "COOP", "COLLECTION")
PROFILES: Final = ("lenient", "faithful", "harsh")


@click.group()
def world() -> None:
    """Make, look at, copy and drop worlds.

    A world is an isolated sandbox, with its own clock, clients, credentials and books.

    \b
    Example:
      cfis-sandbox world new --name first-try --now 2026-10-01
      cfis-sandbox world list
    """


@world.command()
@click.option("--name", help="What to call it; numbered w1, w2 and so on unless given.")
@click.option("--seed", help="What its credentials, ids and chances follow from; its name unless given.")
@click.option("--now", metavar="DATE", help="What time it is there, a date or an instant; real time unless given.")
@click.option("--profile", type=click.Choice(PROFILES), help="How kind it is; as the server's unless given.")
@click.option(
    "--service",
    "services",
    metavar="|".join(SERVICES),
    type=click.Choice(SERVICES, case_sensitive=False),
    multiple=True,
    help="What the agency does for the demo creditor; repeated, it makes a creditor for each.",
)
@click.option("--accounting", metavar="SYSTEM", help="The accounting system of its creditors; netvisor unless given.")
@click.option("--old-settlements", is_flag=True, help="Answer settlements in the older of the two printed shapes.")
@click.option("--strict", is_flag=True, help="Check business ids, accounts and references too.")
@click.option(
    "--policy",
    type=POLICY_CHANGE,
    metavar="NAME=VALUE",
    multiple=True,
    help="Set an assumed number, such as morning_hour=6; may be repeated.",
)
@with_sandbox
def new(
    session: Session,
    services: tuple[str, ...],
    old_settlements: bool,
    policy: tuple[tuple[str, object], ...],
    **given: Any,
) -> None:
    """Make a world, and print its base URLs and credentials.

    The credentials are shown only now. The same name and seed give the same credentials again, unless a control token
    guards the server.

    \b
    Example:
      cfis-sandbox world new --name first-try --now 2026-10-01
      cfis-sandbox world new --service COLLECTION --profile harsh --policy morning_hour=6
    """
    body = {name: value for name, value in given.items() if value}
    if services:
        body["services"] = list(dict.fromkeys(services))
    if old_settlements:
        body["settlementShape"] = "old"
    if policy:
        body["policy"] = dict(policy)
    session.show(session.remote.post("/worlds", body), WorldOpened, opened)


@world.command("list")
@with_sandbox
def show_all(session: Session) -> None:
    """List the worlds there are, oldest first.

    \b
    Example:
      cfis-sandbox world list
    """
    session.show(session.remote.get("/worlds"), Worlds, _listed)


@world.command()
@WORLD
@with_sandbox
def show(session: Session) -> None:
    """Show what WORLD is like, without its secrets.

    \b
    Example:
      cfis-sandbox world show demo
    """
    session.show(session.remote.get(session.here()), WorldState, _described)


@world.command()
@click.argument("world")
@with_sandbox
def drop(session: Session) -> None:
    """Drop WORLD with all it has.

    Its snapshots and its journal go as well.

    \b
    Example:
      cfis-sandbox world drop w1
    """
    session.remote.delete(session.here())
    if session.json:
        print_json({"dropped": session.world})
    else:
        click.echo(f"World {session.world} is gone.")


for _command in copies.COMMANDS:
    world.add_command(_command)


def _listed(worlds: Worlds) -> str:
    columns = (Column("WORLD"), Column(f"NOW ({ZONE_SHOWN})"), Column("PROFILE"), Column("CLOCK"))
    return table(columns, [(each.world, instant(each.now), each.profile, pace(each.rate)) for each in worlds.worlds])


def _described(world: WorldState) -> str:
    head = facts(
        [
            ("world", world.world),
            ("now", f"{instant(world.now)} ({ZONE_SHOWN})"),
            ("clock", "is being moved" if world.moving else pace(world.rate)),
            ("profile", world.profile + (", strict" if world.strict else "")),
            ("seed", world.seed),
            ("accounting", world.accounting),
            ("settlements", f"in the {world.settlement_shape} shape" if world.settlement_shape else ""),
            *((name, number) for name, number in world.counts.items()),
            *((f"policy {name}", value) for name, value in world.policy.items()),
        ]
    )
    columns = (
        Column("CLIENT"),
        Column("ENVIRONMENT"),
        Column("NAME"),
        Column("SERVICE"),
        Column("CODE"),
        Column("ACCOUNTING"),
        Column("LIVE TOKENS"),
    )
    rows = [
        (
            each.client_id,
            each.environment,
            each.name,
            each.service,
            each.customer_code,
            each.accounting,
            ", ".join(token.hint for token in each.tokens if token.ended is None),
        )
        for each in world.clients
    ]
    return f"{head}\n\n{table(columns, rows)}"
