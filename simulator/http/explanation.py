"""Why a request was refused, as the journal tells it: what was seen, what would have been right, what was nearest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from simulator.core.errors import DomainError
from simulator.http.refusals import Refused

MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "what": "what",
        "value": "seen",
        "name": "seen",
        "seen": "seen",
        "expected": "expected",
        "allowed": "expected",
        "closest": "nearest",
        "reason": "reason",
    }
)
"""Attributes of a domain error that explain it, and the members that they become."""
LONGEST_TEXT: Final = 2000
NOTHING: Final = (None, "", ())
"""Values that explain nothing."""


def explained(error: DomainError | Refused) -> dict[str, Any]:
    """Return what the journal says about a refusal.

    Whoever raises a domain error may add lines to it with ``add_note``, such as the text that should have been signed.
    """
    if isinstance(error, Refused):
        return {"message": error.sentence[:LONGEST_TEXT], **error.explanation}
    told: dict[str, Any] = {"code": error.code, "message": str(error)[:LONGEST_TEXT]}
    for attribute, member in MEMBERS.items():
        value = getattr(error, attribute, None)
        # Compared, since money refuses to be asked whether it is true.
        if value not in NOTHING:
            told[member] = list(value) if isinstance(value, tuple) else str(value)[:LONGEST_TEXT]
    notes = getattr(error, "__notes__", None)
    if notes:
        told["notes"] = [note[:LONGEST_TEXT] for note in notes]
    return told
