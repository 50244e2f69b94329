"""Whatever a server answers, a draft can be applied, leaves nothing to be told, and keeps the sandbox on its feet."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonpath_rfc9535 import find

from contracts.conformance.answers import Answer
from contracts.conformance.findings import Exchange
from contracts.conformance.suite import UNSAFE
from contracts.documents import Document, Operation, examples, load, systems
from contracts.drift.asking import Sighting
from contracts.drift.differences import Difference, target
from contracts.drift.draft import draft, place_of
from contracts.drift.inference import neutral, schema_of
from contracts.drift.look import compared
from contracts.drift.questions import GUARDS, Known, Question, doorkeepers, in_turn, questions
from contracts.schemas import Check
from simulator.http.codec import Json
from simulator.http.fitting import Fit
from tests.tries import tries

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
CFIS = load("cfis")
BASE = "http://127.0.0.1:1/cfis"
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
ON_DISK = settings(
    max_examples=tries(15), deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=QUIET
)
"""Every example writes a draft and loads the contract with it; nothing is shrunk, since that takes minutes."""
TEXTS = st.text(max_size=8) | st.sampled_from(["2026-10-05", "2026-10-05T09:00:00Z", "SOMETHING_NEW", "12.50"])
LEAVES = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.decimals(-999, 999, places=2) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3),
    max_leaves=6,
)


def operation_of(document: Document, name: str) -> Operation:
    return next(each for each in document.operations if each.operation_id == name)


def example_of(name: str) -> Any:
    return next(each.value for each in examples("cfis") if each.path.name == f"{name}.response.json")


def sighting_of(document: Document, name: str, body: Any, status: int = 200, expected: int = 0) -> Sighting:
    """What came of a read by hand."""
    text = Json().write(body)
    exchange = Exchange("GET", f"{BASE}/x", "", status, "")
    answer = Answer(status, "application/json", text, exchange, requests.Response())
    return Sighting(operation_of(document, name), Question("read", {}, {"x": 1}, expected), answer)


def differences_of(document: Document, *sightings: Sighting) -> tuple[Difference, ...]:
    return tuple(compared(document, sightings, "seen by a test", NOW))


def drafted(folder: Path, found: tuple[Difference, ...]) -> Document:
    path = folder / "seen.yaml"
    path.write_text(draft("cfis", BASE, "2026-10-05", found), "utf-8")
    return load("cfis", [path])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every object or list within a value, with each of its keys."""
    found: list[tuple[Any, Any]] = []
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        found.append((value, key))
        if isinstance(each, dict | list):
            found += places(each)
    return found


@st.composite
def changed_answers(draw: st.DrawFn, name: str) -> Any:
    """The documented answer with up to three places changed: another value, another name, nothing at all."""
    value = deepcopy(example_of(name))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(places({"whole": value})[1:] or places([None])))
        what = draw(st.sampled_from(["value", "gone", "name"]))
        if isinstance(holder, list) or what == "value":
            holder[key] = draw(VALUES)
        elif what == "gone":
            del holder[key]
        else:
            holder[draw(st.sampled_from([str(key).upper(), f"{key}Value", "other"]))] = holder.pop(key)
    return value


@pytest.mark.parametrize("name", ["getCase", "getDistribution", "getPayments"])
@given(data=st.data())
@ON_DISK
def test_a_draft_leaves_nothing_to_be_told_and_breaks_no_sandbox(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    value = data.draw(changed_answers(name))
    found = differences_of(CFIS, sighting_of(CFIS, name, value))
    better = drafted(tmp_path, found)
    again = differences_of(better, sighting_of(better, name, value))
    assert [each for each in again if each.actions] == []
    schema = operation_of(better, name).responses[200].schema
    assert schema is not None
    ours = json.loads(Json().write(example_of(name)))
    assert Check(better, schema).fields(Fit(better).of(ours, schema)) == frozenset()


@pytest.mark.parametrize("name", ["getCase", "getDistribution", "getPayments", "validateToken"])
def test_the_documented_answers_are_no_drift(name: str) -> None:
    assert differences_of(CFIS, sighting_of(CFIS, name, example_of(name))) == ()


@given(values=st.lists(VALUES, min_size=1, max_size=4))
def test_the_schema_of_values_is_kept_by_all_of_them_and_by_a_neutral_one(values: list[Any]) -> None:
    schema = schema_of(values)
    check = Check(CFIS, schema)
    assert all(check.keeps(value) for value in values)
    assert check.keeps(neutral(schema))


@given(secret=st.from_regex(r"[A-Z]{12}", fullmatch=True))
def test_a_schema_of_values_repeats_none_of_them(secret: str) -> None:
    assert secret not in str(schema_of([{"name": secret, "of": [secret]}, secret]))


@pytest.mark.parametrize("system", [each for each in systems() if each != "control"])
def test_no_question_has_an_effect(system: str) -> None:
    document = load(system)
    known = Known({}, {})
    for operation in in_turn(document):
        assert operation.method == "GET"
        name = operation.operation_id
        assert name not in UNSAFE.get(system, ()) or (system, name) in GUARDS
        for question in questions(document, operation, known, {"organization": "x", "instance": 2}):
            assert GUARDS.get((system, name), {}).keys() <= question.query.keys()
            assert "unfetchedOnly" not in question.query


def test_wrong_credentials_are_shown_as_rarely_as_can_be() -> None:
    assert [each.operation_id for each in doorkeepers(CFIS, "getPayments")] == ["getPayments", "validateToken"]


def test_one_refusal_among_others_is_not_taken_for_all(tmp_path: Path) -> None:
    body = {"message": "no"}
    seen = [sighting_of(CFIS, "getPayments", body, status, 401) for status in (401, 403, 418)]
    found = differences_of(CFIS, *seen)
    assert [(each.saw, bool(each.actions)) for each in found] == [("status 403", False), ("status 418", True)]
    assert all("cannot say which" in each.words for each in found)
    better = drafted(tmp_path, found)
    responses = operation_of(better, "getPayments").responses
    assert responses[401].stands_for is None
    assert responses[418].stands_for is None


def test_a_status_that_all_refusals_have_is_that_of_every_operation_that_shares_it(tmp_path: Path) -> None:
    found = differences_of(CFIS, sighting_of(CFIS, "getPayments", {"message": "no"}, 418, 401))
    better = drafted(tmp_path, found)
    assert operation_of(better, "createInvoice").responses[418].stands_for == 401
    assert 401 not in operation_of(better, "createInvoice").responses
    assert 401 in operation_of(better, "validateToken").responses


def test_a_draft_names_the_host_and_no_secret_of_the_address() -> None:
    assert place_of("https://user:secret@staging.example:8443/cfis?token=secret") == "staging.example:8443/cfis"


def capitalised(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: capitalised(each) for name, each in value.items()}
    return [capitalised(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["getCase", "getDistribution", "getPayments"])
def test_a_server_that_writes_every_member_in_other_case_is_followed_throughout(tmp_path: Path, name: str) -> None:
    value = capitalised(example_of(name))
    found = differences_of(CFIS, sighting_of(CFIS, name, value))
    assert {each.kind for each in found} <= {"renamed-member", "unknown-member"}
    better = drafted(tmp_path, found)
    assert differences_of(better, sighting_of(better, name, value)) == ()
    schema = operation_of(better, name).responses[200].schema
    put = Fit(better).of(json.loads(Json().write(example_of(name))), schema)
    assert put == json.loads(Json().write(value))


@given(name=st.text(min_size=1, max_size=8))
def test_any_name_of_a_member_can_be_looked_for(name: str) -> None:
    document = {"components": {name: {"known": 1}}}
    (node,) = find(target(("components", name)), document)
    assert node.value == {"known": 1}
