"""Groups of one register: list, read, add, replace. Partners have groups, and so have products."""

from __future__ import annotations

from typing import NamedTuple

from simulator.core.errors import NotFound
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes import paging, small_lists
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.group import Group, GroupGiven
from simulator.world.world import World


class Groups(NamedTuple):
    """The groups of one register; ``type`` is that of a group that names none."""

    register: str
    what: str
    type: str

    def all(self, world: World) -> list[Group]:
        """Return the groups, by id."""
        return small_lists.rows(world, self.register, Group)

    def find(self, world: World, number: int) -> Group:
        """Return a group by its id. Raises NotFound."""
        known = next((group for group in self.all(world) if group.id == number), None)
        if known is None:
            raise NotFound(self.what, number)
        return known

    def list(self, call: Call) -> Reply:
        """List all groups."""
        return paging.told(self.all(call.world), small_lists.EVERYTHING, lambda group: group)

    def get(self, call: Call) -> Reply:
        """Read one group."""
        return Reply(200, self.find(call.world, call.path["id"]))

    def create(self, call: Call) -> Reply:
        """Add a group. Raises Refusal for a name that another group has."""
        given = call.read(GroupGiven)
        return self._saved(call, Group(call.world.next_number(f"{NAME}/{self.register}"), "", self.type, True), given)

    def update(self, call: Call) -> Reply:
        """Replace a group. Raises as ``create`` does, and NotFound."""
        return self._saved(call, self.find(call.world, call.path["id"]), call.read(GroupGiven))

    def _saved(self, call: Call, known: Group, given: GroupGiven) -> Reply:
        others = [group for group in self.all(call.world) if group.id != known.id]
        if any(group.name == given.name for group in others):
            raise invalid(codes.INVALID_GROUP_NAME, "name", explained=f"another {self.what} is called {given.name}")
        saved = Group(known.id, given.name, given.type or known.type, given.active is not False)
        changed = sorted([*others, saved], key=lambda group: group.id)
        small_lists.keep(call.world, self.register, changed, f"{self.what} saved", given.name)
        return Reply(200, saved)
