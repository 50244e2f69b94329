"""What the suite for clients costs: a step of a random life, and how long a planted defect stays unseen."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from hypothesis.stateful import run_state_machine_as_test

from bench.report import Figure
from contracts.machine.suite import machine_for
from contracts.scenario.player import Disagreement
from tests.clients.sandbox_in_process import URL, reference_client, transport
from tests.zoo.animal import Animal
from tests.zoo.cages import ANIMALS
from tests.zoo.hunt import lead_lives, led

LONGEST_STEP_MS: Final = 1000 / 40
LONGEST_HUNT_SECONDS: Final = 20.0
LIVES: Final = 30
EVERY: Final = 6
"""One animal of so many is looked for."""


def measured() -> list[Figure]:
    """Lead lives with the reference client, and look for some of the clients that are wrong."""
    with TemporaryDirectory() as folder:
        failures = Path(folder)
        step_ms = _step_ms(failures)
        hunts = [_hunt_seconds(each, failures) for each in list(ANIMALS.values())[::EVERY]]
    return [
        Figure("a step of `client_suite` with the reference client, in one process", step_ms, "ms", LONGEST_STEP_MS),
        Figure(f"median time to find one of {len(hunts)} wrong clients", median(hunts), "s", LONGEST_HUNT_SECONDS),
    ]


def _step_ms(failures: Path) -> float:
    way = transport()
    profiles = "faithful", "harsh"
    machine = machine_for(reference_client, url=URL, transport=way, profiles=profiles, failures=failures, name="steps")

    class Counted(machine):  # type: ignore[misc, valid-type]
        """The same lives, with their steps counted."""

        steps = 0

        def _play(self, verb: str, told: Any) -> None:
            Counted.steps += 1
            super()._play(verb, told)

    started = perf_counter()
    run_state_machine_as_test(Counted, settings=led(LIVES))
    seconds = perf_counter() - started
    way.close()
    return seconds * 1000 / Counted.steps


def _hunt_seconds(animal: Animal, failures: Path) -> float:
    """Return how long it takes until an animal is found and its story is short, or all lives are led."""
    way = transport()
    started = perf_counter()
    with suppress(Disagreement):
        lead_lives(animal.make, way, lives=animal.found_within, failures=failures, name=animal.slug)
    way.close()
    return perf_counter() - started
