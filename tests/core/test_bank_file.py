"""Files of incoming reference payments are read and written to the character."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.bank_file import (
    BankFile,
    BankTransaction,
    Totals,
    TransactionCode,
    payer_name,
    read,
    totals,
    unseen,
    write,
)
from simulator.core.errors import InvalidValue
from simulator.core.money import Money, zero

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors").joinpath("bank_files.json").read_text("utf-8"))
RECORDS: list[str] = VECTORS["ktl"]["records"]
TEXT = "".join(f"{record}\n" for record in RECORDS)
FIRST = BankTransaction(
    account="12345600000785",
    booked_on=date(2026, 11, 20),
    paid_on=date(2026, 11, 19),
    archive_id="2588261119112345",
    reference="1234561",
    payer="MEIKÄLÄINEN",
    amount=Money.of("125.50"),
)
BATCH = BankFile(created_on=date(2026, 11, 20), created_at=time(6, 0), transactions=(FIRST,))


def changed(place: int, start: int, text: str) -> str:
    """Return the sample with ``text`` put over one record from the column ``start``, counted from 1."""
    records = list(RECORDS)
    records[place] = records[place][: start - 1] + text + records[place][start - 1 + len(text) :]
    return "\n".join(records)


@pytest.mark.parametrize("place", range(len(VECTORS["ktl"]["parsed"])))
def test_a_documented_record_is_read_as_documented(place: int) -> None:
    documented = VECTORS["ktl"]["parsed"][place]
    found = read(TEXT).transactions[place]
    assert (found.account, found.iban) == (documented["account"], documented["iban"])
    assert (str(found.booked_on), str(found.paid_on)) == (documented["booking_date"], documented["payment_date"])
    assert (found.archive_id, found.reference) == (documented["archive_id"], documented["reference"])
    assert found.payer == documented["payer_name"]
    assert found.amount == Money.of(documented["amount"])
    assert found.is_correction is documented["is_correction"]


def test_the_documented_file_is_read_whole_and_written_to_the_character() -> None:
    batch = read(TEXT)
    assert len(batch.transactions) == len(VECTORS["ktl"]["parsed"])
    assert (batch.created_on, batch.created_at) == (date(2026, 11, 20), time(6, 0))
    assert (batch.bank_group, batch.service) == (" 1", "123456789")
    assert batch.transactions[0] == FIRST
    assert {transaction.code for transaction in batch.transactions} == {TransactionCode.REFERENCE}
    assert write(batch) == TEXT


def test_the_documented_totals_are_those_of_the_transactions() -> None:
    said = VECTORS["ktl"]["totals"]
    assert totals(read(TEXT).transactions) == Totals(
        said["count"], Money.of(said["sum"]), said["corrections"], Money.of(said["corrections_sum"])
    )
    assert totals(()) == Totals(0, zero(), 0, zero())


def test_the_documented_references_of_both_formats_are_the_same_payments() -> None:
    expected = VECTORS["camt_054"]["expected"]
    paid = [transaction for transaction in read(TEXT).transactions if not transaction.is_correction]
    assert [(one.reference, one.amount, one.archive_id) for one in paid] == [
        (row["reference"], Money.of(row["amount"]), row["archive_id"]) for row in expected
    ]
    assert totals(paid).amount == Money.of(VECTORS["camt_054"]["batch_total"])


def test_line_ends_of_other_systems_are_read_too() -> None:
    assert read("\r\n".join(RECORDS)) == read(TEXT) == read("\n".join(RECORDS))


def test_a_batch_without_payments_has_two_records() -> None:
    empty = replace(BATCH, transactions=())
    assert len(write(empty).splitlines()) == 2
    assert read(write(empty)) == empty


@pytest.mark.parametrize("code", TransactionCode)
def test_every_code_and_field_survives(code: TransactionCode) -> None:
    told = replace(FIRST, code=code, name_source="K", source="J", status="9", reference="", is_correction=True)
    batch = replace(BATCH, bank_group="X ", service="ABC", transactions=(told,))
    assert read(write(batch)) == batch


@pytest.mark.parametrize("length", [89, 91])
def test_a_record_of_another_length_is_refused(length: int) -> None:
    record = RECORDS[0].ljust(length)[:length]
    with pytest.raises(InvalidValue, match=f"expected 90 characters, not {length}") as refusal:
        read("\n".join([record, *RECORDS[1:]]))
    assert (refusal.value.what, refusal.value.value) == ("record", record)


@pytest.mark.parametrize("text", ["", RECORDS[0]])
def test_a_file_without_its_first_and_last_record_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="expected a batch record, transactions and a sum record") as refusal:
        read(text)
    assert (refusal.value.what, refusal.value.value) == ("bank file", text)


@pytest.mark.parametrize(
    ("place", "start", "text", "expected"),
    [
        (0, 1, "1", r"expected a batch record \(0\)"),
        (0, 23, "2", r"expected a batch record \(0\)"),
        (0, 90, "x", r"expected a batch record \(0\)"),
        (0, 2, "261301", "date '261301' is not valid; expected a day as YYMMDD"),
        (0, 8, "2400", "time '2400' is not valid; expected a time as HHMM"),
        (1, 1, "4", r"expected a transaction record \(3, 5 or 7\)"),
        (1, 15, "x", r"expected a transaction record"),
        (1, 16, "260229", "date '260229' is not valid"),
        (1, 44, "RF", r"expected a transaction record"),
        (1, 44, "٣", r"expected a transaction record"),
        (1, 64, "Ä", r"expected a transaction record"),
        (1, 76, "2", r"expected a transaction record"),
        (1, 77, "B", r"expected a transaction record"),
        (1, 88, "2", r"expected a transaction record"),
        (4, 1, "8", r"expected a sum record \(9\)"),
        (4, 90, "0", r"expected a sum record \(9\)"),
        (4, 7, "3", r"expected 2 of 1125\.50 EUR and 1 of 125\.50 EUR"),
        (4, 18, "1", "sums"),
        (4, 24, "2", "sums"),
        (4, 35, "1", "sums"),
    ],
)
def test_a_record_that_breaks_the_layout_or_the_sums_is_refused(
    place: int, start: int, text: str, expected: str
) -> None:
    with pytest.raises(InvalidValue, match=expected) as refusal:
        read(changed(place, start, text))
    assert refusal.value.what in {"record", "date", "time", "sums"}
    assert str(refusal.value.value) in changed(place, start, text)


@pytest.mark.parametrize(
    "change",
    [
        {"account": "1234560000078"},
        {"archive_id": "25882611191123456"},
        {"archive_id": "258826111911234"},
        {"reference": "RF341234561"},
        {"reference": "1" * 21},
        {"amount": Money(10**10)},
        {"amount": Money(-1)},
        {"name_source": "X"},
        {"status": "\n"},
    ],
    ids=str,
)
def test_a_value_that_does_not_fit_its_place_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match=r"^record .* expected 90 characters of the documented layout$"):
        write(replace(BATCH, transactions=(replace(FIRST, **change),)))


def test_the_largest_amount_that_fits_is_written() -> None:
    large = replace(FIRST, amount=Money(10**10 - 1))
    assert read(write(replace(BATCH, transactions=(large,)))).transactions == (large,)


def test_a_service_code_that_is_too_long_is_not_written() -> None:
    with pytest.raises(InvalidValue, match="record"):
        write(replace(BATCH, service="1234567890"))


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1)])
def test_a_day_of_another_century_is_not_written(day: date) -> None:
    with pytest.raises(InvalidValue, match="expected a day from 2000 to 2099"):
        write(replace(BATCH, created_on=day))


def test_days_at_both_ends_of_the_century_are_written() -> None:
    for day in (date(2000, 1, 1), date(2099, 12, 31)):
        assert read(write(replace(BATCH, created_on=day))).created_on == day


def test_other_currencies_have_no_place_in_the_file() -> None:
    with pytest.raises(InvalidValue, match="currency 'SEK' is not valid; expected EUR"):
        write(replace(BATCH, transactions=(replace(FIRST, amount=Money(1, "SEK")),)))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Yritys Oy", "YRITYS OY"),
        ("Fax Oy", "FAX OY"),
        ("Åkerö Ängström", "ÅKERÖ ÄNGSTR"),
        ("A\u0308iti", "ÄITI"),
        ("José Núñez", "JOSE NUNEZ"),
        ("A[B\\C]D\nE", "A B C D E"),
        ("株式会社", ""),
        ("Yksitoista  X", "YKSITOISTA"),
    ],
)
def test_a_payer_s_name_is_written_as_the_character_set_allows(name: str, written: str) -> None:
    assert payer_name(name) == written


def test_only_the_archive_id_tells_a_duplicate() -> None:
    twin = replace(FIRST, archive_id="2588261119112399")
    assert unseen([FIRST, twin], {FIRST.archive_id}) == (twin,)
    assert unseen([FIRST, twin], frozenset()) == (FIRST, twin)


days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
letters = st.text(st.sampled_from("ABCÄÖÅ -.1"), max_size=12).map(str.strip)
transactions = st.builds(
    BankTransaction,
    code=st.sampled_from(TransactionCode),
    account=st.from_regex(r"[0-9]{14}", fullmatch=True),
    booked_on=days,
    paid_on=days,
    archive_id=st.from_regex(r"[0-9A-Z]{16}", fullmatch=True),
    reference=st.just("") | st.from_regex(r"[1-9][0-9]{3,19}", fullmatch=True),
    payer=letters,
    amount=st.integers(0, 10**10 - 1).map(Money),
    name_source=st.sampled_from("AJK "),
    is_correction=st.booleans(),
    source=st.sampled_from("AJ "),
    status=st.sampled_from("0189"),
)
batches = st.builds(
    BankFile,
    created_on=days,
    created_at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    bank_group=st.sampled_from([" 1", "X1"]),
    service=st.from_regex(r"[0-9]{0,9}", fullmatch=True),
    transactions=st.lists(transactions, max_size=4).map(tuple),
)


@given(batch=batches)
def test_what_is_written_is_read_back_the_same(batch: BankFile) -> None:
    text = write(batch)
    assert read(text) == batch
    assert all(len(line) == 90 and line.isascii() for line in text.splitlines())


@given(name=st.text(max_size=30))
def test_any_name_can_be_written_and_is_read_back_as_written(name: str) -> None:
    written = payer_name(name)
    batch = replace(BATCH, transactions=(replace(FIRST, payer=name),))
    assert read(write(batch)).transactions[0].payer == written
    assert payer_name(written) == written
