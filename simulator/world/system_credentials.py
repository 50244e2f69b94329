"""Credentials of accounting systems: made when a company is opened, found by the part that a request carries in clear.

Where a world is not guarded, every part follows from its seed, so that a client keeps working from start to start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from msgspec.structs import replace

from simulator.core.credential import SystemCredential
from simulator.core.errors import CredentialExpired, InvalidValue, NotAuthenticated, NotFound
from simulator.core.filing import by_name
from simulator.world.issued_tokens import revoke_all
from simulator.world.store import Store
from simulator.world.world import World

Chosen = Mapping[str, str]
"""Parts of a credential that a tester has chosen, by name."""
NOTHING_CHOSEN: Final[Chosen] = MappingProxyType({})
FIRST: Final = "demo"
"""What the credential is called that a company has from its beginning."""


class Scheme(NamedTuple):
    """How a vendor's credentials are made: ``parts`` draws every part of the one that is called by a name.

    ``locator`` names the part that leads to the world; it differs from world to world. A vendor draws its parts from
    ``world.secret(label)``, which is random in a guarded world. ``choices`` are parts that a tester may choose, each
    with the values it may have; with none listed it may have any.
    """

    locator: str
    parts: Callable[[World, str], Mapping[str, str]]
    choices: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def locating(system: str, value: str) -> str:
    """Return the digest under which the store knows the world that the locating part ``value`` opens."""
    return hashlib.sha256(f"{system}/{value}".encode()).hexdigest()


def issue_credential(
    world: World,
    store: Store,
    system: str,
    scheme: Scheme,
    *,
    name: str = FIRST,
    expires: datetime | None = None,
    chosen: Chosen = NOTHING_CHOSEN,
) -> SystemCredential:
    """Make a credential of ``system`` and return it; one by that name is replaced. Raises InvalidValue for a choice."""
    check_choices(scheme, chosen)
    made = SystemCredential(
        system=system,
        name=name,
        locator=scheme.locator,
        parts=tuple({**scheme.parts(world, name), **chosen}.items()),
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


def expire_credential(world: World, known: SystemCredential, at: datetime | None) -> SystemCredential:
    """Let a credential end at an instant, or (with None) never, and return it as it is then."""
    changed = replace(known, expires=at)
    world.put(changed, because="system credential expiry set", note=known.name)
    return changed


def revoke_credential(world: World, known: SystemCredential) -> None:
    """Let a credential be known no more, and end its tokens: a later one of the same name inherits none."""
    revoke_all(world, known.system, known.name)
    world.put(replace(known, expires=world.now), because="system credential revoked", note=known.name)
    world.shelf.remove(SystemCredential, known.key)


def choose(world: World, known: SystemCredential, scheme: Scheme, chosen: Chosen) -> SystemCredential:
    """Give a credential what was chosen for it, and return it as it is then. Raises InvalidValue."""
    check_choices(scheme, chosen)
    changed = replace(known, parts=tuple({**dict(known.parts), **chosen}.items()))
    world.put(changed, because="system credential changed", note=known.name)
    return changed


def chosen_of(known: SystemCredential, scheme: Scheme) -> Chosen:
    """Return what was chosen for a credential."""
    return {name: known.part(name) for name in scheme.choices if known.part(name)}


def check_choices(scheme: Scheme, chosen: Chosen) -> None:
    """Refuse what cannot be chosen. Raises InvalidValue."""
    for name, value in chosen.items():
        if name not in scheme.choices:
            raise InvalidValue("choice", name, " or ".join(scheme.choices) or "nothing: this system leaves no choice")
        if scheme.choices[name] and value not in scheme.choices[name]:
            raise InvalidValue(name, value, " or ".join(scheme.choices[name]))


def credential_named(world: World, system: str, name: str) -> SystemCredential:
    """Return the credential of a system by its name. Raises NotFound."""
    known = world.look(SystemCredential, by_name(system, name))
    if known is None:
        raise NotFound(f"credential of {system}", name)
    return known


def credentials_in(world: World) -> list[SystemCredential]:
    """Return every system credential of a world, in the order in which they were made."""
    return list(world.shelf.all(SystemCredential))
