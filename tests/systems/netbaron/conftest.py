"""A sandbox for each module, and a fresh world for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.driver import Driver
from tests.systems.netbaron.desk import Desk


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    driven = Driver(build(Settings()).app)
    yield driven
    driven.close()


@pytest.fixture
def desk(driver: Driver) -> Desk:
    return Desk(driver)
