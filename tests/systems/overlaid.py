"""Sandboxes that start with an overlay, and the actions that overlays are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from contracts.documents import load
from simulator.asgi import build
from simulator.http.contract import Contract
from simulator.settings import Settings
from tests.systems.cfis.desk import Desk
from tests.systems.driver import Driver

Start = Callable[..., Desk]


def starting(folder: Path) -> Iterator[Start]:
    """Yield what starts a sandbox with one overlay of the given actions, and opens a world in it."""
    drivers: list[Driver] = []

    def started(*changes: dict[str, Any], **world: Any) -> Desk:
        path = folder / "better.overlay.yaml"
        head = {"overlay": "1.0.0", "info": {"title": "Better", "version": "1"}, "extends": "cfis.yaml"}
        path.write_text(yaml.safe_dump({**head, "actions": list(changes)}), "utf-8")
        drivers.append(Driver(build(Settings(overlays=(path,))).app))
        return Desk(drivers[-1], contract=Contract.of(load("cfis", [path])), **world)

    yield started
    for driver in drivers:
        driver.close()


def change(target: str, **update: Any) -> dict[str, Any]:
    """Return the action that lays ``update`` over ``target``."""
    return {"target": target, "update": update}
