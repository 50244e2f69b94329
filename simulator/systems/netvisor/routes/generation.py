"""Which of the two generations of answers a caller reads: strict readers of one cannot read the other."""

from __future__ import annotations

from typing import Final

from simulator.core.credential import SystemCredential
from simulator.core.filing import by_name
from simulator.http.endpoint import Call
from simulator.systems.netvisor import NAME

CURRENT: Final = "current"
"""The generation whose invoice numbers and voucher classes carry keys; the other is called classic (the default)."""


def has_key(call: Call, field: str) -> bool:
    """Tell whether ``field`` (``invoiceNumber``, ``voucherClass``) carries a key for this caller.

    A credential may choose for each field, since mixtures occur, or for all with its part ``generation``.
    """
    credential = call.world.find(SystemCredential, by_name(NAME, call.grant.credential))
    return (credential.part(field) or credential.part("generation")) == CURRENT
