"""Lists of values in one parameter: separated by commas, or the parameter several times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from simulator.systems.procountor.refusals import Refusal, invalid
from simulator.systems.procountor.routes.batch import MOST_IDS, whole_id
from simulator.systems.procountor.wire.moment import instant


def words(query: Mapping[str, Any], name: str, known: Collection[str]) -> frozenset[str]:
    """Return the values of a parameter, none where it is absent. Raises Refusal for one that is not ``known``."""
    given = _texts(query, name)
    wrong = [one for one in given if one not in known]
    if wrong:
        raise Refusal(400, (f"Value of the '{name}' field is invalid: {wrong[0][:40]}", ""))
    return frozenset(given)


def numbers(query: Mapping[str, Any], name: str) -> list[int]:
    """Return the ids that a parameter names, in order and each once; none where it is absent. Raises Refusal."""
    given = sorted({whole_id(one, name) for one in _texts(query, name)})
    if len(given) > MOST_IDS:
        raise invalid("TOO_MANY_IDS", name, explained=f"{len(given)} ids are given; at most {MOST_IDS} are taken")
    return given


def moment(query: Mapping[str, Any], name: str, *, end: bool = False) -> datetime | None:
    """Return the instant that a parameter names; with ``end`` the last one of its second. Raises Refusal."""
    text = query.get(name)
    if text is None:
        return None
    try:
        return instant(text, end=end)
    except ValueError:
        raise Refusal(400, (f"Value of the '{name}' field is invalid: {text[:40]}", "")) from None


def _texts(query: Mapping[str, Any], name: str) -> list[str]:
    parts = (part.strip() for each in query.get(name, ()) for part in each.split(","))
    return [part for part in parts if part]
