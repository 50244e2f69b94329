"""``cfis-sandbox certify --verify``: which report is repeated, whose client is started for it, and what is compared."""

from __future__ import annotations

import shlex
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from simulator.cli.failures import CannotRun, Refused
from simulator.cli.known_clients import is_known
from simulator.cli.reading import bounded, listed

if TYPE_CHECKING:
    from simulator.certification.result import Result

RESULT: Final = "result.json"
MANUAL: Final = "manual"
"""The client that starts nothing."""


def known_result(path: Path) -> tuple[bytes, Result]:
    """Return an earlier result, as bytes and read, from a folder, a bundle or a result.json. Raises CannotRun."""
    from simulator.certification.report import bundle
    from simulator.certification.report.document import UnreadableResult, read

    file = path / RESULT if path.is_dir() else path
    try:
        content = bounded(file)
        if zipfile.is_zipfile(BytesIO(content)):
            content = bundle.read(content).files[RESULT]
        return content, read(content)
    except (OSError, UnreadableResult, bundle.UnreadableBundle) as problem:
        raise CannotRun(f"{file}: {problem}") from None


def client_of(known: Result) -> str:
    """Return the client that an earlier result names, if the user has started it from here before.

    A report can come from anybody, and a driver is a command. Raises CannotRun with what would be started.
    """
    from simulator.certification.report.words import line

    if known.client != MANUAL and not is_known(known.client):
        raise CannotRun(
            f"the report names a client that you have not yet started from this folder: {line(known.client)}\n"
            f"It is started once you say so: --client {shlex.quote(line(known.client))}. "
            f"A client of your own elsewhere does as well, and --weigh starts nothing."
        )
    return known.client


def stories_played(result: Result) -> tuple[str, ...]:
    """Return the stories that an earlier run was restricted to; none where it played all."""
    played = tuple(each.name for each in result.stories if each.verdict != "skip")
    return () if len(played) == len(result.stories) else played


def compare_with(before: bytes, earlier: Result, after: Result) -> None:
    """Say whether two results are the same, byte for byte, and what is not. Raises Refused where they are not."""
    from simulator.certification.report.difference import Sides, differing
    from simulator.certification.report.document import to_bytes

    if before == to_bytes(after):
        click.echo("The result is the same, byte for byte.", err=True)
        return
    same = "it says the same in other bytes: it has members that no result has, or is laid out in another way"
    listed(list(differing(earlier, after, Sides("in the report", "now"))) or [same])
    raise Refused("the result is not the same as in the report")
