"""Read the journal of a world, or of the lobby: every exchange, with its verdict and its explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from simulator.control.plane import Ask, Plane
from simulator.http.endpoint import Reply
from simulator.http.journal import LOBBY, Exchange, Journal
from simulator.http.rendering import as_har, as_json, as_summary

RENDERED_AT_A_TIME: Final = 20
"""Entries that are rendered whole before others are let in."""
MOST_ARCHIVED: Final = 2000


async def list_journal(plane: Plane, ask: Ask) -> Reply:
    """List exchanges, the oldest first: in brief, or whole."""
    journal = await _journal(plane, ask.world)
    limit: int = ask.query["limit"]
    found = _found(journal, ask, limit + 1)
    page = found[:limit]
    if ask.query["whole"]:
        entries = await _whole(plane, page)
    else:
        entries = [as_summary(entry) for entry in page]
    return Reply(200, {"entries": entries, "more": len(found) > limit})


async def get_entry(plane: Plane, ask: Ask) -> Reply:
    """Show one exchange."""
    journal = await _journal(plane, ask.world)
    return Reply(200, as_json(journal.entry(ask.path["entry"])))


async def get_archive(plane: Plane, ask: Ask) -> Reply:
    """Show exchanges as an HTTP archive."""
    found = _found(await _journal(plane, ask.world), ask, MOST_ARCHIVED)
    archive = as_har((), plane.settings.version)
    for start in range(0, len(found), RENDERED_AT_A_TIME):
        some = as_har(found[start : start + RENDERED_AT_A_TIME], plane.settings.version)
        archive["log"]["entries"] += some["log"]["entries"]
        await plane.rest()
    return Reply(200, archive, {"Content-Disposition": f'attachment; filename="{ask.world}.har"'})


async def _journal(plane: Plane, world: str) -> Journal:
    """Return the journal of ``world``. Raises NotFound for one that does not exist."""
    if world != LOBBY:
        await plane.amid(world, lambda opened: opened.id)
    return plane.journals.of(world)


def _found(journal: Journal, ask: Ask, most: int) -> list[Exchange]:
    query = ask.query
    return journal.query(
        after=query["after"],
        system=query.get("system"),
        operation=query.get("operation"),
        status=query.get("status"),
        limit=most,
    )


async def _whole(plane: Plane, entries: Sequence[Exchange]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for start in range(0, len(entries), RENDERED_AT_A_TIME):
        told += [as_json(entry) for entry in entries[start : start + RENDERED_AT_A_TIME]]
        await plane.rest()
    return told
