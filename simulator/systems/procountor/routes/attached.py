"""The files that an invoice or a receipt is told with."""

from __future__ import annotations

from typing import Final

from simulator.systems.procountor import NAME
from simulator.systems.procountor.wire.attachment import Meta, told
from simulator.world.attachments import attachments_of
from simulator.world.world import World

INVOICE: Final = "INVOICE"
LEDGER_RECEIPT: Final = "LEDGERRECEIPT"


def attached(world: World, reference: str, target: int) -> tuple[Meta, ...]:
    """Return what is told of the files that belong to one thing."""
    return tuple(told(known) for known in attachments_of(world, NAME, reference, target))
