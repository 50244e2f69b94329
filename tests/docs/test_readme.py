"""The README is typed into a real sandbox, line by line, and answers what it says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.console import ROOT, Running, blocks_of, is_like, running, type_in
from tests.pytest_plugin.installed import environment

README = (ROOT / "README.md").read_text("utf-8")
NOT_EXECUTED = {"sh", "text"}
SAME_AT_EVERY_RUN = {"CI": "1"}
"""By this Hypothesis knows that it is not to surprise anybody."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    yield from running()


def test_everything_in_the_readme_is_executed_or_plainly_not_meant_to_be() -> None:
    languages = set(re.findall(r"^```(\w+)$", README, re.MULTILINE))
    assert languages == {"console", "python"} | NOT_EXECUTED


def test_the_sandbox_prints_what_the_readme_shows(sandbox: Running) -> None:
    shown = next(block for block in blocks_of(README, "text") if block.startswith("cfis-sandbox is running"))
    assert is_like(sandbox.banner, shown), sandbox.banner


def test_the_tour_goes_as_the_readme_says(sandbox: Running, tmp_path: Path) -> None:
    for block in blocks_of(README, "python"):
        (tmp_path / block.partition("\n")[0].removeprefix("# ")).write_text(block, "utf-8")
    type_in(README, sandbox, tmp_path, {**environment(tmp_path), **SAME_AT_EVERY_RUN})


@pytest.mark.parametrize(
    ("actual", "written", "alike"),
    [
        ("one two three", "one ... three", True),
        ("a\nb\nc", "a...c", True),
        ("a.c", "a...", True),
        ("abd", "a...c", False),
    ],
)
def test_three_dots_stand_for_anything(actual: str, written: str, alike: bool) -> None:
    assert is_like(actual, written) is alike
