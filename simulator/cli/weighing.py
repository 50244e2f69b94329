"""``cfis-sandbox certify --weigh``: whether the evidence of a bundle shows what its result says."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.failures import CannotRun, Refused


def weigh(path: Path) -> None:
    """Weigh the bundle at ``path`` again and say what comes of it. Raises CannotRun, and Refused where it differs."""
    from simulator.certification.report import bundle
    from simulator.certification.report.terminal import closing
    from simulator.certification.report.weighing import differences
    from simulator.certification.report.words import counted

    try:
        read = bundle.read(path.read_bytes())
    except (OSError, bundle.UnreadableBundle) as problem:
        raise CannotRun(f"{path}: {problem}") from None
    found = differences(read)
    for each in found:
        click.echo(each)
    if found:
        raise Refused(f"the evidence in {path} does not show what its result says")
    click.echo(closing(read.result), nl=False)
    stories = counted(len(read.exhibits), "story", "stories")
    click.echo(f"The evidence of {stories} shows exactly that.")
