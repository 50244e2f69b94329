"""Certifications of clients under test: of the stories that are named, in sandboxes of this process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.scenario.client import MakeClient
from contracts.scenario.story import Line
from simulator.certification.drivers.driver import Driver
from simulator.certification.drivers.factory import watched
from simulator.certification.keeping import Keeping
from simulator.certification.result import RequirementResult, Result, Seen, StoryResult, Verdict
from simulator.certification.session import Certification, Plan, Watcher, certify
from simulator.certification.stories import Chosen, only, stand_of, stories_for
from simulator.cli.certifying import opening

NOBODY = Watcher(lambda _: None, lambda *_: None, lambda *_: None)


def object_driver(make: MakeClient) -> Driver:
    """Return a driver of an object of this process."""
    return Driver("python:tests:made_up", needs_address=False, begin=watched(make))


def plan(*names: str, service: str = "lifecycle", seconds: float = 20, seed: int = 1) -> Plan:
    """Return the plan of a run that knows no other stories than these; without names, all of the service."""
    stories = only(_stories(service, seed), names)
    return Plan(service, stories, stand_of(stories, seed), turn_seconds=seconds)


@cache
def _stories(service: str, seed: int) -> list[Chosen]:
    return stories_for(service, seed)


def led(
    driver: Driver | MakeClient, wanted: Plan, *, state: Path | None = None, watcher: Watcher = NOBODY, jobs: int = 1
) -> Certification:
    """Lead a client through the stories of a plan."""
    reached = driver if isinstance(driver, Driver) else object_driver(driver)
    with TemporaryDirectory() as temporary:
        keeping = Keeping(state or Path(temporary), {"stand": wanted.stand, "client": reached.spec})
        return certify(wanted, reached, opening(()), keeping, watcher, jobs=jobs)


def came_out(result: Result, verdict: Verdict) -> list[RequirementResult]:
    """Return the requirements of a verdict."""
    return [each for each in result.requirements if each.verdict is verdict]


class Notes:
    """A watcher that writes everything down."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.lines: list[Line] = []
        self.stories: list[StoryResult] = []
        self.remarks: list[str] = []
        self.watcher = Watcher(self._begins, lambda _, line: self.lines.append(line), self._ended, self.remarks.append)

    def _begins(self, chosen: Chosen) -> None:
        self.begun.append(chosen.scenario.name)

    def _ended(self, story: StoryResult, _: Sequence[Seen]) -> None:
        self.stories.append(story)
