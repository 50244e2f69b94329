"""What the accounting module tells: periods, accounts, balances, dimensions, VAT codes and receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.company import Company
from simulator.core.dimension import Dimension
from simulator.core.ledger import Account, LedgerLine, LedgerVoucher, Sides
from simulator.core.vat import VatCategory, vat_rate
from simulator.systems.netbaron.wire import ledger
from simulator.systems.netbaron.wire.document import Wire
from simulator.world import books

JOB_NUMBERS: Final = "Työnumero"
"""The dimension that job numbers are kept in."""
SERIES: Final[Mapping[str, str]] = MappingProxyType({books.INVOICE_VOUCHER: "ML", books.PAYMENT_VOUCHER: "SU"})
"""Number series of receipts that the sales ledger makes (assumed)."""


class VatKind(NamedTuple):
    """What a VAT code means (assumed): none of the vendor's codes is public."""

    name: str
    category: VatCategory


VAT_CODES: Final[Mapping[int, VatKind]] = MappingProxyType(
    {
        0: VatKind("Ei arvonlisäveroa", VatCategory.ZERO),
        1: VatKind("Myynti, yleinen verokanta", VatCategory.GENERAL),
        2: VatKind("Myynti, alennettu verokanta", VatCategory.FOOD),
        3: VatKind("Myynti, alin verokanta", VatCategory.NEWSPAPERS),
        4: VatKind("Myynti, veroton", VatCategory.ZERO),
        11: VatKind("Osto, yleinen verokanta", VatCategory.GENERAL),
        12: VatKind("Osto, alennettu verokanta", VatCategory.FOOD),
        13: VatKind("Osto, alin verokanta", VatCategory.NEWSPAPERS),
    }
)


class Period(Wire, frozen=True):
    """An accounting period; days up to ``locked_until`` take no postings."""

    id: str
    start_date: date
    end_date: date
    closed: bool
    locked_until: date | None


class AccountRow(Wire, frozen=True):
    """An account of the chart."""

    account: int
    name: str
    active: bool
    vat_code: int | None = None
    vat_percent: Decimal | None = None


class BalanceRow(Wire, frozen=True):
    """What stands on an account at the end of a day."""

    account: int
    date: date
    debit: Decimal
    credit: Decimal
    balance: Decimal


class CostCenter(Wire, frozen=True):
    """A cost centre."""

    cost_center: int
    name: str
    active: bool


class Item(Wire, frozen=True):
    """An item of a dimension."""

    item: int
    name: str


class DimensionRow(Wire, frozen=True):
    """A dimension with its items."""

    dimension: int
    name: str
    items: tuple[Item, ...]


class Project(Wire, frozen=True):
    """A job number."""

    job_number: str


class VatCode(Wire, frozen=True):
    """A VAT code with its rate on a day."""

    vat_code: int
    name: str
    vat_percent: Decimal


class ReceiptRow(Wire, frozen=True):
    """A row of a receipt; debit is positive."""

    account: int
    amount: Decimal
    description: str
    cost_center: int | None
    job_number: str | None


class Receipt(Wire, frozen=True):
    """A receipt, whoever made it."""

    ledger_identifier: str | None
    number_series: str
    receipt_number: str
    booking_date: date
    description: str
    rows: tuple[ReceiptRow, ...]


def periods(company: Company) -> list[Period]:
    """Return the accounting periods of a company."""
    locked = company.locked
    return [
        Period(year.name, year.first, year.last, closed=locked is not None and year.last <= locked, locked_until=locked)
        for year in company.years
    ]


def account_row(known: Account) -> AccountRow:
    """Return an account as it is told."""
    return AccountRow(int(known.number), known.name, known.is_active)


def balance_row(known: Account, on: date, sides: Sides) -> BalanceRow:
    """Return what stands on an account."""
    return BalanceRow(int(known.number), on, sides.debit.decimal, sides.credit.decimal, sides.balance.decimal)


def cost_centers(known: Dimension | None) -> list[CostCenter]:
    """Return the items of the dimension of cost centres."""
    items = known.items if known else ()
    return [CostCenter(item.number, item.name, active=not item.is_hidden) for item in items]


def dimension_row(known: Dimension) -> DimensionRow:
    """Return a dimension as it is told."""
    return DimensionRow(known.number, known.name, tuple(Item(item.number, item.name) for item in known.items))


def projects(known: Dimension | None) -> list[Project]:
    """Return the job numbers that there are."""
    return [Project(item.name) for item in (known.items if known else ())]


def vat_codes(on: date) -> list[VatCode]:
    """Return every VAT code with its rate on a day."""
    return [VatCode(code, kind.name, vat_rate(kind.category, on).percent) for code, kind in VAT_CODES.items()]


def receipts(vouchers: Iterable[LedgerVoucher], cost_center_of: Mapping[str, int]) -> list[Receipt]:
    """Return vouchers as receipts; ``cost_center_of`` has the number of each cost centre by name."""
    return [_receipt(one, cost_center_of) for one in vouchers]


def _receipt(voucher: LedgerVoucher, cost_center_of: Mapping[str, int]) -> Receipt:
    said = ledger.said_of(voucher) if voucher.document else None
    return Receipt(
        ledger_identifier=said.ledger_identifier if said else None,
        number_series=(said.number_series or "") if said else SERIES.get(voucher.kind, voucher.kind),
        receipt_number=said.receipt_number if said else str(voucher.number),
        booking_date=voucher.on,
        description=voucher.text,
        rows=tuple(_row(line, cost_center_of) for line in voucher.lines),
    )


def _row(line: LedgerLine, cost_center_of: Mapping[str, int]) -> ReceiptRow:
    named = dict(line.dimensions)
    job = named.pop(JOB_NUMBERS, None)
    centre = next(iter(named.values()), None)
    return ReceiptRow(
        int(line.account), line.amount.decimal, line.text, cost_center_of.get(centre) if centre else None, job
    )
