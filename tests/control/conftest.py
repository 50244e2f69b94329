"""Every test that asks for a ``bench`` runs on each kind of store; ``memory`` is a bench on the quick one alone."""

from collections.abc import Iterator

import pytest
from control_bench import STORES, Bench, a_bench

from simulator.control.plane import ControlSettings


@pytest.fixture(params=STORES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with a_bench(request.param, ControlSettings()) as made:
        yield made


@pytest.fixture
def memory() -> Iterator[Bench]:
    with a_bench("memory", ControlSettings()) as made:
        yield made
