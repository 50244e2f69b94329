"""Which clients the user has started from which folder, so that the report of a stranger starts nothing by itself.

Only digests are kept, one a line, below ``XDG_STATE_HOME``; where nothing can be kept, nothing is known.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

MOST_KEPT: Final = 1000
"""The oldest are forgotten."""
UNUSABLE: Final = (OSError, RuntimeError, ValueError)
"""How a home is missing, cannot be written, or holds something else."""


def remember(client: str) -> None:
    """Note that the user has told to start ``client`` from the working directory."""
    with suppress(*UNUSABLE):
        file, digest = _file(), _digest(client)
        kept = [each for each in _kept(file) if each != digest]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{each}\n" for each in [*kept, digest][-MOST_KEPT:]), "utf-8")


def is_known(client: str) -> bool:
    """Whether the user has told to start ``client`` from the working directory before."""
    with suppress(*UNUSABLE):
        return _digest(client) in _kept(_file())
    return False


def _file() -> Path:
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "cfis-sandbox" / "clients"


def _kept(file: Path) -> list[str]:
    return file.read_text("utf-8").split() if file.exists() else []


def _digest(client: str) -> str:
    return sha256(f"{Path.cwd()}\0{client}".encode("utf-8", "surrogatepass")).hexdigest()
