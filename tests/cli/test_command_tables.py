"""Tables line up, numbers from the right, and nothing in them can steer a terminal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.cli.tables import GAP, Column, amount, facts, plain, table

COLUMNS = [Column("INVOICE"), Column("AMOUNT", right=True), Column("WHY")]
WORDS = st.text(st.characters(codec="latin-1", categories=("L", "N")), min_size=1, max_size=12)


def test_amounts_stand_to_the_right_and_words_to_the_left() -> None:
    assert table(COLUMNS, [("1001", "40.00", "paid"), ("2", "1240.00", None)]).splitlines() == [
        "INVOICE   AMOUNT  WHY",
        "1001       40.00  paid",
        "2        1240.00",
    ]


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=5))
def test_every_column_begins_and_ends_at_the_same_place_in_every_line(rows: list[tuple[str, str, str]]) -> None:
    lines = table(COLUMNS, rows).splitlines()
    first = max(len(row[0]) for row in [("INVOICE", "", ""), *rows])
    second = max(len(row[1]) for row in [("", "AMOUNT", ""), *rows])
    assert len(lines) == len(rows) + 1
    for line, (invoice, figure, why) in zip(lines[1:], rows, strict=True):
        assert line[:first].rstrip() == invoice
        assert line[first + len(GAP) : first + len(GAP) + second].lstrip() == figure
        assert line[first + second + 2 * len(GAP) :] == why


def test_a_table_of_nothing_is_its_headings() -> None:
    assert table(COLUMNS, []) == "INVOICE  AMOUNT  WHY"


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_facts_line_up(pairs: list[tuple[str, str]]) -> None:
    width = max(len(name) for name, _ in pairs)
    assert [line[width + len(GAP) :] for line in facts(pairs).splitlines()] == [value for _, value in pairs]


def test_a_fact_without_a_value_is_left_out() -> None:
    assert facts([("case", None), ("invoice", 1001), ("note", "")]) == "invoice  1001"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("40"), "40.00"),
        (Decimal("1234567890123.45"), "1234567890123.45"),
        (Decimal("-0.01"), "-0.01"),
        (7, "7.00"),
        (None, ""),
    ],
)
def test_amounts_have_two_decimals(value: Decimal | int | None, text: str) -> None:
    assert amount(value) == text


def test_an_amount_names_its_currency_where_it_is_given_one() -> None:
    assert amount(Decimal("40"), "SEK") == "40.00 SEK"
    assert amount(None, "SEK") == ""


@given(st.text())
def test_whatever_a_debtor_is_called_is_one_line_of_print(text: str) -> None:
    assert plain(text).isprintable()
    assert len(plain(text)) == len(text)
