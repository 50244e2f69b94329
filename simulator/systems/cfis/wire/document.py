"""What all documents of CFIS have in common."""

from __future__ import annotations

import msgspec


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document of CFIS: lower camel case, unknown members passed over."""
