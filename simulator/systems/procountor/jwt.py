"""Tokens in the form of Procountor's: signed JWTs whose claims say who asks, in which company, and until when.

A token is known by its digest, so nothing hangs on its signature; its claims are there for clients that read them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

import msgspec

ISSUER: Final = "https://api.procountor.com"
"""The host that vouches for a token; client id and company tell worlds apart."""
MOST_CHARACTERS: Final = 1024
PARTS: Final = 3
_HEADER: Final = {"alg": "HS256", "typ": "JWT"}


class Claims(msgspec.Struct, frozen=True):
    """What a token says that we read: the client it is for, and the family of tokens that it belongs to."""

    aud: str = ""
    jti: str = ""


def token(said: Mapping[str, object], key: str) -> str:
    """Return a token that says what is ``said``, signed with ``key``."""
    signed = f"{_written(_HEADER)}.{_written({'iss': ISSUER, **said})}"
    return f"{signed}.{_encoded(hmac.digest(key.encode(), signed.encode(), hashlib.sha256))}"


def uuid(digits: str) -> str:
    """Return the first 32 of ``digits`` (hexadecimal) as a UUID of version 4."""
    parts = (digits[:8], digits[8:12], f"4{digits[13:16]}", f"a{digits[17:20]}", digits[20:32])
    return "-".join(parts)


def claims(text: str) -> Claims:
    """Return what a token says; what is no token says nothing."""
    parts = text.split(".")
    if len(parts) != PARTS or len(text) > MOST_CHARACTERS:
        return Claims()
    try:
        said = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        return msgspec.json.decode(said, type=Claims)
    except (ValueError, msgspec.DecodeError):
        return Claims()


def _written(value: Mapping[str, object]) -> str:
    return _encoded(msgspec.json.encode(value))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
