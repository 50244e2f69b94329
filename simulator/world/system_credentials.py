"""Credentials of accounting systems: made when a company is opened, found by the part that a request carries in clear.

Where a world is not guarded, every part follows from its seed, so that a client keeps working from start to start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from simulator.core.credential import SystemCredential
from simulator.core.errors import CredentialExpired, NotAuthenticated
from simulator.core.filing import by_name
from simulator.world.store import Store
from simulator.world.world import World

FIRST: Final = "demo"
"""What the credential is called that a company has from its beginning."""


class Scheme(NamedTuple):
    """How a vendor's credentials are made: ``parts`` draws every part of the one that is called by a name.

    ``locator`` names the part that leads to the world; it differs from world to world. A vendor draws its parts from
    ``world.secret(label)``, which is random in a guarded world.
    """

    locator: str
    parts: Callable[[World, str], Mapping[str, str]]


def locating(system: str, value: str) -> str:
    """Return the digest under which the store knows the world that the locating part ``value`` opens."""
    return hashlib.sha256(f"{system}/{value}".encode()).hexdigest()


def issue_credential(
    world: World, store: Store, system: str, scheme: Scheme, *, name: str = FIRST, expires: datetime | None = None
) -> SystemCredential:
    """Make a credential of ``system`` and return it; one by that name is replaced."""
    made = SystemCredential(
        system=system,
        name=name,
        locator=scheme.locator,
        parts=tuple(scheme.parts(world, name).items()),
        issued=world.now,
        expires=expires,
    )
    world.put(made, because="system credential issued", note=f"{system} {name}")
    store.grant(locating(system, made.part(scheme.locator)), world.id)
    return made


def credential_of(world: World, system: str, value: str) -> SystemCredential:
    """Return the live credential whose locating part is ``value``. Raises NotAuthenticated, CredentialExpired."""
    known = next(iter(world.shelf.select(SystemCredential, "located", by_name(system, value))), None)
    if known is None:
        raise NotAuthenticated(f"credential {value[:4]}… is not known to {system} in this world")
    if known.expires is not None and world.now >= known.expires:
        raise CredentialExpired(f"credential {value[:4]}… of {system} expired at {known.expires.isoformat()}")
    return known


def expire_credential(world: World, known: SystemCredential, at: datetime | None = None) -> None:
    """Let a credential end at an instant, now by default."""
    world.put(replace(known, expires=at or world.now), because="system credential expiry set", note=known.name)


def credentials_in(world: World) -> list[SystemCredential]:
    """Return every system credential of a world, in the order in which they were made."""
    return list(world.shelf.all(SystemCredential))
