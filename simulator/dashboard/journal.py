"""The pages of a journal: what was asked and answered, and one exchange with everything that explains it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from simulator.control import wire
from simulator.control.plane import Ask, Plane
from simulator.core.errors import NotFound
from simulator.dashboard.view import View, number, whole
from simulator.http.journal import LOBBY, MOST_ENTRIES, Exchange, Journal
from simulator.http.rendering import as_json, as_summary

ENTRIES_ON_A_PAGE: Final = 100
LARGEST_STATUS: Final = 599


class JournalPage(wire.Shape, frozen=True):
    """Exchanges, the newest first; each a summary, the findings of both sides, and why it was refused.

    ``before`` and ``status`` are what was asked for, ``next`` is the ``before`` of the page that follows. ``last`` is
    the number of the newest entry there is.
    """

    world: str
    last: int
    status: int | None
    before: int | None
    next: int | None
    entries: list[dict[str, Any]]


async def journal_page(plane: Plane, ask: Ask) -> View:
    """List the exchanges of a world, or of the lobby."""
    journal = await _journal(plane, ask.world)
    before, status = number(ask, "before"), number(ask, "status")
    found = journal.query(status=status or None, limit=MOST_ENTRIES)[::-1]
    older = [entry for entry in found if before is None or entry.number < before]
    page = older[:ENTRIES_ON_A_PAGE]
    data = JournalPage(
        world=ask.world,
        last=journal.next_number - 1,
        status=status,
        before=before,
        next=page[-1].number if len(older) > len(page) else None,
        entries=[_line(entry) for entry in page],
    )
    return View("journal.html", data)


async def entry_page(plane: Plane, ask: Ask) -> View:
    """Show one exchange whole; its twin is what the control plane tells of it."""
    journal = await _journal(plane, ask.world)
    wanted = whole(ask.path["entry"], "journal entry")
    exchange = journal.entry(wanted)
    data = as_json(exchange)
    drawn = {
        "world": ask.world,
        "request_body": _readable(data["body"]),
        "reply_body": _readable(data["response"]["body"]),
        "explanation": [(name, _text(value)) for name, value in data["explanation"].items()],
        "is_last": wanted == journal.next_number - 1,
        "is_first": not _has(journal, wanted - 1),
    }
    return View("entry.html", data, drawn)


async def _journal(plane: Plane, world: str) -> Journal:
    """Return the journal of ``world``. Raises NotFound for a world that does not exist."""
    if world != LOBBY:
        await plane.amid(world, lambda opened: opened.id)
    return plane.journals.of(world)


def _line(entry: Exchange) -> dict[str, Any]:
    return {
        **as_summary(entry),
        "requestFindings": len(entry.request_findings),
        "replyFindings": len(entry.reply_findings),
        "message": entry.explanation.get("message"),
    }


def _has(journal: Journal, wanted: int) -> bool:
    try:
        journal.entry(wanted)
    except NotFound:
        return False
    return True


def _readable(body: str | None) -> str | None:
    """Return a body indented where it is JSON, otherwise as it is."""
    if body is None or not body.lstrip().startswith(("{", "[")):
        return body
    try:
        return msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return body


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "\n".join(_text(one) for one in value)
    return json.dumps(value, indent=2, default=str) if isinstance(value, Mapping) else str(value)
