"""Harsh worlds are unkind by plan: the same every time, never more than a client that tries three times can bear."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.variations import EXTRA_NAME, Variation
from simulator.core.policy import DEFAULT
from simulator.core.records import Profile, WorldInfo
from simulator.http.faults import Kind
from simulator.http.rule import Rule
from simulator.http.weather import ENDED, Weather, plan
from tests.http.toy import DOCUMENT, NOW, Toy, a_coin

TURNS = 300
NAMES = st.text(max_size=12)


def world(profile: Profile = Profile.HARSH, seed: str = "seed") -> WorldInfo:
    return WorldInfo(world="jar", name="jar", seed=seed, now=NOW, created=NOW, profile=profile, policy=DEFAULT)


@given(seed=NAMES, name=NAMES)
def test_never_more_than_two_bad_turns_come_in_a_row(seed: str, name: str) -> None:
    turns = plan(seed, name, "cfis", TURNS)
    runs = [len(list(group)) for bad, group in groupby(turns, key=lambda turn: turn.fault is not None) if bad]
    assert max(runs, default=0) <= 2
    assert 10 <= sum(runs) <= 60
    assert {turn.fault.kind for turn in turns if turn.fault} <= {Kind.STATUS, Kind.LOST_ANSWER, Kind.EXPIRE_TOKEN}


@given(seed=NAMES, name=NAMES)
def test_a_credential_ends_once_in_fifty_requests_with_two_dozen_from_end_to_end_and_calm_around(
    seed: str, name: str
) -> None:
    faults = [turn.fault for turn in plan(seed, name, "cfis", TURNS)]
    ends = [place for place, fault in enumerate(faults) if fault is ENDED]
    assert [end // 50 for end in ends] == list(range(TURNS // 50))
    assert all(later - earlier >= 25 for earlier, later in pairwise(ends))
    for end in ends:
        assert faults[end - 2 : end + 3] == [None, None, ENDED, None, None]


@pytest.mark.parametrize("system", ["toy", "netvisor"])
def test_what_nobody_can_renew_does_not_end(system: str) -> None:
    assert ENDED not in {turn.fault for turn in plan("seed", "jar", system, TURNS)}


@pytest.mark.parametrize("operation", ["createClient", "renewToken", "validateToken"])
def test_an_operation_that_a_partner_may_ask_for_or_that_renews_ends_no_credential(operation: str) -> None:
    weather = Weather()
    assert ENDED not in {weather.due(world(), "cfis", operation, (str(number),)) for number in range(TURNS)}


def test_no_request_finds_its_credential_ended_twice_in_a_row() -> None:
    weather = Weather()
    met = []
    for turn in plan("seed", "jar", "cfis", TURNS):
        request = "unlucky" if turn.fault is ENDED else str(turn.ordinal)
        met.append((request, weather.due(world(), "cfis", "getPayments", (request,))))
    assert [fault for request, fault in met if request == "unlucky"] == [ENDED, None] * 3


@given(seed=NAMES, turns=st.integers(0, 50))
def test_a_plan_is_the_same_every_time_and_a_longer_one_begins_with_it(seed: str, turns: int) -> None:
    assert plan(seed, "w", "cfis", turns) == plan(seed, "w", "cfis", TURNS)[:turns]


def test_seed_world_and_system_each_have_their_own_weather() -> None:
    plans = {
        tuple(plan(*names, TURNS))
        for names in (("a", "w", "cfis"), ("b", "w", "cfis"), ("a", "v", "cfis"), ("a", "w", "netvisor"))
    }
    assert len(plans) == 4


def test_what_happens_is_what_was_planned() -> None:
    weather = Weather()
    met = [weather.due(world(), "toy", "addCoin", (str(number),)) for number in range(TURNS)]
    assert met == [turn.fault for turn in plan("seed", "jar", "toy", TURNS)]


@pytest.mark.parametrize("profile", [Profile.FAITHFUL, Profile.LENIENT])
def test_other_worlds_have_fair_weather(profile: Profile) -> None:
    weather = Weather()
    assert [weather.due(world(profile), "toy", "addCoin", ("x",)) for _ in range(50)] == [None] * 50


@given(requests=st.lists(st.integers(0, 5), max_size=200), seed=NAMES)
def test_the_same_request_is_never_turned_away_three_times_in_a_row(requests: list[int], seed: str) -> None:
    weather = Weather()
    unlucky: dict[int, int] = {}
    for request in requests:
        fault = weather.due(world(seed=seed), "toy", "addCoin", (str(request),))
        unlucky[request] = unlucky.get(request, 0) + 1 if fault else 0
        assert unlucky[request] <= 2


def test_an_answer_that_cannot_be_asked_for_again_is_never_lost() -> None:
    weather = Weather()
    kinds = {weather.due(world(), "cfis", "renewToken", (str(number),)) for number in range(TURNS)}
    assert {fault.kind for fault in kinds if fault} == {Kind.STATUS}
    assert Kind.LOST_ANSWER in {turn.fault.kind for turn in plan("seed", "jar", "cfis", TURNS) if turn.fault}


def test_a_forgotten_world_begins_its_plan_anew() -> None:
    weather = Weather()
    first = [weather.due(world(), "toy", "addCoin", (str(number),)) for number in range(30)]
    weather.forget("jar")
    assert [weather.due(world(), "toy", "addCoin", (str(number),)) for number in range(30)] == first


JAR = Rule(DOCUMENT, {"$ref": "#/components/schemas/Jar"})
COINS = Rule(DOCUMENT, {"$ref": "#/components/schemas/Coins"})


@given(label=NAMES, count=st.integers(0, 5))
def test_a_variation_keeps_the_contract_and_every_member_that_was_there(label: str, count: int) -> None:
    jar: dict[str, Any] = {"coins": [a_coin(name=f"c{number}") for number in range(count)]}
    varied = Variation(DOCUMENT, label).of(jar, JAR.schema)
    assert JAR.is_kept_by(varied)
    assert len(varied["coins"]) == count
    for before, after in zip(jar["coins"], varied["coins"], strict=True):
        assert before.items() <= after.items()
        assert all(after[name] is None for name in after.keys() - before.keys() - {EXTRA_NAME})


def test_variations_turn_free_lists_around_write_nulls_and_add_members_and_leave_other_lists_alone() -> None:
    coins = [a_coin(name=f"c{number}") for number in range(3)]
    backwards, nulls, extras = set(), set(), set()
    for number in range(40):
        varied = Variation(DOCUMENT, str(number)).of(coins, COINS.schema)
        backwards.add([coin["name"] for coin in varied] == ["c2", "c1", "c0"])
        nulls |= {name for coin in varied for name, value in coin.items() if value is None}
        extras |= {name for coin in varied for name in coin.keys() - coins[0].keys()}
    assert backwards == {True, False}
    assert nulls == {"note", "mint"}
    assert extras == {"note", "mint", EXTRA_NAME}


def test_a_closed_object_gets_no_extra_member() -> None:
    closed = {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False}
    assert all(Variation(DOCUMENT, str(n)).of({"a": 1}, closed) == {"a": 1} for n in range(20))


def test_a_harsh_world_answers_every_request_within_three_tries() -> None:
    toy = Toy(profile=Profile.HARSH)
    for number in range(100):
        statuses = [toy.ask("GET", f"/v1/coins?limit={number % 9 + 1}").status for _ in range(1)]
        while statuses[-1] != 200 and len(statuses) < 3:
            statuses.append(toy.ask("GET", f"/v1/coins?limit={number % 9 + 1}").status)
        assert statuses[-1] == 200


def test_a_harsh_run_repeats_itself_byte_for_byte() -> None:
    def run() -> list[tuple[int, bytes]]:
        toy = Toy(profile=Profile.HARSH)
        answers = [toy.post_coin(a_coin(name=f"c{number}")) for number in range(20)]
        answers += [toy.ask("GET", "/v1/coins") for _ in range(20)]
        return [(answer.status, answer.body) for answer in answers]

    first = run()
    assert first == run()
    assert {status for status, _ in first} >= {200, 503}
    assert any(EXTRA_NAME.encode() in body for _, body in first)
