"""The documents of the OAuth calls."""

from __future__ import annotations

import msgspec


class TokenRequest(msgspec.Struct, frozen=True, gc=False):
    """A form that asks for a token."""

    grant_type: str
    client_id: str
    client_secret: str
    api_key: str = ""
    code: str = ""
    redirect_uri: str = ""
    refresh_token: str = ""


class TokenGiven(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An access token, and with the authorization code a refresh token too."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str = ""


class KeyGiven(msgspec.Struct, frozen=True, gc=False):
    """A key for the client, bound to the user and company of whoever logged in."""

    api_key: str
