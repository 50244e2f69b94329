"""The suite for clients accepts the reference client, and tells what is wrong with others in short stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from contracts import client_suite
from contracts.machine.suite import machine_for, replay
from contracts.reference_client import answers
from contracts.reference_client.client import CfisClient
from contracts.reference_client.following import Follower
from contracts.reference_client.memory import Entry
from contracts.reference_client.sending import Sender
from contracts.scenario.client import Client, ClientWorld
from contracts.scenario.document import UnreadableScenario, load
from contracts.scenario.in_process import InProcess
from contracts.scenario.player import Disagreement
from tests.clients.sandbox_in_process import URL, reference_client, transport

QUICK = 30
QUICK_PROFILE = 100
LONG = 500
FOUND_WITHIN = 100
LONGEST_STORY = 8


@pytest.fixture
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()


class LooksThirtyDaysBack(Follower):
    """Asks for settlements without saying of which days."""

    def read_settlements(self) -> None:
        answer = self._connection.get("/settlements")
        if answer.is_done:
            self._notebook.memory.bookings |= {each.allocation_id: each for each in answers.bookings(answer.body)}
            self._notebook.save()


class ActsAgain(Sender):
    """Sends an action again after a lost answer, without looking whether it arrived."""

    def _acted(self, entry: Entry) -> bool:
        self._note(entry, self._connection.post("/invoice/action", bytes(entry.document), repeatable=True))
        return True


class BooksTwice:
    """Adds what it reads to what it has, whether it has it already or not."""

    def __init__(self, world: ClientWorld) -> None:
        self._right, self._seen = reference_client(world), list[Any]()

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        self._right.create_invoice(document)

    def send_action(self, document: Mapping[str, Any]) -> None:
        self._right.send_action(document)

    def run(self) -> None:
        self._right.run()
        self._seen += self._right.books()["bookings"]

    def books(self) -> Mapping[str, Any]:
        return {**self._right.books(), "bookings": self._seen}


class Forgets(BooksTwice):
    """Keeps its memory in memory."""

    def __init__(self, world: ClientWorld) -> None:
        super().__init__(world._replace(memory={}))

    def books(self) -> Mapping[str, Any]:
        return self._right.books()


class NeverEnds(BooksTwice):
    """Asks until it likes the answer."""

    def run(self) -> None:
        while True:
            self._right.run()


def looking_thirty_days_back(world: ClientWorld) -> CfisClient:
    client = reference_client(world)
    follower = LooksThirtyDaysBack(client._sender._connection, client._notebook, world.today)
    client._turns = (*client._turns[:-1], follower.read_settlements)
    return client


def acting_again(world: ClientWorld) -> CfisClient:
    client = reference_client(world)
    client._sender = ActsAgain(client._sender._connection, client._notebook)
    client._turns = (client._sender.send_all, *client._turns[1:])
    return client


WRONG: Mapping[str, tuple[Callable[[ClientWorld], Client], str]] = {
    "looks thirty days back": (looking_thirty_days_back, "the client has not booked allocation"),
    "acts again": (acting_again, "it was asked for 1 times"),
    "books twice": (BooksTwice, "2 times"),
    "forgets": (Forgets, "the client does not know it"),
    "never ends": (NeverEnds, "would not end"),
}


SLOWLY_FOUND = ("acts again", "never ends")
"""Wrong clients whose shortest stories take long to find; they are looked for in long runs."""


def lead_lives(way: InProcess, make: Callable[[ClientWorld], Client], failures: Path, lives: int) -> None:
    machine = machine_for(make, url=URL, transport=way, profiles=("faithful", "harsh"), failures=failures, name="lives")
    how = settings(
        max_examples=lives,
        stateful_step_count=25,
        phases=(Phase.generate,),
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(machine, settings=how)


def test_the_reference_client_is_right(way: InProcess, tmp_path: Path) -> None:
    """The long profile leads five hundred lives."""
    lives = LONG if settings().max_examples > 100 else QUICK
    lead_lives(way, reference_client, tmp_path, lives)


def looked_for() -> list[str]:
    return [name for name in WRONG if name not in SLOWLY_FOUND or settings().max_examples > QUICK_PROFILE]


@pytest.mark.parametrize("name", looked_for())
def test_a_wrong_client_is_told_in_a_short_story_that_a_file_replays(way: InProcess, tmp_path: Path, name: str) -> None:
    make, words = WRONG[name]
    with pytest.raises(Disagreement) as told:
        lead_lives(way, make, tmp_path, FOUND_WITHIN)
    story = str(told.value).partition("Saved as")[0]
    assert words in story
    assert story.strip().startswith("2026-01-02  A faithful world")
    saved = tmp_path / "lives.yaml"
    assert len(yaml.safe_load(saved.read_text("utf-8"))["when"]) <= LONGEST_STORY
    with pytest.raises(Disagreement, match=words):
        replay(saved, make, url=URL, transport=way)
    replay(saved, reference_client, url=URL, transport=way)


def test_the_suite_is_a_test_case(way: InProcess, tmp_path: Path) -> None:
    case = client_suite(reference_client, url=URL, transport=way, failures=tmp_path, examples=3, steps=5)
    case("runTest").debug()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 2\nstory: a\nwhen: []", "story.yaml:1:10: version: 1 was expected"),
        ("version: 1", "story is missing"),
        (
            "version: 1\nstory: a\nwhen:\n  - {dance: 1}",
            "story.yaml:4:6: when.1: dance is not known here",
        ),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_with_a_reason(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableScenario, match=message):
        load(path)
