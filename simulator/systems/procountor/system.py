"""Procountor as the shell sees it: its operations, who is let in, and the words in which it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.errors import DomainError
from simulator.http.endpoint import Endpoint, Incoming, Reply, System
from simulator.systems.procountor import NAME, admission
from simulator.systems.procountor.refusals import envelope, status_of, told, violations
from simulator.systems.procountor.routes.documents import DOCUMENTS
from simulator.systems.procountor.routes.registers import REGISTERS
from simulator.systems.procountor.wire.pages import error_page, shown
from simulator.world.world import World

ENDPOINTS: Final[Mapping[str, Endpoint]] = MappingProxyType({**REGISTERS, **DOCUMENTS})
"""What each operation of the contract does."""


MOST_BODY_BYTES: Final = 12_000_000
"""An attachment has at most 10 000 000 bytes (documented), and a form around it."""


def refuse(error: DomainError, operation: str, world: World | None, request: Incoming) -> Reply:
    """Put a refusal in the words of Procountor: to a person on a page, to a client in the envelope."""
    if operation in admission.PAGES:
        return shown(status_of(error), error_page(sentence for sentence, _ in violations(error)))
    return Reply(status_of(error), envelope(error))


def unwell(status: int, message: str) -> Reply:
    """Return the body for a status of the shell itself."""
    return Reply(status, told(status, message))


SYSTEM: Final = System(
    name=NAME,
    endpoints=ENDPOINTS,
    locate=admission.locate,
    admit=admission.admit,
    refuse=refuse,
    unwell=unwell,
    expire=admission.expire,
    place=admission.place,
    most_body_bytes=MOST_BODY_BYTES,
)
