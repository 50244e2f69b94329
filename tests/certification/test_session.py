"""A certification as a whole: who is certified, who is not and why, and that a run can be repeated."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contracts.scenario.client import Books, Client, ClientWorld
from contracts.scenario.story import Line
from simulator.certification.drivers.person import Desk
from simulator.certification.drivers.table import driver_of
from simulator.certification.keeping import OtherRun
from simulator.certification.report.document import to_bytes
from simulator.certification.result import Result, Verdict
from simulator.certification.session import Certification
from simulator.certification.stories import FIRST_SEED, Chosen, UnknownStory, only, stories_for
from simulator.certification.verdicts import is_required
from tests.certification.leading import NOBODY, Notes, came_out, led, plan
from tests.certification.served_client import serving_the_reference_client
from tests.certification.test_client_drivers import puppet
from tests.clients.sandbox_in_process import reference_client

A_STORY = "paid_on_time"
STORIES = ("paid_on_time", "partial_payments", "token_expires_in_a_batch")


@pytest.fixture(scope="module")
def right() -> Certification:
    return led(reference_client, plan(*STORIES))


def test_the_reference_client_does_everything_right(right: Certification) -> None:
    assert [each.trouble for each in right.result.stories if each.trouble] == []
    assert came_out(right.result, Verdict.FAIL) == came_out(right.result, Verdict.WARN) == []
    assert {each.verdict for each in right.result.stories} == {Verdict.PASS}


def test_what_no_story_led_to_is_not_shown_and_nobody_is_certified_for_it(right: Certification) -> None:
    missing = [each for each in came_out(right.result, Verdict.NOT_SHOWN) if is_required(each)]
    assert missing
    assert right.result.verdict is Verdict.NOT_SHOWN
    assert not right.result.certified
    assert missing[0].id in right.result.because


def test_a_run_is_repeated_to_the_byte(right: Certification) -> None:
    again = led(reference_client, plan(*STORIES))
    assert to_bytes(again.result) == to_bytes(right.result)


def test_a_client_behind_an_address_comes_to_the_same_result_without_port_or_place(right: Certification) -> None:
    command = driver_of(f"exec:{sys.executable} -m contracts.reference_client", Desk((), lambda _: None))
    made = led(command._replace(spec=right.result.client), plan(A_STORY))
    alone = led(reference_client, plan(A_STORY))
    assert to_bytes(made.result) == to_bytes(alone.result)
    assert b"127.0.0.1" not in to_bytes(made.result)
    assert "127.0.0.1" not in json.dumps(made.exhibits[A_STORY].journal, default=str)


def test_a_client_that_is_a_server_comes_to_the_same_result(right: Certification) -> None:
    with serving_the_reference_client() as url:
        driver = driver_of(f"http:{url}/turn", Desk((), lambda _: None))
        made = led(driver._replace(spec=right.result.client), plan("token_expires_in_a_batch"))
    assert to_bytes(made.result) == to_bytes(led(reference_client, plan("token_expires_in_a_batch")).result)


def test_another_seed_is_another_world(right: Certification) -> None:
    other = led(reference_client, plan(A_STORY, seed=2)).result
    assert other.stand.seed == 2
    assert [each.verdict for each in other.stories] == [Verdict.PASS]
    assert other.stories[0].moments != right.result.stories[0].moments or other.stories[0] != right.result.stories[0]


def test_a_story_is_told_with_its_money(right: Certification) -> None:
    story = next(each for each in right.result.stories if each.name == A_STORY)
    assert story.file == "scenarios/lifecycle/paid_on_time.yaml"
    assert [each.kind for each in story.moments if each.kind == "due date"]
    opens = [each.open for each in story.moments if each.open is not None]
    assert opens[0] > 0
    assert opens[-1] == 0
    assert story.exchanges
    assert list(story.moments) == sorted(story.moments, key=lambda each: each.at)
    assert right.result.stand.scenarios.keys() == {each.file for each in right.result.stories}
    assert {"contracts/openapi/cfis.yaml", "contracts/requirements.yaml"} <= right.result.stand.contracts.keys()


def test_whoever_watches_is_told_of_stories_and_steps() -> None:
    notes = Notes()
    led(reference_client, plan(A_STORY), watcher=notes.watcher)
    assert notes.begun == [A_STORY]
    assert [each.verdict for each in notes.stories] == [Verdict.PASS]
    assert tuple(line.text for line in notes.lines) == tuple(line.text for line in notes.stories[0].lines)


def refused(result: Result, *words: str) -> None:
    """Look that a client is not certified, and that it is said why."""
    assert not result.certified
    assert result.verdict is Verdict.FAIL
    trouble = "\n".join(line for story in result.stories for line in story.trouble)
    seen = "\n".join(one.what for each in result.requirements for one in each.seen if not one.right)
    for each in words:
        assert each in trouble + seen


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("hangs", "did not end its turn within 0.5 seconds, and was stopped"),
        ("crashes", "ended with exit status 1; on standard error it said: no idea"),
        ("prints-rubbish", "is not JSON"),
        ("says-nothing", "answered nothing"),
    ],
)
def test_a_command_that_breaks_is_refused_and_told_why(how: str, words: str) -> None:
    result = led(puppet(how), plan(A_STORY, seconds=0.5 if how == "hangs" else 20)).result
    refused(result, words)
    assert result.stories[0].verdict is Verdict.FAIL


def test_a_client_that_hangs_again_and_again_is_soon_left_alone() -> None:
    notes = Notes()
    result = led(puppet("hangs"), plan(seconds=0.3), watcher=notes.watcher).result
    assert len(notes.begun) == 3
    assert [each.verdict for each in result.stories[:4]] == [Verdict.FAIL] * 3 + [Verdict.SKIP]
    assert [each for each in notes.remarks if "told no more stories" in each] == notes.remarks
    assert len(notes.remarks) == 1


def test_a_command_that_does_nothing_is_refused() -> None:
    refused(led(puppet("does-nothing"), plan(A_STORY)).result)


class Idle:
    """A client that does nothing at all."""

    def __init__(self, _: ClientWorld) -> None:
        pass

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        pass

    def send_action(self, document: Mapping[str, Any]) -> None:
        pass

    def run(self) -> None:
        pass

    def books(self) -> Books:
        return {"invoices": [], "bookings": []}


def test_a_client_that_does_nothing_is_refused() -> None:
    refused(led(Idle, plan(*STORIES)).result)


def test_a_client_that_cannot_be_made_is_refused() -> None:
    def unmakeable(_: ClientWorld) -> Client:
        raise RuntimeError("no database")

    refused(led(unmakeable, plan(A_STORY)).result, "no database")


class Mistaken:
    """The reference client, who takes every invoice for the next one."""

    def __init__(self, world: ClientWorld) -> None:
        self._client = reference_client(world)

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        header = document["invoice"]["header"]
        self._client.create_invoice(
            {**document, "invoice": {**document["invoice"], "header": {**header, "number": header["number"] + 1}}}
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def test_the_right_thing_for_the_wrong_invoice_is_refused() -> None:
    refused(led(Mistaken, plan(*STORIES)).result, "1002")


def test_a_client_that_tells_of_the_wrong_invoice_is_refused() -> None:
    class Confused(Idle):
        def __init__(self, world: ClientWorld) -> None:
            self._client = reference_client(world)
            self.create_invoice, self.run = self._client.create_invoice, self._client.run  # type: ignore[method-assign]

        def books(self) -> Books:
            told = self._client.books()
            return {**told, "invoices": [{**each, "invoiceNumber": 4711} for each in told["invoices"]]}

    refused(led(Confused, plan(A_STORY)).result, "4711")


def test_a_story_that_the_sandbox_broke_is_an_error_and_says_nothing_of_the_client() -> None:
    wanted = plan(A_STORY)
    chosen = wanted.stories[0]
    impossible = chosen.scenario._replace(given={**chosen.scenario.given, "accounting": "no_such_system"})
    result = led(reference_client, wanted._replace(stories=[chosen._replace(scenario=impossible)])).result
    assert result.verdict is Verdict.ERROR
    assert not result.certified
    assert result.stories[0].trouble[0].startswith("the sandbox broke: ")
    assert came_out(result, Verdict.FAIL) == []


def test_an_interrupted_run_goes_on_and_ends_in_the_same_result(right: Certification, tmp_path: Path) -> None:
    class Interrupted(Exception):
        pass

    lines: list[Line] = []

    def interrupt(_: Chosen, line: Line) -> None:
        lines.append(line)
        if len(lines) == 12:
            raise Interrupted

    with pytest.raises(Interrupted):
        led(reference_client, plan(*STORIES), state=tmp_path, watcher=NOBODY._replace(step=interrupt))
    kept = {each.name: each.stat().st_mtime_ns for each in (tmp_path / "stories").iterdir()}
    assert kept
    notes = Notes()
    resumed = led(reference_client, plan(*STORIES), state=tmp_path, watcher=notes.watcher)
    assert to_bytes(resumed.result) == to_bytes(right.result)
    assert notes.lines[0].text == right.result.stories[len(kept)].lines[0].text
    for name, at in kept.items():
        assert (tmp_path / "stories" / name).stat().st_mtime_ns == at


def test_a_folder_keeps_one_run_only(tmp_path: Path) -> None:
    led(reference_client, plan(A_STORY), state=tmp_path)
    with pytest.raises(OtherRun, match="holds a run of another"):
        led(reference_client, plan(A_STORY, seed=2), state=tmp_path)


def test_what_was_half_written_is_played_again(tmp_path: Path) -> None:
    first = led(reference_client, plan(A_STORY), state=tmp_path)
    file = tmp_path / "stories" / f"{A_STORY}.json"
    file.write_bytes(file.read_bytes()[:1000])
    assert to_bytes(led(reference_client, plan(A_STORY), state=tmp_path).result) == to_bytes(first.result)


def test_a_story_left_out_is_skipped() -> None:
    wanted = plan(*STORIES)._replace(left_out=frozenset(STORIES[1:]))
    result = led(reference_client, wanted).result
    assert [each.verdict for each in result.stories if each.name != A_STORY] == [Verdict.SKIP] * 2
    assert not result.certified


@pytest.mark.parametrize("service", ["intermediation", "lifecycle", "collection", "accounting"])
def test_every_service_has_stories_of_its_own_and_each_story_once(service: str) -> None:
    names = [each.scenario.name for each in stories_for(service)]
    assert len(names) == len(set(names))
    assert FIRST_SEED == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no_such_story", f"there are .*{A_STORY}"),
        ("partial_payment", "did you mean partial_payments?"),
        ("malformed_reply", f"is one of intermediation; this service does without it, and has .*{A_STORY}"),
    ],
)
def test_a_story_that_is_not_there_is_told_of_with_what_was_meant_or_with_those_that_are(name: str, words: str) -> None:
    with pytest.raises(UnknownStory, match=words):
        only(stories_for("lifecycle"), [name])
