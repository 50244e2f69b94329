"""What settlements, as CFIS shows them, mean in the creditor's books: payments on invoices, or vouchers.

CFIS calls settlements the truth: payments are shown as allocated before the settlement run, and may still be
allocated otherwise. So only settlements are booked. Both printed shapes are read: the split of an allocation is
``breakdown`` in the newer one and ``events`` in the older.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from simulator.core.carried import Carried, LedgerDocument, LedgerRow, PaymentDocument, PaymentPart, Use
from simulator.core.carrying import Reason, Refused, Waiting
from simulator.core.errors import InvalidValue
from simulator.core.money import Money, total
from simulator.core.sync_document import SyncKind
from simulator.sync.config import Accounts, Style

USES: Final[Mapping[str, Use]] = MappingProxyType({"CAPITAL": Use.CAPITAL, "INTEREST": Use.INTEREST, "FEES": Use.FEES})
DOCUMENT_TYPE: Final = "MS"
"""The document type of a voucher for a settlement (Netvisor's own short name for sales payments)."""


class Shown(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of what CFIS shows; members that are not named here are passed over."""


class Part(Shown, frozen=True):
    """One part of an allocation."""

    type: str
    amount: Decimal


class Allocation(Shown, frozen=True):
    """What one invoice got of a settlement."""

    allocation_id: int
    allocated_total_amount: Decimal
    currency: str
    original_invoice_number: str
    original_payment_reference: str | None = None
    breakdown: tuple[Part, ...] | None = None
    events: tuple[Part, ...] | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The split, in whichever shape it came."""
        return self.breakdown or self.events or ()


class Settlement(Shown, frozen=True):
    """One payout."""

    settlement_id: int
    settlement_date: date
    settlement_amount: Decimal
    currency: str
    remittance_reference: str | None = None
    allocations: tuple[Allocation, ...] = ()


class Settlements(Shown, frozen=True):
    """The answer."""

    settlements: tuple[Settlement, ...]


def waiting(shown: Settlements, style: Style, accounts: Accounts) -> list[Waiting]:
    """Return what is to be booked. Nothing is known of earlier runs, so all of it may be in the books already."""
    made = _vouchers(shown, accounts) if style is Style.VOUCHERS else _payments(shown)
    return list(made)


def _payments(shown: Settlements) -> Iterator[Waiting]:
    for settlement in shown.settlements:
        for allocation in settlement.allocations:
            name = f"cfis-{allocation.allocation_id}"
            yield Waiting(SyncKind.PAYMENT, name, _payment(name, settlement, allocation))


def _payment(name: str, settlement: Settlement, allocation: Allocation) -> Carried | Refused:
    try:
        amount = Money.of(allocation.allocated_total_amount, allocation.currency)
        parts = tuple(
            PaymentPart(USES[part.type], Money.of(part.amount, allocation.currency))
            for part in allocation.parts
            if part.amount
        )
        summed = total((part.amount for part in parts), allocation.currency)
    except KeyError as error:
        return Refused(Reason.INVALID, f"a part of type {error} is not known")
    except InvalidValue as error:
        return Refused(Reason.INVALID, str(error))
    if parts and summed != amount:
        return Refused(Reason.UNBALANCED, f"its parts add up to {summed}, the allocation is {amount}")
    return PaymentDocument(
        identifier=name,
        invoice_number=allocation.original_invoice_number,
        paid_on=settlement.settlement_date,
        amount=amount,
        reference=settlement.remittance_reference or allocation.original_payment_reference or "",
        payer=f"Settlement {settlement.settlement_id}",
        parts=parts,
    )


def _vouchers(shown: Settlements, accounts: Accounts) -> Iterator[Waiting]:
    for settlement in shown.settlements:
        name = f"cfis-{settlement.settlement_id}"
        yield Waiting(SyncKind.LEDGER, name, _voucher(name, settlement, accounts))


def _voucher(name: str, settlement: Settlement, accounts: Accounts) -> Carried | Refused:
    by_type = {"CAPITAL": accounts.receivable, "INTEREST": accounts.interest, "FEES": accounts.fees}
    try:
        paid_out = Money.of(settlement.settlement_amount, settlement.currency)
        rows = [_row(settlement, accounts.bank, paid_out, f"settlement {settlement.settlement_id}")]
        for allocation in settlement.allocations:
            text = f"invoice {allocation.original_invoice_number}"
            for part in allocation.parts:
                if part.amount:
                    amount = Money.of(part.amount, allocation.currency)
                    rows.append(_row(settlement, by_type[part.type], -amount, text))
        difference = total((row.amount for row in rows), settlement.currency)
    except KeyError as error:
        return Refused(Reason.INVALID, f"a part of type {error} is not known")
    except InvalidValue as error:
        return Refused(Reason.INVALID, str(error))
    if not difference.is_zero:
        return Refused(Reason.UNBALANCED, f"the settlement is {paid_out}, its parts differ from it by {difference}")
    return LedgerDocument(
        identifier=name,
        type=DOCUMENT_TYPE,
        number=str(settlement.settlement_id),
        on=settlement.settlement_date,
        text=f"Settlement {settlement.settlement_id} {settlement.remittance_reference or ''}".rstrip(),
        rows=tuple(rows),
    )


def _row(settlement: Settlement, account: str, amount: Money, text: str) -> LedgerRow:
    return LedgerRow(on=settlement.settlement_date, account=account, amount=amount, gross=amount, text=text)
