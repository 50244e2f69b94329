"""A mistake in a scenario file is told with its place and with what would be right."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.scenario.document import load, parse
from contracts.scenario.matching import differences, phrase
from contracts.scenario.mistakes import UnreadableScenario, schema
from contracts.scenario.telling import template, told

HEAD = "version: 1\nstory: A story\n"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "a.yaml:1:1: is empty"),
        ("a: b: c", "a.yaml:1:5: is not YAML: mapping values are not allowed in this context"),
        ("a: b: c", "put a text that has a colon in it in quotes"),
        (
            HEAD + "when:\n\t- run:",
            "a.yaml:4:1: is not YAML: found character that cannot start any token; there is a tab",
        ),
        (HEAD + "when:\n  - run:\n - run:", "is this line indented like those around it?"),
        (HEAD + "when:\n  - submit: {number: 1", "is a bracket or a quote left open?"),
        (HEAD + "when: " + "[" * 200_000, "a.yaml:3:70: is nested deeper than 64 levels"),
        (HEAD + "when:\n  " + "- " * 200_000, "is nested deeper than 64 levels"),
        (HEAD + f"when:\n  - submit: {{number: {'9' * 6000}}}", "a.yaml:4:22: is a number of more than 40 digits"),
        (HEAD, "a.yaml:1:1: the document: when is missing (What happens, in order.)"),
        (HEAD + "when: []\nstory: Again", "a.yaml:4:1: story is said twice"),
        (HEAD + "when:\n  - &again {run: }\n  - *again", "a.yaml:4:5: refers to something else in the document"),
        (HEAD + "200: x", "a.yaml:3:1: the name of a member must be a text; put it in quotes"),
        (HEAD + "when:\n  - xyzzy:", "a.yaml:4:5: when.1: xyzzy is not known here; known are submit, action"),
        (HEAD + "when:\n  - submitt: {}", "a.yaml:4:5: when.1: submitt is not known here; did you mean submit?"),
        (HEAD + "when:\n  - run:\n    restart:", "a.yaml:4:5: when.1: says 2 things, restart, run; each has a line"),
        (HEAD + "when:\n  - run: 1", 'a.yaml:4:10: when.1.run: 1 is not of type "null"'),
        (HEAD + "when:\n  - pay: {amount: 1}", "a.yaml:4:5: when.1.pay: needs invoice or reference"),
        (HEAD + "when:\n  - pay: {amount: 100, invoice: 1}", "a.yaml:4:19: when.1.pay.amount: 100 is not of type"),
        (HEAD + "when:\n  - pay: {date: 2026-02-31, invoice: 1}", 'a.yaml:4:17: when.1.pay.date: "2026-02-31" is not'),
        (HEAD + "when:\n  - fault: {fault: lost}", "did you mean lost-answer?"),
        (HEAD + "when:\n  - booking: {key: a}", "needs key and date and amount and invoice or key and date"),
        (HEAD + "when: []\nthen:\n  - case: {invoice: 1}", "a.yaml:5:5: then.1.case: says nothing"),
        (HEAD + "when: []\nthen:\n  - books: agreed", 'a.yaml:5:12: then.1.books: "agreed" does not match "^agree$"'),
        (HEAD + "when: []\ngiven: {world: {profile: hars}}", "did you mean harsh?"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(text: str, mistake: str) -> None:
    with pytest.raises(UnreadableScenario) as refused:
        parse(text, origin="a.yaml")
    assert mistake in str(refused.value)


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    with pytest.raises(UnreadableScenario) as refused:
        parse(HEAD + "when:\n  - run: 1\n  - pay: {}\nthen:\n  - book: agree\n", origin="a.yaml")
    assert [line.split(":")[1] for line in str(refused.value).splitlines()] == ["4", "5", "7"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableScenario, match=r"nothing.yaml: cannot be read: No such file or directory$"):
        load(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD.encode() + "when: [] # \u00e4".encode("latin-1"), "story.yaml:3: is not UTF-8; save it in that encoding"),
        (HEAD.encode() + b"# " + b"x" * 1_000_000, "story.yaml: is larger than 1000000 bytes"),
    ],
    ids=["encoding", "size"],
)
def test_a_file_that_is_no_story_by_its_bytes_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "story.yaml"
    file.write_bytes(content)
    with pytest.raises(UnreadableScenario) as refused:
        load(file)
    assert said in str(refused.value)


def test_a_mark_of_the_byte_order_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "story.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.encode() + b"when: []")
    assert load(file).story == "A story"


@given(text=st.text(max_size=200))
def test_whatever_a_file_holds_is_a_story_or_a_mistake(text: str) -> None:
    with suppress(UnreadableScenario):
        assert parse(text).story


def test_a_story_has_every_default() -> None:
    scenario = parse(HEAD + "service: collection\nwhen: []", name="My Story")
    assert scenario.given == {
        "name": "my_story",
        "seed": 1,
        "now": "2026-01-02T09:00:00Z",
        "profile": "faithful",
        "settlementShape": "new",
        "service": "COLLECTION",
    }
    assert (scenario.weather, scenario.other, scenario.then) == ("calm", None, ())


def test_an_element_is_found_in_its_file() -> None:
    scenario = parse(HEAD + "when:\n  - run:\nthen:\n  - books: agree\n", origin="a.yaml")
    assert (scenario.where("when", 0), scenario.where("then", 0), scenario.where("then", 7)) == (
        "a.yaml:4", "a.yaml:6", "then 8",
    )  # fmt: skip


def test_a_new_file_is_a_story_that_explains_every_verb() -> None:
    text = template("mine")
    scenario = parse(text, name="mine")
    for verb in schema()["$defs"]["step"]["properties"]:
        assert f"  # {verb}: " in text
    assert max(map(len, text.splitlines())) <= 120
    assert next(iter(told(scenario))) == scenario.story


def test_the_schema_is_one_and_describes_every_verb() -> None:
    jsonschema_rs.meta.validate(dict(schema()))
    rules = schema()["$defs"]
    for part in ("step", "expectation"):
        for word, rule in rules[part]["properties"].items():
            described = rules[rule["$ref"].rpartition("/")[2]] if "$ref" in rule else rule
            assert described.get("description"), word


@pytest.mark.parametrize(
    ("expected", "seen", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": None}, {}, []),
        ({"a": None}, {"a": 1}, ["a: expected null, seen 1"]),
        (40, Decimal("40.00"), []),
        (0.1, Decimal("0.10"), []),
        (1, True, ["expected 1, seen true"]),
        ([], [], []),
        ([], [1], ["expected none, seen 1: [1]"]),
        ([2, 1], [1, 2, 3], []),
        ([1, 1], [1, 2], ["[1]: expected 1, seen 2"]),
        ([{}, {"a": 1}], [{"a": 1}, {"b": 1}], []),
        ([None], [None, None], []),
        ([{"a": {"b": 1}}], [{"a": {"b": 2}}], ["[0].a.b: expected 1, seen 2"]),
        ([1], "1", ['expected a list, seen "1"']),
        ({"a": 1}, None, ['expected {"a": 1}, seen null']),
    ],
)
def test_a_part_is_found_in_the_whole_or_what_differs_is_told(expected: Any, seen: Any, found: list[str]) -> None:
    assert list(differences(expected, seen)) == found


def test_a_part_is_told_in_words() -> None:
    part = {"receivables": [{"invoiceNumber": 1, "open": {"total": 0.0}}, {"closed": None}], "unmatched": [], "x": True}
    assert phrase(part) == "receivables (invoiceNumber 1, open (total 0.00); closed none), unmatched (none), x yes"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON)
def test_everything_is_a_part_of_itself(value: Any) -> None:
    assert list(differences(value, value)) == []


@given(value=st.dictionaries(st.text(max_size=2), JSON, max_size=3), more=st.dictionaries(st.text(min_size=3), JSON))
def test_more_members_make_no_difference(value: dict[str, Any], more: dict[str, Any]) -> None:
    assert list(differences(value, {**more, **value})) == []
