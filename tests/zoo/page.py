"""Writes ``docs/zoo.md``: every animal, what is wrong with it, and the shortest story that shows it.

``python -m tests.zoo.page`` plays every story and writes the page anew. Nothing on it is typed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx2

from contracts.machine.suite import replay
from contracts.requirements import Requirement, load_requirements
from contracts.scenario.player import Disagreement
from tests.clients.sandbox_in_process import URL, transport
from tests.zoo.animal import Animal
from tests.zoo.cages import ANIMALS, STORIES, story_of

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "zoo.md"
HEAD: Final = """\
# The zoo

Clients that are wrong: each is the reference client with one defect, as it is made in earnest. The suite for clients
has to find every one of them, and nothing wrong with the reference client. Each has the requirement that it fails,
what the suite says of it, and the shortest story that shows it; the story's file replays it, to any client.

This page is written by `python -m tests.zoo.page`; a test fails while it is out of date. The animals are in
`tests/zoo`, and `python -m tests.zoo.hunt` looks for them anew.
"""


class Tame(Exception):
    """An animal in whose story nothing was wrong."""


def shown(animal: Animal, way: httpx2.BaseTransport) -> Disagreement:
    """Play an animal the story in which it was found, and return what came of it. Raises Tame."""
    try:
        replay(story_of(animal), animal.make, url=URL, transport=way)
    except Disagreement as disagreement:
        return disagreement
    raise Tame(f"{animal.name}: its story does not show what is wrong with it; python -m tests.zoo.hunt finds another")


def section(animal: Animal, requirement: Requirement, found: Disagreement) -> str:
    """Return what the page says of one animal."""
    said = "\n".join(f"- {each}" for each in found.findings)
    return (
        f"## {animal.name[0].upper()}{animal.name[1:]}\n\n{animal.defect}\n\n"
        f"**{requirement.id}**: {requirement.text}\n\nThe suite says:\n\n{said}\n\n"
        f"[The story](../{story_of(animal).relative_to(ROOT)}):\n\n```text\n{found.story.text}\n```\n"
    )


def requirements() -> Mapping[str, Requirement]:
    """Return the catalogue by its ids."""
    return load_requirements().by_id


def page() -> str:
    """Return the whole page."""
    catalogue = requirements()
    way = transport()
    try:
        told = [section(each, catalogue[each.requirement], shown(each, way)) for each in ANIMALS.values()]
    finally:
        way.close()
    return "\n".join([HEAD, *told])


if __name__ == "__main__":
    assert STORIES.is_dir()
    PAGE.write_text(page(), "utf-8")
