"""Who may look, and whose forms are taken: the control token, by header or by cookie, and no form from elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from simulator.core.errors import NotAuthenticated, NotPermitted
from simulator.http.origins import comes_from_elsewhere, parts_of


class Door:
    """The way in to a dashboard; open to everybody where the server has no control token.

    The cookie holds what follows from the token, never the token, and is named so that servers on one host do not
    sign each other's visitors out.
    """

    def __init__(self, token: str | None) -> None:
        self._token = None if token is None else token.encode()
        self.ticket = "" if self._token is None else _follows(self._token, b"cfis-sandbox dashboard")
        self.cookie = "" if self._token is None else "cfis-sandbox-" + _follows(self._token, b"cookie")[:8]

    @property
    def is_guarded(self) -> bool:
        """Whether a token is needed."""
        return self._token is not None

    def opens(self, token: str) -> bool:
        """Whether ``token`` is the control token; takes as long for a near miss as for a far one."""
        return self._token is not None and hmac.compare_digest(token.encode(), self._token)

    def let_in(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> None:
        """Let whoever has signed in, or sends the token as the control plane takes it. Raises NotAuthenticated."""
        if self._token is None or hmac.compare_digest(cookies.get(self.cookie, "").encode(), self.ticket.encode()):
            return
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-sandbox-token", "")
        if not given:
            raise NotAuthenticated("a control token is needed: sign in, or send Authorization: Bearer TOKEN")
        if not self.opens(given):
            raise NotAuthenticated("this is not the control token that the server was started with")


def check_origin(headers: Mapping[str, str]) -> None:
    """Refuse a form that another site has made. Raises NotPermitted."""
    if comes_from_elsewhere(headers):
        raise NotPermitted("this form was made by another site; forms are taken from pages of this sandbox only")


def own_path(text: str) -> str:
    """Return ``text`` when it is a path on this server, the first page otherwise, so that no link leads elsewhere."""
    parts = parts_of(text) if text.isprintable() and "\\" not in text else parts_of("")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not text.startswith("//")
    return text if inside else "/"


def _follows(token: bytes, what: bytes) -> str:
    return hmac.new(token, what, hashlib.sha256).hexdigest()
