"""Secrets as they may be shown: by their first four characters, wherever in an exchange they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SHOWN: Final = 4
"""Characters of a secret that are shown, if it is more than twice as long."""
SECRET_HEADERS: Final = frozenset(
    {"x-api-key", "authorization", "proxy-authorization", "cookie", "set-cookie", "x-sandbox-token"}
)
SECRET_NAMES: Final = (
    "access_?token",
    "refresh_?token",
    "provisioning_?token",
    "id_?token",
    "token",
    "client_?secret",
    "shared_?secret",
    "api_?key",
    "secret",
    "password",
    "partner_?key",
    "customer_?key",
    "private_?key",
)
"""Members, form fields, parameters and elements that hold secrets, in any case, as patterns."""
SECRET_MEMBERS_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"renewToken": ("Message",)})
"""Members that hold a secret in one operation and plain text in others."""

_SCHEME: Final = re.compile(r"(?i)^(bearer|basic|token|digest|hmac) +(.*)$", re.DOTALL)


def masked(secret: str) -> str:
    """Return a secret by its first characters."""
    return f"{secret[:SHOWN]}…" if len(secret) > 2 * SHOWN else "…"


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return ``headers`` (names in lower case) as people write them, secrets masked."""
    return {
        name.title(): _masked_credential(value) if name in SECRET_HEADERS else value for name, value in headers.items()
    }


def masked_query(query: str) -> str:
    """Return a query string, or an address that ends in one, with secrets masked."""
    return _pattern(r"(?<![^?&])({names})(=)([^&#]*)", ()).sub(_replaced, query)


def masked_body(body: str, operation: str) -> str:
    """Return a body (JSON, form or XML) with secrets masked."""
    more = SECRET_MEMBERS_OF.get(operation, ())
    for form in (
        r'"({names})("\s*:\s*")((?:[^"\\]|\\.)*)',
        r"(?<![^&\s])({names})(=)([^&\s]*)",
        r"<({names})(>)([^<]*)",
    ):
        body = _pattern(form, more).sub(_replaced, body)
    return body


def _pattern(form: str, more: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(form.replace("{names}", "|".join((*SECRET_NAMES, *more))), re.IGNORECASE)


def _replaced(found: re.Match[str]) -> str:
    before = found.group()[: found.start(3) - found.start()]
    return before + masked(found.group(3))


def _masked_credential(value: str) -> str:
    scheme = _SCHEME.match(value)
    return f"{scheme.group(1)} {masked(scheme.group(2))}" if scheme else masked(value)
