"""A run that can be interrupted: each story is kept in a folder as soon as it is played, and is not played again.

The folder is bound to what was played to whom: with another service, client, seed, story or contract it is another run.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import msgspec

from simulator.certification.playing import Act

BOUND: Final = "run.json"


class CannotKeep(Exception):
    """The folder cannot be used; the message says why."""


class OtherRun(CannotKeep):
    """The folder holds another run; the message says what to do."""


class Keeping:
    """The folder of one run. ``key`` is all that the run stands on; the same key is the same run. Raises CannotKeep."""

    def __init__(self, folder: Path, key: object) -> None:
        self._folder = folder
        bound = sha256(msgspec.json.encode(key, order="sorted")).hexdigest()
        try:
            found = _bound_to(folder)
            if found not in (None, bound):
                raise OtherRun(
                    f"{folder} holds a run of another service, client, seed, set of stories or contract; name another "
                    f"folder, or remove this one"
                )
            for each in (folder / "stories", folder / "clients"):
                _usable(each)
            _replace(folder / BOUND, msgspec.json.encode({"run": bound}))
        except OSError as problem:
            raise CannotKeep(f"{folder} cannot be used to keep a run: {problem}") from None

    def played(self, name: str) -> Act | None:
        """Return a story that was played already; one that the sandbox broke, or of which half is kept, was not."""
        try:
            act = msgspec.json.decode(self._file(name).read_bytes(), type=Act)
        except (OSError, msgspec.DecodeError):
            return None
        return None if act.error else act

    def keep(self, act: Act) -> None:
        """Keep a story. Raises CannotKeep."""
        try:
            _replace(self._file(act.name), msgspec.json.Encoder(decimal_format="number").encode(act))
        except OSError as problem:
            raise CannotKeep(f"story {act.name} cannot be kept: {problem}") from None

    def client_folder(self, name: str) -> Path:
        """Return an empty folder for the client of a story. Raises CannotKeep."""
        folder = self._folder / "clients" / name
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        except OSError as problem:
            raise CannotKeep(f"the client's folder for story {name} cannot be emptied: {problem}") from None
        return folder.resolve()

    def _file(self, name: str) -> Path:
        return self._folder / "stories" / f"{name}.json"


def _bound_to(folder: Path) -> object:
    """Return which run a folder holds, None where it holds none. Raises OSError, CannotKeep."""
    file = folder / BOUND
    try:
        return msgspec.json.decode(file.read_bytes())["run"]
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, KeyError, TypeError):
        raise CannotKeep(f"{folder} cannot be used to keep a run: its {BOUND} is of something else") from None


def _usable(folder: Path) -> None:
    """Look that a folder, which is made where it is missing, can be read and written to. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for _ in folder.iterdir():
        break
    with TemporaryFile(dir=folder):
        pass


def _replace(file: Path, content: bytes) -> None:
    """Write a file in one step, so that an interruption leaves the old one or the new one."""
    unfinished = file.with_suffix(".new")
    unfinished.write_bytes(content)
    unfinished.replace(file)
