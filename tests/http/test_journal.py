"""The journal keeps what happened as it came, within bounds, and shows it without its secrets."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import FieldError, NotFound
from simulator.http.journal import LOBBY, Exchange, Journal, Journals
from simulator.http.masking import masked, masked_body, masked_query
from simulator.http.rendering import as_har, as_json, as_summary
from tests.http.toy import KEY, NOW, WORLD, Toy, a_coin

SECRET = "s3cr3t-token-of-forty-characters-0123456"


def an_exchange(number: int, **changes: Any) -> Exchange:
    plain: dict[str, Any] = {
        "at": NOW,
        "system": "toy",
        "operation": "addCoin",
        "method": "POST",
        "url": "http://sandbox.test/v1/coins",
        "path": "/v1/coins",
        "query": "",
        "request_headers": {"content-type": "application/json"},
        "request_body": b"{}",
        "request_size": 2,
        "status": 200,
        "reply_headers": {},
        "reply_body": b"",
        "reply_size": 0,
    }
    return Exchange(number=number, **{**plain, **changes})


@given(
    sizes=st.lists(st.integers(0, 3000), max_size=60),
    most_entries=st.integers(1, 20),
    most_bytes=st.integers(2000, 20_000),
)
def test_a_journal_never_grows_beyond_its_bounds(sizes: list[int], most_entries: int, most_bytes: int) -> None:
    journal = Journal(most_entries=most_entries, most_bytes=most_bytes)
    for number, size in enumerate(sizes, start=1):
        journal.add(an_exchange(number, request_body=b"x" * size))
        assert len(journal) <= most_entries
        assert journal.bytes <= most_bytes or len(journal) == 1
    kept = journal.query(limit=1000)
    assert [entry.number for entry in kept] == list(range(len(sizes) - len(kept) + 1, len(sizes) + 1))
    assert journal.bytes == sum(entry.weight for entry in kept)


@given(steps=st.lists(st.tuples(st.sampled_from(["a", "b", "c", LOBBY]), st.integers(0, 4000)), max_size=80))
def test_all_journals_together_never_grow_beyond_theirs(steps: list[tuple[str, int]]) -> None:
    journals = Journals(most_bytes_of_all=20_000)
    for world, size in steps:
        journals.add(world, an_exchange(journals.next_number(world), request_body=b"x" * size))
        assert journals.bytes <= 20_000
        assert journals.bytes == sum(journals.of(name).bytes for name in ("a", "b", "c", LOBBY))


def test_the_world_unused_for_longest_makes_room_and_keeps_counting() -> None:
    journals = Journals(most_bytes_of_all=10_000)
    journals.add("old", an_exchange(1))
    for number in range(1, 20):
        journals.add("busy", an_exchange(number))
    assert len(journals.of("old")) == 0
    assert journals.next_number("old") == 2
    journals.forget("old")
    assert journals.next_number("old") == 1


def test_a_bound_in_bytes_is_a_bound_on_memory() -> None:
    toy = Toy(journals=Journals(most_bytes=1_000_000))
    body = json.dumps(a_coin(note="x" * 2000)).encode()
    wrong = json.dumps({"mint": {}, "note": "y" * 2000}).encode()
    toy.ask("POST", "/v1/coins", body)
    tracemalloc.start()
    before = tracemalloc.take_snapshot()
    for number in range(1500):
        toy.ask("POST", "/v1/coins", body if number % 2 else wrong, user_agent="someone", accept="application/json")
    after = tracemalloc.take_snapshot()
    tracemalloc.stop()
    grown = sum(difference.size_diff for difference in after.compare_to(before, "filename"))
    assert 0 < toy.journals.bytes <= 1_000_000
    assert grown < 1_300_000


def test_a_huge_body_is_kept_up_to_a_bound_and_its_size_told() -> None:
    toy = Toy()
    toy.ask("POST", "/v1/coins", json.dumps(a_coin(note="x" * 300_000)).encode())
    entry = as_json(toy.last())
    assert toy.last().request_size > 300_000
    assert len(entry["body"]) == 128 * 1024
    assert "up to its first 131072" in entry["notes"][0]


def test_entries_are_found_by_number_and_by_what_they_are() -> None:
    toy = Toy()
    toy.post_coin(a_coin())
    toy.post_coin(a_coin())
    toy.ask("GET", "/v1/coins")
    toy.ask("GET", "/v1/nowhere")
    journal = toy.journals.of(WORLD)
    assert [entry.status for entry in journal.query()] == [200, 409, 200, 404]
    assert [entry.number for entry in journal.query(after=2)] == [3, 4]
    assert [entry.number for entry in journal.query(operation="addCoin")] == [1, 2]
    assert [entry.number for entry in journal.query(status=4)] == [2, 4]
    assert [entry.number for entry in journal.query(status=409)] == [2]
    assert [entry.number for entry in journal.query(system="other")] == []
    assert [entry.number for entry in journal.query(limit=1)] == [1]
    assert journal.entry(2).status == 409
    with pytest.raises(NotFound):
        journal.entry(5)


def test_what_opens_no_world_is_journalled_in_the_lobby() -> None:
    toy = Toy()
    answered = toy.ask("GET", "/v1/coins", key="no such key at all")
    assert answered.status == 401
    assert answered.headers["x-sandbox-explain"].endswith("/sandbox/worlds/lobby/journal/1")
    assert len(toy.journals.of(WORLD)) == 0
    assert as_json(toy.last(LOBBY))["explanation"]["message"] == "this key opens no jar"


def test_an_entry_tells_what_was_wrong_and_what_was_nearest() -> None:
    toy = Toy()
    toy.post_coin(a_coin())
    toy.ask("GET", "/v1/coins/eura")
    entry = as_json(toy.last())
    assert entry["explanation"]["nearest"] == "euro"
    assert entry["explanation"]["seen"] == "eura"
    assert entry["explanation"]["notes"] == ["a line that the endpoint adds"]
    toy.post_coin(a_coin(amount=-1))
    entry = as_json(toy.last())
    assert entry["verdict"]["request"] == [{"field": "amount", "message": "-1 is too small; expected 0 or more"}]
    toy.ask("GET", "/v1/jars")
    assert as_json(toy.last())["explanation"]["nearest"] == "GET /v1/jar"
    toy.ask("GET", "/v1/coins?colour=red")
    assert as_json(toy.last())["notes"] == ["query parameter 'colour' means nothing here"]


def test_members_that_stand_twice_are_told_when_somebody_looks() -> None:
    toy = Toy()
    toy.ask("POST", "/v1/coins", b'{"name": "a", "name": "b", "amount": 1}')
    assert as_json(toy.last())["notes"] == ["member 'name' stands twice in one object; the last one counted"]


def test_an_entry_and_its_summary_are_json() -> None:
    toy = Toy()
    toy.ask("POST", "/v1/coins", b'\xff\xfe{"')
    assert json.loads(json.dumps(as_json(toy.last())))["status"] == 400
    assert as_summary(toy.last())["operation"] == "addCoin"


def test_the_archive_has_what_har_asks_for() -> None:
    toy = Toy()
    toy.ask("GET", "/v1/coins?limit=3&token=" + SECRET)
    toy.post_coin(a_coin())
    archive = json.loads(json.dumps(as_har(toy.journals.of(WORLD).query(), "0.1.0")))["log"]
    assert archive["version"] == "1.2"
    listing, adding = archive["entries"]
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= listing.keys()
    assert listing["request"]["queryString"] == [
        {"name": "limit", "value": "3"},
        {"name": "token", "value": "s3cr…"},
    ]
    assert adding["request"]["postData"]["text"].startswith('{"name":"euro"')
    assert adding["response"]["content"]["mimeType"] == "application/json"
    assert adding["response"]["statusText"] == "OK"


@pytest.mark.parametrize(
    "body",
    [
        f'{{"accessToken": "{SECRET}"}}',
        f'{{"a": [{{"Client_Secret" : "{SECRET}"}}]}}',
        f"grant_type=x&refresh_token={SECRET}&y=1",
        f"api_key={SECRET}",
        f"<root><Password>{SECRET}</Password></root>",
        f'{{"password": "{SECRET}',
    ],
)
def test_secrets_inside_of_bodies_are_masked(body: str) -> None:
    assert SECRET not in masked_body(body, "")
    assert "s3cr…" in masked_body(body, "")


def test_a_member_may_be_secret_in_one_operation_only() -> None:
    body = f'{{"Message": "{SECRET}"}}'
    assert SECRET not in masked_body(body, "renewToken")
    assert masked_body(body, "other") == body


def test_headers_and_queries_that_carry_credentials_are_masked() -> None:
    entry = an_exchange(
        1,
        request_headers={"x-api-key": SECRET, "authorization": f"Bearer {SECRET}", "cookie": SECRET, "accept": "a"},
        url=f"http://sandbox.test/v1/coins?token={SECRET}&a=1",
        query=f"token={SECRET}&a=1",
        reply_headers={"set-cookie": SECRET},
    )
    assert SECRET not in json.dumps(as_json(entry))
    assert as_json(entry)["headers"]["Authorization"] == "Bearer s3cr…"
    assert as_json(entry)["query"] == "token=s3cr…&a=1"
    assert masked_query("a=token=b") == "a=token=b"


def test_a_short_secret_is_not_given_away_by_its_first_half() -> None:
    assert masked("12345678") == "…"
    assert masked("123456789") == "1234…"


def test_the_key_of_every_request_is_masked() -> None:
    toy = Toy()
    toy.ask("GET", "/v1/coins")
    assert KEY not in json.dumps(as_json(toy.last()))


def test_an_entry_weighs_at_least_what_it_holds() -> None:
    light = an_exchange(1)
    heavy = an_exchange(
        1, request_findings=(FieldError("a", "b" * 1000),), notes=("c" * 1000,), explanation={"d": "e" * 1000}
    )
    assert heavy.weight >= light.weight + 3000
