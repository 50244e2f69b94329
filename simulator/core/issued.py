"""Tokens that an accounting system hands out over its API: what they are good for, and until when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from simulator.core.filing import by_instant, by_name
from simulator.core.records import Indexes, Record


class TokenUse(StrEnum):
    """What a token is shown for."""

    ACCESS = "access"
    """With every request."""

    REFRESH = "refresh"
    """For a new access token."""

    CODE = "code"
    """Once, by the client that a person has let in: for an access token."""

    KEY_CODE = "key code"
    """Once, likewise: for a key."""

    KEY = "key"
    """For access tokens, without a person, until it is revoked."""

    CHOICE = "choice"
    """Once, by the person who has logged in and now chooses a company."""


class IssuedToken(Record, frozen=True, kw_only=True):
    """A token, known by its digest. ``credential`` names the system credential that it was given out for.

    ``number`` counts the tokens of a system, since several may be given out at one instant. ``family`` is shared by a
    key and the tokens made with it; ``redirect`` is where a code was sent to. ``expires`` is the first instant at which
    the token no longer works.
    """

    system: str
    use: TokenUse
    digest: str
    credential: str
    family: str
    issued: datetime
    number: int
    expires: datetime | None = None
    redirect: str = ""

    @property
    def key(self) -> str:
        return by_name(self.system, self.digest)

    def indexes(self) -> Indexes:
        holders = (("holder", f"{self.system}/{self.use}/{self.credential}"),)
        return holders if self.expires is None else (*holders, ("expires", by_instant(self.system, self.expires)))
