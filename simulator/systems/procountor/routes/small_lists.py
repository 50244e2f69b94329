"""Registers that are short: their rows stand together in one document of the world, and are sorted when told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import msgspec

from simulator.core.records import Document
from simulator.systems.procountor import NAME
from simulator.systems.procountor.routes import paging
from simulator.systems.procountor.wire.document import kept
from simulator.world.world import World

T = TypeVar("T")
EVERYTHING: Final = paging.Asked(size=200, number=0, previous=None, order="Id", ascending=True)
"""The page of a list that takes no parameters."""


def rows(world: World, register: str, kind: type[T]) -> list[T]:
    """Return the rows of a register, by id."""
    known = world.look(Document, f"{NAME}/{register}")
    return [] if known is None else msgspec.json.decode(known.body, type=list[kind])  # type: ignore[valid-type]


def keep(world: World, register: str, changed: Iterable[Any], because: str, note: str) -> None:
    """Keep the rows of a register in place of those there are, and tell why."""
    world.put(Document(owner=f"{NAME}/{register}", body=kept(list(changed))), because=because, note=note)
