"""What happened, as a timeline that reads from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from simulator.cli.answers import Event
from simulator.cli.moments import day, time_of_day
from simulator.cli.tables import Column, amount, table
from simulator.core.record_names import record_name

COLUMNS: Final = (
    Column("DATE"),
    Column("TIME"),
    Column("ABOUT"),
    Column("WHAT"),
    Column("AMOUNT", right=True),
    Column("STAGE"),
    Column("NOTE"),
)
LONGEST_KEY: Final = 20
"""Keys longer than this are digests, which tell people nothing."""


def timeline(events: Sequence[Event]) -> str:
    """Return ``events`` as a table, one line each, in Finnish time."""
    several = len({event.client_id for event in events if event.client_id is not None}) > 1
    return table(COLUMNS, [_row(event, several_clients=several) for event in events])


def line(event: Event) -> str:
    """Return one event as a line of its own, for a log that is followed."""
    date, time, about, what, money, _, note = _row(event, several_clients=False)
    return "  ".join(part for part in (date, time, about.ljust(14), what, money, note) if part)


def _row(event: Event, *, several_clients: bool) -> tuple[str, ...]:
    return (
        day(event.at),
        time_of_day(event.at),
        _about(event, several_clients=several_clients),
        event.because,
        amount(event.amount, event.currency),
        event.stage or "",
        event.note or "",
    )


def _about(event: Event, *, several_clients: bool) -> str:
    if event.invoice_number is not None:
        client = f"{event.client_id}/" if several_clients else ""
        return f"invoice {client}{event.invoice_number}"
    kind = record_name(event.kind)
    return kind if len(event.key) > LONGEST_KEY or kind == "world" else f"{kind} {event.key}"
