"""What an armed fault does to one exchange: instead of it, before it, or to its answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from simulator.http.refusals import ConnectionDropped
from simulator.http.rendering import as_json
from tests.http.toy import WORLD, Answered, Toy, a_coin


@pytest.mark.parametrize("fault", ["drop", "lost-answer", "truncate"])
def test_without_a_way_to_break_off_the_connection_is_dropped_by_an_error(fault: str) -> None:
    toy = Toy()
    toy.faults.arm(WORLD, {"system": "toy", "fault": fault})

    async def play() -> Answered:
        return await toy.asking("POST", "/v1/coins", json.dumps(a_coin()).encode())

    answered = asyncio.run(play())
    assert isinstance(answered.error, ConnectionDropped)
    assert toy.coins() == ([] if fault == "drop" else ["euro"])
    assert toy.last().fault == fault


@pytest.mark.parametrize(
    ("fault", "status", "kept"),
    [
        ({"fault": "status"}, 503, False),
        ({"fault": "status", "status": 500}, 500, False),
        ({"fault": "rate-limit", "retryAfter": 7}, 429, False),
        ({"fault": "expire-token"}, 401, False),
        ({"fault": "malformed"}, 200, True),
        ({"fault": "delay", "seconds": 0.01}, 200, True),
    ],
)
def test_an_armed_fault_happens_once_and_is_journalled(fault: dict[str, Any], status: int, kept: bool) -> None:
    toy = Toy()
    toy.faults.arm(WORLD, {"system": "toy", **fault})
    answered = asyncio.run(toy.asking("POST", "/v1/coins", json.dumps(a_coin()).encode()))
    assert answered.status == status
    assert answered.error is None
    assert toy.coins() == (["euro"] if kept else [])
    entry = as_json(toy.last())
    assert entry["fault"].startswith(fault["fault"])
    assert entry["notes"] == [f"{entry['fault']}: armed"]
    if "retryAfter" in fault:
        assert answered.headers["retry-after"] == "7"


def test_a_bad_gateway_answers_with_a_page_and_not_with_the_vendors_body() -> None:
    toy = Toy()
    toy.faults.arm(WORLD, {"system": "toy", "fault": "status", "status": 502})
    answered = toy.ask("GET", "/v1/coins")
    assert (answered.status, answered.headers["content-type"]) == (502, "text/html")
    assert answered.body.startswith(b"<html>")


def test_a_malformed_answer_is_no_json_but_whole_to_http() -> None:
    toy = Toy()
    toy.faults.arm(WORLD, {"system": "toy", "fault": "malformed", "times": 2})
    answered = toy.post_coin(a_coin())
    assert answered.headers["content-length"] == str(len(answered.body))
    with pytest.raises(ValueError, match="truncated"):
        _ = answered.json
    assert toy.ask("POST", "/v1/empty").body == b"", "what has no body cannot be malformed"


def test_an_expired_token_stays_expired_although_the_request_was_refused() -> None:
    toy = Toy()
    toy.faults.arm(WORLD, {"system": "toy", "fault": "expire-token", "operation": "addCoin"})
    assert toy.ask("GET", "/v1/coins").status == 200
    assert toy.post_coin(a_coin()).status == 401
    assert toy.ask("GET", "/v1/coins").status == 401


def test_a_delay_comes_after_the_work_and_holds_nobody_else_up() -> None:
    toy = Toy()
    toy.found("other", "key-of-the-other")
    toy.faults.arm(WORLD, {"system": "toy", "fault": "delay", "seconds": 30})

    async def play() -> list[str]:
        slow = asyncio.create_task(toy.asking("POST", "/v1/coins", json.dumps(a_coin()).encode()))
        await asyncio.sleep(0)
        assert (await toy.asking("GET", "/v1/jar")).status == 200
        kept = toy.coins()
        slow.cancel()
        return kept

    assert asyncio.run(play()) == ["euro"]
