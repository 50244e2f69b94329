"""The bank's file of incoming reference payments (KTL): records of 90 characters, read and written.

A file holds one batch: record 0, the transactions (3 reference payment, 5 direct transfer, 7 other), and record 9
with the sums. Lines end in a line feed; the character set is 7-bit Finnish. Dates have two digits for the year, read
as 2000-2099 (assumed). Amounts are euros. Failed direct debits, which the sum record counts too, are written as none
and read past: direct debit ended in 2014. Source: Finance Finland, incoming reference payments, service
description 2.1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Final

import msgspec

from simulator.core.errors import InvalidValue
from simulator.core.money import Money, total

RECORD_LENGTH: Final = 90
PAYER_LENGTH: Final = 12

_TO_SEVEN_BITS: Final = str.maketrans("ÄÖÅ", "[\\]")
_FROM_SEVEN_BITS: Final = str.maketrans("[\\]", "ÄÖÅ")
_EURO: Final = "1"

_BATCH: Final = re.compile(r"0([0-9]{6})([0-9]{4})([ -~]{2})([ -~]{9})1 *")
_TRANSACTION: Final = re.compile(
    r"([357])([0-9]{14})([0-9]{6})([0-9]{6})([ -~]{16})([0-9]{20})([ -~]{12})1([AJK ])([0-9]{10})([01])([ -~])([ -~])"
)
_SUMS: Final = re.compile(r"9([0-9]{6})([0-9]{11})([0-9]{6})([0-9]{11})([0-9]{6})([0-9]{11}) *")


class TransactionCode(StrEnum):
    """What kind of payment a transaction record is."""

    REFERENCE = "3"
    DIRECT = "5"
    OTHER = "7"


class BankTransaction(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One payment on the account, or (``is_correction``) the reversal of one; ``amount`` is positive in both.

    ``account`` has 14 digits, ``reference`` no leading zeros (it may be empty), ``archive_id`` 16 characters and is
    the only thing that tells two equal payments apart. ``name_source``: A customer, J bank system, K keyed by the
    bank. ``source`` and ``status`` are the bank's own codes, carried as they are.
    """

    code: TransactionCode = TransactionCode.REFERENCE
    account: str
    booked_on: date
    paid_on: date
    archive_id: str
    reference: str
    payer: str
    amount: Money
    name_source: str = "A"
    is_correction: bool = False
    source: str = "A"
    status: str = "0"

    @property
    def iban(self) -> str:
        """The account as an IBAN."""
        from stdnum import iban  # noqa: PLC0415 - loaded at first use

        return f"FI{iban.calc_check_digits('FI00' + self.account)}{self.account}"


class BankFile(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One batch: when the bank made it (Finnish time), for whom, and its transactions."""

    created_on: date
    created_at: time
    bank_group: str = " 1"
    service: str = ""
    transactions: tuple[BankTransaction, ...] = ()


class Totals(msgspec.Struct, frozen=True, gc=False):
    """What the last record says: payments and corrections, each counted and summed."""

    count: int
    amount: Money
    corrections: int
    corrections_amount: Money


def totals(transactions: Iterable[BankTransaction]) -> Totals:
    """Count and sum ``transactions``, corrections apart; raises InvalidValue for money other than euros."""
    amounts: dict[bool, list[Money]] = {False: [], True: []}
    for transaction in transactions:
        amounts[transaction.is_correction].append(transaction.amount)
    paid, corrected = amounts[False], amounts[True]
    return Totals(len(paid), total(paid), len(corrected), total(corrected))


def unseen(transactions: Iterable[BankTransaction], seen: Container[str]) -> tuple[BankTransaction, ...]:
    """Return the transactions whose archive id is not in ``seen``: equal payments are no duplicates, equal ids are."""
    return tuple(transaction for transaction in transactions if transaction.archive_id not in seen)


def read(text: str) -> BankFile:
    """Read one batch.

    Raises InvalidValue for a record that is not 90 characters or breaks the layout, for a batch without its first
    or last record, and for sums that are not those of the transactions.
    """
    lines = text.splitlines()
    for line in lines:
        if len(line) != RECORD_LENGTH:
            raise InvalidValue("record", line, f"{RECORD_LENGTH} characters, not {len(line)}")
    if len(lines) < 2:
        raise InvalidValue("bank file", text, "a batch record, transactions and a sum record")
    day, clock, bank_group, service = _fields(_BATCH, lines[0], "a batch record (0)")
    transactions = tuple(_transaction(line) for line in lines[1:-1])
    _check_sums(lines[-1], totals(transactions))
    return BankFile(
        created_on=_day(day),
        created_at=_clock(clock),
        bank_group=bank_group,
        service=service.rstrip(),
        transactions=transactions,
    )


def write(batch: BankFile) -> str:
    """Return the text of ``batch``; every record ends in a line feed.

    Raises InvalidValue for a value that does not fit its place, and for money other than euros. A payer's name is
    put in capitals, stripped of accents the character set lacks, and cut to twelve characters.
    """
    sums = totals(batch.transactions)
    first = f"0{_six(batch.created_on)}{batch.created_at:%H%M}{batch.bank_group:<2}{batch.service:<9}{_EURO}"
    last = (
        f"9{sums.count:06}{sums.amount.cents:011}{sums.corrections:06}{sums.corrections_amount.cents:011}{0:06}{0:011}"
    )
    records = [
        _record(first, _BATCH),
        *(_written(transaction) for transaction in batch.transactions),
        _record(last, _SUMS),
    ]
    return "".join(f"{record}\n" for record in records)


def payer_name(name: str) -> str:
    """Return ``name`` as the file can carry it: capitals, Å Ä Ö kept, other accents dropped, twelve characters."""
    kept = "".join(_carried(letter) for letter in unicodedata.normalize("NFC", name.upper()))
    return kept[:PAYER_LENGTH].strip()


def _carried(letter: str) -> str:
    if letter in "ÄÖÅ":
        return letter
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode().upper()
    return plain if plain.isprintable() and not set(plain) & set("[\\]") else " "


def _fields(layout: re.Pattern[str], line: str, expected: str) -> Sequence[str]:
    found = layout.fullmatch(line)
    if found is None:
        raise InvalidValue("record", line, expected)
    return found.groups()


def _transaction(line: str) -> BankTransaction:
    fields = _fields(_TRANSACTION, line, "a transaction record (3, 5 or 7)")
    code, account, booked, paid, archive_id, reference, payer, name_source, cents, correction, source, status = fields
    return BankTransaction(
        code=TransactionCode(code),
        account=account,
        booked_on=_day(booked),
        paid_on=_day(paid),
        archive_id=archive_id,
        reference=reference.lstrip("0"),
        payer=payer.translate(_FROM_SEVEN_BITS).rstrip(),
        amount=Money(int(cents)),
        name_source=name_source,
        is_correction=correction == "1",
        source=source,
        status=status,
    )


def _written(transaction: BankTransaction) -> str:
    payer = payer_name(transaction.payer).translate(_TO_SEVEN_BITS)
    return _record(
        f"{transaction.code}{transaction.account}{_six(transaction.booked_on)}{_six(transaction.paid_on)}"
        f"{transaction.archive_id}{transaction.reference:0>20}{payer:<12}{_EURO}{transaction.name_source}"
        f"{transaction.amount.cents:010}{int(transaction.is_correction)}{transaction.source}{transaction.status}",
        _TRANSACTION,
    )


def _record(text: str, layout: re.Pattern[str]) -> str:
    """Return ``text`` filled to a record's length, or refuse it when a value was too long or of the wrong kind."""
    record = text.ljust(RECORD_LENGTH)
    if len(record) != RECORD_LENGTH or layout.fullmatch(record) is None:
        raise InvalidValue("record", text, f"{RECORD_LENGTH} characters of the documented layout")
    return record


def _check_sums(line: str, found: Totals) -> None:
    count, cents, corrections, corrected_cents, _, _ = _fields(_SUMS, line, "a sum record (9)")
    said = Totals(int(count), Money(int(cents)), int(corrections), Money(int(corrected_cents)))
    if said != found:
        expected = f"{found.count} of {found.amount} and {found.corrections} of {found.corrections_amount}"
        raise InvalidValue("sums", line, expected)


def _six(day: date) -> str:
    if day.year // 100 != 20:
        raise InvalidValue("date", day, "a day from 2000 to 2099")
    return f"{day:%y%m%d}"


def _day(digits: str) -> date:
    try:
        return date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        raise InvalidValue("date", digits, "a day as YYMMDD") from None


def _clock(digits: str) -> time:
    try:
        return time(int(digits[:2]), int(digits[2:]))
    except ValueError:
        raise InvalidValue("time", digits, "a time as HHMM") from None
