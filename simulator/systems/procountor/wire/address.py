"""An address, the same everywhere."""

from __future__ import annotations

from simulator.systems.procountor.wire.document import Wire


class Address(Wire, frozen=True):
    """A postal address; ``country`` is an English name in capitals, such as FINLAND."""

    name: str | None = None
    specifier: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    country: str | None = None
    subdivision: str | None = None
