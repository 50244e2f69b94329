"""The commands about stories: tell them, play them, start one, and say plainly what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from simulator.cli.main import cli
from tests.cli.desk import Running

WRONG = """\
version: 1
story: Nothing is as it is said
when:
  - submit: {number: 1001, total: 100.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: EMAIL}
then:
  - books: {receivables: [{invoiceNumber: 1001, stage: PAID}]}
  - events: [payed]
"""
CLIENT = """\
from contracts.scenario.factory import reference_client


def make_client(world):
    return reference_client(world)


class Nothing:
    def __init__(self, world):
        pass

    def create_invoice(self, document):
        pass

    send_action = create_invoice

    def run(self):
        pass

    def books(self):
        return {"invoices": [], "bookings": []}
"""


def said(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["scenario", *words])
    assert result.exit_code == code, result.output
    return result


def test_stories_are_listed_by_service_and_weather() -> None:
    lines = said("list", "--service", "lifecycle", "--weather", "late").stdout.splitlines()
    assert lines[0].split() == ["SCENARIO", "SERVICE", "WEATHER", "STORY"]
    assert {tuple(line.split()[1:3]) for line in lines[1:]} == {("lifecycle", "late")}
    told = json.loads(said("list", "--json").stdout)
    assert {"scenario", "story", "why", "service", "weather", "requirements"} == told[0].keys()


def test_a_story_is_told_in_words() -> None:
    told = said("show", "paid_late_with_reminder").stdout
    assert "Time goes by until invoice 1001 is REMINDED." in told
    assert "this happened, in order: overdue, reminded, paid, settled" in told
    assert json.loads(said("show", "paid_on_time", "--json").stdout)["given"]["seed"] == 1


def test_a_story_is_played_with_a_line_for_each_step() -> None:
    told = said("run", "paid_on_time").stdout
    assert "2026-01-10 09:00  The debtor pays all that is open on invoice 1001.\n" in told
    assert "paid_on_time: came true\n" in told


def test_programs_are_told_what_came_of_each_story() -> None:
    result = said("run", "paid_on_time", "partial_payments", "--json")
    told = json.loads(result.stdout)
    assert [(each["scenario"], each["cameTrue"]) for each in told] == [
        ("paid_on_time", True),
        ("partial_payments", True),
    ]
    assert "The debtor pays" in result.stderr


def test_what_is_wrong_is_told_with_its_line_and_what_the_client_asked(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG, "utf-8")
    told = said("run", str(file), code=1)
    assert f'{file}:6: books.receivables[0].stage: expected "PAID", seen "RECEIVED"' in told.output
    assert f'{file}:7: events: "payed" did not happen' in told.output
    assert "POST /api/v1/partner/invoice -> 200" in told.output
    assert "1 of 1 did not come true: wrong" in told.output


def test_a_client_of_ones_own_is_played_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made_up_client.py").write_text(CLIENT, "utf-8")
    assert "came true" in said("run", "paid_on_time", "--client", "python:made_up_client:make_client").output
    told = said("run", "lost_answer_on_create", "--client", "python:made_up_client:Nothing", code=1).output
    assert "books.receivables: expected one with" in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("run", "payed_on_time"), "did you mean paid_on_time?"),
        (("show", "nowhere.yaml"), "cannot be read"),
        (("run", "paid_on_time", "--client", "nothing"), "expected python:MODULE:FACTORY"),
        (("run", "paid_on_time", "--client", "python:json:nothing"), "json has no nothing"),
        (("run", "paid_on_time", "--world", "demo"), "--world is a world of the sandbox at --url"),
        (("run", "paid_on_time", "--url", "http://127.0.0.1:9"), "no sandbox answers"),
        (("run", "paid_on_time", "--service", "lifecycle"), "either names"),
    ],
)
def test_what_cannot_be_played_is_told_in_a_sentence(words: tuple[str, ...], why: str) -> None:
    assert why in said(*words, code=2).output


def test_a_new_story_comes_true_and_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "stories" / "mine.yaml"
    assert f"wrote {file}" in said("new", str(file)).output
    assert json.loads((file.parent / "scenario.schema.json").read_text("utf-8")) == json.loads(said("schema").stdout)
    assert "mine: came true" in said("run", str(file)).output
    assert "there already" in said("new", str(file), code=2).output
    assert "there already" in said("new", str(file.with_suffix("")), code=2).output


def test_a_story_is_played_in_a_sandbox_that_runs(sandbox: Running) -> None:
    assert "paid_on_time: came true" in said("run", "paid_on_time", "--url", sandbox.url).output


def test_a_guarded_sandbox_wants_its_token(guarded: Running) -> None:
    assert "a control token is needed" in said("run", "paid_on_time", "--url", guarded.url, code=2).output
    said("run", "paid_on_time", "--url", guarded.url, "--control-token", "made-up-secret")


def test_a_story_is_played_in_a_world_as_it_is(sandbox: Running) -> None:
    words = ("world", "new", "--name", "stage", "--now", "2026-01-01", "--url", sandbox.url)
    assert CliRunner().invoke(cli, words).exit_code == 0
    inside = ("--url", sandbox.url, "--world", "stage")
    assert "came true" in said("run", "paid_on_time", *inside).output
    assert "is at 2026-01-17T09:00:00+00:00 already" in said("run", "paid_on_time", *inside, code=2).output
    assert "world 'nowhere' is not known" in said("run", "paid_on_time", *inside[:-1], "nowhere", code=2).output


def test_names_are_completed() -> None:
    complete = ShellComplete(cli, {}, "cfis-sandbox", "_CFIS_SANDBOX_COMPLETE")
    assert [each.value for each in complete.get_completions(["scenario", "run"], "paid_on")] == ["paid_on_time"]
