"""How much may come in one request."""

from __future__ import annotations

from simulator.core.errors import FieldError, InvalidDocument
from simulator.http.endpoint import Call


def check_length(call: Call, name: str) -> None:
    """Refuse a batch, the list ``name`` of the body, that is longer than the world takes. Raises InvalidDocument."""
    entries, most = len(call.body[name]), call.world.policy.longest_documents_batch
    if entries > most:
        raise InvalidDocument([FieldError(name, f"has {entries} entries; expected {most} or fewer, send several")])
