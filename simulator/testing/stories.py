"""Scenario files as tests: a file is a test that plays its story to the client of the fixture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import httpx2
import pytest

from contracts.scenario import library
from contracts.scenario.client import MakeClient
from contracts.scenario.document import Scenario, load
from contracts.scenario.mistakes import UnreadableScenario
from contracts.scenario.played import Played, played
from contracts.scenario.player import Access, Manner
from simulator.testing.sandbox import Sandbox

LIBRARY: Final = "library"
"""What stands for the stories that are shipped, in place of a folder."""


class ScenarioFile(pytest.File):
    """A file with one story."""

    def collect(self) -> Iterable[pytest.Item]:
        """Yield the story as a test. Raises CollectError for a file that is no scenario."""
        try:
            scenario = load(self.path)
        except UnreadableScenario as mistakes:
            raise self.CollectError(str(mistakes)) from None

        def comes_true(cfis_sandbox: Sandbox, cfis_scenario_client: MakeClient) -> None:
            result = _played(scenario, cfis_sandbox, cfis_scenario_client)
            if not result.came_true:
                pytest.fail(told(result), pytrace=False)

        yield pytest.Function.from_parent(self, name=scenario.name, callobj=comes_true)


def folder(wanted: str) -> Path:
    """Return the folder of stories that was asked for. Raises UsageError where it is none."""
    path = library.folder() if wanted == LIBRARY else Path(wanted)
    if not path.is_dir():
        raise pytest.UsageError(f"{wanted} is no folder with scenarios; for those that are shipped, say {LIBRARY}")
    return path.resolve()


def told(result: Played) -> str:
    """Return a story that did not come true, for people: what happened, what is wrong, what the client asked."""
    lines = [f"{each.at[:16].replace('T', ' ')}  {each.text}" for each in result.lines]
    asked = ["", "the client asked since what was right last", *(f"  {each}" for each in result.asked)]
    return "\n".join(
        [result.story, *lines, "", *(f"- {each}" for each in result.findings), *(asked if result.asked else [])]
    )


def _played(scenario: Scenario, sandbox: Sandbox, make_client: MakeClient) -> Played:
    with httpx2.HTTPTransport(verify=sandbox.url.lower().startswith("https:")) as transport:
        access = Access(control_token=sandbox.plane.token)
        return played(scenario, make_client, base_url=sandbox.url, transport=transport, access=access, manner=Manner())
