"""Credentials of CFIS: issue, verify, expire, renew. A token names the world it opens; only its digest is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from simulator.core.credential import SystemCredential
from simulator.core.errors import CredentialExpired, NotAuthenticated
from simulator.core.issued import IssuedToken
from simulator.core.records import Counter, Environment, Record, Token
from simulator.core.webhook import Webhook
from simulator.world.store import Store
from simulator.world.world import World

CREDENTIALS: Final[tuple[type[Record], ...]] = (Token, SystemCredential, IssuedToken, Webhook)
"""The kinds of record that are credentials: they follow no fork and leave with no export."""


@lru_cache(maxsize=1024)
def digest(secret: str) -> str:
    """Return the name under which a token is kept; those lately used are remembered, as each request asks twice."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(
    world: World, store: Store, environment: Environment, client_id: int | None, *, expires: datetime | None = None
) -> str:
    """Make a token for a client (or, without one, for a partner) and return it; it is shown only now."""
    secret = world.secret(f"token/{world.next_number('token')}")
    token = Token(
        digest=digest(secret),
        hint=secret[:4],
        environment=environment,
        client_id=client_id,
        issued=world.now,
        expires=expires,
    )
    world.put(token, because="token issued", note=f"{secret[:4]}… for {environment}")
    store.grant(token.digest, world.id)
    return secret


def verify(world: World, secret: str, environment: Environment) -> Token:
    """Return the live token that ``secret`` is in ``environment``.

    Raises NotAuthenticated for a token unknown here or of the other environment, CredentialExpired for one whose
    time has come (``now >= until``) or that was replaced.
    """
    token = world.look(Token, digest(secret))
    if token is None:
        raise NotAuthenticated(f"token {secret[:4]}… is not known in this world")
    if token.environment is not environment:
        raise NotAuthenticated(
            f"token {token.hint}… belongs to {token.environment}; this address is {environment}: "
            "each environment has its own tokens"
        )
    if token.ended is not None:
        raise CredentialExpired(
            f"token {token.hint}… was replaced at {token.ended.isoformat()}; use the one given then"
        )
    until = token.until
    if until is not None and world.now >= until:
        raise CredentialExpired(f"token {token.hint}… expired at {until.isoformat()}; renew it")
    return token


def renewable(world: World, secret: str, environment: Environment) -> Token:
    """Return the token that ``secret`` is, live or expired, as long as it was not replaced before.

    Raises NotAuthenticated for one that is unknown or of the other environment, CredentialExpired for one replaced.
    """
    token = world.look(Token, digest(secret))
    if token is None or token.environment is not environment or token.ended is not None:
        return verify(world, secret, environment)
    return token


def renew(world: World, store: Store, secret: str, environment: Environment) -> str:
    """Return a new token in place of ``secret``, which ends now; one that has expired may still be renewed.

    A token that could expire is followed by one of the same lifetime, even if it was cut short. Raises as
    ``renewable`` does.
    """
    token = renewable(world, secret, environment)
    lifetime = None if token.expires is None else token.expires - token.issued
    world.put(replace(token, ended=world.now), because="token renewed", note=f"{token.hint}…")
    expires = None if lifetime is None else world.now + max(lifetime, timedelta(minutes=1))
    return issue(world, store, environment, token.client_id, expires=expires)


def expire(world: World, token: Token) -> None:
    """Let ``token`` expire now, before its time; whoever carries it can renew it."""
    world.put(replace(token, cut=world.now), because="token cut short", note=f"{token.hint}…")


def still_known(world: World, environment: Environment, client_id: int | None) -> str | None:
    """Return the newest live token of a client (or partner) where it follows from the seed, else nothing.

    A guarded world's tokens are random: they are shown when they are issued and never again.
    """
    if world.info.guarded:
        return None
    counter = world.look(Counter, "token")
    for number in range(0 if counter is None else counter.last, 0, -1):
        secret = world.secret(f"token/{number}")
        token = world.look(Token, digest(secret))
        if token and token.ended is None and (token.environment, token.client_id) == (environment, client_id):
            return secret
    return None
