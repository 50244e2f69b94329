"""What opens an accounting system: the parts of a credential as the vendor's scheme needs them to verify a request."""

from __future__ import annotations

from datetime import datetime

from simulator.core.filing import by_name
from simulator.core.records import Indexes, Record


class SystemCredential(Record, frozen=True, kw_only=True):
    """A credential of one system, kept whole: schemes that sign requests need the secret itself to check a signature.

    ``locator`` names the part that a request carries in the clear and that leads to the world.
    ``expires`` is the first instant at which it no longer works.
    """

    system: str
    name: str
    locator: str
    parts: tuple[tuple[str, str], ...]
    issued: datetime
    expires: datetime | None = None

    @property
    def key(self) -> str:
        return by_name(self.system, self.name)

    def indexes(self) -> Indexes:
        return (("located", by_name(self.system, self.part(self.locator))),)

    def part(self, name: str) -> str:
        """Return the part called ``name``, empty where there is none."""
        return next((value for known, value in self.parts if known == name), "")
