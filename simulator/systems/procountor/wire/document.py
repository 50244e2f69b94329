"""What all documents of Procountor have in common: lower camel case, days, and times without a zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

FINNISH: Final = ZoneInfo("Europe/Helsinki")

kept: Final[Callable[[object], bytes]] = msgspec.json.Encoder(decimal_format="number").encode
"""Returns a document as it is kept beside a record: compact JSON."""


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel", omit_defaults=True):
    """A document of Procountor: unknown members are passed over, those that are unset stay out."""


class Told(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document of Procountor in which an empty member is null."""


class InfoMessage(msgspec.Struct, frozen=True, gc=False):
    """What an action answers that has nothing else to say."""

    message: str


def local(at: datetime) -> datetime:
    """Return an instant as Procountor prints it: Finnish time (assumed) to the second, without its zone."""
    return at.astimezone(FINNISH).replace(microsecond=0, tzinfo=None)
