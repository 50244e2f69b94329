"""Every refusal of a value in the core, as it is read: what was wrong, the value, and what would have been right."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial

import msgspec
import pytest

from simulator.core import (
    allocation,
    bank_accounts,
    bank_file,
    barcode,
    bookings,
    calendar,
    charges,
    chart,
    court,
    delivery,
    identifiers,
    lifecycle,
    limitation,
    reference_rates,
    references,
    steps,
    vat,
    voucher,
)
from simulator.core.debtor import DebtorKind
from simulator.core.errors import DomainError
from simulator.core.interest import RateTerms
from simulator.core.money import Money

DAY = date(2026, 3, 2)
IBAN = "FI2112345600000785"
NOTHING = allocation.Parts.zero()
RATE = reference_rates.ReferenceRate(date(2026, 1, 1), Decimal(2), "")
FILE = bank_file.write(bank_file.BankFile(created_on=DAY, created_at=time(7, 5)))
FIRST, LAST = FILE.splitlines()
TRANSACTION = bank_file.BankTransaction(
    account=IBAN[4:],
    booked_on=DAY,
    paid_on=DAY,
    archive_id="1234567890123456",
    reference="1009",
    payer="",
    amount=Money(1),
)
WRITTEN = bank_file.write(bank_file.BankFile(created_on=DAY, created_at=time(7, 5), transactions=(TRANSACTION,)))


def file_with(record: str, found: str, put: str) -> str:
    """Return the text of a file in which ``found`` was replaced in one of its two records."""
    return "\n".join(line.replace(found, put, 1) if line == record else line for line in (FIRST, LAST))


def cut(text: str) -> str:
    return f"'{text[:78]}…"


REFUSALS: list[tuple[Callable[[], object], str]] = [
    (partial(Money.of, "x"), "amount 'x' is not valid; expected a decimal number with at most two decimals"),
    (partial(Money.of, "NaN"), "amount 'NaN' is not valid; expected a decimal number with at most two decimals"),
    (partial(Money.of, "1.005"), "amount '1.005' is not valid; expected a decimal number with at most two decimals"),
    (partial(Money.of, 10**13), "amount 10000000000000 is not valid; expected an amount below ten trillion"),
    (partial(Money(1).instalments, 0), "instalments 0 is not valid; expected a whole number of at least 1"),
    (partial(Money(1).__add__, Money(1, "SEK")), "currency 'SEK' is not valid; expected EUR"),
    (
        partial(allocation.allocate, Money(-1), NOTHING, DebtorKind.CONSUMER),
        "payment '-0.01 EUR' is not valid; expected an amount of zero or more",
    ),
    (
        partial(allocation.allocate, Money(1, "SEK"), NOTHING, DebtorKind.CONSUMER),
        "currency 'SEK' is not valid; expected EUR",
    ),
    (
        partial(allocation.allocate_many, Money(1), [], DebtorKind.CONSUMER, "12"),
        "claim '12' is not known",
    ),
    (
        partial(bank_accounts.iban, "FI00"),
        "IBAN 'FI00' is not valid; expected an account number of its country's length whose check digits hold",
    ),
    (
        partial(bank_accounts.make_finnish_iban, "12"),
        "Finnish account '12' is not valid; expected thirteen digits, the check digit left out",
    ),
    (partial(bank_file.read, "0"), "record '0' is not valid; expected 90 characters, not 1"),
    (
        partial(bank_file.read, FIRST),
        f"bank file {cut(FIRST)} is not valid; expected a batch record, transactions and a sum record",
    ),
    (
        partial(bank_file.read, f"{LAST}\n{LAST}"),
        f"record {cut(LAST)} is not valid; expected a batch record (0)",
    ),
    (
        partial(bank_file.read, f"{FIRST}\n{FIRST}\n{LAST}"),
        f"record {cut(FIRST)} is not valid; expected a transaction record (3, 5 or 7)",
    ),
    (
        partial(bank_file.read, f"{FIRST}\n{FIRST}"),
        f"record {cut(FIRST)} is not valid; expected a sum record (9)",
    ),
    (
        partial(bank_file.read, "\n".join([*WRITTEN.splitlines()[:2], LAST])),
        f"sums {cut(LAST)} is not valid; expected 1 of 0.01 EUR and 0 of 0.00 EUR",
    ),
    (
        partial(bank_file.read, file_with(FIRST, "260302", "261302")),
        "date '261302' is not valid; expected a day as YYMMDD",
    ),
    (partial(bank_file.read, file_with(FIRST, "0705", "2405")), "time '2405' is not valid; expected a time as HHMM"),
    (
        partial(bank_file.write, bank_file.BankFile(created_on=date(2100, 1, 1), created_at=time(0))),
        "date '2100-01-01' is not valid; expected a day from 2000 to 2099",
    ),
    (
        partial(bank_file.write, bank_file.BankFile(created_on=DAY, created_at=time(7, 5), service="0123456789")),
        "record '02603020705 101234567891' is not valid; expected 90 characters of the documented layout",
    ),
    (
        partial(barcode.virtual_barcode, "SE4550000000058398257466", "1009", Money(1), DAY),
        "IBAN 'SE4550000000058398257466' is not valid; expected a Finnish account",
    ),
    (
        partial(barcode.virtual_barcode, IBAN, "1009", Money(-1), DAY),
        "amount '-0.01 EUR' is not valid; expected euros, not negative",
    ),
    (
        partial(barcode.virtual_barcode, IBAN, "RF97C2H5OH", Money(1), DAY),
        "payment reference 'RF97C2H5OH' is not valid; expected an RF reference whose body is digits only",
    ),
    (
        partial(calendar.day_after, date.max, 2),
        "day '9999-12-31' is not valid; expected a day at least 2 before the end of the year 9999",
    ),
    (partial(calendar.midnight, date.min), "day '0001-01-01' is not valid; expected a later day"),
    (
        partial(calendar.helsinki_date, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)),
        "instant '2026-01-01 00:00:00' is not valid; expected an instant with an offset from UTC",
    ),
    (
        partial(
            charges.charge_allowed,
            charges.ChargeKind.COURT,
            debtor=DebtorKind.CONSUMER,
            capital=Money(1),
            earlier=(),
        ),
        "kind 'COURT' is not valid; expected a collection step; see court and enforcement for their fees",
    ),
    (
        partial(
            charges.charge_allowed,
            charges.ChargeKind.REMINDER,
            debtor=DebtorKind.CONSUMER,
            capital=Money(1),
            earlier=(charges.Charge(charges.ChargeKind.REMINDER, DAY, Money(1, "SEK")),),
        ),
        "currency 'SEK' is not valid; expected EUR",
    ),
    (
        partial(court.court_fee, court.Matter.ORDINARY, date(2021, 12, 31)),
        "court date '2021-12-31' is not valid; expected a day from 2022-01-01 on",
    ),
    (
        partial(delivery.follow, delivery.DeliveryState.SENT, delivery.DeliveryEvent.DELIVERED),
        "stage SENT does not accept delivered; it accepts operator_ack, rejected_by_schema",
    ),
    (
        partial(identifiers.business_id, "1"),
        "business id '1' is not valid; expected seven digits, a hyphen and the check digit, as in 1234567-1",
    ),
    (
        partial(identifiers.make_business_id, 10**7),
        "number of a business id 10000000 is not valid; expected a number below ten million that has a check digit",
    ),
    (
        partial(identifiers.business_id_of_vat_number, "FI1"),
        "VAT number 'FI1' is not valid; expected FI and the eight digits of a business id",
    ),
    (
        partial(identifiers.ovt, "1234567-1", "123456"),
        "OVT suffix '123456' is not valid; expected at most five digits or letters A-Z",
    ),
    (
        partial(identifiers.business_id_of_ovt, "0037"),
        "OVT '0037' is not valid; expected 0037, the eight digits of a business id and at most five digits or letters",
    ),
    (
        partial(identifiers.hetu, "010190-999X"),
        "personal identity code '010190-****' is not valid; expected DDMMYY, a century sign, NNN and its check",
    ),
    (
        partial(identifiers.make_test_hetu, date(1990, 1, 1), 900, "A"),
        "century sign 'A' is not valid; expected a sign of the years 1900-1999",
    ),
    (
        partial(identifiers.make_test_hetu, date(1790, 1, 1), 900),
        "century sign '' is not valid; expected a sign of the years 1700-1799",
    ),
    (
        partial(identifiers.make_test_hetu, date(1990, 1, 1), 899),
        "individual number 899 is not valid; expected a test number, 900-999",
    ),
    (
        partial(RateTerms, DebtorKind.CONSUMER, agreed_percent=Decimal(-1)),
        "interest rate '-1' is not valid; expected 0 to 1000 percent with at most six decimals",
    ),
    (
        partial(lifecycle.follow, lifecycle.Stage.DISTRIBUTION_FAILED, lifecycle.Trigger.SUE),
        "stage DISTRIBUTION_FAILED does not accept SUE; it accepts DISTRIBUTE, PAY, CREDIT, WITHDRAW",
    ),
    (
        partial(lifecycle.stand, lifecycle.Standing.DISPUTED, lifecycle.Standing.PAUSED),
        "stage DISPUTED does not accept PAUSED; it accepts CLOSED, OPEN, PAYMENT_PLAN",
    ),
    (
        partial(limitation.limitation, limitation.LimitationKind.GENERAL, date(9998, 1, 1)),
        "day '9998-01-01' is not valid; expected a day at least 3 years before the end of the year 9999",
    ),
    (
        partial(reference_rates.RateTable, ()),
        "reference rates 0 is not valid; expected at least one half-year, from its first day",
    ),
    (
        partial(reference_rates.RateTable, (msgspec.structs.replace(RATE, percent=Decimal("2.25")),)),
        "reference rate '2.25' is not valid; expected a multiple of half a percent",
    ),
    (
        partial(reference_rates.RateTable, (RATE, RATE)),
        "reference rate from '2026-01-01' is not valid; expected 2026-07-01",
    ),
    (
        partial(references.finnish_reference, "1008"),
        "payment reference '1008' is not valid; expected a last digit that agrees with the weights 7, 3, 1",
    ),
    (
        partial(references.make_finnish_reference, "1"),
        "base of a payment reference '1' is not valid; expected 3 to 19 digits after leading zeros",
    ),
    (
        partial(references.rf_reference, "RF00"),
        "payment reference 'RF00' is not valid; "
        "expected RF, two check digits (mod 97) and 1 to 21 letters A-Z or digits",
    ),
    (
        partial(references.make_rf_reference, ""),
        "body of an RF reference '' is not valid; expected 1 to 21 letters A-Z or digits",
    ),
    (
        partial(steps.check_steps, [steps.Step(steps.StepKind.LEGAL, 0)]),
        "steps[0].kind: LEGAL cannot come here: stage OVERDUE does not accept SUE; "
        "it accepts REMIND, DEMAND, PAY, CREDIT, WITHDRAW, WRITE_OFF",
    ),
    (
        partial(steps.check_steps, [steps.Step(steps.StepKind.REMINDER, -1)], place="asked"),
        "asked[0].afterDays: -1 is not a number of days from 0 to 3660",
    ),
    (
        partial(vat.vat_rate, vat.VatCategory.FOOD, date(1990, 1, 1)),
        "day of supply for food '1990-01-01' is not valid; expected a day from 1998-01-01 on",
    ),
    (
        partial(voucher.balanced, []),
        "entry 'without amounts' is not valid; expected at least one debit and one credit",
    ),
    (
        partial(voucher.balanced, [voucher.debit(chart.LedgerAccount.BANK, Money(5))]),
        "entry difference '0.05 EUR' is not valid; expected debits that equal credits",
    ),
    (
        partial(voucher.post, bookings.refund(Money(5)), chart={}, on=DAY, text=""),
        "account 'clearing' is not valid; expected a use that the chart has a number for",
    ),
]


@pytest.mark.parametrize(("refused", "message"), REFUSALS, ids=[message for _, message in REFUSALS])
def test_a_refusal_tells_what_was_wrong_with_the_value_and_what_would_be_right(
    refused: Callable[[], object], message: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        refused()
    assert str(refusal.value) == message
