"""``cfis-sandbox clock``: show a world's time, and move it forward."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import click

from simulator.cli.answers import Moved, WorldState
from simulator.cli.moments import ZONE_SHOWN, instant, pace
from simulator.cli.session import CLIENT, Session, with_world
from simulator.cli.tables import Column, facts, table
from simulator.cli.timeline import timeline
from simulator.cli.values import SPEED

NEXT_EVENT: Final = "next-event"


class ShowsByDefault(click.Group):
    """A group that means ``show`` when no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``show`` before options that are not the group's own, and where there is nothing at all."""
        if not args or (args[0].startswith("-") and args[0] not in self.get_help_option_names(ctx)):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ShowsByDefault)
def clock() -> None:
    """Show a world's clock, and move it forward.

    Everything that is due on the way happens, in order and each thing at its own instant; it is told as a timeline in
    Finnish time. Without a command, the clock is shown.

    \b
    Example:
      cfis-sandbox clock
      cfis-sandbox clock advance P14D
    """


@clock.command()
@with_world
def show(session: Session) -> None:
    """Show what time it is in the world, and what comes next.

    \b
    Example:
      cfis-sandbox clock show
    """
    session.show(session.remote.get(session.here()), WorldState, _clock)


@clock.command()
@click.argument("duration")
@with_world
def advance(session: Session, duration: str) -> None:
    """Move the clock forward by a DURATION.

    A duration is written as ISO 8601 has it: P14D is fourteen days, P1M a month, PT36H thirty-six hours.

    \b
    Example:
      cfis-sandbox clock advance P14D
    """
    _move(session, {"advance": duration.upper()})


@clock.command()
@click.argument("instant", metavar="DATE")
@with_world
def to(session: Session, instant: str) -> None:
    """Move the clock forward to a DATE.

    A date means the start of that day in Finland; an instant has an offset.

    \b
    Example:
      cfis-sandbox clock to 2026-12-24
      cfis-sandbox clock to 2026-12-24T09:00:00+02:00
    """
    _move(session, {"to": instant})


@clock.command()
@click.argument("what", nargs=-1, required=True, metavar="WHAT...")
@click.option(
    "--case", type=int, metavar="NUMBER", help="Wait for this case instead of an invoice; WHAT is its stage alone."
)
@CLIENT
@with_world
def until(session: Session, what: tuple[str, ...], case: int | None, client: int | None) -> None:
    """Move the clock forward until something has happened.

    WHAT is next-event, or an invoice number and the stage that it shall reach. If that does not come by itself, the
    clock does not move.

    \b
    Example:
      cfis-sandbox clock until next-event
      cfis-sandbox clock until 1001 REMINDED
    """
    _move(session, {"until": _goal(what, case, client)})


@clock.command()
@click.argument("speed", type=SPEED, metavar="RATE")
@with_world
def rate(session: Session, speed: Decimal) -> None:
    """Let the clock run by itself at a RATE.

    RATE is in virtual seconds each second: 86400 is a day each second, 1 is real time, off stops the clock where it is.

    \b
    Example:
      cfis-sandbox clock rate 86400
      cfis-sandbox clock rate off
    """
    answer = session.remote.post(session.here("/clock"), {"rate": speed})
    session.show(answer, Moved, lambda moved: f"It is {instant(moved.now)} ({ZONE_SHOWN}); the clock {pace(speed)}.")


def _move(session: Session, how: dict[str, Any]) -> None:
    before = session.remote.get(session.here()).read(WorldState).now
    answer = session.remote.post(session.here("/clock"), how)
    session.show(answer, Moved, lambda moved: told(before, moved))


def told(before: datetime, moved: Moved) -> str:
    """Return where the clock has come to, and the timeline of what happened on the way."""
    head = f"{instant(before)} -> {instant(moved.now)} ({ZONE_SHOWN})"
    if not moved.events:
        return f"{head}\nNothing happened."
    left = moved.event_count - len(moved.events)
    tail = f"\n... and {left} more; see 'cfis-sandbox events'" if left > 0 else ""
    return f"{head}\n\n{timeline(moved.events)}{tail}"


def _goal(what: tuple[str, ...], case: int | None, client: int | None) -> Any:
    whose = {} if client is None else {"clientId": client}
    match what:
        case (only,) if case is not None:
            return {"caseId": case, "stage": only.upper(), **whose}
        case (only,) if only.lower() == NEXT_EVENT:
            return NEXT_EVENT
        case (number, stage) if number.isascii() and number.isdigit() and case is None:
            return {"invoiceNumber": int(number), "stage": stage.upper(), **whose}
        case _:
            raise click.UsageError("expected 'next-event', or an invoice number and a stage such as '1001 REMINDED'")


def _clock(world: WorldState) -> str:
    head = facts(
        [
            ("world", world.world),
            ("now", f"{instant(world.now)} ({ZONE_SHOWN})"),
            ("UTC", world.now.isoformat()),
            ("clock", "is being moved" if world.moving else pace(world.rate)),
        ]
    )
    if not world.agenda:
        return f"{head}\n\nNothing is to come."
    rows = [(instant(due.at), due.what, due.key) for due in world.agenda]
    return f"{head}\n\n{table((Column('NEXT'), Column('WHAT'), Column('ABOUT')), rows)}"
