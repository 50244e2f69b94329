"""Every test here is passed by every accounting system: ``of`` is one company of each in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.accounting.adapter import Adapter
from tests.systems.accounting.adapters import ADAPTERS
from tests.systems.driver import Driver


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    driven = Driver(build(Settings()).app)
    yield driven
    driven.close()


@pytest.fixture(params=ADAPTERS, ids=lambda kind: str(kind.NAME))
def kind(request: pytest.FixtureRequest) -> type[Adapter]:
    chosen: type[Adapter] = request.param
    return chosen


@pytest.fixture
def of(driver: Driver, kind: type[Adapter]) -> Adapter:
    return kind(driver)
