"""A refusal says what was wrong, with the value, and what would have been right."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import (
    SHOWN_CHARACTERS,
    AlreadyExists,
    CaseClosed,
    Conflict,
    DomainError,
    FieldError,
    InvalidDocument,
    InvalidValue,
    NotFound,
    PeriodLocked,
    TransitionNotAllowed,
    of_kind,
    shown,
)


def kinds(of: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def test_a_wrong_value_is_told_with_what_was_expected() -> None:
    assert str(InvalidValue("amount", "1.005", "two decimals")) == "amount '1.005' is not valid; expected two decimals"


def test_every_wrong_field_of_a_document_is_told_with_its_place() -> None:
    refusal = InvalidDocument([FieldError("a.b", "is missing"), FieldError("c[1]", "is no date")])
    assert str(refusal) == "a.b: is missing; c[1]: is no date"
    assert [error.field for error in refusal.errors] == ["a.b", "c[1]"]
    assert isinstance(refusal, InvalidValue)
    assert (refusal.what, refusal.value, refusal.expected) == ("document", "", ""), "it has no one value to tell"


def test_an_unknown_name_is_told_with_the_closest_one_if_there_is_one() -> None:
    assert str(NotFound("invoice", 12)) == "invoice 12 is not known"
    assert str(NotFound("invoice", 12, closest="13")) == "invoice 12 is not known; the closest known is 13"


def test_a_taken_name_is_told() -> None:
    assert str(AlreadyExists("invoice", 12)) == "invoice 12 exists already; each may be created once"


def test_a_refused_trigger_is_told_with_those_that_would_be_accepted() -> None:
    assert str(TransitionNotAllowed("PAID", "REMIND", ())) == "stage PAID does not accept REMIND; it accepts nothing"
    refusal = TransitionNotAllowed("OVERDUE", "APPROVE", ("REMIND", "PAY"))
    assert str(refusal).endswith("it accepts REMIND, PAY")


def test_a_closed_case_is_told_with_the_reason_it_closed_for() -> None:
    assert str(CaseClosed(480001, "PAID")) == "case 480001 is closed (PAID); a closed case takes no more actions"


def test_a_locked_period_is_told_with_the_day_and_why() -> None:
    refusal = PeriodLocked(date(2026, 1, 31), "locked up to 2026-01-31")
    assert str(refusal) == "the books take no changes on 2026-01-31: locked up to 2026-01-31"
    assert (refusal.day, refusal.reason) == (date(2026, 1, 31), "locked up to 2026-01-31")


def test_every_kind_of_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in kinds() if kind.__module__ == DomainError.__module__]
    assert len(codes) == len(set(codes))


@given(st.one_of(st.text(), st.integers(), st.dates(), st.decimals(), st.binary()))
def test_whatever_is_quoted_is_short_and_on_one_line(value: object) -> None:
    quoted = shown(value)
    assert len(quoted) <= SHOWN_CHARACTERS
    assert "\n" not in quoted


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("x", "'x'"),
        (7, "7"),
        (date(2026, 1, 2), "'2026-01-02'"),
        ("y" * 78, "'" + "y" * 78 + "'"),
        ("y" * 79, "'" + "y" * 78 + "…"),
        ("y" * 200, "'" + "y" * 78 + "…"),
        (2**256 - 1, "115792089237316195423570985008687907853269984665640564039457584007913129639935"),
        (2**256, "(a number of 257 bits)"),
    ],
)
def test_a_value_is_quoted_as_a_reader_knows_it(value: object, quoted: str) -> None:
    assert shown(value) == quoted


def test_a_number_too_long_to_spell_is_told_by_its_length() -> None:
    assert shown(10**5000) == "(a number of 16610 bits)"
    assert str(InvalidValue("amount", 10**5000, "less")).endswith(
        "(a number of 16610 bits) is not valid; expected less"
    )


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (AlreadyExists("invoice", 7), "exists"),
        (CaseClosed(7, "paid"), "conflict"),
        (Conflict("made up"), "conflict"),
        (NotFound("invoice", 7), "anything"),
        (DomainError("made up"), "anything"),
    ],
)
def test_a_table_has_something_for_every_kind_its_own_or_that_of_the_nearest_above(
    error: DomainError, found: str
) -> None:
    assert of_kind(error, {DomainError: "anything", Conflict: "conflict", AlreadyExists: "exists"}) == found
