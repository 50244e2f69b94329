"""Bytes become documents, or refusals that say why; nothing hostile gets through and nothing honest is turned away."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.core.errors import InvalidDocument
from simulator.http.bounds import DEPTH, has_control_characters, trespass
from simulator.http.codec import ANY_MEDIA, Codecs, instant
from simulator.http.refusals import Refused

CODECS = Codecs()
JSON = ("application/json",)
NUMBERS = st.integers(-(10**30), 10**30) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def read(body: bytes, content_type: str = "") -> Any:
    return CODECS.read(body, content_type, JSON)


def refusal_of(body: bytes, content_type: str = "") -> str:
    with pytest.raises(InvalidDocument) as caught:
        read(body, content_type)
    (error,) = caught.value.errors
    assert error.field == "body"
    return error.message


@given(value=VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    body, media = CODECS.write(value, JSON)
    assert CODECS.reread(body, media) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"1.0", 1),
        (b"1e2", 100),
        (b"-0.0", 0),
        (b"100.250", Decimal("100.250")),
        (b"0.1", Decimal("0.1")),
        (b"12345678901234567890123456789012345678", 12345678901234567890123456789012345678),
    ],
)
def test_a_number_is_an_int_when_it_is_integral_and_else_exact(text: bytes, value: int | Decimal) -> None:
    found = read(text)
    assert found == value
    assert type(found) is type(value)
    assert str(found) == str(value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"1e31", "an exponent beyond 30"),
        (b"1E-9999999999999999999", "an exponent beyond 30"),
        (b'{"a": 0.' + b"1" * 60 + b"}", "more than 40 characters"),
        (b"[" + b"9" * 41 + b"]", "more than 40 characters"),
        (b"9" * 5000, "more than 40 characters"),
        (b"[" * 65 + b"]" * 65, "deeper than 64 levels"),
        (b'{"a":' * 100_000, "deeper than 64 levels"),
        (b'["\\u0000"]', "control character"),
        (b'["\\\\\\u001f"]', "control character"),
        (b'["\\ud800"]', r"is not JSON: \ud800 is half of a surrogate pair"),
        (b'["\\\\\\uDBFFx \\ud83d\\ude00"]', r"is not JSON: \uDBFF is half of a surrogate pair"),
        (b'["\\ud800', r"is not JSON: \ud800 is half of a surrogate pair"),
        (b'["\\\\ud800', "is not JSON: the text is truncated"),
        (b'["\\ud83d\\ude00', "is not JSON: the text is truncated"),
        (b"NaN", "is not JSON"),
        (b"[Infinity]", "is not JSON"),
        (b"[1,]", "is not JSON"),
        (b"{} {}", "is not JSON"),
        (b"   ", "is not JSON"),
        (b'"\xff"', "UTF-8"),
    ],
)
def test_what_is_out_of_bounds_or_no_json_is_refused_with_the_reason(body: bytes, said: str) -> None:
    assert said in refusal_of(body)


@pytest.mark.parametrize("text", [b'\\"' * 20_000, b'\\"' * 20_000 + b"\\", b"\\" * 40_001, b'""' * 20_000 + b'"'])
def test_a_string_without_an_end_costs_no_more_than_its_length(text: bytes) -> None:
    before = process_time()
    trespass(b'["' + b"[" * DEPTH + text)
    assert process_time() - before < 2, "it takes a millisecond, or ten seconds where each quote is tried"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEPTH + b"]" * DEPTH,
        b"[" + b"[]," * 500 + b"[]]",
        b'["' + b"[{" * 500 + b'"]',
        b'["' + b"1" * 500 + b'"]',
        b'["a quote \\" and [", "' + b"[" * 80 + b'"]',
        b'["\\u0009\\u000a\\u000d", "\\\\u0000", "\\u00e4"]',
    ],
)
def test_what_only_looks_dangerous_passes(body: bytes) -> None:
    assert trespass(body) is None
    assert read(body) == json.loads(body)


def test_of_members_that_stand_twice_the_last_one_counts() -> None:
    assert read(b'{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("", "utf-8"),
        ("application/json", "utf-8"),
        ("application/json", "utf-8-sig"),
        ("Application/JSON; Charset=UTF-8", "utf-8"),
        ('application/json; charset="utf-8"', "utf-8-sig"),
        ("application/json; charset=utf-16", "utf-16"),
        ("application/json;charset=utf-16le", "utf-16-le"),
        ("application/json; charset=iso-8859-1", "latin-1"),
        ("text/json", "utf-8"),
        ("application/vnd.invoice+json", "utf-8"),
    ],
)
def test_every_honest_way_to_send_json_is_read(content_type: str, encoding: str) -> None:
    assert read('{"city": "Jyväskylä"}'.encode(encoding), content_type) == {"city": "Jyväskylä"}


def test_a_charset_that_is_unknown_or_a_lie_is_refused() -> None:
    assert "charset 'klingon'" in refusal_of(b"{}", "application/json; charset=klingon")
    assert "is not written in utf-16" in refusal_of(b"{}x", "application/json; charset=utf-16")


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "*"])
def test_another_kind_of_document_is_refused_with_415(content_type: str) -> None:
    with pytest.raises(Refused) as caught:
        read(b"{}", content_type)
    assert caught.value.status == 415
    assert "send application/json" in caught.value.sentence


def test_an_operation_may_look_at_no_content_type_and_take_bytes() -> None:
    assert CODECS.read(b"<a/>", "text/plain", ("text/xml", ANY_MEDIA)) == b"<a/>"


def test_a_reply_of_bytes_is_sent_as_it_is_and_none_is_nothing() -> None:
    assert CODECS.write(b"%PDF", ("application/pdf",)) == (b"%PDF", "application/pdf")
    assert CODECS.write(None, JSON) == (b"", "")


def test_amounts_are_written_as_numbers_with_their_two_decimals() -> None:
    assert CODECS.write({"amount": Decimal("100.50")}, JSON)[0] == b'{"amount":100.50}'


def test_an_instant_is_written_with_milliseconds() -> None:
    assert instant(datetime(2026, 4, 1, 9, 34, 12, 123_000, tzinfo=UTC)) == "2026-04-01T09:34:12.123Z"
    assert instant(datetime(2026, 4, 1, tzinfo=UTC)) == "2026-04-01T00:00:00.000Z"


@given(body=st.binary(max_size=200), content_type=st.sampled_from(["", "application/json; charset=utf-16", "a;b;c="]))
@example(body=b'\xef\xbb\xbf{"a":1}', content_type="")
def test_any_bytes_at_all_are_read_or_refused(body: bytes, content_type: str) -> None:
    refused: Exception | None = None
    try:
        read(body, content_type)
    except (InvalidDocument, Refused) as refusal:
        refused = refusal
    assert refused is None or str(refused)


@given(text=st.lists(st.sampled_from(["[", "]", "{", "}", '"', "\\", "0" * 45, ",", ":", "\\u0001", "é"])).map("".join))
def test_bounds_never_refuse_what_python_reads_and_finds_harmless(text: str) -> None:
    body = text.encode()
    try:
        value = json.loads(body, parse_int=str)
    except ValueError:
        return
    harmless = not any(has_control_characters(one) or len(one) > 40 for one in _texts(value))
    assert (trespass(body) is None) or not harmless


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else []
    return [text for one in inner for text in _texts(one)]
