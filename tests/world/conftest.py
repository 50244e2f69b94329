"""Every test that asks for a ``store`` runs on each kind of store."""

from collections.abc import Iterator

import pytest

from simulator.world.store import Store
from tests.world.specimens import STORES, a_store


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with a_store(request.param) as made:
        yield made
