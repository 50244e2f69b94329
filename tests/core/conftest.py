"""Every test starts with nothing remembered.

Mutants are tried in forks of a process that has run all tests before: answers remembered there would hide them.
"""

import pkgutil
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

import pytest

from simulator import core


@cache
def forgetters() -> tuple[Callable[[], None], ...]:
    """Return what empties each memory of the core."""
    modules = [import_module(f"{core.__name__}.{module.name}") for module in pkgutil.iter_modules(core.__path__)]
    return tuple(value.cache_clear for module in modules for value in vars(module).values() if is_memory(value))


def is_memory(value: object) -> bool:
    return callable(value) and hasattr(value, "cache_clear")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    for forget in forgetters():
        forget()


@pytest.fixture(params=["America/New_York", "Asia/Tokyo"])
def machine_elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the machine stand in another time zone than Finland and London."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()
