"""Bank statements as they travel: one for every payout that the company got from its collection agency.

Source: OpenAPI document 26.04, schemas BankStatement and BankStatementEvent. 710 is the Finnish code of an incoming
payment; that a payout has a statement of its own is the sandbox's choice (assumed).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from simulator.core.money import Money
from simulator.core.payment import Settlement
from simulator.systems.procountor.wire.document import Told

INCOMING: Final = 710


class StatementEvent(Told, frozen=True, kw_only=True):
    """One movement on the account."""

    id: int
    pay_date: date
    value_date: date
    sum: Decimal
    account_number: str
    name: str
    explanation_code: int = INCOMING
    archive_code: str
    message: str
    allocated: bool = False
    attachments: tuple[()] = ()


class Statement(Told, frozen=True, kw_only=True):
    """A statement of one account and day."""

    id: int
    account_number: str
    start_date: date
    end_date: date
    currency: str
    number_of_deposits: int = 1
    deposit_sum: Decimal
    number_of_withdrawals: int = 0
    withdrawal_sum: Decimal = Decimal("0.00")
    start_balance: Decimal
    end_balance: Decimal
    statement_number: int
    events: tuple[StatementEvent, ...]


def statement(of: Settlement, place: int, before: Money, iban: str, agency: str) -> Statement:
    """Return the statement of a payout, the ``place``-th there is, on an account on which ``before`` stood."""
    event = StatementEvent(
        id=of.settlement_id,
        pay_date=of.settled_on,
        value_date=of.settled_on,
        sum=of.amount.decimal,
        account_number=iban,
        name=agency,
        archive_code=f"{of.settled_on:%Y%m%d}{of.settlement_id:012}",
        message=of.remittance_reference,
    )
    return Statement(
        id=of.settlement_id,
        account_number=iban,
        start_date=of.settled_on,
        end_date=of.settled_on,
        currency=of.amount.currency,
        deposit_sum=of.amount.decimal,
        start_balance=before.decimal,
        end_balance=(before + of.amount).decimal,
        statement_number=place,
        events=(event,),
    )
