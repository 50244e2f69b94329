"""Every story of the library is well told, comes true with the reference client, and shows what it says it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.checks.gathering import exhibit_of
from contracts.checks.table import broken_by, met_by
from contracts.scenario import library
from contracts.scenario.document import load
from contracts.scenario.in_process import InProcess
from contracts.scenario.player import play, player_of
from tests.clients.sandbox_in_process import URL, reference_client, transport

HEAD = "# yaml-language-server: $schema=../../contracts/scenario/scenario.schema.json\n"
FILES = library.files()
HANDED = frozenset({"submit", "action", "ledger", "booking"})
HAPPENINGS = frozenset({"advance", "pay", "deliver", "approve", "debtor", "call", "lock"})
names = pytest.mark.parametrize("file", FILES, ids=[path.stem for path in FILES])


@pytest.fixture(scope="module")
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()


@names
def test_a_story_comes_true_and_gives_occasion_to_show_what_it_says(way: InProcess, file: Path) -> None:
    scenario = load(file)
    player = player_of(scenario, reference_client, base_url=URL, transport=way)
    play(player, scenario)
    exhibit = exhibit_of(player, scenario)
    player.end()
    assert broken_by(exhibit) == {}
    assert set(scenario.requirements) - met_by(exhibit) == set()


@names
def test_a_story_says_why_it_matters_and_stands_where_it_belongs(file: Path) -> None:
    scenario = load(file)
    assert file.read_text("utf-8").startswith(HEAD)
    assert scenario.service == file.parent.name
    assert scenario.story
    assert scenario.why.endswith(".")
    assert not scenario.story.endswith(".")
    assert scenario.then
    assert scenario.requirements


@names
def test_a_client_that_sends_what_it_is_handed_at_its_next_run_has_one_before_anything_happens(file: Path) -> None:
    waits = False
    for step in load(file).steps:
        ((verb, _),) = step.items()
        assert not (waits and verb in HAPPENINGS), f"{verb} comes before a run that would hand in what waits"
        waits = verb in HANDED or (waits and verb not in ("run", "compare"))


def test_no_two_stories_have_one_name() -> None:
    assert [name for name, times in Counter(library.names()).items() if times > 1] == []


def test_there_are_stories_of_every_service_and_weather() -> None:
    stories = list(library.stories())
    assert {each.service for each in stories} >= {"intermediation", "lifecycle"}
    assert {each.weather for each in stories} >= {"calm", "late", "broken"}


def test_a_story_is_found_by_name_and_a_misspelt_one_is_guessed() -> None:
    assert library.find("paid_on_time").story
    with pytest.raises(library.UnknownScenario, match="did you mean paid_on_time"):
        library.find("payed_on_time")
