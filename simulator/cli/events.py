"""``cfis-sandbox events``: the event log of a world, read or followed."""

from __future__ import annotations

from typing import Final

import click

from simulator.cli.answers import Event, Shape
from simulator.cli.remote import Answer
from simulator.cli.session import Session, at_most, with_world
from simulator.cli.timeline import line, timeline

SHOWN: Final = 200
"""Events of one page unless another number is asked for."""


class Events(Shape, frozen=True, kw_only=True):
    """A part of the event log; ``last`` is the number of the last event there is."""

    events: tuple[Event, ...]
    last: int = 0
    more: bool = False


@click.command()
@click.option("--after", type=click.IntRange(min=0), metavar="NUMBER", help="Only events with a higher number.")
@at_most(SHOWN, "at once")
@click.option("--follow", is_flag=True, help="Go on with what happens from now on (or after --after), until Ctrl-C.")
@with_world
def events(session: Session, after: int | None, limit: int, follow: bool) -> None:
    """Tell what happened in a world, in order.

    With --json, --follow prints one event a line.

    \b
    Example:
      cfis-sandbox events
      cfis-sandbox events --follow
    """
    if follow:
        _follow(session, _last(session) if after is None else after)
    else:
        answer = session.remote.get(session.here("/events"), {"after": after, "limit": limit})
        session.show(answer, Events, _told)


def _told(found: Events) -> str:
    if not found.events:
        return "Nothing has happened."
    last = found.events[-1].number
    tail = f"\n... and {found.last - last} more; see 'cfis-sandbox events --after {last}'" if found.more else ""
    return timeline(found.events) + tail


def _last(session: Session) -> int:
    return session.remote.get(session.here("/events"), {"limit": 1}).read(Events).last


def _follow(session: Session, after: int) -> None:
    path = session.here("/events")
    for data in session.remote.lines(path, {"after": after}):
        if session.json:
            click.echo(data)
        else:
            click.echo(line(Answer(path, data.encode()).read(Event)))
