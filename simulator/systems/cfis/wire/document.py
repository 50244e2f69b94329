"""What all documents of CFIS have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec

from simulator.core.errors import FieldError, InvalidDocument, InvalidValue, shown

written: Final[Callable[[object], bytes]] = msgspec.json.Encoder(decimal_format="number").encode
"""Returns a document of ours as it is sent."""


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document of CFIS: lower camel case, unknown members passed over."""


@lru_cache(maxsize=8192)
def instant(at: datetime) -> str:
    """Return an instant as CFIS prints it: UTC with three decimals of a second and a Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class found_in:  # noqa: N801 - reads as what it is used for
    """Tell in which field a value stands that the domain refuses: InvalidDocument comes in place of InvalidValue."""

    __slots__ = ("_field",)

    def __init__(self, field: str) -> None:
        self._field = field

    def __enter__(self) -> None:
        """Begin to listen."""

    def __exit__(self, kind: object, refusal: BaseException | None, trace: object) -> None:
        """Raise InvalidDocument, which names the field, for a refusal that does not."""
        if isinstance(refusal, InvalidValue) and not isinstance(refusal, InvalidDocument):
            message = f"{shown(refusal.value)} is not valid; expected {refusal.expected}"
            raise InvalidDocument([FieldError(self._field, message)]) from None
