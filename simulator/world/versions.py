"""Versions of records that clients must name when they change them: whole seconds that never repeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from simulator.world.world import World


def next_version(world: World, earlier: datetime) -> datetime:
    """Return the instant of a change that follows the one at ``earlier``.

    It is now, but at least one whole second later than the one before, since versions are told in whole seconds and
    the clock of a world may stand still between two changes.
    """
    return max(world.now, earlier.replace(microsecond=0) + timedelta(seconds=1))
