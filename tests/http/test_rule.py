"""A schema at work: what is asked more quickly comes to the same as what is published."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from simulator.http.findings import findings
from simulator.http.rule import sparing_integers

CENTS: dict[str, Any] = {"type": ["number", "null"], "multipleOf": 0.01, "maximum": 1000}


@given(
    step=st.sampled_from([0.01, 0.001, 0.5, 0.3, 1.5, 1, 10]),
    value=st.integers() | st.decimals(-1000, 1000, places=3) | st.decimals(-10, 10, places=1) | st.text(max_size=3),
)
def test_integers_are_spared_a_question_whose_answer_is_known_and_no_other(step: float, value: object) -> None:
    asked: dict[str, Any] = {"multipleOf": step}
    assert Draft202012Validator(sparing_integers(asked)).is_valid(value) == Draft202012Validator(asked).is_valid(value)


@given(value=st.decimals(-10_000, 10_000, places=4) | st.integers(-10_000, 10_000) | st.text(max_size=3))
def test_what_is_wrong_is_told_in_the_words_of_the_schema_as_it_was(value: object) -> None:
    def told(schema: Any) -> object:
        errors = Draft202012Validator(schema).iter_errors(value)
        return findings(errors, "amount", lambda _: None)

    optional = {"anyOf": [CENTS, {"type": "null"}]}
    assert told(sparing_integers(CENTS)) == told(CENTS)
    assert told(sparing_integers(optional)) == told(optional)


def test_steps_are_found_wherever_they_stand_and_other_rules_stay() -> None:
    schema = {"properties": {"rows": {"items": CENTS}, "multipleOf": {"type": "string"}}}
    spared = sparing_integers(schema)
    either = {"anyOf": [{"type": "integer"}, {"multipleOf": 0.01}]}
    assert spared["properties"]["rows"]["items"] == {"type": ["number", "null"], "maximum": 1000, "allOf": [either]}
    assert spared["properties"]["multipleOf"] == {"type": "string"}


@pytest.mark.parametrize("step", [1, 2, 0.3, 1.5])
def test_a_step_that_not_every_integer_is_a_multiple_of_stays_as_it_is(step: float) -> None:
    assert sparing_integers({"multipleOf": step}) == {"multipleOf": step}
