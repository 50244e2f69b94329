"""What a start needs to know of an emulated system; everything else is loaded at the first request to it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

from simulator.core.records import Environment
from simulator.http.endpoint import System
from simulator.world.books_opening import CompanyPlan


class Introduction(NamedTuple):
    """One system before it is loaded.

    ``name`` is that of its folder in ``simulator/systems``, of its contract document and of its examples, ``title`` the
    one that people know it by. ``mounts`` are the first segments of its paths, and the environment that each leads to.
    ``company`` is what an accounting system keeps the books of in every new world, with the making of its credentials:
    worlds are founded, and credentials told, before anybody has asked the system anything.
    """

    name: str
    title: str
    mounts: Mapping[str, Environment]
    company: CompanyPlan | None = None

    def load(self) -> System:
        """Return the system itself: ``SYSTEM`` of the module ``system`` in its folder."""
        system = import_module(f"simulator.systems.{self.name}.system").SYSTEM
        assert isinstance(system, System)
        return system
