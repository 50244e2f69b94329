"""``cfis-sandbox certify``: what it tells, what it leaves behind, and how it ends."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from simulator.certification.report.document import read, to_bytes
from simulator.cli.main import cli

REFERENCE = "python:contracts.scenario.factory:reference_client"
A_STORY = "paid_on_time"


def certify(*arguments: str, code: int, **more: Any) -> Result:
    result = CliRunner().invoke(cli, ["certify", *arguments], **more)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def of_one_story(*arguments: str, code: int = 1, client: str = REFERENCE) -> Result:
    return certify("--service", "lifecycle", "--only", A_STORY, "--client", client, *arguments, code=code)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certified") / "report"
    of_one_story("--report", str(folder))
    return folder


@pytest.mark.parametrize("service", ["intermediation", "lifecycle", "collection", "accounting"])
def test_the_reference_client_is_certified_for_every_service(service: str) -> None:
    told = certify("--service", service, "--client", REFERENCE, code=0).stdout
    assert f"CERTIFIED FOR {service.upper()}." in told.splitlines()


def test_a_run_of_one_story_certifies_nobody_and_says_what_was_left_out() -> None:
    result = of_one_story()
    assert f"passed        {A_STORY}" in result.stdout
    assert "NOT CERTIFIED FOR LIFECYCLE." in result.stdout
    assert "not certified for lifecycle" in result.stderr


def test_the_reports_are_written(report: Path) -> None:
    assert {"result.json", "report.html", "junit.xml", "report.sarif", "evidence.zip"} == {
        each.name for each in report.iterdir()
    }
    result = read((report / "result.json").read_bytes())
    assert (result.service, result.client, result.stand.seed) == ("lifecycle", REFERENCE, 1)


def test_a_program_is_told_the_result_as_it_is_kept(report: Path) -> None:
    told = of_one_story("--json").stdout
    assert told.encode() == (report / "result.json").read_bytes()
    assert json.loads(told)["certified"] is False


@pytest.mark.parametrize("name", [".", "result.json", "evidence.zip"])
def test_a_report_is_verified_by_doing_it_all_again(name: str, report: Path) -> None:
    result = certify("--verify", str(report / name), "--client", REFERENCE, code=0)
    assert "The result is the same, byte for byte." in result.stderr
    assert ": 1 story, seed 1." in result.stdout


def test_a_report_that_does_not_come_out_again_is_refused_with_what_differs(report: Path, tmp_path: Path) -> None:
    result = read((report / "result.json").read_bytes())
    forged = to_bytes(result).replace(b'"sandbox": "', b'"sandbox": "9.')
    assert forged != to_bytes(result)
    (tmp_path / "result.json").write_bytes(forged)
    said = certify("--verify", str(tmp_path), "--client", REFERENCE, code=1).stderr
    assert "stand, sandbox: '9." in said
    assert "not the same as in the report" in said


@pytest.mark.parametrize("name", [".", "result.json", "evidence.zip"])
def test_a_baseline_tells_what_has_changed(name: str, report: Path) -> None:
    told = of_one_story("--baseline", str(report / name), "--seed", "2").stdout
    assert "seed: 1 before, 2 now" in told


def test_an_interrupted_run_goes_on_from_its_folder(report: Path, tmp_path: Path) -> None:
    of_one_story("--state", str(tmp_path))
    of_one_story("--state", str(tmp_path), "--report", str(tmp_path / "report"))
    assert (tmp_path / "report" / "result.json").read_bytes() == (report / "result.json").read_bytes()
    assert "holds a run of another" in of_one_story("--state", str(tmp_path), "--seed", "2", code=2).stderr


def test_a_person_certifies_by_hand(tmp_path: Path) -> None:
    books = json.dumps({"invoices": [], "bookings": []})
    lines = "\n".join([books if number % 2 else "" for number in range(40)])
    result = certify("--service", "lifecycle", "--only", A_STORY, "--client", "manual", code=1, input=lines)
    assert "Hand in the invoice in" in result.stdout
    assert "X-Api-Key" in result.stdout


def test_a_client_that_crashes_is_told_of_in_the_terminal() -> None:
    told = of_one_story(client=f"exec:{sys.executable} -c 'raise SystemExit(\"no database\")'").stdout
    assert "ended with exit status 1; on standard error it said: no database" in told


def test_a_client_that_is_not_there_at_all_could_not_be_run() -> None:
    assert "there is no command /no/such/client" in of_one_story(client="exec:/no/such/client", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--service", "lifecycle"), "--service and --client"),
        (("--service", "lifecycle", "--client", "pigeon:x"), "there is no such driver"),
        (("--service", "lifecycle", "--client", REFERENCE, "--only", "paid_in_time"), "did you mean paid_on_time?"),
        (("--service", "lifecycle", "--client", REFERENCE, "--only", "malformed_reply"), "is one of intermediation"),
        (("--verify", str(Path(__file__))), "no result of a certification"),
        (("--service", "lifecycle", "--client", REFERENCE, "--turn-seconds", "0"), "--turn-seconds"),
        (("--service", "lifecycle", "--client", REFERENCE, "--jobs", "2"), "an object of this process"),
        (("--service", "lifecycle", "--client", "manual", "--jobs", "2"), "one thing after the other"),
    ],
)
def test_what_cannot_be_run_is_told_with_exit_code_2(arguments: tuple[str, ...], words: str) -> None:
    assert words in certify(*arguments, code=2).stderr


@pytest.mark.parametrize(
    ("option", "place", "words"),
    [
        ("--report", "file/report", "cannot be written to"),
        ("--state", "file/state", "cannot be used to keep a run"),
        ("--state", "other", "its run.json is of something else"),
        ("--baseline", "file", "no result of a certification"),
        ("--baseline", "nowhere", "does not exist"),
        ("--baseline", "other", "No such file"),
    ],
)
def test_what_could_not_be_used_in_the_end_is_told_before_anything_is_played(
    option: str, place: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("something else")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run.json").write_text("[]")
    result = of_one_story(option, str(tmp_path / place), code=2)
    assert words in result.stderr
    assert A_STORY not in result.output


def test_a_baseline_of_another_service_is_told_before_anything_is_played(report: Path) -> None:
    result = certify("--service", "collection", "--client", REFERENCE, "--baseline", str(report), code=2)
    assert "that certification is for lifecycle, and this one for collection" in result.stderr
    assert "Certifying" not in result.output


def test_the_exit_codes_are_documented() -> None:
    told = certify("--help", code=0).stdout
    assert all(f"\n    {code}  " in told for code in (0, 1, 2))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where it is kept which clients were started; nothing is known at first."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def of_a_stranger(folder: Path, report: Path, client: str) -> Path:
    """Return a report that somebody changed so that it names another client."""
    known = read((report / "result.json").read_bytes())
    folder.mkdir(exist_ok=True)
    (folder / "result.json").write_bytes(to_bytes(msgspec.structs.replace(known, client=client)))
    return folder


def test_the_client_of_a_stranger_is_shown_and_not_started(report: Path, tmp_path: Path) -> None:
    mark = tmp_path / "started"
    folder = of_a_stranger(tmp_path / "theirs", report, f"exec:touch {mark}")
    said = certify("--verify", str(folder), code=2).stderr
    assert f"you have not yet started from this folder: exec:touch {mark}" in said
    assert f"--client 'exec:touch {mark}'" in said
    assert not mark.exists()


def test_a_client_that_was_started_from_another_folder_is_not_started_here(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_one_story()
    certify("--verify", str(report), code=0)
    monkeypatch.chdir(tmp_path)
    certify("--verify", str(report), code=2)
    certify("--verify", str(report), "--client", REFERENCE, code=0)
    certify("--verify", str(report), code=0)


def test_nothing_but_digests_is_kept_of_a_client(home: Path) -> None:
    of_one_story()
    of_one_story()
    (kept,) = (home / "cfis-sandbox" / "clients").read_text().splitlines()
    assert re.fullmatch(r"[0-9a-f]{64}", kept)


def test_a_home_that_cannot_be_written_stops_nobody(home: Path, report: Path) -> None:
    home.write_text("a file")
    of_one_story()
    certify("--verify", str(report), code=2)
    certify("--verify", str(report), "--client", REFERENCE, code=0)


def test_what_a_stranger_writes_steers_no_terminal(report: Path, tmp_path: Path) -> None:
    said = certify("--verify", str(of_a_stranger(tmp_path / "theirs", report, "exec:\x1b[2Jls\n-la")), code=2).stderr
    assert "\x1b" not in said
    assert "exec:\\x1b[2Jls -la" in said


def test_a_report_with_other_bytes_or_other_words_is_told_of_with_what_is_other(report: Path, tmp_path: Path) -> None:
    known = (report / "result.json").read_bytes()
    of_one_story()
    for changed, words in (
        (known.replace(b"{", b'{\n  "more": 1,', 1), "it says the same in other bytes"),
        (known.replace(b'"because": "', b'"because": "all is well, ', 1), "all is well"),
    ):
        (tmp_path / "result.json").write_bytes(changed)
        assert words in certify("--verify", str(tmp_path), code=1).stderr


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    assert "which no report has" in certify("--verify", "/dev/zero", code=2).stderr
    assert "which no report has" in certify("--weigh", "/dev/zero", code=2).stderr


def test_a_folder_is_weighed_by_the_bundle_in_it(report: Path) -> None:
    assert "The evidence of 1 story shows exactly that." in certify("--weigh", str(report), code=0).stdout
