"""A text is typed into a real sandbox, line by line, and answers what it says.

In a ``console`` block a line that begins with ``$`` is a command, lines after it that begin with ``>`` continue it, and
the rest is its output, in which ``...`` stands for anything. What one command exports the next ones see.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
WRITTEN_URL = "http://127.0.0.1:8080"
LAST_LINE = "Ctrl-C stops it."
COMMAND = re.compile(r"(?<![\w/-])(?:\.venv/bin/)?cfis-sandbox(?= [a-z-])")


class Typed(NamedTuple):
    """A command and what a text says that it prints."""

    command: str
    output: str


class Running(NamedTuple):
    """A sandbox that runs, and what it printed at its start."""

    url: str
    banner: str


def blocks_of(text: str, language: str) -> list[str]:
    """Return the blocks of a text that are in ``language``."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def typed(block: str) -> Iterator[Typed]:
    """Yield the commands of a block."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        length = 1
        while length < len(lines) and lines[length].startswith(">"):
            length += 1
        command = "\n".join([lines[0], *(line.removeprefix(">").removeprefix(" ") for line in lines[1:length])])
        yield Typed(command, "\n".join(lines[length:]))


def is_like(actual: str, written: str) -> bool:
    """Whether an output is the one that is written, where three dots stand for anything."""
    pattern = ".*".join(re.escape(part) for part in written.strip().split("..."))
    return re.fullmatch(pattern, actual.strip(), re.DOTALL) is not None


def running(*options: str) -> Iterator[Running]:
    """Run a sandbox for as long as the generator lives, with further ``options`` of ``serve``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CFIS_SANDBOX")}
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator.cli", "serve", "--port", "0", *options],
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


def type_in(text: str, sandbox: Running, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Type every command of ``text`` in, in ``folder``, and see that it prints what the text says."""
    found = {**os.environ, "PYTHONPATH": str(ROOT)} if environment is None else environment
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    exported = folder / "exported"
    exported.write_text("", "utf-8")
    ours = f"{sys.executable} -m simulator.cli"
    for block in blocks_of(text, "console"):
        for command, output in typed(block):
            meant = COMMAND.sub(lambda _: ours, command.replace(WRITTEN_URL, sandbox.url))
            done = subprocess.run(
                ["bash", "-c", f"source {exported}\n{meant}\nstatus=$?\nexport -p > {exported}\nexit $status"],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                cwd=folder,
                env={**found, "PATH": path},
            )
            said = (done.stdout + done.stderr).replace("\r", "").replace(sandbox.url, WRITTEN_URL)
            assert done.returncode == 0, f"$ {command}\n{said}"
            assert is_like(said, output), f"$ {command}\n{said}\nThe text says:\n{output}"
