"""Reports of others, which may be of any size and say anything: read to a bound, and told to a bound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from simulator.cli.failures import CannotRun

MOST_BYTES: Final = 256 << 20
"""A larger file is no report."""
MOST_LINES: Final = 40


def bounded(file: Path) -> bytes:
    """Return what is in a file. Raises OSError, and CannotRun for one that is too large."""
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise CannotRun(f"{file} has more than {MOST_BYTES} bytes, which no report has")
    return content


def listed(lines: Sequence[str]) -> None:
    """Say the first of some lines on standard error, and how many more there are."""
    for each in lines[:MOST_LINES]:
        click.echo(f"  {each}", err=True)
    if len(lines) > MOST_LINES:
        click.echo(f"  and {len(lines) - MOST_LINES} more", err=True)
