"""Tokens of accounting systems: hand out, look up, use up, revoke. Only their digests are kept."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Final

from simulator.core.errors import CredentialExpired, NotAuthenticated
from simulator.core.filing import by_instant, by_name
from simulator.core.issued import IssuedToken, TokenUse
from simulator.world.world import World

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def hand_out(
    world: World,
    system: str,
    use: TokenUse,
    secret: str,
    *,
    credential: str,
    family: str = "",
    expires: datetime | None = None,
    redirect: str = "",
) -> IssuedToken:
    """Let ``secret`` be a token of ``system`` from now on; tokens whose time has come are forgotten."""
    _forget_expired(world, system)
    token = IssuedToken(
        system=system,
        use=use,
        digest=_digest(secret),
        credential=credential,
        family=family,
        issued=world.now,
        number=world.next_number(f"{system}/issued token"),
        expires=expires,
        redirect=redirect,
    )
    world.put(token, because=f"{use} token issued", note=f"{system} {credential}")
    return token


def live(world: World, system: str, use: TokenUse, secret: str) -> IssuedToken:
    """Return the live token that ``secret`` is. Raises NotAuthenticated, CredentialExpired."""
    token = world.look(IssuedToken, by_name(system, _digest(secret)))
    if token is None or token.use is not use:
        raise NotAuthenticated(f"{use} token {secret[:4]}… is not known to {system} in this world")
    if token.expires is not None and world.now >= token.expires:
        raise CredentialExpired(f"{use} token {secret[:4]}… of {system} expired at {token.expires.isoformat()}")
    return token


def use_up(world: World, system: str, use: TokenUse, secret: str) -> IssuedToken:
    """Return the live token that ``secret`` is, which works no more. Raises as ``live`` does."""
    token = live(world, system, use, secret)
    revoke(world, token)
    return token


def revoke(world: World, token: IssuedToken) -> None:
    """Let a token end now."""
    world.shelf.remove(IssuedToken, token.key)


def revoke_all(world: World, system: str, credential: str) -> None:
    """Let every token end that was given out for a credential, whatever it is shown for."""
    for use in TokenUse:
        for token in held(world, system, use, credential):
            revoke(world, token)


def held(world: World, system: str, use: TokenUse, credential: str) -> list[IssuedToken]:
    """Return the tokens of one use that were given out for a credential, expired or not, the oldest first."""
    found = world.shelf.select(IssuedToken, "holder", f"{system}/{use}/{credential}")
    return sorted(found, key=lambda token: token.number)


def _forget_expired(world: World, system: str) -> None:
    """Forget tokens that no longer work; to whoever shows one it is then unknown, and the answer is the same."""
    low, high = by_instant(system, BEGINNING), by_instant(system, world.now)
    for token in world.shelf.between(IssuedToken, "expires", low, high):
        world.shelf.remove(IssuedToken, token.key)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
