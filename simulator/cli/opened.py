"""A new world's addresses and credentials, as people want to copy them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from simulator.cli.answers import Shape
from simulator.cli.moments import ZONE_SHOWN, instant
from simulator.cli.tables import facts

INDENT: Final = "  "


class ClientOpened(Shape, frozen=True, kw_only=True):
    """A client and its first token."""

    client_id: int
    customer_code: str
    business_code: str
    payment_reference_prefix: str
    access_token: str


class EnvironmentOpened(Shape, frozen=True, kw_only=True):
    """One environment of CFIS: its address and its credentials."""

    base_url: str
    provisioning_token: str
    clients: tuple[ClientOpened, ...]


class SystemOpened(Shape, frozen=True, kw_only=True):
    """One accounting system: its address, and whatever opens it by name."""

    base_url: str
    credentials: dict[str, Any]


class WorldOpened(Shape, frozen=True, kw_only=True):
    """A world as it came into being, with every credential."""

    world: str
    now: datetime
    profile: str
    cfis: dict[str, EnvironmentOpened]
    systems: dict[str, SystemOpened]


def opened(world: WorldOpened) -> str:
    """Return everything that opens ``world``; the credentials are told only now."""
    return "\n\n".join(_sections(world))


def _sections(world: WorldOpened) -> Iterator[str]:
    yield f"World {world.world} is ready: it is {instant(world.now)} there ({ZONE_SHOWN}), {world.profile}."
    for name, environment in world.cfis.items():
        yield f"CFIS {name}\n{_environment(environment)}"
    for name, system in world.systems.items():
        yield f"{name}\n{_system(system)}"
    yield f"To mean this world in other commands:\n{INDENT}export CFIS_SANDBOX_WORLD={world.world}"


def _environment(environment: EnvironmentOpened) -> str:
    pairs: list[tuple[str, object]] = [
        ("base URL", environment.base_url),
        ("provisioning token", environment.provisioning_token),
    ]
    for client in environment.clients:
        pairs += _client(client)
    return facts(pairs, indent=INDENT)


def _client(client: ClientOpened) -> list[tuple[str, object]]:
    return [
        (f"client {client.client_id}", f"{client.customer_code}, business id {client.business_code}"),
        (f"{INDENT}X-Api-Key", client.access_token),
        (f"{INDENT}reference prefix", client.payment_reference_prefix),
    ]


def _system(system: SystemOpened) -> str:
    return facts([("base URL", system.base_url), *system.credentials.items()], indent=INDENT)
