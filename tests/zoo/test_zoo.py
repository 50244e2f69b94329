"""The suite finds every client that is wrong, and accepts the one that is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from contracts.machine.suite import replay
from contracts.scenario.document import load
from contracts.scenario.in_process import InProcess
from contracts.scenario.player import Disagreement
from tests.clients.sandbox_in_process import URL, reference_client, transport
from tests.zoo.animal import Animal
from tests.zoo.cages import ANIMALS, STORIES, story_of
from tests.zoo.hunt import lead_lives
from tests.zoo.page import PAGE, requirements, section, shown

QUICK = 20
QUICK_PROFILE = 100
LONG = 500
LONGEST_STORY = 12
LONGEST_BY_CHANCE = 30
"""Of a story that was found in a harsh world: a step that is left out changes the weather of all that follow it."""
CATALOGUE = requirements()
REWRITE = "write it anew: python -m tests.zoo.page"
ALWAYS_LOOKED_FOR = (
    "sends a third decimal",
    "puts its token into the address",
    "takes null for a value",
    "reads the new settlements only",
)
"""Animals that are found in a second or two. The others are looked for in long runs; all stories are always played."""


@pytest.fixture(scope="module")
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()


def is_long() -> bool:
    return settings().max_examples > QUICK_PROFILE


def looked_for() -> list[Animal]:
    return [each for name, each in ANIMALS.items() if name in ALWAYS_LOOKED_FOR or is_long()]


def test_there_are_thirty_animals_at_least() -> None:
    assert len(ANIMALS) >= 30
    assert set(ALWAYS_LOOKED_FOR) <= ANIMALS.keys()


def test_the_suite_accepts_the_reference_client(way: InProcess, tmp_path: Path) -> None:
    """The long profile leads five hundred lives."""
    lead_lives(reference_client, way, lives=LONG if is_long() else QUICK, failures=tmp_path)


@pytest.mark.parametrize("animal", ANIMALS.values(), ids=lambda each: each.slug)
def test_the_page_tells_the_story_that_shows_an_animal_and_nothing_wrong_with_the_reference_client(
    way: InProcess, animal: Animal
) -> None:
    found = shown(animal, way)
    assert animal.words in "\n".join(found.findings)
    assert section(animal, CATALOGUE[animal.requirement], found) in PAGE.read_text("utf-8"), REWRITE
    replay(story_of(animal), reference_client, url=URL, transport=way)


def test_the_page_tells_of_the_animals_there_are_and_no_others() -> None:
    titles = re.findall("^## (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [each.lower() for each in titles] == [each.lower() for each in ANIMALS], REWRITE
    assert {each.stem for each in STORIES.iterdir()} == {each.slug for each in ANIMALS.values()}


def test_a_story_is_short() -> None:
    assert all(len(load(story_of(each)).steps) <= LONGEST_STORY for each in ANIMALS.values())


@pytest.mark.parametrize("animal", looked_for(), ids=lambda each: each.slug)
def test_the_suite_finds_an_animal_and_tells_it_in_a_short_story(
    way: InProcess, tmp_path: Path, animal: Animal
) -> None:
    """Whatever a life shows of an animal is its defect: it is the reference client otherwise, which is accepted."""
    with pytest.raises(Disagreement):
        lead_lives(animal.make, way, lives=animal.found_within, failures=tmp_path, name=animal.slug)
    saved = tmp_path / f"{animal.slug}.yaml"
    assert len(load(saved).steps) <= (LONGEST_BY_CHANCE if is_long() else LONGEST_STORY)
    with pytest.raises(Disagreement):
        replay(saved, animal.make, url=URL, transport=way)
