"""Several stories at once come to the same result, to the byte, as one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from threading import Barrier, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.scenario.story import Line
from simulator.certification.abreast import in_order
from simulator.certification.drivers.driver import CannotDrive
from simulator.certification.drivers.person import Desk
from simulator.certification.drivers.table import driver_of
from simulator.certification.report.document import to_bytes
from simulator.certification.result import Verdict
from simulator.certification.session import Certification, Watcher
from simulator.certification.stories import Chosen
from tests.certification.leading import NOBODY, Notes, led, plan
from tests.certification.served_client import serving_the_reference_client
from tests.certification.test_client_drivers import puppet

STORIES = ("paid_on_time", "partial_payments")
NO_DESK = Desk((), lambda _: None)


def reference_led(jobs: int, watcher: Watcher = NOBODY, state: Path | None = None) -> Certification:
    """Lead the reference client, a server that begins with no memory, through the stories."""
    with serving_the_reference_client() as url:
        driver = driver_of(f"http:{url}/turn", NO_DESK)._replace(spec="http:reference")
        return led(driver, plan(*STORIES), watcher=watcher, state=state, jobs=jobs)


@given(st.lists(st.integers(), max_size=8), st.integers(1, 4))
def test_what_comes_of_items_is_told_in_their_order(items: list[int], jobs: int) -> None:
    assert list(in_order(lambda each: -each, items, jobs, Event())) == [-each for each in items]


def test_as_many_are_played_at_once_as_there_are_jobs() -> None:
    meeting = Barrier(3, timeout=30)
    assert len(list(in_order(lambda _: meeting.wait(), range(6), 3, Event()))) == 6


@pytest.mark.parametrize("jobs", [1, 2])
def test_once_nobody_asks_for_more_the_rest_is_not_begun(jobs: int) -> None:
    begun: list[int] = []
    halted = Event()
    going = in_order(play_until(halted, begun), range(100), jobs, halted)
    assert list(islice(going, 1)) == [0]
    going.close()
    assert len(begun) <= 1 + jobs
    assert not [each for each in threading.enumerate() if each.name.startswith("story of a certification")]


def play_until(halted: Event, begun: list[int]) -> Callable[[int], int]:
    def play(each: int) -> int:
        begun.append(each)
        if each:
            halted.wait(60)
        return each

    return play


def test_one_and_three_jobs_come_to_the_same_result_with_the_same_evidence() -> None:
    notes = [Notes(), Notes()]
    alone, abreast = (reference_led(jobs, each.watcher) for each, jobs in zip(notes, (1, 3), strict=True))
    assert to_bytes(abreast.result) == to_bytes(alone.result)
    assert abreast.exhibits == alone.exhibits
    assert notes[1].stories == notes[0].stories


def test_a_client_that_hangs_is_left_alone_after_the_same_stories() -> None:
    alone, abreast = (led(puppet("hangs"), plan(seconds=0.3), jobs=jobs).result for jobs in (1, 4))
    assert to_bytes(abreast) == to_bytes(alone)


def test_an_interruption_ends_all_stories_and_what_was_played_is_kept(tmp_path: Path) -> None:
    class Interrupted(BaseException):
        pass

    ended = Event()

    def step(chosen: Chosen, _: Line) -> None:
        if chosen.scenario.name != STORIES[0] and ended.wait(60):
            raise Interrupted

    watcher = NOBODY._replace(step=step, ended=lambda *_: ended.set())
    with pytest.raises(Interrupted):
        reference_led(2, watcher, tmp_path)
    assert (tmp_path / "stories" / "paid_on_time.json").exists()
    assert not [each for each in threading.enumerate() if each.name.startswith("story of a certification")]
    assert {each.verdict for each in reference_led(2, state=tmp_path).result.stories} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("python:contracts.scenario.factory:reference_client", "an object of this process"),
        ("python+http:contracts.scenario.factory:reference_client", "an object of this process"),
        ("manual", "a person does one thing after the other"),
    ],
)
def test_one_object_and_one_person_are_led_through_one_story_after_the_other(spec: str, words: str) -> None:
    with pytest.raises(CannotDrive, match=words):
        led(driver_of(spec, NO_DESK), plan(*STORIES), jobs=2)
