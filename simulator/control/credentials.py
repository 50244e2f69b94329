"""Credentials of accounting systems: see them, give a further one, let one expire, choose for it, take it back."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from msgspec import UNSET, UnsetType

from simulator.control.moments import instant
from simulator.control.plane import Ask, Plane
from simulator.control.plans import company_of
from simulator.control.wire import Shape
from simulator.core.credential import SystemCredential
from simulator.core.errors import AlreadyExists, InvalidValue, NotFound
from simulator.core.filing import by_name
from simulator.http.endpoint import Reply
from simulator.world import books
from simulator.world.store import Store
from simulator.world.system_credentials import (
    Chosen,
    Scheme,
    choose,
    chosen_of,
    credential_named,
    credentials_in,
    expire_credential,
    issue_credential,
    revoke_credential,
)
from simulator.world.world import World


class NewCredential(msgspec.Struct, frozen=True, kw_only=True):
    """A further credential as asked for."""

    name: str
    expires: str | None = None
    choices: dict[str, str] = {}


class ChangedCredential(msgspec.Struct, frozen=True, kw_only=True):
    """What shall change about a credential: when it expires (null: never), and what is chosen for it."""

    expires: str | UnsetType | None = UNSET
    choices: dict[str, str] = {}


class CredentialShape(Shape, frozen=True, omit_defaults=True):
    """A credential as it may be shown: its locating part by the first characters; ``parts`` only when it is issued."""

    name: str
    hint: str
    issued: datetime
    expires: datetime | None
    choices: Chosen
    parts: Chosen | None = None


async def list_credentials(plane: Plane, ask: Ask) -> Reply:
    """List the credentials of an accounting system."""
    scheme = _scheme(plane, ask)
    told = await plane.within(ask.world, partial(_listed, system=_system(ask), scheme=scheme))
    return Reply(200, {"credentials": told})


async def issue_further(plane: Plane, ask: Ask) -> Reply:
    """Give a further credential; its parts are shown only now."""
    work = partial(
        _issued,
        store=plane.worlds.store,
        system=_system(ask),
        scheme=_scheme(plane, ask),
        wanted=ask.read(NewCredential),
    )
    return Reply(201, await plane.within(ask.world, work))


async def change_credential(plane: Plane, ask: Ask) -> Reply:
    """Set when a credential expires and what is chosen for it."""
    work = partial(
        _changed,
        system=_system(ask),
        name=str(ask.path["name"]),
        scheme=_scheme(plane, ask),
        wanted=ask.read(ChangedCredential),
    )
    return Reply(200, await plane.within(ask.world, work))


async def revoke(plane: Plane, ask: Ask) -> Reply:
    """Take a credential back: it opens nothing any more."""
    work = partial(_revoked, system=_system(ask), name=str(ask.path["name"]))
    await plane.within(ask.world, work)
    return Reply(204)


def _system(ask: Ask) -> str:
    return str(ask.path["system"])


def _scheme(plane: Plane, ask: Ask) -> Scheme:
    """Return how credentials of the system are made. Raises NotFound for a system that is not emulated."""
    try:
        return company_of(_system(ask), plane.settings).scheme
    except InvalidValue as error:
        raise NotFound("accounting system", _system(ask)) from error


def _listed(world: World, system: str, scheme: Scheme) -> list[CredentialShape]:
    return [_shape(one, scheme) for one in credentials_in(world) if one.system == system]


def _issued(world: World, store: Store, system: str, scheme: Scheme, wanted: NewCredential) -> CredentialShape:
    books.company(world, system)
    if world.look(SystemCredential, by_name(system, wanted.name)) is not None:
        raise AlreadyExists("credential", wanted.name)
    expires = None if wanted.expires is None else instant(wanted.expires, "expires")
    made = issue_credential(world, store, system, scheme, name=wanted.name, expires=expires, chosen=wanted.choices)
    return msgspec.structs.replace(_shape(made, scheme), parts=dict(made.parts))


def _changed(world: World, system: str, name: str, scheme: Scheme, wanted: ChangedCredential) -> CredentialShape:
    known = credential_named(world, system, name)
    if wanted.choices:
        known = choose(world, known, scheme, wanted.choices)
    if wanted.expires is not UNSET:
        at = instant(wanted.expires, "expires") if isinstance(wanted.expires, str) else None
        known = expire_credential(world, known, at)
    return _shape(known, scheme)


def _revoked(world: World, system: str, name: str) -> None:
    revoke_credential(world, credential_named(world, system, name))


def _shape(of: SystemCredential, scheme: Scheme) -> CredentialShape:
    return CredentialShape(
        name=of.name,
        hint=f"{of.part(of.locator)[:4]}…",
        issued=of.issued,
        expires=of.expires,
        choices=chosen_of(of, scheme),
    )
