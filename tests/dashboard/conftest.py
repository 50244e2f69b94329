"""A sandbox in this process with a world in which lives stand at every stage, and a browser to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.asgi import build
from simulator.settings import Settings
from tests.dashboard.browser import Browser
from tests.dashboard.town import Town, settle_in
from tests.systems.driver import Driver


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser for a sandbox in which nothing has happened but its demo world."""
    driver = Driver(build(Settings()).app)
    yield Browser(driver)
    driver.close()


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A world full of lives, only to be looked at."""
    driver = Driver(build(Settings()).app)
    yield settle_in(driver)
    driver.close()


@pytest.fixture
def own_town() -> Iterator[Town]:
    """A world full of lives of the test's own."""
    driver = Driver(build(Settings()).app)
    yield settle_in(driver)
    driver.close()
