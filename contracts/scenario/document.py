"""A story as a file: YAML that people can read and change, and that replays the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from contracts.scenario.story import SENTENCES, Step, Story

VERSION: Final = 1
GIVEN: Final = frozenset({"name", "seed", "now", "profile", "service", "settlementShape"})


class UnreadableScenario(Exception):
    """A file that is no scenario; the message says what is wrong with it."""


class Scenario(NamedTuple):
    """A story from a file: the world it starts with, and its steps."""

    given: Mapping[str, Any]
    steps: Sequence[Step]


def save(story: Story, findings: Sequence[str], path: Path) -> None:
    """Write a story that came to disagreement; what was there is replaced."""
    told = {
        "version": VERSION,
        "story": "; ".join(findings),
        "given": {"world": dict(story.given)},
        "when": [dict(step) for step in story.steps],
        "then": [{"books": "agree"}],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120), "utf-8")


def load(path: Path) -> Scenario:
    """Read a story back. Raises UnreadableScenario."""
    told = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise UnreadableScenario(f"{path}: expected a mapping with version: {VERSION}")
    given, steps = (told.get("given") or {}).get("world"), told.get("when")
    if not isinstance(given, dict) or given.keys() != GIVEN:
        raise UnreadableScenario(f"{path}: given.world must have {', '.join(sorted(GIVEN))}")
    if not isinstance(steps, list):
        raise UnreadableScenario(f"{path}: when must be a list of steps")
    for place, step in enumerate(steps, 1):
        if not isinstance(step, dict) or len(step) != 1 or not step.keys() <= SENTENCES.keys():
            raise UnreadableScenario(f"{path}: step {place} is not one of {', '.join(SENTENCES)}")
    return Scenario(given, steps)
