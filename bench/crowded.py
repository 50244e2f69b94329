"""What a book of a hundred thousand open invoices costs: to search, to move through a year, and to its neighbours."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter
from typing import Final

from bench.crowd import RARE_DAY
from bench.exchanges import PARTNER
from bench.processes import Server, free_port, serving
from bench.report import Figure
from bench.sandbox import READY, Sandbox

LONGEST_READ_MS: Final = 5.0
LONGEST_YEAR_SECONDS: Final = 20.0
LONGEST_WAIT_MS: Final = 50.0
HEAVIEST: Final = 1024.0
READS: Final = 50
YEAR: Final = "P365D"
BETWEEN_LOOKS_SECONDS: Final = 0.02


def measured(sizes: list[int], core: int | None) -> list[Figure]:
    """Fill worlds of ``sizes`` invoices, read from each, and move the last and largest through a year."""
    port = free_port()
    with TemporaryDirectory() as folder:
        file = Path(folder, "tokens")
        crowd = [sys.executable, "-m", "bench.crowd", str(port), str(file), *map(str, sizes)]
        with serving(crowd, port, READY, core=core) as server:
            tokens = file.read_text("ascii").split()
            figures = [_read(port, size, token) for size, token in zip(sizes, tokens, strict=True)]
            return figures + _year(server, sizes[-1], tokens[0])


def _read(port: int, size: int, token: str) -> Figure:
    """Ask for the invoices of one day, of which every world has the same few."""
    sandbox = Sandbox(port)
    path = f"/cfis{PARTNER}/invoice/distribution?fromInvDate={RARE_DAY}&toInvDate={RARE_DAY}"
    took = [sandbox.timed("GET", path, token=token) for _ in range(READS)]
    return Figure(f"filtered read among {size:,} invoices", median(took), "ms", LONGEST_READ_MS)


def _year(server: Server, size: int, neighbour: str) -> list[Figure]:
    """Move a world through a year and ask its neighbour meanwhile, once the control plane has been loaded."""
    sandbox = Sandbox(server.port)
    sandbox.call("GET", f"/sandbox/worlds/crowd-{size}")
    waits: list[float] = []
    over = Event()
    watcher = Thread(target=_watch, args=(server.port, neighbour, waits, over))
    watcher.start()
    started = perf_counter()
    try:
        moved = sandbox.advance(f"crowd-{size}", YEAR)
    finally:
        over.set()
        watcher.join()
    took = perf_counter() - started
    return [
        Figure(f"365 days over {size:,} open invoices", took, "s", LONGEST_YEAR_SECONDS),
        Figure("events recorded on the way", moved["eventCount"], ""),
        Figure("longest wait of another world meanwhile", max(waits), "ms", LONGEST_WAIT_MS),
        Figure("memory after that year", server.mebibytes, "MiB", HEAVIEST),
    ]


def _watch(port: int, token: str, waits: list[float], over: Event) -> None:
    """Ask another world again and again how it is."""
    sandbox = Sandbox(port)
    while not over.wait(BETWEEN_LOOKS_SECONDS):
        waits.append(sandbox.timed("GET", f"/cfis{PARTNER}/validate", token=token))
