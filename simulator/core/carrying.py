"""A document that waits to be carried to an accounting system, and what came of carrying it.

Booked        it is in the books, by this attempt or by an earlier one
NotThere      it is not in the books, and may be sent
Refused       it will never be taken as it is; the reason says what a partner can do about it
Later         this attempt came to nothing, or nobody knows what it came to; another may succeed
Expired       the credential has run out; the document itself was not looked at
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec

from simulator.core.carried import Carried
from simulator.core.sync_document import SyncKind


class Reason(StrEnum):
    """Why a document will never be taken as it is, in words that a partner can act on."""

    UNKNOWN_ACCOUNT = "unknown account"
    CLOSED_PERIOD = "closed period"
    UNKNOWN_INVOICE = "unknown invoice"
    NOT_PAYABLE = "invoice not payable"
    UNKNOWN_CUSTOMER = "unknown customer"
    UNKNOWN_DIMENSION = "unknown dimension"
    UNKNOWN_VAT_CODE = "unknown VAT code"
    UNKNOWN_DOCUMENT_TYPE = "unknown document type"
    CURRENCY = "currency"
    UNBALANCED = "unbalanced"
    NUMBER_TAKEN = "number taken"
    CREDENTIAL = "credential refused"
    INVALID = "invalid document"
    GAVE_UP = "no success after the last attempt"


class State(StrEnum):
    """How the accounting system regards a document that it has, in the words of CFIS (``documentStatus``)."""

    APPROVED = "Approved"
    OPEN = "Open"
    REJECTED = "Rejected"


class Booked(msgspec.Struct, frozen=True):
    """It is in the books. ``target_id`` is what the system calls it; ``was_there`` if it was booked before."""

    target_id: str
    state: State = State.APPROVED
    was_there: bool = False


class NotThere(msgspec.Struct, frozen=True):
    """It is not in the books."""


class Refused(msgspec.Struct, frozen=True):
    """It will never be taken as it is. ``message`` names the value that is wrong and, where known, a right one."""

    reason: Reason
    message: str


class Later(msgspec.Struct, frozen=True):
    """Nobody knows, or the system is not well. ``after_seconds`` is what the system asks to be left alone for."""

    message: str
    after_seconds: int = 0


class Expired(msgspec.Struct, frozen=True):
    """The credential no longer opens the system; a renewed one may."""

    message: str


Found = Booked | NotThere | Refused | Later | Expired
"""What looking for a document comes to."""
Outcome = Booked | Refused | Later | Expired
"""What sending a document comes to."""


class Waiting(NamedTuple):
    """A document that a source wants carried.

    ``attempts`` counts those that came to nothing. ``in_doubt``: it may have been sent already, so it is to be looked
    for first. ``document`` is a refusal where the source itself could not read it. With ``rest_seconds`` its time has
    not come: it is only told so that what depends on it waits as well.
    """

    kind: SyncKind
    name: str
    document: Carried | Refused
    attempts: int = 0
    in_doubt: bool = True
    rest_seconds: int = 0
