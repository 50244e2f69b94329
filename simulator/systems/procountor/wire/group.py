"""Groups of business partners and of products, as they travel."""

from __future__ import annotations

from simulator.systems.procountor.wire.document import Told


class GroupGiven(Told, frozen=True, kw_only=True):
    """A group as a client tells it."""

    name: str
    type: str | None = None
    active: bool | None = None


class Group(Told, frozen=True):
    """A group as it is kept and told."""

    id: int
    name: str
    type: str
    active: bool
