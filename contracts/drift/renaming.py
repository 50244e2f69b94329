"""Members that are there under another name: found by what they are called and hold, and looked into all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from contracts.drift.differences import Action, target
from contracts.drift.walking import First, Seen, Spot, Walk

ALIKE: Final = 0.4
"""Names that are less alike than this, from 0 to 1, hardly mean the same."""


class Renaming:
    """The other names in what a walk has seen, by the place of their object, and where they stand in the contract."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.by_spot: dict[Spot, Mapping[str, str]] = {}
        """The name that was expected, by the one that was seen."""
        self._moved: list[tuple[Spot, Spot]] = []
        self._look()

    def moved(self, spot: Spot, actions: Iterable[Action]) -> Iterator[Action]:
        """Yield actions about what is at ``spot``, each where that stands once what is around it is renamed."""
        around = [(target(old), target(new)) for old, new in self._moved if spot[: len(old)] == old]
        for action in actions:
            where = action.target
            for old, new in around:
                if where == old or where.startswith((f"{old}.", f"{old}[")):
                    where = new + where.removeprefix(old)
            yield Action(where, action.update, action.remove)

    def _look(self) -> None:
        """Find other names from the outside in; what they hold is gone through as if they had the expected one."""
        waiting = list(self._walk.seen)
        while waiting:
            spot = waiting.pop(0)
            seen = self._walk.seen[spot]
            if spot in self.by_spot or seen.first is None:
                continue
            holder = self._walk.holder(spot, "properties")
            self.by_spot[spot] = dict(_renamed(self._walk, seen, holder, self._walk.schema_at(spot)))
            before = set(self._walk.seen)
            for new, old in self.by_spot[spot].items():
                self._through(seen.names[new], (*holder, "properties", old), seen.first, new)
                moved = ((*holder, "properties", old), (*holder, "properties", new))
                # The innermost first: the place of an inner one is told by the old name of the outer one.
                self._moved.insert(0, moved)
            waiting += [each for each in self._walk.seen if each not in before]

    def _through(self, values: list[Any], spot: Spot, first: First, name: str) -> None:
        around = "" if first.place == "body" else f"{first.place}."
        for value in values:
            self._walk.through(value, spot, first.sighting, [f"{around}{name}"])


def _renamed(walk: Walk, seen: Seen, holder: Spot, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield members that stand for others: always there, the other never, and right by the other's schema."""
    new = [name for name, values in seen.names.items() if len(values) == seen.objects]
    required, objects = schema.get("required", ()), [value for value in seen.values if isinstance(value, dict)]
    for old in schema.get("properties", {}):
        if any(old in value for value in objects):
            continue
        spot = (*walk.holder(holder, "properties", old), "properties", old)
        fits = [name for name in new if all(walk.is_right(value, spot) for value in seen.names[name])]
        if old not in required:
            fits = [name for name in fits if _likeness(name, old) == 1]
        likely = sorted(fits, key=lambda name: -_likeness(name, old))
        if likely and (_likeness(likely[0], old) >= ALIKE or (len(fits) == 1 and len(new) == 1)):
            new.remove(likely[0])
            yield likely[0], old


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; the same letters in another case are as alike as can be."""
    plain, told = (re.sub(r"[^a-z0-9]", "", each.lower()) for each in (one, other))
    return SequenceMatcher(None, plain, told).ratio()
