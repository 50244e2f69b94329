"""What the words of the event log mean in a picture: what kind of thing happened, and what is only its echo."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "due date": "due",
        "overdue": "due",
        "reminded": "charge",
        "payment demanded": "charge",
        "standard compensation": "charge",
        "taken to court": "charge",
        "legal": "charge",
        "enforcement": "charge",
        "payment booked": "money",
        "direct payment": "money",
        "settled": "money",
        "overpayment": "money",
        "credit note": "money",
        "credited": "money",
        "closed": "end",
        "distribution failed": "turn",
        "disputed": "turn",
        "objection": "turn",
        "paused": "turn",
        "resumed": "turn",
        "debtor cannot": "turn",
        "payment plan": "turn",
        "case due date": "turn",
        "sync to accounting failed": "turn",
        "not pursued": "turn",
    }
)
"""What kind of thing happened, by how its words in the event log begin; anything else is on its way."""
ECHOES: Final = frozenset({"paid", "allocated"})
"""What a booked payment leads to at once, and is not told beside it."""
BOOKED: Final = "payment booked"


def tone(kind: str) -> str:
    """Return what kind of thing ``kind``, the words of the event log, is."""
    return next((name for begins, name in TONES.items() if kind.startswith(begins)), "way")
