"""Nothing is shown by a name that only the code knows, and amounts and instants read as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.account import Entry, EntryKind
from simulator.core.lifecycle import Stage
from simulator.dashboard import words
from simulator.dashboard.history import words_of
from simulator.world.agenda import ERRANDS, HANDLERS


def test_everything_that_can_be_on_an_agenda_is_said_in_words() -> None:
    assert set(words.COMING) == set(HANDLERS) | ERRANDS


def test_every_stage_has_its_colour() -> None:
    assert set(words.TONES) == set(Stage)


@pytest.mark.parametrize("kind", EntryKind)
def test_every_entry_of_an_account_is_said_in_words(kind: EntryKind) -> None:
    said = words_of(Entry(kind, date(2026, 1, 5), 1, "REMINDER"))
    assert "reminder" in said
    assert "_" not in said


@given(st.integers(-(10**15), 10**15))
def test_an_amount_reads_back_as_itself(cents: int) -> None:
    written = words.amount(Decimal(cents) / 100)
    assert Decimal(written.replace(words.NARROW_SPACE, "").replace("\u2212", "-")) == Decimal(cents) / 100


def test_words_are_written_as_people_write_them() -> None:
    noon = datetime(2026, 7, 1, 9, 0, 30, tzinfo=UTC)
    assert words.amount(Decimal("1234567.5")) == "1\u202f234\u202f567.50"
    assert words.amount(None) == words.day(None) == words.moment(None) == "–"
    assert words.count(1234) == "1\u202f234"
    assert words.plain("REMINDED_AGAIN") == "reminded again"
    assert words.moment(noon) == "2026-07-01 12:00"
    assert words.clock(noon) == "Wednesday 2026-07-01 12:00"
    assert words.stamp("2026-07-01T09:00:30.000Z") == "2026-07-01 12:00:30"
    assert words.tone("SOMETHING_ELSE") == "quiet"
