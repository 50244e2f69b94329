"""How soon a sandbox is there, what it weighs when idle, and whether its weight stays flat under load."""

from __future__ import annotations

import sys
from statistics import median
from typing import Final

from bench import exchanges
from bench.load import load
from bench.processes import free_port, serving
from bench.report import Figure
from bench.sandbox import READY, Sandbox, command

LONGEST_START_SECONDS: Final = 0.5
HEAVIEST_IDLE: Final = 90.0
MOST_GROWTH: Final = 100.0
MOST_LATE_GROWTH: Final = 10.0
KNOWN: Final = range(251_601_000, 251_601_001)


def start(rounds: int, core: int | None) -> list[Figure]:
    """Start a bare app and a sandbox in turn; weigh the idle sandbox."""
    bare, ours, idle = [], [], []
    for _ in range(rounds):
        port = free_port()
        with serving([sys.executable, "-m", "bench.bare", str(port)], port, "/json", core=core) as server:
            bare.append(server.seconds_to_answer)
        port = free_port()
        with serving(command(port), port, READY, core=core) as server:
            ours.append(server.seconds_to_answer)
            idle.append(server.mebibytes)
    return [
        Figure("start of a bare app to its first 200", median(bare), "s"),
        Figure("start of the sandbox to its first 200", median(ours), "s", LONGEST_START_SECONDS),
        Figure("memory when idle", median(idle), "MiB", HEAVIEST_IDLE),
    ]


def growth(seconds: float, core: int | None) -> list[Figure]:
    """Load a sandbox with reads and refusals, which leave nothing but journal entries, and watch its memory."""
    port = free_port()
    with serving(command(port), port, READY, core=core) as server:
        sandbox = Sandbox(port)
        token = sandbox.new_world("growth")
        sandbox.submit(token, KNOWN)
        sandbox.advance("growth", "P1D")
        target = exchanges.cfis("sandbox", port, "/cfis", token, known=KNOWN, refusal=400)
        weights = [server.mebibytes]
        for _ in range(2):
            for name in (exchanges.VALIDATE, exchanges.CASE, exchanges.REFUSED):
                load(port, target.workloads[name], seconds / 6)
            weights.append(server.mebibytes)
    return [
        Figure(f"memory added by {seconds:g} s of load", weights[2] - weights[0], "MiB", MOST_GROWTH),
        Figure("of that in the second half", max(weights[2] - weights[1], 0.0), "MiB", MOST_LATE_GROWTH),
    ]
