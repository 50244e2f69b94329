"""The OAuth calls: a client asks for tokens with a key, a code or a refresh token; and logs out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.credential import SystemCredential
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.issued import TokenUse
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME, admission, jwt, oauth
from simulator.systems.procountor.refusals import Refusal
from simulator.systems.procountor.wire.oauth import KeyGiven, TokenGiven, TokenRequest
from simulator.world.issued_tokens import live, revoke, use_up

BEARER: Final = "bearer"


def request_token(call: Call) -> Reply:
    """Give an access token for a key, a code or a refresh token."""
    _check_media(call)
    asked, of = call.read(TokenRequest), admission.credential(call.world, call.grant)
    oauth.check_client(of, asked.client_secret)
    return Reply(200, GRANTS[asked.grant_type](call, asked, of))


def create_api_key(call: Call) -> Reply:
    """Swap the code of a key login for a key."""
    _check_media(call)
    asked, of = call.read(TokenRequest), admission.credential(call.world, call.grant)
    oauth.check_client(of, asked.client_secret)
    _swapped(call, asked, of, TokenUse.KEY_CODE)
    return Reply(200, KeyGiven(oauth.api_key(call.world, of)))


def log_out(call: Call) -> Reply:
    """Let the access token of this request end."""
    revoke(call.world, admission.token_of(call.request, call.world))
    return Reply(200, {})


def _by_key(call: Call, asked: TokenRequest, of: SystemCredential) -> TokenGiven:
    key = _needed("api_key", asked.api_key)
    if asked.redirect_uri:
        oauth.check_redirect(call.world, of, asked.redirect_uri)
    if key == of.part("apiKey"):
        family = jwt.claims(key).jti
    else:
        known = live(call.world, NAME, TokenUse.KEY, key)
        oauth.claimed(known, of)
        family = known.family
    token, seconds = oauth.access_token(call.world, of, family=family, scope=oauth.MACHINE)
    return TokenGiven(token, BEARER, seconds)


def _by_code(call: Call, asked: TokenRequest, of: SystemCredential) -> TokenGiven:
    _swapped(call, asked, of, TokenUse.CODE)
    family = oauth.family_of(call.world)
    token, seconds = oauth.access_token(call.world, of, family=family)
    return TokenGiven(token, BEARER, seconds, oauth.refresh_token(call.world, of, family=family))


def _by_refresh_token(call: Call, asked: TokenRequest, of: SystemCredential) -> TokenGiven:
    known = live(call.world, NAME, TokenUse.REFRESH, _needed("refresh_token", asked.refresh_token))
    oauth.claimed(known, of)
    token, seconds = oauth.access_token(call.world, of, family=known.family)
    return TokenGiven(token, BEARER, seconds)


GRANTS: Final[Mapping[str, Callable[[Call, TokenRequest, SystemCredential], TokenGiven]]] = MappingProxyType(
    {"client_credentials": _by_key, "authorization_code": _by_code, "refresh_token": _by_refresh_token}
)
"""What each kind of grant is given."""


def _swapped(call: Call, asked: TokenRequest, of: SystemCredential, use: TokenUse) -> None:
    """Use a code up. Raises NotAuthenticated for one that does not work, InvalidDocument for a missing parameter."""
    code = _needed("code", asked.code)
    oauth.check_redirect(call.world, of, _needed("redirect_uri", asked.redirect_uri))
    known = use_up(call.world, NAME, use, code)
    oauth.claimed(known, of)
    if known.redirect != asked.redirect_uri:
        raise InvalidDocument([FieldError("redirect_uri", "is not the address that the code was sent to")])


def _check_media(call: Call) -> None:
    """Refuse a content type with a charset, which must not be sent (documented; the answer is assumed)."""
    told = call.request.headers.get("content-type", "")
    if "charset" in told.lower() and not call.world.is_lenient:
        refusal = Refusal(415, (f"Content type {told[:80]} is not read here", ""))
        refusal.add_note("a charset must not be sent with application/x-www-form-urlencoded")
        raise refusal


def _needed(name: str, value: str) -> str:
    if not value:
        raise InvalidDocument([FieldError(name, "is missing")])
    return value
