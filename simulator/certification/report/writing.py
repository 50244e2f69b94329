"""Write every report of a certification to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from contracts.checks.exhibit import Exhibit
from simulator.certification.report import bundle, document, junit, page, sarif
from simulator.certification.report.baseline import compare
from simulator.certification.result import Result

PAGE: Final = "report.html"
JUNIT: Final = "junit.xml"
SARIF: Final = "report.sarif"
BUNDLE: Final = "evidence.zip"


def reports_of(result: Result) -> dict[str, bytes]:
    """Return the reports of a result that stand in its bundle, by the names of their files."""
    return {PAGE: page.to_bytes(result), JUNIT: junit.to_bytes(result), SARIF: sarif.to_bytes(result)}


def write_reports(
    result: Result, exhibits: Mapping[str, Exhibit], folder: Path, baseline: Result | None = None
) -> Mapping[str, Path]:
    """Write what came of a certification; return the files by their names. The folder is made, files are replaced.

    ``exhibits`` are by the names of their stories. With a ``baseline`` the page also says what has changed since; the
    other files say nothing of it, so that they depend on the certification alone. Raises Incomparable for a baseline
    of another service, and OSError where the folder cannot be written.
    """
    changes = None if baseline is None else compare(baseline, result)
    reports = reports_of(result)
    files = {
        bundle.RESULT: document.to_bytes(result),
        **reports,
        PAGE: page.to_bytes(result, changes),
        BUNDLE: bundle.to_bytes(result, exhibits, reports),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files}
