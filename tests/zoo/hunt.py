"""Looks for animals, as the suite does for any client: ``python -m tests.zoo.hunt`` writes the stories anew.

With names, only those animals are looked for. It takes about ten seconds for each.
"""

from __future__ import annotations

import sys
from pathlib import Path

import httpx2
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from contracts.machine.suite import machine_for
from contracts.scenario.client import MakeClient
from contracts.scenario.player import Disagreement
from tests.clients.sandbox_in_process import URL, transport
from tests.zoo.cages import ANIMALS, STORIES

STEPS = 25


def lead_lives(make: MakeClient, way: httpx2.BaseTransport, *, lives: int, failures: Path, name: str = "lives") -> None:
    """Lead random lives with a client. Raises Disagreement, with the shortest story."""
    machine = machine_for(make, url=URL, transport=way, profiles=("faithful", "harsh"), failures=failures, name=name)
    run_state_machine_as_test(machine, settings=led(lives))


def led(lives: int) -> settings:
    """Return how so many lives are led."""
    return settings(
        max_examples=lives,
        deadline=None,
        stateful_step_count=STEPS,
        phases=(Phase.generate,),
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


def hunt(names: list[str]) -> int:
    """Look for animals and keep their stories; tell how many were not found."""
    missed = 0
    for animal in ANIMALS.values():
        if names and animal.name not in names:
            continue
        way = transport()
        try:
            lead_lives(animal.make, way, lives=animal.found_within, failures=STORIES, name=animal.slug)
        except Disagreement as found:
            sys.stdout.write(f"{animal.name}: {len(found.story.steps)} steps, {found.findings[0]}\n")
        else:
            missed += 1
            sys.stdout.write(f"{animal.name}: NOT FOUND within {animal.found_within} lives\n")
        finally:
            way.close()
    return missed


if __name__ == "__main__":
    settings.register_profile("hunt", derandomize=True, database=None, deadline=None)
    settings.load_profile("hunt")
    sys.exit(hunt(sys.argv[1:]))
