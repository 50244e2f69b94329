"""What all documents of the assumed contract have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

kept: Final[Callable[[object], bytes]] = msgspec.json.Encoder(decimal_format="number", order="sorted").encode
"""Returns a received document as it is kept: documents that say the same are the same bytes."""


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document: lower camel case, unknown members passed over."""


def members(said: Wire) -> dict[str, Any]:
    """Return the members of a document by their names here, for a document that says more."""
    return {name: getattr(said, name) for name in said.__struct_fields__}


def plain_reference(text: str) -> str:
    """Return a reference without the blanks and leading zeros that change nothing."""
    return text.replace(" ", "").lstrip("0")
