"""Let a client's tokens expire when a test needs it, or give the client a further one."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from simulator.control.moments import instant
from simulator.control.plane import Ask, Plane
from simulator.control.worlds import token
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.records import Client, Environment, Token
from simulator.http.endpoint import Reply
from simulator.world.store import Store
from simulator.world.tokens import digest, issue
from simulator.world.world import World


class Tokens(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Whose tokens shall expire when (null: never), and whether that is about a new one."""

    client_id: int
    environment: Environment | None = None
    expires: str | UnsetType | None = UNSET
    issue: bool = False


async def set_tokens(plane: Plane, ask: Ask) -> Reply:
    """Set when the live tokens of a client expire, or issue a token."""
    wanted = ask.read(Tokens)
    return Reply(200, await plane.within(ask.world, partial(_set, wanted=wanted, store=plane.worlds.store)))


def _set(world: World, wanted: Tokens, store: Store) -> dict[str, object]:
    client = world.find(Client, str(wanted.client_id), named="client")
    if wanted.environment not in (None, client.environment):
        message = f"client {client.client_id} is in {client.environment}"
        raise InvalidDocument([FieldError("environment", message)])
    told: dict[str, object] = {"now": world.now}
    if wanted.issue:
        secret = issue(world, store, client.environment, client.client_id, expires=_expiry(wanted))
        return {**told, "tokens": [token(world.find(Token, digest(secret)))], "accessToken": secret}
    if wanted.expires is UNSET:
        message = "is missing: an instant, null for never, or else issue: true for a further token"
        raise InvalidDocument([FieldError("expires", message)])
    return {**told, "tokens": [token(one) for one in _timed(world, client, _expiry(wanted))]}


def _expiry(wanted: Tokens) -> datetime | None:
    return instant(wanted.expires, "expires") if isinstance(wanted.expires, str) else None


def _timed(world: World, client: Client, expires: datetime | None) -> list[Token]:
    """Set when the tokens of ``client`` that were not replaced expire, those that have expired included."""
    timed = []
    for one in world.shelf.select(Token, "client", client.key):
        if one.ended is None:
            again = replace(one, expires=expires, cut=None)
            world.put(again, because="token expiry set", note=f"{one.hint}…")
            timed.append(again)
    return timed
