"""``python -m bench``: measure everything in one run, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse

from bench import crowded, lives, report, requests_per_second, standing, syncing, worlds
from bench.exchanges import NAMES
from bench.processes import cores

SIZES = [100, 10_000, 100_000]
QUICK_SIZES = [100, 1_000, 10_000]
QUICK_DOCUMENTS = 1_000
QUICK_SECONDS = 5.0
ROWS_HELP = "measure only the requests whose names hold one of these words, print that, and write nothing"
LOAD_OF_A_MINUTE = 6.0
"""How many times a workload's seconds the memory is watched under load: a minute, with ten seconds each."""


def main() -> None:
    """Measure, part by part, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds, of which medians are taken")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of one load; below 5 the book is smaller")
    parser.add_argument("--rows", nargs="+", metavar="WORD", help=ROWS_HELP)
    asked = parser.parse_args()
    placed = cores()
    placed.take_load_core()
    if asked.rows:
        names = [name for name in NAMES if any(word in name for word in asked.rows)]
        rates, notes = requests_per_second.measured(asked.rounds, asked.seconds, placed.server, names)
        print(report.rate_table(rates), *notes, sep="\n\n")
        return
    sizes = SIZES if asked.seconds >= QUICK_SECONDS else QUICK_SIZES

    print("starting ...", flush=True)
    figures = standing.start(asked.rounds, placed.server)
    print("requests ...", flush=True)
    rates, notes = requests_per_second.measured(asked.rounds, asked.seconds, placed.server)
    print("memory under load ...", flush=True)
    figures += standing.growth(asked.seconds * LOAD_OF_A_MINUTE, placed.server)
    print("worlds ...", flush=True)
    figures += worlds.measured(placed.server)
    documents = syncing.DOCUMENTS if asked.seconds >= QUICK_SECONDS else QUICK_DOCUMENTS
    print(f"a sync of {documents:,} documents ...", flush=True)
    figures += syncing.measured(placed.server, documents)
    print("lives of clients ...", flush=True)
    figures += lives.measured()
    print(f"a book of {sizes[-1]:,} invoices ...", flush=True)
    figures += crowded.measured(sizes, placed.server)

    text = report.page(figures, rates, notes, report.described(asked.rounds, asked.seconds, placed))
    report.PAGE.parent.mkdir(exist_ok=True)
    report.PAGE.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
