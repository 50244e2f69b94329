"""What a tester is told when a world comes into being: where it is, and every credential that opens it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from simulator.control.wire import Shape
from simulator.core.credential import SystemCredential
from simulator.core.records import Client, Environment, Profile, WorldInfo
from simulator.world.founding import Credential
from simulator.world.system_credentials import FIRST

MOUNTS: Final = MappingProxyType({Environment.STAGING: "/cfis", Environment.PRODUCTION: "/cfis-production"})
"""Where each environment of CFIS is, below the sandbox's address."""


class ClientOpened(Shape, frozen=True):
    """A client and its first token."""

    client_id: int
    customer_code: str
    business_code: str
    payment_reference_prefix: str
    access_token: str


class EnvironmentOpened(Shape, frozen=True):
    """One environment of CFIS: its address and its credentials."""

    base_url: str
    provisioning_token: str
    clients: list[ClientOpened]


class SystemOpened(Shape, frozen=True):
    """An accounting system: its address, and the parts of its credential by the vendor's names for them."""

    base_url: str
    credentials: dict[str, str]


class WorldOpened(Shape, frozen=True):
    """A new world. ``systems`` has the accounting systems by name, as far as there are any."""

    world: str
    now: datetime
    profile: Profile
    cfis: dict[str, EnvironmentOpened]
    systems: dict[str, SystemOpened]


def world_opened(
    info: WorldInfo, credentials: Sequence[Credential], systems: Sequence[SystemCredential], root: str
) -> WorldOpened:
    """Return what is told of a world with these ``credentials`` in a sandbox at ``root``."""
    return WorldOpened(
        world=info.world,
        now=info.now,
        profile=info.profile,
        cfis={environment.value: _environment(environment, credentials, root) for environment in Environment},
        systems={
            known.system: SystemOpened(base_url=f"{root}/{known.system}", credentials=dict(known.parts))
            for known in systems
            if known.name == FIRST
        },
    )


def _environment(environment: Environment, credentials: Sequence[Credential], root: str) -> EnvironmentOpened:
    here = [credential for credential in credentials if credential.environment is environment]
    partner = next(credential.token for credential in here if credential.client is None)
    clients = [_client(credential.client, credential.token) for credential in here if credential.client is not None]
    return EnvironmentOpened(base_url=root + MOUNTS[environment], provisioning_token=partner, clients=clients)


def _client(client: Client, token: str) -> ClientOpened:
    return ClientOpened(
        client_id=client.client_id,
        customer_code=client.customer_code,
        business_code=client.business_code,
        payment_reference_prefix=client.payment_reference_prefix,
        access_token=token,
    )
