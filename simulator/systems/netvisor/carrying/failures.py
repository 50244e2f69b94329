"""What each failure of Netvisor means for the document that was sent: a table of codes, and one of sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.carrying import Later, Reason, Refused

CODES: Final[Mapping[str, Reason]] = MappingProxyType(
    {
        "AUTHENTICATION_FAILED": Reason.CREDENTIAL,
        "SERVICE_ACCESS_ERROR": Reason.CREDENTIAL,
        "PERIOD_LOCK": Reason.CLOSED_PERIOD,
        "DUPLICATE_DATA": Reason.NUMBER_TAKEN,
        "INVALID_DATA_SIZE": Reason.INVALID,
    }
)
"""Codes that say enough by themselves. Netvisor's keys do not run out and are not renewed: a wrong one is refused."""
UNWELL: Final = frozenset({"SYSTEM_MAINTANANCE", "SYSTEM_MAINTENANCE", "TECHNICAL_ERROR", "REQUEST_NOT_UNIQUE"})
"""Codes after which another attempt may succeed. An id that was used before may be a request that went through."""
SENTENCES: Final = (
    ("account", Reason.UNKNOWN_ACCOUNT),
    ("voucher class", Reason.UNKNOWN_DOCUMENT_TYPE),
    ("invoice not found", Reason.UNKNOWN_INVOICE),
    ("customer", Reason.UNKNOWN_CUSTOMER),
    ("dimension", Reason.UNKNOWN_DIMENSION),
    ("vat", Reason.UNKNOWN_VAT_CODE),
    ("currency", Reason.CURRENCY),
    ("balance", Reason.UNBALANCED),
)
"""Words of a sentence about the data, in English, and what they are about; the first that fits counts."""


def classified(status: str) -> Refused | Later:
    """Return what a failure such as ``INVALID_DATA :: Data form incorrect:. ...`` means for the document."""
    code, _, sentence = status.partition(" :: ")
    if code in UNWELL:
        return Later(status)
    known = CODES.get(code)
    if known is not None:
        return Refused(known, status)
    words = sentence.lower()
    return Refused(next((reason for word, reason in SENTENCES if word in words), Reason.INVALID), status)
