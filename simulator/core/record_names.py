"""What people call the kinds of records that events are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "WorldInfo": "world",
        "SyncDocument": "for accounting",
        "LedgerVoucher": "voucher",
        "SystemCredential": "credential",
        "IssuedToken": "token of a system",
    }
)
"""Kinds whose own names would tell people little; every other kind is called what its class is."""


def record_name(kind: str) -> str:
    """Return the name of the class ``kind`` as words: ``SalesInvoice`` is *sales invoice*."""
    return NAMES.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
