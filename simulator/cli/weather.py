"""``cfis-sandbox weather``: what goes wrong by itself in a harsh world."""

from __future__ import annotations

from typing import Final

import click

from simulator.cli.answers import Shape
from simulator.cli.session import Session, with_world
from simulator.cli.tables import Column, table

TURNS: Final = 100
"""Requests to look ahead unless another number is asked for."""
MOST_TURNS: Final = 10_000
COLUMNS: Final = (Column("REQUEST", right=True), Column("WHAT"), Column("STATUS"))


class BadTurn(Shape, frozen=True, kw_only=True):
    """What goes wrong at one request."""

    turn: int
    fault: str
    status: int | None = None


class Weather(Shape, frozen=True, kw_only=True):
    """The plan of a world for one system."""

    profile: str
    system: str
    turns: int
    bad: tuple[BadTurn, ...]


@click.command()
@click.option("--system", default="cfis", show_default=True, help="Whose requests.")
@click.option(
    "--turns",
    type=click.IntRange(min=1, max=MOST_TURNS),
    metavar="NUMBER",
    default=TURNS,
    show_default=True,
    help="How many requests to look ahead, from the first one ever.",
)
@with_world
def weather(session: Session, system: str, turns: int) -> None:
    """Show what goes wrong by itself in a harsh world.

    The plan follows from the world's seed: it is the same every time.

    \b
    Example:
      cfis-sandbox weather --turns 20
    """
    answer = session.remote.get(session.here("/weather"), {"system": system, "turns": turns})
    session.show(answer, Weather, _told)


def _told(found: Weather) -> str:
    if found.bad:
        return table(COLUMNS, [(each.turn, each.fault, each.status) for each in found.bad])
    if found.profile == "harsh":
        return f"Nothing goes wrong in the first {found.turns} requests to {found.system}."
    return f"Nothing goes wrong by itself in a {found.profile} world; see 'cfis-sandbox world new --profile harsh'."
