"""A story as a file: YAML that people can read and change, and that replays the story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import yaml

from contracts.scenario.mistakes import UnreadableScenario, read
from contracts.scenario.story import Step, Story
from contracts.yaml_1_2 import Marked, Place

VERSION: Final = 1
MOST_BYTES: Final = 1_000_000
SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "intermediation": "INTERMEDIATION",
        "lifecycle": "LIFECYCLE",
        "collection": "COLLECTION",
        "accounting": "LIFECYCLE",
    }
)
"""The service of the creditor in the stories of each group."""
WEATHERS: Final = ("calm", "late", "disputed", "broken")
WORLD: Final[Mapping[str, Any]] = MappingProxyType(
    {"seed": 1, "now": "2026-01-02T09:00:00Z", "profile": "faithful", "settlementShape": "new"}
)
"""What a world is like where its story does not say."""
NO_PLACES: Final[Mapping[tuple[str, int], Place]] = MappingProxyType({})


class Scenario(NamedTuple):
    """A story from a file.

    ``name`` is the file's without its ending. ``given`` is the plan of the world with every default, ``other`` the
    second creditor. ``places`` tells where each element of ``when`` and ``then`` stands, by its number from 0.
    """

    given: Mapping[str, Any]
    steps: Sequence[Step]
    then: Sequence[Mapping[str, Any]] = ()
    name: str = "story"
    story: str = ""
    why: str = ""
    service: str = "lifecycle"
    weather: str = "calm"
    requirements: Sequence[str] = ()
    other: Mapping[str, Any] | None = None
    origin: str = ""
    places: Mapping[tuple[str, int], Place] = NO_PLACES

    def where(self, part: str, number: int) -> str:
        """Return file and line of an element of ``when`` or ``then``, where it came from a file."""
        place = self.places.get((part, number))
        return f"{self.origin}:{place.line}" if place else f"{part} {number + 1}"


def save(story: Story, findings: Sequence[str], path: Path) -> None:
    """Write a story that came to disagreement; what was there is replaced."""
    told = {
        "version": VERSION,
        "story": "; ".join(findings),
        "why": "It is the shortest story that the suite for clients found.",
        "given": {"world": dict(story.given)},
        "when": [deepcopy(dict(step)) for step in story.steps],  # YAML marks what it meets twice
        "then": [{"books": "agree"}],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120), "utf-8")


def load(path: Path) -> Scenario:
    """Read a story from a file. Raises UnreadableScenario, which tells every mistake with its line."""
    return parse(_text(path), name=path.stem, origin=str(path))


def _text(path: Path) -> str:
    """Return what a file holds, without a mark of its byte order. Raises UnreadableScenario."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableScenario(f"{path}: is larger than {MOST_BYTES} bytes, which no story needs")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise UnreadableScenario(f"{path}:{line}: is not UTF-8; save it in that encoding") from None
    except OSError as problem:
        raise UnreadableScenario(f"{path}: cannot be read: {problem.strerror or problem}") from None


def parse(text: str, *, name: str = "story", origin: str = "scenario") -> Scenario:
    """Read a story. ``name`` is what it is called, ``origin`` where its mistakes are. Raises UnreadableScenario."""
    marked = read(text, origin)
    told: Any = marked.value
    given = told.get("given") or {}
    service = told.get("service", "lifecycle")
    return Scenario(
        given={
            **WORLD,
            "name": re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "story",
            "service": SERVICES[service],
            **(given.get("world") or {}),
        },
        steps=tuple(told["when"]),
        then=tuple(told.get("then") or ()),
        name=name,
        story=told["story"],
        why=told.get("why", ""),
        service=service,
        weather=told.get("weather", "calm"),
        requirements=tuple(told.get("requirements") or ()),
        other=({} if given["other"] is None else given["other"]) if "other" in given else None,
        origin=origin,
        places=_places(marked),
    )


def _places(marked: Marked) -> Mapping[tuple[str, int], Place]:
    return {
        (str(path[0]), int(path[1])): place
        for path, place in marked.values.items()
        if len(path) == 2 and path[0] in ("when", "then")
    }
