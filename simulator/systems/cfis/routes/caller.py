"""On whose behalf a call is made."""

from __future__ import annotations

from simulator.core.records import Client
from simulator.http.endpoint import Call


def client_of(call: Call) -> Client:
    """Return the client whose token the call carries."""
    return call.world.find(Client, str(call.grant.client_id))
