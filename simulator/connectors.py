"""Which accounting systems have a connector: the module ``client`` in a system's folder is one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import cast

from simulator import systems
from simulator.sync.ports import Connector


def connector_of(system: str) -> Connector | None:
    """Return the connector of a system, where it has one."""
    if not system.isidentifier():
        return None
    folder = f"{systems.__name__}.{system}"
    if find_spec(folder) is None or find_spec(f"{folder}.client") is None:
        return None
    return cast("Connector", import_module(f"{folder}.client"))


def connected_systems() -> list[str]:
    """Return the names of all systems that have a connector."""
    return [each.name for each in iter_modules(systems.__path__) if find_spec(f"{systems.__name__}.{each.name}.client")]
