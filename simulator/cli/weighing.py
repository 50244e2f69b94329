"""``cfis-sandbox certify --weigh``: whether the evidence of a bundle shows what its result says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from simulator.cli.failures import CannotRun, Refused
from simulator.cli.reading import bounded, listed

BUNDLE = "evidence.zip"


def weigh(path: Path, overlays: Sequence[Path] = ()) -> None:
    """Weigh the bundle at ``path``, or in it, again and say what comes of it.

    ``overlays`` are those that the certification was run with. Raises CannotRun, and Refused where the result says
    something else than the evidence shows.
    """
    from contracts.words import counted
    from simulator.certification.report import bundle
    from simulator.certification.report.terminal import closing
    from simulator.certification.report.weighing import differences, other_stand
    from simulator.certification.report.words import line

    file = path / BUNDLE if path.is_dir() else path
    try:
        read = bundle.read(bounded(file))
        elsewhere = other_stand(read.result, overlays)
        found = [] if elsewhere else differences(read)
    except (OSError, bundle.UnreadableBundle) as problem:
        raise CannotRun(f"{file}: {problem}") from None
    listed(elsewhere or found)
    if elsewhere:
        version = line(read.result.stand.sandbox)
        raise CannotRun(f"{file} can be weighed only by what it was made with: cfis-sandbox {version}, as it was then")
    if found:
        raise Refused(f"the evidence in {file} does not show what its result says")
    click.echo(closing(read.result), nl=False)
    stories = counted(len(read.exhibits), "story", "stories")
    click.echo(f"The evidence of {stories} shows exactly that.")
