"""What all documents of CFIS have in common."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document of CFIS: lower camel case, unknown members passed over."""


def instant(at: datetime) -> str:
    """Return an instant as CFIS prints it: UTC with three decimals of a second and a Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
