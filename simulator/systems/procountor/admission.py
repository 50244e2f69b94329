"""Who is let in: a bearer token names its client, and the client its world.

The API answers the same below every release's prefix. The OAuth calls carry the client in their form, the pages of the
login in their address; all else carries a token.
"""

from __future__ import annotations

import re
from typing import Final

from simulator.core.credential import SystemCredential
from simulator.core.errors import CredentialExpired, FieldError, InvalidDocument, NotAuthenticated, shown
from simulator.core.filing import by_name
from simulator.core.issued import IssuedToken, TokenUse
from simulator.http.endpoint import Grant, Incoming
from simulator.http.form import FORM_MEDIA, Form
from simulator.http.parameters import pairs_of
from simulator.systems.procountor import NAME, jwt
from simulator.world.issued_tokens import live, revoke
from simulator.world.store import Store
from simulator.world.system_credentials import credential_of, locating
from simulator.world.world import World

API: Final = "/api"
_RELEASE: Final = re.compile(r"^/(?:latest|supported|v[0-9]{4}|procountor\.api\.v[0-9]{1,2})/api(?=/|$)")
_SLASHES: Final = re.compile("//+")
OAUTH: Final = frozenset({"requestToken", "createApiKey"})
PAGES: Final = frozenset({"showLogin", "logIn", "showKeyLogin", "logInForKey"})
"""Operations that ask for no token: those of OAuth look for the client's secret, pages for a person."""
_OAUTH_PATHS: Final = frozenset({"/api/oauth/token", "/api/oauth/key"})
_PAGE_PATHS: Final = frozenset({"/login", "/keylogin"})
MOST_SHOWN: Final = 24


def place(path: str) -> str:
    """Return ``path`` as the contract has it: below the prefix of any release stands the same API."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return path if path.startswith(API) else _RELEASE.sub(API, path, count=1)


def locate(request: Incoming, store: Store) -> str:
    """Return the world that the client of a request is known in."""
    path = place(request.path).rstrip("/")
    if path in _OAUTH_PATHS:
        client = _client_of_form(request)
    elif path in _PAGE_PATHS:
        client = _client_of_page(request)
    else:
        client = jwt.claims(bearer(request)).aud
        if not client:
            raise NotAuthenticated("the token is none of this service's; ask POST /api/oauth/token for one")
    world = store.world_of(locating(NAME, client))
    if world is None:
        raise NotAuthenticated(f"client {shown(client[:MOST_SHOWN])} is not known in any world of this sandbox")
    return world


def admit(request: Incoming, world: World, operation: str) -> Grant:
    """Return whose token a request carries; the OAuth calls and the pages look at their secrets themselves."""
    if operation in OAUTH:
        return Grant(None, credential_of(world, NAME, _client_of_form(request)).name)
    if operation in PAGES:
        return Grant(None, credential_of(world, NAME, _client_of_page(request)).name)
    name = token_of(request, world).credential
    known = world.look(SystemCredential, by_name(NAME, name))
    if known is None or (known.expires is not None and world.now >= known.expires):
        raise CredentialExpired(f"credential {name} that the token was made for has ended, and its tokens with it")
    return Grant(None, name)


def token_of(request: Incoming, world: World) -> IssuedToken:
    """Return the live access token of a request. Raises NotAuthenticated, CredentialExpired."""
    return live(world, NAME, TokenUse.ACCESS, bearer(request))


def credential(world: World, grant: Grant) -> SystemCredential:
    """Return the credential on whose behalf a request is made."""
    return world.find(SystemCredential, by_name(NAME, grant.credential))


def expire(request: Incoming, world: World) -> None:
    """Let the token of this request end now, as an armed fault asks; a client and its key stay as they are."""
    if place(request.path).rstrip("/") not in _OAUTH_PATHS | _PAGE_PATHS:
        revoke(world, token_of(request, world))


def bearer(request: Incoming) -> str:
    """Return the bearer token of a request. Raises NotAuthenticated."""
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("no token; send the header Authorization: Bearer <access token>")
    return token.strip()


def _client_of_form(request: Incoming) -> str:
    """Return the client id of an OAuth call; one that tries HTTP Basic first is sent to the form with 401."""
    client = _form(request).get("client_id", "")
    if not client and request.headers.get("authorization"):
        raise NotAuthenticated("client_id and client_secret belong into the form, not into the header Authorization")
    if not client:
        raise InvalidDocument([FieldError("client_id", "is missing")])
    return client


def _client_of_page(request: Incoming) -> str:
    asked = _form(request) if request.method == "POST" else dict(pairs_of(request.query))
    client = asked.get("client_id", "")
    if not client:
        raise InvalidDocument([FieldError("client_id", "is missing")])
    return client


def _form(request: Incoming) -> dict[str, str]:
    media = request.headers.get("content-type", FORM_MEDIA).partition(";")[0].strip().lower()
    return Form().read(request.body) if media in (FORM_MEDIA, "") else {}
