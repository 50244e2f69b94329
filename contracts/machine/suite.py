"""The suite itself: a state machine that leads random lives of invoices and holds a client's books to the truth.

Hypothesis draws one number for a life, keeps those that failed and tries them first the next time. What happens follows
from the number: `fate` chooses, `course` has what there is to choose from, `ending` has how a life ends. Each step is
handed to the player: the same steps, in a file, replay the life.
"""

from __future__ import annotations

import unittest
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx2
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from contracts.machine.course import Course
from contracts.machine.ending import ending
from contracts.machine.fate import Fate
from contracts.machine.life import Life, failure_of
from contracts.machine.shortest import Search
from contracts.scenario.client import MakeClient
from contracts.scenario.document import load
from contracts.scenario.player import Disagreement

START: Final = "2026-01-02T09:00:00Z"
SERVICES: Final = ("LIFECYCLE", "LIFECYCLE", "COLLECTION", "INTERMEDIATION")
SHAPES: Final = ("new", "old")


class ClientMachine(RuleBasedStateMachine):
    """One life. ``client_suite`` makes a class of it for a client."""

    make_client: ClassVar[MakeClient]
    base_url: ClassVar[str]
    transport: ClassVar[httpx2.BaseTransport]
    profiles: ClassVar[Sequence[str]]
    failures: ClassVar[Path]
    world_name: ClassVar[str]
    shortened: ClassVar[tuple[tuple[Any, Any], Disagreement] | None] = None
    """The last story that failed, as it was led and as short as it can be: Hypothesis leads it twice."""

    life: Life | None = None
    sound = True

    @initialize(number=st.integers(0, 2**64 - 1))
    def begin(self, number: int) -> None:
        """Make a world, a client, and a first invoice that is sent and watched."""
        self.fate = Fate(number)
        given = {
            "name": self.world_name,
            "seed": self.fate.between(0, 99),
            "now": START,
            "profile": self.fate.one_of(self.profiles),
            "service": self.fate.one_of(SERVICES),
            "settlementShape": self.fate.one_of(SHAPES),
        }
        self.life = self._begun(given)
        self.course = Course(self.fate, self._play, self.life.world.now, self.life.world.today)
        self.course.begin()

    @rule()
    def go_on(self) -> None:
        """Let something happen."""
        self.course.go_on()

    def teardown(self) -> None:
        """Let the life end, unless it has failed already, and let go of the world."""
        if self.life is None:
            return
        try:
            for step in ending(self.fate, self.course.next_number, self.life.world.today()):
                ((verb, told),) = step.items()
                self._play(verb, told)
        finally:
            self.life.end()

    @property
    def _playing(self) -> Life:
        assert self.life is not None, "a life begins with a world"
        return self.life

    def _play(self, verb: str, told: Any) -> None:
        if not self.sound:
            return
        self.sound = False
        try:
            self._playing.play({verb: told})
        except Disagreement as failure:
            raise self._shortened(failure) from failure.__cause__
        self.sound = True

    def _begun(self, given: Mapping[str, Any]) -> Life:
        make = type(self).make_client
        return Life(make, given, base_url=self.base_url, transport=self.transport, failures=self.failures)

    def _shortened(self, failure: Disagreement) -> Disagreement:
        """Return the failure of the shortest story there is, and save that."""
        story = failure.story
        led = (story.given, story.steps)
        if self.shortened is None or self.shortened[0] != led:
            search = Search(*led, failure, lambda given, steps: failure_of(partial(self._begun, given), steps))
            found = search.run()
            found.save()
            type(self).shortened = (led, found)
        else:
            found = self.shortened[1]
        return found.with_traceback(None)  # the way through the suite is nobody's concern


def client_suite(
    make_client: MakeClient,
    *,
    url: str = "http://127.0.0.1:8080",
    transport: httpx2.BaseTransport | None = None,
    profiles: Sequence[str] = ("faithful", "harsh"),
    examples: int | None = None,
    steps: int = 30,
    failures: Path = Path("failures"),
    name: str = "suite",
) -> type[unittest.TestCase]:
    """Return a test case that leads random lives with a client: ``TestMyClient = client_suite(make_client)``.

    The sandbox is at ``url``, or behind ``transport``. ``examples`` is how many lives are led; the Hypothesis profile
    says when it is left out. ``steps`` is how long a life is at most. Worlds are called ``name``, one at a time; a
    failure is saved in the folder ``failures`` under that name.
    """
    machine = machine_for(make_client, url=url, transport=transport, profiles=profiles, failures=failures, name=name)
    case: type[unittest.TestCase] = machine.TestCase
    case.settings = settings(  # type: ignore[attr-defined]
        max_examples=settings().max_examples if examples is None else examples,
        deadline=None,
        stateful_step_count=steps,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # stories are shortened as stories
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    return case


def machine_for(
    make_client: MakeClient,
    *,
    url: str,
    transport: httpx2.BaseTransport | None,
    profiles: Sequence[str],
    failures: Path,
    name: str,
) -> type[ClientMachine]:
    """Return the state machine alone, for those who bring their own settings."""
    members = {
        "make_client": staticmethod(make_client),
        "base_url": url,
        "transport": transport or httpx2.HTTPTransport(),
        "profiles": tuple(profiles),
        "failures": failures,
        "world_name": name,
    }
    return type("ClientLives", (ClientMachine,), members)


def replay(
    path: Path,
    make_client: MakeClient,
    *,
    url: str = "http://127.0.0.1:8080",
    transport: httpx2.BaseTransport | None = None,
) -> None:
    """Play a saved story to a client. Raises Disagreement where the client is still wrong, UnreadableScenario."""
    scenario = load(path)
    life = Life(
        make_client,
        scenario.given,
        base_url=url,
        transport=transport or httpx2.HTTPTransport(),
        failures=path.parent / "again",
    )
    try:
        for step in scenario.steps:
            life.play(step)
        life.play({"compare": None})
    finally:
        life.end()
