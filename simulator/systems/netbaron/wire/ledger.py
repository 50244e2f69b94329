"""Receipts of the ledger as they travel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from simulator.core.ledger import LedgerVoucher, VoucherState
from simulator.systems.netbaron.wire.document import Wire, members


class LedgerStatus(StrEnum):
    """Whether a receipt counts."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class LedgerRow(Wire, frozen=True, omit_defaults=True):
    """A row of a receipt; debit is positive, credit negative. The columns for VAT are kept and move nothing."""

    booking_date: date
    account: int
    amount: Decimal
    description: str | None = None
    cost_center: int | None = None
    job_number: str | None = None
    vat_code: int | None = None
    vat_percent: Decimal | None = None
    vat_account: int | None = None
    vat_amount: Decimal | None = None


class LedgerSaid(Wire, frozen=True, omit_defaults=True):
    """A receipt to be posted; ``ledger_identifier`` is the sender's own key."""

    ledger_identifier: str
    receipt_number: str
    rows: tuple[LedgerRow, ...]
    number_series: str | None = None
    description: str | None = None


class LedgerTold(LedgerSaid, frozen=True, kw_only=True, omit_defaults=True):
    """A receipt that was posted, as it was told."""

    status: LedgerStatus


class LedgerAccepted(Wire, frozen=True):
    """The receipt is posted."""

    ledger_identifier: str
    receipt_number: str
    status: LedgerStatus = LedgerStatus.ACCEPTED


def source_of(ledger_identifier: str) -> str:
    """Return what a voucher of ours names as its source."""
    return f"ledger/{ledger_identifier}"


def said_of(voucher: LedgerVoucher) -> LedgerSaid:
    """Return what was said of a voucher that was posted here."""
    return msgspec.json.decode(voucher.document, type=LedgerSaid)


def told(voucher: LedgerVoucher) -> LedgerTold:
    """Return a receipt as it is told."""
    status = LedgerStatus.ACCEPTED if voucher.state is VoucherState.VALID else LedgerStatus.REJECTED
    return LedgerTold(**members(said_of(voucher)), status=status)


def accepted(said: LedgerSaid) -> LedgerAccepted:
    """Return the answer to a receipt that is posted."""
    return LedgerAccepted(said.ledger_identifier, said.receipt_number)
