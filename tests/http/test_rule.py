"""A schema at work: what is asked more quickly comes to the same as what is published."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from contracts.documents import load
from simulator.http.findings import findings
from simulator.http.rule import MOST_VALUES_SEARCHED, Rule, holds_more, sparing_integers

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


@given(value=st.recursive(st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=2), inner)))
def test_the_values_of_a_document_are_those_within_others_too(value: Any) -> None:
    def values(of: Any) -> int:
        inner = of.values() if isinstance(of, dict) else of if isinstance(of, list) else ()
        return 1 + sum(values(each) for each in inner)

    assert holds_more(value, values(value) - 1)
    assert not holds_more(value, values(value))


@pytest.mark.parametrize(("entries", "told"), [(MOST_VALUES_SEARCHED - 2, 50), (MOST_VALUES_SEARCHED - 1, 1)])
def test_all_that_is_wrong_with_a_document_is_told_and_of_a_huge_one_what_is_first(entries: int, told: int) -> None:
    rule = Rule(load("control"), {"properties": {"entries": {"items": {"type": "object"}}}})
    found = rule.findings({"entries": [1] * entries})
    assert len(found) == told
    assert found[0] == ("entries[0]", "1 is a number; expected an object")


def test_what_is_wrong_at_the_end_of_a_huge_document_is_found() -> None:
    rule = Rule(load("control"), {"items": {"type": "integer"}, "maxItems": MOST_VALUES_SEARCHED + 1})
    assert rule.findings([1] * MOST_VALUES_SEARCHED) == ()
    assert rule.findings([1] * MOST_VALUES_SEARCHED + ["1"]) == (
        (f"[{MOST_VALUES_SEARCHED}]", "'1' is text; expected a whole number"),
    )
