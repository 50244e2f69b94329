"""Faults are armed, seen and cleared; bad weather is told beforehand."""

from __future__ import annotations

import pytest
from control_bench import Bench

from simulator.http.faults import Fault, Kind
from simulator.http.weather import plan


def test_an_armed_fault_waits_for_its_turn_and_is_seen_to_have_come(bench: Bench) -> None:
    bench.world()
    wanted = {"system": "cfis", "operation": "getCase", "turn": 2, "times": 1, "fault": "status", "status": 500}
    armed = bench.post("/worlds/demo/faults", wanted)
    assert armed == {**wanted, "id": 1, "met": 0, "applied": 0}
    assert bench.faults.due("demo", "cfis", "getCase") is None
    assert bench.faults.due("demo", "cfis", "getCase") == Fault(Kind.STATUS, 500)
    assert bench.get("/worlds/demo/faults") == {"faults": [{**armed, "met": 2, "applied": 1}]}


def test_faults_are_cleared_one_by_one_or_all_at_once(bench: Bench) -> None:
    bench.world()
    for seconds in (1, 0.25, 30):
        bench.post("/worlds/demo/faults", {"system": "cfis", "fault": "delay", "seconds": seconds})
    assert bench.call("DELETE", "/worlds/demo/faults/2").status == 204
    assert [one["id"] for one in bench.get("/worlds/demo/faults")["faults"]] == [1, 3]
    assert bench.call("DELETE", "/worlds/demo/faults/2").status == 404
    assert bench.call("DELETE", "/worlds/demo/faults").status == 204
    assert bench.get("/worlds/demo/faults") == {"faults": []}


def test_faults_of_one_world_are_no_others(memory: Bench) -> None:
    memory.world("one")
    memory.world("two")
    memory.post("/worlds/one/faults", {"system": "cfis", "fault": "drop"})
    assert memory.get("/worlds/two/faults") == {"faults": []}
    assert memory.call("DELETE", "/worlds/two/faults/1").status == 404


@pytest.mark.parametrize(
    ("wanted", "field", "told"),
    [
        ({"fault": "drop"}, "system", "is missing"),
        ({"system": "cfis"}, "fault", "is missing"),
        ({"system": "cfis", "fault": "explode"}, "fault", "expected one of 'status'"),
        ({"system": "sap", "fault": "drop"}, "system", "expected one of cfis"),
        ({"system": "cfis", "operation": "getCases", "fault": "drop"}, "operation", "expected one of createInvoice"),
        ({"system": "cfis", "fault": "delay"}, "seconds", "is missing"),
        ({"system": "cfis", "fault": "delay", "seconds": 31}, "seconds", "30 or less"),
        ({"system": "cfis", "fault": "status", "status": 200}, "status", "400 or more"),
        ({"system": "cfis", "fault": "drop", "turn": 0}, "turn", "1 or more"),
        ({"system": "cfis", "fault": "drop", "trun": 1}, "trun", "not a member"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(memory: Bench, wanted: object, field: str, told: str) -> None:
    memory.world()
    answer = memory.call("POST", "/worlds/demo/faults", wanted)
    assert answer.status == 400
    assert told in answer.fields[field]
    assert memory.get("/worlds/demo/faults") == {"faults": []}


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "faults"), ("GET", "faults"), ("DELETE", "faults"), ("DELETE", "faults/1"), ("GET", "weather")],
)
def test_there_are_no_faults_where_there_is_no_world(memory: Bench, method: str, path: str) -> None:
    wanted = {"system": "cfis", "fault": "drop"} if method == "POST" else None
    assert memory.call(method, f"/worlds/nowhere/{path}", wanted).status == 404


def test_the_weather_of_a_harsh_world_is_its_plan(bench: Bench) -> None:
    bench.world("storm", profile="harsh", seed="s")
    told = bench.get("/worlds/storm/weather?turns=500")
    bad = {turn.ordinal: turn.fault for turn in plan("s", "storm", "cfis", 500) if turn.fault is not None}
    assert {one["turn"]: one["fault"] for one in told["bad"]} == {turn: fault.kind for turn, fault in bad.items()}
    assert all(one["status"] == 503 for one in told["bad"] if one["fault"] == "status")
    assert (told["profile"], told["system"], told["turns"]) == ("harsh", "cfis", 500)
    assert bench.get("/worlds/storm/weather")["turns"] == 100


def test_the_sun_shines_in_any_other_world(memory: Bench) -> None:
    memory.world()
    assert memory.get("/worlds/demo/weather")["bad"] == []
    assert "one of cfis" in memory.call("GET", "/worlds/demo/weather?system=sap").fields["system"]
    assert memory.call("GET", "/worlds/demo/weather?turns=0").status == 400
