"""The page on scenarios is typed into a real sandbox, its stories come true, and it names all of the format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.scenario.document import parse
from contracts.scenario.expectations import KINDS_OF_EXPECTATION
from contracts.scenario.factory import reference_client
from contracts.scenario.in_process import InProcess
from contracts.scenario.played import played
from contracts.scenario.verbs import VERBS
from tests.clients.sandbox_in_process import URL, transport
from tests.docs.console import ROOT, Running, blocks_of, running, type_in

TEXT = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
STORIES = blocks_of(TEXT, "yaml")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    yield from running()


@pytest.fixture(scope="module")
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()


def test_the_page_goes_as_it_says(sandbox: Running, tmp_path: Path) -> None:
    type_in(TEXT, sandbox, tmp_path)


def test_what_the_page_tells_is_a_story_or_a_part_of_one(way: InProcess) -> None:
    whole = [block for block in STORIES if block.startswith("version: 1\n")]
    assert whole
    for block in STORIES:
        head = "" if block in whole else "version: 1\nstory: A part\n"
        rest = "" if "when:\n" in block else "when: []\n"
        scenario = parse(head + block + rest, origin="page")
        if block in whole:
            result = played(scenario, reference_client, base_url=URL, transport=way)
            assert result.came_true, result.findings


def test_the_steps_of_the_page_are_carried_out(way: InProcess) -> None:
    (steps,) = (block for block in STORIES if block.startswith("when:\n"))
    result = played(parse(f"version: 1\nstory: Steps\n{steps}"), reference_client, base_url=URL, transport=way)
    assert result.came_true, result.findings


def test_every_verb_and_every_kind_of_expectation_is_on_the_page() -> None:
    assert [each for each in [*VERBS, *KINDS_OF_EXPECTATION] if f"`{each}`" not in TEXT] == []
