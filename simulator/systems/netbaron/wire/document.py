"""What all documents of the assumed contract have in common."""

from __future__ import annotations

from typing import Any

import msgspec


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document: lower camel case, unknown members passed over."""


def members(said: Wire) -> dict[str, Any]:
    """Return the members of a document by their names here, for a document that says more."""
    return {name: getattr(said, name) for name in said.__struct_fields__}


def plain_reference(text: str) -> str:
    """Return a reference without the blanks and leading zeros that change nothing."""
    return text.replace(" ", "").lstrip("0")
