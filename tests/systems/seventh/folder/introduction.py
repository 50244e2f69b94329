"""The made-up system before it is loaded: its mount, its company, and how its credential is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.core.records import Environment
from simulator.http.introduction import Introduction
from simulator.world.books_opening import CompanyPlan
from simulator.world.system_credentials import Scheme
from simulator.world.world import World

NAME: Final = "seventh"


def _parts(world: World, name: str) -> Mapping[str, str]:
    return {"key": world.secret(f"{NAME}/{name}")}


SEVENTH: Final = Introduction(
    name=NAME,
    title="Seventh",
    mounts={NAME: Environment.STAGING},
    company=CompanyPlan(system=NAME, scheme=Scheme("key", _parts)),
)
