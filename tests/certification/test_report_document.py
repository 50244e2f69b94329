"""The result as JSON: always the same bytes, read back as it was, and as its published schema says."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.certification.report import document
from simulator.certification.result import Moment, Result
from tests.certification.example import START, certified, refused


@pytest.mark.parametrize("result", [certified(), refused()])
def test_a_result_is_read_back_as_it_was_and_written_as_before(result: Result) -> None:
    written = document.to_bytes(result)
    assert document.read(written) == result
    assert document.to_bytes(document.read(written)) == written


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    result = msgspec.structs.replace(refused(), because=text, client=text)
    assert document.read(document.to_bytes(result)) == result


def test_half_a_pair_of_surrogates_is_spelt_out_rather_than_losing_the_whole_run() -> None:
    broken = msgspec.structs.replace(refused(), client="exec:\udcff")
    assert document.read(document.to_bytes(broken)).client == "exec:\\udcff"


def test_members_are_sorted_and_amounts_are_numbers_with_their_decimals() -> None:
    written = document.to_bytes(certified()).decode()
    told = json.loads(written, parse_float=Decimal)
    assert list(told) == sorted(told)
    moments = told["stories"][0]["moments"]
    assert str(moments[0]["amount"]) == "100.00"
    assert moments[0]["at"] == "2026-01-02T09:00:00Z"


@pytest.mark.parametrize("result", [certified(), refused()])
def test_what_is_written_is_what_the_schema_says(result: Result) -> None:
    validator = jsonschema_rs.validator_for(document.schema(), validate_formats=True)
    assert [str(error) for error in validator.iter_errors(json.loads(document.to_bytes(result)))] == []


def test_the_schema_refuses_what_is_no_result() -> None:
    told = json.loads(document.to_bytes(certified()))
    validator = jsonschema_rs.validator_for(document.schema())
    assert not validator.is_valid({**told, "verdict": "fine"})
    assert not validator.is_valid({name: value for name, value in told.items() if name != "stand"})


def test_the_published_schema_is_current() -> None:
    assert document.SCHEMA.read_bytes() == document.schema_bytes(), "python -m simulator.certification.report writes it"


def test_every_member_of_the_document_is_explained() -> None:
    definitions = document.schema()["$defs"]
    members = {f"{name}.{member}" for name, each in definitions.items() for member in each.get("properties", {})}
    described = {
        f"{name}.{member}"
        for name, each in definitions.items()
        for member, rules in each.get("properties", {}).items()
        if rules.get("description")
    }
    assert members - described == set(), "say in MEMBERS what it means"
    assert document.MEMBERS.keys() - members == set()


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b'{"version": 1}'])
def test_what_is_no_result_is_refused_with_a_reason(text: bytes) -> None:
    with pytest.raises(document.UnreadableResult, match="no result of a certification"):
        document.read(text)


def test_a_result_of_another_version_is_refused() -> None:
    later = msgspec.structs.replace(certified(), version=2)
    with pytest.raises(document.UnreadableResult, match="version 2 is not known here; version 1 is"):
        document.read(document.to_bytes(later))


def test_an_amount_is_never_a_binary_fraction() -> None:
    moment = Moment(START, 1, "submitted", Decimal("0.10"), "EUR", Decimal("0.30"))
    story = msgspec.structs.replace(certified().stories[0], moments=(moment,))
    again = document.read(document.to_bytes(msgspec.structs.replace(certified(), stories=(story,))))
    assert str(again.stories[0].moments[0].open) == "0.30"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda text: text.replace(b'"service": "lifecycle"', b'"service": "laundry"'),
            "no service 'laundry'; there are",
        ),
        (lambda text: text.replace(b'"seed": 1', b'"seed": 1' + b"0" * 30), "seed is too large"),
        (lambda text: text.replace(b'"amount": 100.00', b'"amount": 1e999999999'), "is no amount"),
        (lambda text: text.replace(b'"amount": 100.00', b'"amount": "NaN"'), "is no amount"),
        (lambda text: text.replace(b'"2026-01-02T09:00:00Z"', b'"2026-01-02T09:00:00"'), "no virtual clock"),
        (lambda text: text.replace(b'"2026-01-02T09:00:00Z"', b'"0001-01-01T00:00:00Z"'), "no virtual clock"),
        (lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    ],
)
def test_what_no_certification_ends_in_is_refused(change: Callable[[bytes], bytes], why: str) -> None:
    with pytest.raises(document.UnreadableResult, match=why):
        document.read(change(document.to_bytes(certified())))
