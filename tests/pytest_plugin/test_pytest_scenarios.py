"""Scenario files as tests of a project that uses the plugin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pytest_plugin.installed import environment

GOOD = """\
version: 1
story: An invoice is taken in
when:
  - submit: {number: 1001, total: 100.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: EMAIL}
then:
  - journal: {operation: createInvoice, times: 1}
"""
BAD = GOOD.replace("times: 1", "times: 2")
NONE = "version: 1\nstory: Nothing\nwhen:\n  - dance:\n"
CLIENT = """\
from contracts.scenario.factory import reference_client


def make_client(world):
    print("made by hand")
    return reference_client(world)
"""
CONFTEST = """\
import pytest
from made_up_client import make_client


@pytest.fixture
def cfis_scenario_client():
    return make_client
"""


class Project:
    """A project with stories that the package is installed beside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.environment = folder, environment(folder)
        (folder / "stories").mkdir()
        (folder / "made_up_client.py").write_text(CLIENT, "utf-8")

    def story(self, name: str, text: str) -> None:
        (self.folder / "stories" / f"{name}.yaml").write_text(text, "utf-8")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-W", "error", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_each_file_is_a_test_that_plays_its_story(project: Project) -> None:
    project.story("taken_in", GOOD)
    project.story("wrong", BAD)
    (project.folder / "test_own.py").write_text("def test_own():\n    pass\n", "utf-8")
    told = project.run("--cfis-scenarios", "stories", "-v")
    assert "stories/taken_in.yaml::taken_in PASSED" in told
    assert "stories/wrong.yaml::wrong FAILED" in told
    assert "test_own.py::test_own PASSED" in told
    assert "1 failed, 2 passed" in told
    assert "An invoice is handed in: number 1001" in told
    assert 'wrong.yaml:6: journal: expected 2 requests of the client with operation "createInvoice", seen 1' in told
    assert "POST /api/v1/partner/invoice -> 200" in told
    assert "Traceback" not in told


def test_without_the_option_a_file_of_that_ending_is_no_test(project: Project) -> None:
    project.story("taken_in", GOOD)
    assert "no tests ran" in project.run()


def test_a_file_that_is_no_scenario_is_told_with_its_line(project: Project) -> None:
    project.story("none", NONE)
    told = project.run("--cfis-scenarios", "stories")
    assert "none.yaml:4:5: when.1: dance is not known here" in told
    assert "1 error" in told


def test_the_client_is_named_by_an_option_or_by_a_fixture(project: Project) -> None:
    project.story("taken_in", GOOD)
    told = project.run("--cfis-scenarios", "stories", "--cfis-client", "made_up_client:make_client", "-s")
    assert "made by hand" in told
    assert "1 passed" in told
    (project.folder / "conftest.py").write_text(CONFTEST, "utf-8")
    assert "made by hand" in project.run("--cfis-scenarios", "stories", "-s")


def test_a_client_or_a_folder_that_is_not_there_is_told_plainly(project: Project) -> None:
    project.story("taken_in", GOOD)
    told = project.run("--cfis-scenarios", "stories", "--cfis-client", "made_up_client:nobody")
    assert "--cfis-client made_up_client:nobody: made_up_client has no nobody" in told
    assert "nowhere is no folder with scenarios" in project.run("--cfis-scenarios", "nowhere")


def test_the_stories_that_are_shipped_are_played_on_several_processes(project: Project) -> None:
    told = project.run("--cfis-scenarios", "library", "-n", "2", "-k", "paid")
    assert " passed" in told
    assert "failed" not in told
    assert "error" not in told
