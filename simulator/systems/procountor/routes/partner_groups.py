"""The groups that business partners are in."""

from __future__ import annotations

from typing import Final

from simulator.core.errors import NotFound
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes.groups import Groups
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.partner import CUSTOMER, GroupNamed, RegistryInfo
from simulator.world.world import World

PARTNER_GROUPS: Final = Groups("partner groups", "business partner group", CUSTOMER)


def checked_groups(world: World, registry: RegistryInfo) -> tuple[GroupNamed, ...]:
    """Return the groups of a partner with their names. Raises Refusal for one that is not known."""
    try:
        found = [PARTNER_GROUPS.find(world, group.id) for group in registry.partner_groups or ()]
    except NotFound as error:
        raise invalid(codes.INVALID_GROUP, "registryInfo.partnerGroups", explained=str(error)) from error
    return tuple(GroupNamed(group.id, group.name) for group in found)
