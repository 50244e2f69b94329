"""The company's bank accounts as they travel, as rows of lists and whole.

The books know an account's IBAN and the account of the ledger that mirrors it; all else is kept beside them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from simulator.core.bank_accounts import bban
from simulator.core.company import CompanyBank
from simulator.systems.procountor.wire.document import Told, Wire
from simulator.systems.procountor.wire.moment import stamp

ACTIVE: Final = "ACTIVE"


class BankGiven(Wire, frozen=True):
    """A bank account as a client tells it."""

    iban: str | None = None
    account_number: str | None = None
    bic: str | None = None
    bank_name: str | None = None
    currency: str | None = None
    default_for_invoice: bool | None = None
    default_for_payment: bool | None = None
    status: str | None = None
    order_no: int | None = None
    ledger_account: str | None = None
    bank_address: str | None = None
    banking_code: str | None = None
    service_numbers: tuple[str, ...] | None = None
    show_account_on_invoice: bool | None = None
    allow_payments: bool | None = None
    allow_foreign_payments: bool | None = None
    allow_salary_payments: bool | None = None
    allow_express_payments: bool | None = None
    version: str | None = None


class BankKept(Told, frozen=True, kw_only=True):
    """What is kept of a bank account beside the books."""

    id: int
    created: datetime
    changed: datetime
    said: BankGiven


class BankRow(Told, frozen=True, kw_only=True):
    """A row of the list."""

    id: int
    account_number: str
    iban: str
    bic: str | None
    bank_name: str | None
    currency: str
    default_for_invoice: bool
    default_for_payment: bool
    status: str
    order_no: int
    associated_accounts: tuple[str, ...] = ()
    version: str


class BankWhole(BankRow, frozen=True, kw_only=True):
    """A bank account, whole."""

    ledger_account: str
    bank_address: str | None
    banking_code: str | None
    service_numbers: tuple[str, ...]
    show_account_on_invoice: bool
    allow_payments: bool
    allow_foreign_payments: bool
    allow_salary_payments: bool
    allow_express_payments: bool
    created: str


def unsaid(bank: CompanyBank, founded: datetime, *, first: bool) -> BankKept:
    """Return what is known of an account that the company has from its beginning; the first is the default."""
    said = BankGiven(bank_name=bank.name, default_for_invoice=first, default_for_payment=first)
    return BankKept(id=bank.number, created=founded, changed=founded, said=said)


def row(bank: CompanyBank, known: BankKept) -> BankRow:
    """Return an account as a list tells of it."""
    told = whole(bank, known)
    return BankRow(**{name: getattr(told, name) for name in BankRow.__struct_fields__})


def whole(bank: CompanyBank, known: BankKept) -> BankWhole:
    """Return an account as it is told."""
    said = known.said
    return BankWhole(
        id=bank.number,
        account_number=said.account_number or bban(bank.iban),
        iban=bank.iban,
        bic=bank.bic or None,
        bank_name=said.bank_name,
        currency=said.currency or "EUR",
        default_for_invoice=said.default_for_invoice is True,
        default_for_payment=said.default_for_payment is True,
        status=said.status or ACTIVE,
        order_no=bank.number if said.order_no is None else said.order_no,
        version=stamp(known.changed),
        ledger_account=bank.account,
        bank_address=said.bank_address,
        banking_code=said.banking_code,
        service_numbers=said.service_numbers or (),
        show_account_on_invoice=said.show_account_on_invoice is not False,
        allow_payments=said.allow_payments is not False,
        allow_foreign_payments=said.allow_foreign_payments is True,
        allow_salary_payments=said.allow_salary_payments is True,
        allow_express_payments=said.allow_express_payments is True,
        created=stamp(known.created),
    )


def kept_of(said: BankGiven) -> BankGiven:
    """Return what is kept of what was said: all but what the books know themselves."""
    return replace(said, iban=None, bic=None, ledger_account=None, version=None)
