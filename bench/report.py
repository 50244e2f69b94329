"""What was measured, as a page of Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Final, NamedTuple

from bench.load import Outcome
from bench.processes import Cores

PAGE: Final = Path(__file__).parents[1] / "docs" / "benchmarks.md"


class Figure(NamedTuple):
    """One measured value; ``bound`` is the most that is promised, if anything is."""

    what: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the promise is kept."""
        if self.bound is None:
            return ""
        return "kept" if self.value <= self.bound else "**broken**"


class Rates(NamedTuple):
    """The outcome of every workload, by the name of the server and of the workload."""

    servers: Sequence[str]
    workloads: Sequence[str]
    outcomes: Mapping[tuple[str, str], Outcome]


def page(figures: Sequence[Figure], rates: Rates, notes: Sequence[str], run: str) -> str:
    """Return the whole page; ``run`` says how it was measured."""
    parts = [
        "# Benchmarks",
        f"Written by `make bench`; do not edit. {run}",
        "## Promises",
        _table(("measure", "measured", "promised", ""), [_figure_row(each) for each in figures]),
        "## Requests",
        "Requests a second over 32 connections, and what one waits for its answer. The bare app is Starlette on the"
        " same server, which answers a small document and, for POST, parses the body; it checks, remembers and"
        " journals nothing. A ratio of 1 would mean that the sandbox is as fast.",
        rate_table(rates),
        *notes,
    ]
    return "\n\n".join(parts) + "\n"


def rate_table(rates: Rates) -> str:
    """Return the outcomes of all servers, a workload a row."""
    return _table(_rate_header(rates), [_rate_row(rates, each) for each in rates.workloads])


def described(rounds: int, seconds: float, cores: Cores) -> str:
    """Return in words how a run was made and on what kind of machine."""
    placed = "server and load on a core each" if cores.server is not None else "server and load on shared cores"
    return (
        f"Medians of {rounds} interleaved round{'s' if rounds > 1 else ''} of {seconds:g} s per workload; {placed} of"
        f" {os.cpu_count()}; {platform.system()} {platform.machine()}, Python {platform.python_version()}."
    )


def _figure_row(figure: Figure) -> list[str]:
    promised = "" if figure.bound is None else f"at most {_number(figure.bound)} {figure.unit}"
    return [figure.what, f"{_number(figure.value)} {figure.unit}".rstrip(), promised, figure.verdict]


def _rate_header(rates: Rates) -> tuple[str, ...]:
    first, *others = rates.servers
    header = ["request", f"{first}/s", "median", "99 %"]
    for other in others:
        header += [f"{other}/s", "ratio"]
    return tuple(header)


def _rate_row(rates: Rates, workload: str) -> list[str]:
    first, *others = rates.servers
    ours = rates.outcomes[first, workload]
    row = [workload, f"{ours.per_second:,.0f}", f"{ours.median_ms:.1f} ms", f"{ours.p99_ms:.1f} ms"]
    for other in others:
        outcome = rates.outcomes.get((other, workload))
        theirs = 0.0 if outcome is None else outcome.per_second
        row += [f"{theirs:,.0f}", f"{ours.per_second / theirs:.2f}"] if theirs else ["-", "-"]
    return row


def _number(value: float) -> str:
    if not isfinite(value):
        return "unknown"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, ruler, *rows))
