"""The shell of CI templates, carried out as the runners of GitHub and GitLab carry it out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


def told(text: str, context: Mapping[str, str]) -> str:
    """Return a text with its expressions replaced; one that the context does not know is a mistake."""
    return EXPRESSION.sub(lambda found: context[found[1]], text)


def bash(script: str, environment: Mapping[str, str], folder: Path, *, status: int = 0) -> str:
    """Run a script as a runner does: the first command that fails ends it. Return what it printed.

    ``status`` is the exit status that it has to end with.
    """
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=dict(environment),
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


class Action:
    """A composite action at work below a folder: what its steps have written for those that follow."""

    def __init__(self, action: Mapping[str, Any], folder: Path, given: Mapping[str, str]) -> None:
        inputs = {name: str(told["default"]) for name, told in action["inputs"].items()} | dict(given)
        self._steps = {step["name"]: step for step in action["runs"]["steps"]}
        self.context = {f"inputs.{name}": value for name, value in inputs.items()}
        self.context |= {"runner.temp": str(folder)}
        self._folder, self._files = folder, {}
        for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"):
            self._files[name] = folder / name
            self._files[name].touch()

    def run(self, name: str, environment: Mapping[str, str], *, status: int = 0) -> None:
        """Carry out the shell of one step; its outputs are in the context afterwards."""
        step = self._steps[name]
        own = {key: told(value, self.context) for key, value in step["env"].items()}
        path = [*self.lines("GITHUB_PATH"), environment["PATH"]]
        files = {key: str(file) for key, file in self._files.items()}
        around = {**environment, **self.exported(), **own, **files, "PATH": os.pathsep.join(path)}
        bash(step["run"], around, self._folder, status=status)
        if "id" in step:
            pairs = self.pairs("GITHUB_OUTPUT").items()
            self.context |= {f"steps.{step['id']}.outputs.{key}": value for key, value in pairs}

    def exported(self) -> dict[str, str]:
        """The environment that later steps see."""
        return self.pairs("GITHUB_ENV")

    def pairs(self, name: str) -> dict[str, str]:
        """Names and values that steps wrote to one of the runner's files."""
        return dict(line.split("=", 1) for line in self.lines(name))

    def lines(self, name: str) -> list[str]:
        """What steps wrote to one of the runner's files."""
        return self._files[name].read_text("utf-8").splitlines()


@contextmanager
def stopping(pid: Path) -> Iterator[None]:
    """Stop in the end the server that a script left running; a runner does that when a job is over."""
    try:
        yield
    finally:
        if pid.exists():
            os.kill(int(pid.read_text("utf-8")), signal.SIGTERM)
