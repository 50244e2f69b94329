"""The README is typed into a real sandbox, line by line, and answers what it says.

In a ``console`` block a line that begins with ``$`` is a command, lines after it that begin with ``>`` continue it, and
the rest is its output, in which ``...`` stands for anything. What one command exports the next ones see.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
WRITTEN_URL = "http://127.0.0.1:8080"
LAST_LINE = "Ctrl-C stops it."
NOT_EXECUTED = {"sh", "text"}


class Typed(NamedTuple):
    command: str
    output: str


class Running(NamedTuple):
    url: str
    banner: str


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def typed(block: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        length = 1
        while length < len(lines) and lines[length].startswith(">"):
            length += 1
        command = "\n".join([lines[0], *(line.removeprefix(">").removeprefix(" ") for line in lines[1:length])])
        yield Typed(command, "\n".join(lines[length:]))


def is_like(actual: str, written: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in written.strip().split("..."))
    return re.fullmatch(pattern, actual.strip(), re.DOTALL) is not None


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CFIS_SANDBOX")}
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator.cli", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or (lines[-1] and lines[-1].strip() != LAST_LINE):
        lines.append(process.stdout.readline())
    found = re.search(r"http://[\d.]+:\d+", lines[0])
    assert found, f"the sandbox did not start: {lines}"
    yield Running(found[0], "".join(lines).replace(found[0], WRITTEN_URL))
    process.terminate()
    process.communicate(timeout=30)


def test_everything_in_the_readme_is_executed_or_plainly_not_meant_to_be() -> None:
    languages = set(re.findall(r"^```(\w+)$", README, re.MULTILINE))
    assert languages == {"console"} | NOT_EXECUTED


def test_the_sandbox_prints_what_the_readme_shows(sandbox: Running) -> None:
    shown = next(block for block in blocks("text") if block.startswith("cfis-sandbox is running"))
    assert is_like(sandbox.banner, shown), sandbox.banner


def test_the_tour_goes_as_the_readme_says(sandbox: Running, tmp_path: Path) -> None:
    exported = tmp_path / "exported"
    exported.write_text("", "utf-8")
    for block in blocks("console"):
        for command, output in typed(block):
            script = f"source {exported}\n{command.replace(WRITTEN_URL, sandbox.url)}\n"
            done = subprocess.run(
                ["bash", "-c", f"{script}status=$?\nexport -p > {exported}\nexit $status"],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            said = (done.stdout + done.stderr).replace("\r", "").replace(sandbox.url, WRITTEN_URL)
            assert done.returncode == 0, f"$ {command}\n{said}"
            assert is_like(said, output), f"$ {command}\n{said}\nThe README says:\n{output}"


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
