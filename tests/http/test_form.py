"""Forms are read by name, and what is no text is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidDocument
from simulator.http.form import Form

TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)


@given(values=st.dictionaries(TEXTS, TEXTS, max_size=5))
def test_what_is_written_is_read_again(values: dict[str, str]) -> None:
    assert Form().reread(Form().write(values)) == values


def test_empty_values_are_absent_and_the_last_of_two_counts() -> None:
    assert Form().read(b"a=1&b=&a=2&c+d=%C3%A4") == {"a": "2", "c d": "ä"}


@pytest.mark.parametrize("body", [b"a=\xff", b"a=%00", b"%07=1"])
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidDocument):
        Form().read(body)
