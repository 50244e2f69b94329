"""What worlds cost: a new one, a fork, and a thousand of them."""

from __future__ import annotations

import json
from statistics import median
from typing import Final

from bench.processes import free_port, serving
from bench.report import Figure
from bench.sandbox import READY, Sandbox, command

LONGEST_FOUNDING_MS: Final = 5.0
LONGEST_FORK_MS: Final = 5.0
HEAVIEST_THOUSAND: Final = 400.0
FORKS: Final = 20
INVOICES: Final = 1000
WORLDS: Final = 1000


def measured(core: int | None) -> list[Figure]:
    """Found a thousand worlds, fork one of a thousand invoices, and weigh."""
    port = free_port()
    with serving(command(port), port, READY, core=core) as server:
        sandbox = Sandbox(port)
        founded = [sandbox.timed("POST", "/sandbox/worlds", _named(f"many-{turn}")) for turn in range(WORLDS)]
        weight = server.mebibytes
        token = sandbox.new_world("forked")
        sandbox.submit(token, range(400_000_000, 400_000_000 + INVOICES))
        forked = [sandbox.timed("POST", "/sandbox/worlds/forked/fork", _named(f"fork-{turn}")) for turn in range(FORKS)]
    return [
        Figure("new world, over HTTP", median(founded), "ms", LONGEST_FOUNDING_MS),
        Figure("fork of a world of 1,000 invoices, over HTTP", median(forked), "ms", LONGEST_FORK_MS),
        Figure("memory with 1,000 worlds", weight, "MiB", HEAVIEST_THOUSAND),
    ]


def _named(name: str) -> bytes:
    return json.dumps({"name": name}).encode()
