"""A Dockerfile read, and its steps carried out below a folder where no container engine is.

Every stage gets a root of its own; what the next stage does not copy is not there any more. Paths of the image stand
below the root of the stage, in commands as well.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ABSOLUTE = re.compile(r"(?<![\w./:-])/(?=(?:venv|wheels|build|data)\b)")
"""Where a path of the image begins in a command."""


class Instruction(NamedTuple):
    """One instruction, its continued lines put together."""

    name: str
    said: str

    @property
    def words(self) -> list[str]:
        """What is said, as a list: JSON, or words."""
        words: list[str] = json.loads(self.said) if self.said.startswith("[") else shlex.split(self.said)
        return words

    @property
    def operands(self) -> list[str]:
        """The words that are no flags."""
        return [word for word in self.words if not word.startswith("--")]

    def flag(self, name: str) -> str | None:
        """The value of a flag."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"--{name}=")), None)


class Stage(NamedTuple):
    """What a ``FROM`` begins."""

    image: str
    name: str
    instructions: Sequence[Instruction]

    def last(self, name: str) -> Instruction:
        """The instruction that counts where one is said several times."""
        return [each for each in self.instructions if each.name == name][-1]

    def environment(self) -> dict[str, str]:
        """What the stage sets."""
        said = [word for each in self.instructions if each.name == "ENV" for word in each.words]
        return dict(word.split("=", 1) for word in said)


def read(text: str) -> list[Stage]:
    """Return the stages of a Dockerfile."""
    whole = re.sub(r"\\\n\s*", "", re.sub(r"^\s*(#.*)?\n", "", text, flags=re.MULTILINE))
    instructions = [Instruction(*line.split(None, 1)) for line in whole.splitlines()]
    stages: list[Stage] = []
    for each in instructions:
        if each.name == "FROM":
            image, *named = each.said.split()
            stages.append(Stage(image, named[1] if named else "", []))
        elif stages:
            stages[-1] = stages[-1]._replace(instructions=[*stages[-1].instructions, each])
    return stages


class Carried:
    """Stages as they are carried out below ``folder``, the context being ``context``.

    ``changed`` puts another command in the place of one of the file, where the machine is another than the image.
    """

    def __init__(self, folder: Path, context: Path, changed: Callable[[str], str]) -> None:
        self.root, self._earlier = folder / "root", folder / "earlier"
        self._context, self._changed = context, changed
        self.commands: list[str] = []

    def build(self, stages: Sequence[Stage]) -> None:
        """Carry out every stage."""
        self._earlier.mkdir()
        done = ""
        for stage in stages:
            if done:
                self.root.rename(self._earlier / done)
            self.root.mkdir()
            self._stage(stage)
            done = stage.name

    def below(self, path: str) -> Path:
        """Return where a path of the image is."""
        return self.root / path.lstrip("/")

    def placed(self, text: str) -> str:
        """Return a command with the paths of the image replaced."""
        return ABSOLUTE.sub(lambda _: f"{self.root}/", text)

    def _stage(self, stage: Stage) -> None:
        where = self.root
        for each in stage.instructions:
            if each.name == "WORKDIR":
                where = self.below(each.said)
                where.mkdir(parents=True, exist_ok=True)
            elif each.name == "COPY":
                self._copy(each, where)
            elif each.name == "RUN":
                self._run(each.said, where)

    def _copy(self, said: Instruction, where: Path) -> None:
        *sources, target = said.operands
        earlier = said.flag("from")
        origin = self._context if earlier is None else self._earlier / earlier
        to = self.below(target) if target.startswith("/") else where / target
        for source in sources:
            found = origin / source.lstrip("/")
            if found.is_dir():
                shutil.copytree(found, to, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                to.mkdir(parents=True, exist_ok=True)
                shutil.copy(found, to)

    def _run(self, command: str, where: Path) -> None:
        meant = self._changed(self.placed(command))
        self.commands.append(command)
        done = subprocess.run(
            ["sh", "-c", meant], cwd=where, env=bare(), capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"RUN {command}\n{done.stdout}{done.stderr}"


def bare(**more: str) -> dict[str, str]:
    """Return an environment with nothing of ours but this Python, called python, and what pip was told."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name in ("HOME", "LANG")}
    return {**kept, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **more}


def lend_packages(venv: Path) -> None:
    """Let a virtual environment see the packages of this one, after its own: they are the pinned ones already."""
    (site,) = venv.glob("lib/python*/site-packages")
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join(ours) + "\n", "utf-8")
