"""How many requests a second the sandbox answers, beside a bare app and beside Prism."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Final

from bench import exchanges, prism
from bench.exchanges import Target
from bench.load import Outcome, load
from bench.processes import free_port, serving
from bench.report import Rates
from bench.sandbox import NOW, READY, Sandbox, command

KNOWN: Final = range(251_601_000, 251_603_000)
"""Invoices with a case, more of them than any memory of the sandbox's keeps the answers to."""
SANDBOX_REFUSES: Final = 400
PRISM_REFUSES: Final = 400
WARM_UP_SECONDS: Final = 0.5


class WrongAnswers(Exception):
    """A server did not answer a workload as it must, so that its speed means nothing."""


def measured(
    rounds: int, seconds: float, core: int | None, names: Sequence[str] = exchanges.NAMES
) -> tuple[Rates, list[str]]:
    """Load every server with all workloads of ``names``, ``rounds`` times in turn; return medians, and notes."""
    results: dict[tuple[str, str], list[Outcome]] = {}
    sent: dict[tuple[str, str], int] = {}
    with _targets(core) as (targets, notes):
        for turn in range(-1, rounds):  # round -1 warms up
            for workload in names:
                for target in targets:
                    if workload not in target.workloads:
                        continue
                    key = target.name, workload
                    wanted = target.workloads[workload]
                    length = seconds if turn >= 0 else WARM_UP_SECONDS
                    outcome, sent[key] = load(target.port, wanted, length, first=sent.get(key, 0))
                    if outcome.wrong:
                        raise WrongAnswers(
                            f"{target.name}, {workload}: {outcome.wrong} answers were not {wanted.status}"
                        )
                    if turn >= 0:
                        results.setdefault(key, []).append(outcome)
    servers = [target.name for target in targets]
    return Rates(servers, names, {key: _median(each) for key, each in results.items()}), notes


@contextmanager
def _targets(core: int | None) -> Iterator[tuple[list[Target], list[str]]]:
    """Start the servers; only the one under load has work to do."""
    with ExitStack() as running:
        port = free_port()
        running.enter_context(serving(command(port), port, READY, core=core))
        sandbox = Sandbox(port)
        token = sandbox.new_world("rates")
        sandbox.submit(token, KNOWN)
        sandbox.advance("rates", "P1D")
        under_load = exchanges.cfis("sandbox", port, "/cfis", token, known=KNOWN, refusal=SANDBOX_REFUSES)
        under_load = exchanges.with_vouchers(under_load, "/netvisor", sandbox.netvisor("books"), NOW)
        targets = [exchanges.with_receipts(under_load, "/procountor", sandbox.procountor("journals"))]
        port = free_port()
        running.enter_context(serving([sys.executable, "-m", "bench.bare", str(port)], port, "/json", core=core))
        targets.append(exchanges.bare(port))
        try:
            targets.append(_prism(running, core))
            notes = ["Prism (`@stoplight/prism-cli` 5) mocks the same contract document; it remembers nothing."]
        except prism.Unavailable as reason:
            notes = [f"Prism was not measured: {reason}."]
        yield targets, notes


def _prism(running: ExitStack, core: int | None) -> Target:
    executable = running.enter_context(prism.installed())
    port = free_port()
    ready = f"{exchanges.PARTNER}/validate"
    running.enter_context(
        serving(prism.command(executable, port), port, ready, core=core, headers={"X-Api-Key": "prism"})
    )
    return exchanges.cfis("Prism", port, "", "prism", known=KNOWN, refusal=PRISM_REFUSES)


def _median(outcomes: list[Outcome]) -> Outcome:
    return Outcome(
        median(each.per_second for each in outcomes),
        median(each.median_ms for each in outcomes),
        median(each.p99_ms for each in outcomes),
        0,
    )
