"""Which operations a published client reaches, read from the journal of the worlds that a test of it has opened.

They are recorded in ``docs/real_clients.json``, from which ``docs/coverage.md`` is made, and held to the record at
every run. ``RECORD_REAL_CLIENTS=1`` writes the record anew, in a run without workers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import httpx2

from simulator.systems.netvisor.system import ENDING, RESOURCES

RECORD: Final = Path(__file__).parents[2] / "docs" / "real_clients.json"
ANY_CASE: Final = frozenset({"readAnyCase", "writeAnyCase"})
"""Operations of Netvisor that stand for another, whose name is spelled in another case."""


@contextmanager
def held_to_the_record(address: str, system: str, package: str, test: str) -> Iterator[None]:
    """Let a test go by, and hold what its client has reached successfully to the record."""
    before = _worlds(address)
    yield
    found = {name for world in _worlds(address) - before for name in _reached(address, world, system)}
    _hold(system, f"{package} {version(package)}", test, sorted(found))


def _worlds(address: str) -> set[str]:
    return {one["world"] for one in _told(f"{address}/sandbox/worlds")["worlds"]}


def _reached(address: str, world: str, system: str) -> Iterator[str]:
    journal = f"{address}/sandbox/worlds/{world}/journal"
    for line in _told(f"{journal}?system={system}&limit=1000")["entries"]:
        entry = _told(f"{journal}/{line['number']}")
        if entry["operation"] and not entry["explanation"] and entry["status"] < 400:
            yield _meant(entry)


def _meant(entry: Any) -> str:
    operation = str(entry["operation"])
    if operation not in ANY_CASE:
        return operation
    return RESOURCES[entry["method"], entry["path"].rpartition("/")[2].lower().removesuffix(ENDING)]


def _told(url: str) -> Any:
    answer = httpx2.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _hold(system: str, client: str, test: str, found: list[str]) -> None:
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    known = record.setdefault(system, {}).setdefault(client, {})
    if os.environ.get("RECORD_REAL_CLIENTS"):
        known[test] = found
        RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", "utf-8")
    assert known.get(test) == found, f"{RECORD.name} says otherwise; RECORD_REAL_CLIENTS=1 records it anew"
