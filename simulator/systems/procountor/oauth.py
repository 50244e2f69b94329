"""The tokens of Procountor: how they are made, and for how long they work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from simulator.core.credential import SystemCredential
from simulator.core.errors import FieldError, InvalidDocument, NotAuthenticated
from simulator.core.issued import IssuedToken, TokenUse
from simulator.systems.procountor import NAME, jwt
from simulator.world.issued_tokens import hand_out, held, revoke
from simulator.world.world import World

ACCESS_SECONDS: Final = 3600
"""For so long an access token works (documented)."""
HARSH_ACCESS_SECONDS: Final = 300
"""The same in a harsh world: shorter than any client may count on."""
CODE_SECONDS: Final = 300
"""For so long a code can be swapped (seen in use)."""
REFRESH_DAYS: Final = 182
"""For so long a refresh token works: six months (documented)."""
MOST_REFRESH_TOKENS: Final = 100
"""Live refresh tokens of one client, company and user (seen in use); the oldest makes room."""
MACHINE: Final = "m2m"
"""The scope of tokens made with a key."""


def access_token(world: World, of: SystemCredential, *, family: str, scope: str = "") -> tuple[str, int]:
    """Return a new access token for a credential, and for how many seconds it works."""
    seconds = HARSH_ACCESS_SECONDS if world.is_harsh else ACCESS_SECONDS
    expires = world.now + timedelta(seconds=seconds)
    more: dict[str, object] = {"auth_time": int(world.now.timestamp()), "exp": int(expires.timestamp())}
    secret = _made(world, of, family, {**more, "scope": scope} if scope else more)
    hand_out(world, NAME, TokenUse.ACCESS, secret, credential=of.name, family=family, expires=expires)
    return secret, seconds


def refresh_token(world: World, of: SystemCredential, *, family: str) -> str:
    """Return a new refresh token for a credential."""
    known = held(world, NAME, TokenUse.REFRESH, of.name)
    for oldest in known[: max(0, len(known) - MOST_REFRESH_TOKENS + 1)]:
        revoke(world, oldest)
    expires = world.now + timedelta(days=REFRESH_DAYS)
    secret = _made(world, of, family, {"exp": int(expires.timestamp())})
    hand_out(world, NAME, TokenUse.REFRESH, secret, credential=of.name, family=family, expires=expires)
    return secret


def api_key(world: World, of: SystemCredential) -> str:
    """Return a new key for the user and company of a credential; it works until it is revoked."""
    family = family_of(world)
    secret = _made(world, of, family, {})
    hand_out(world, NAME, TokenUse.KEY, secret, credential=of.name, family=family)
    return secret


def code(world: World, of: SystemCredential, use: TokenUse, redirect: str) -> tuple[str, datetime]:
    """Return a code that can be used once, and until when."""
    secret = world.secret(f"procountor/code/{world.next_number('procountor/token')}")[:32]
    expires = world.now + timedelta(seconds=CODE_SECONDS)
    hand_out(world, NAME, use, secret, credential=of.name, expires=expires, redirect=redirect)
    return secret, expires


def family_of(world: World) -> str:
    """Return a new identifier for a key, or for a login, and for all tokens that come of it."""
    return jwt.uuid(world.secret(f"procountor/family/{world.next_number('procountor/family')}"))


def check_client(of: SystemCredential, secret: str) -> None:
    """Refuse a wrong client secret with NotAuthenticated."""
    if secret != of.part("clientSecret"):
        raise NotAuthenticated("client_secret is not that of the client")


def check_redirect(world: World, of: SystemCredential, redirect: str) -> None:
    """Refuse an address that is not the registered one, compared literally, with InvalidDocument.

    A lenient world takes any web address: there is nobody to register one with. None may end the header that it is
    sent back in.
    """
    if not redirect.isprintable():
        raise InvalidDocument([FieldError("redirect_uri", "holds a line break or the like; expected a web address")])
    is_taken = world.is_lenient and redirect.startswith(("http://", "https://"))
    if redirect != of.part("redirectUri") and not is_taken:
        message = f"is not the address that is registered for the client, {of.part('redirectUri')}"
        raise InvalidDocument([FieldError("redirect_uri", message)])


def claimed(token: IssuedToken, of: SystemCredential) -> None:
    """Refuse a code, key or refresh token of another client with NotAuthenticated."""
    if token.credential != of.name:
        raise NotAuthenticated(f"the {token.use} token belongs to another client")


def _made(world: World, of: SystemCredential, family: str, more: dict[str, object]) -> str:
    claims = {
        "aud": of.part("clientId"),
        "sub": int(of.part("userId")),
        "cid": int(of.part("companyId")),
        "jti": family,
        "iat": int(world.now.timestamp()),
        **more,
    }
    return jwt.token(claims, world.secret(f"procountor/token/{world.next_number('procountor/token')}"))
