"""The clock goes forward, what is due happens on the way, and whoever asks for the impossible is told so."""

from __future__ import annotations

import asyncio

import pytest
from control_bench import START, Answer, Bench, a_bench
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.control.plane import ControlSettings
from simulator.control.until import reachable
from simulator.core.lifecycle import FINAL, Stage
from tests.tries import tries

STAGES = ("DISTRIBUTED", "OVERDUE", "REMINDED", "REMINDED_AGAIN", "DEMANDED", "DEMANDED_AGAIN", "CREDIT_LOSS")
"""What becomes of an invoice that nobody pays."""


def stages(events: list[dict[str, object]]) -> list[object]:
    """Return the stages that events tell of, each once."""
    told = [event["stage"] for event in events if "stage" in event]
    return [stage for place, stage in enumerate(told) if stage not in told[:place]]


def now(bench: Bench, world: str = "demo") -> str:
    return str(bench.get(f"/worlds/{world}")["now"])


def refused(bench: Bench, wanted: object) -> Answer:
    """Return the refusal of a move, after which the clock stands where it stood."""
    before, count = now(bench), bench.get("/worlds/demo")["counts"]
    answer = bench.call("POST", "/worlds/demo/clock", wanted)
    assert (now(bench), bench.get("/worlds/demo")["counts"]) == (before, count)
    return answer


def test_everything_on_the_way_happens_in_order_and_is_told(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    moved = bench.advance("P1Y")
    assert moved["now"] == "2027-01-05T07:00:00Z"
    assert stages(moved["events"]) == list(STAGES)
    numbers = [event["number"] for event in moved["events"]]
    assert numbers == list(range(numbers[0], numbers[0] + moved["eventCount"]))
    assert [event["at"] for event in moved["events"]] == sorted(event["at"] for event in moved["events"])
    assert all(event["invoiceNumber"] == 1 for event in moved["events"] if event["kind"] == "Receivable")
    assert moved["more"] is False


def test_a_long_story_is_told_from_its_beginning_and_counted_to_its_end(memory: Bench) -> None:
    memory.world()
    for number in range(1, 301):
        memory.invoice(number)
    moved = memory.advance("P30D")
    assert (len(moved["events"]), moved["more"]) == (1000, True)
    first, last = moved["events"][0]["number"], memory.get("/worlds/demo/events?limit=1")["last"]
    assert moved["eventCount"] == last - first + 1 > 1000
    rest = memory.get(f"/worlds/demo/events?after={moved['events'][-1]['number']}&limit=1000")
    assert len(rest["events"]) == moved["eventCount"] - 1000


def test_a_date_means_the_start_of_that_finnish_day(bench: Bench) -> None:
    bench.world()
    assert bench.post("/worlds/demo/clock", {"to": "2026-12-24"})["now"] == "2026-12-23T22:00:00Z"
    moved = bench.post("/worlds/demo/clock", {"to": "2026-12-24T09:30:00+02:00"})
    assert moved == {"now": "2026-12-24T07:30:00Z", "events": [], "eventCount": 0, "more": False}


@pytest.mark.parametrize(
    ("wanted", "field", "told"),
    [
        ({"to": "2026-01-05"}, "to", "the clock goes forward"),
        ({"to": "2026-01-05T06:59:59Z"}, "to", "the clock goes forward"),
        ({"to": "2027-02-30"}, "to", "a date such as"),
        ({"to": "2027-02-01T10:00"}, "to", "an offset"),
        ({"to": "2040-01-01"}, "to", "at most 3660 days ahead"),
        ({"advance": "P11Y"}, "to", "at most 3660 days ahead"),
        ({"advance": "P500Y"}, "advance", "2100-12-31"),
        ({"advance": "-P1D"}, "advance", "goes forward"),
        ({"advance": "a day"}, "advance", "such as P14D"),
        ({"advance": 14}, "advance", "expected text"),
        ({"until": "next-evnt"}, "until", "next-event, or an object"),
        ({"until": {"invoiceNumber": 1}}, "until.stage", "is missing"),
        ({"until": {"invoiceNumber": 1, "stage": "PAYED"}}, "until.stage", "expected one of"),
        ({"until": {"stage": "PAID"}}, "invoiceNumber", "is missing"),
        ({"until": {"invoiceNumber": 1, "caseId": 1, "stage": "PAID"}}, "caseId", "one name too many"),
        ({"until": {"number": 1, "stage": "PAID"}}, "until.number", "not a member"),
        ({"rate": -1}, "rate", "0 or more"),
        ({"rate": 10**10}, "rate", "1000000000 or less"),
        ({"advance": "P1D", "to": "2027-01-01"}, "body", "advance and to; expected exactly one"),
        ({}, "body", "nothing; expected exactly one of advance, to, until, rate"),
        ({"advanec": "P1D"}, "advanec", "not a member"),
        (None, "body", "is missing"),
        ([], "body", "expected an object"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_the_clock_stands(
    memory: Bench, wanted: object, field: str, told: str
) -> None:
    memory.world()
    answer = refused(memory, wanted)
    assert answer.status == 400
    assert told in answer.fields[field]


def test_how_far_one_move_may_go_is_a_policy(memory: Bench) -> None:
    memory.world(policy={"longest_advance_days": 10})
    assert "at most 10 days ahead" in refused(memory, {"advance": "P11D"}).error["message"]
    memory.advance("P10D")


def test_the_next_event_is_the_next_thing_that_happens(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    met = []
    while (moved := bench.call("POST", "/worlds/demo/clock", {"until": "next-event"})).status == 200:
        assert moved.body["eventCount"] > 0
        assert {event["at"] for event in moved.body["events"]} == {moved.body["now"]}
        met.append(moved.body["events"][-1]["because"])
    assert met == [
        "payment control started",
        "delivered",
        "overdue",
        "reminded",
        "reminded",
        "payment demanded",
        "payment demanded",
        "closed: credit loss",
    ]
    assert (moved.status, moved.error["code"]) == (409, "not_reached")
    assert "nothing is due" in moved.error["message"]


def test_an_event_beyond_the_longest_move_is_not_gone_to(memory: Bench) -> None:
    memory.world(policy={"longest_advance_days": 3})
    memory.invoice(days=60)
    memory.advance("P1D")
    answer = refused(memory, {"until": "next-event"})
    assert (answer.status, answer.error["code"]) == (409, "not_reached")


@pytest.mark.parametrize("stage", STAGES)
def test_an_invoice_can_be_waited_for_until_it_reaches_a_stage(memory: Bench, stage: str) -> None:
    memory.world()
    memory.invoice()
    moved = memory.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": stage}})
    (receivable,) = memory.books()["receivables"]
    assert receivable["stage"] == stage
    first = next(event for event in moved["events"] if event.get("stage") == stage)
    assert first["at"] == moved["now"]


def test_waiting_ends_where_moving_there_ends(bench: Bench) -> None:
    for world in ("waits", "moves"):
        bench.world(world, seed="same")
        bench.invoice(world=world)
        bench.invoice(2, world, days=3)
    waited = bench.post("/worlds/waits/clock", {"until": {"invoiceNumber": 1, "stage": "DEMANDED"}})
    moved = bench.post("/worlds/moves/clock", {"to": waited["now"]})
    assert waited == moved
    assert {**bench.books("waits"), "world": ""} == {**bench.books("moves"), "world": ""}
    assert bench.advance("P1Y", "waits") == bench.advance("P1Y", "moves")


def test_waiting_leaves_credentials_snapshots_and_other_worlds_alone(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.post("/worlds/demo/snapshots", {"name": "before"})
    tokens = bench.get("/worlds/demo")["clients"]
    bench.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "OVERDUE"}})
    refused(bench, {"until": {"invoiceNumber": 1, "stage": "LEGAL"}})
    assert bench.get("/worlds/demo")["clients"] == tokens
    assert [one["snapshot"] for one in bench.get("/worlds/demo/snapshots")["snapshots"]] == ["before"]
    assert [one["world"] for one in bench.get("/worlds")["worlds"]] == ["demo"]


def test_a_trial_left_behind_by_a_killed_process_does_no_harm(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.store.copy("demo", "@until@demo")
    bench.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "OVERDUE"}})
    assert bench.books()["receivables"][0]["stage"] == "OVERDUE"


def test_a_stage_that_is_there_already_needs_no_move(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    case = bench.advance("PT1H")["events"][-1]
    assert case["stage"] == "DISTRIBUTED"
    moved = bench.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "DISTRIBUTED"}})
    assert (moved["now"], moved["events"]) == ("2026-01-05T08:00:00Z", [])


def test_a_stage_that_does_not_come_by_itself_moves_nothing(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    answer = refused(bench, {"until": {"invoiceNumber": 1, "stage": "PAID"}})
    assert (answer.status, answer.error["code"]) == (409, "not_reached")
    assert "it comes to CREDIT_LOSS" in answer.error["message"]
    assert "the clock has not moved" in answer.error["message"]


def test_a_stage_of_the_past_is_told_with_those_that_can_follow(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "DEMANDED_AGAIN"}})
    answer = refused(bench, {"until": {"invoiceNumber": 1, "stage": "REMINDED"}})
    assert answer.status == 409
    assert "never followed by REMINDED but by DEMANDED_AGAIN, LEGAL, ENFORCEMENT, PAID" in answer.error["message"]


def test_a_case_that_stands_still_until_told_never_gets_on(memory: Bench) -> None:
    memory.world()
    memory.invoice()
    memory.advance("P20D")
    memory.post("/worlds/demo/debtors/objection", {"invoiceNumber": 1})
    answer = refused(memory, {"until": {"invoiceNumber": 1, "stage": "REMINDED"}})
    assert "it comes to OVERDUE (DISPUTED)" in answer.error["message"]


def test_a_stage_that_is_passed_at_one_instant_is_reached_all_the_same(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.advance("P20D")
    bench.post("/worlds/demo/bank/payments", {"invoiceNumber": 1, "amount": 500, "paymentDate": "2026-02-02"})
    moved = bench.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "REMINDED"}})
    assert stages(moved["events"]) == ["REMINDED", "PAID"]
    assert bench.books()["receivables"][0]["stage"] == "PAID"


def test_an_unknown_invoice_cannot_be_waited_for(memory: Bench) -> None:
    memory.world()
    assert refused(memory, {"until": {"invoiceNumber": 404, "stage": "PAID"}}).status == 404
    memory.invoice(5)
    memory.invoice(5, client=1002)
    answer = refused(memory, {"until": {"invoiceNumber": 5, "stage": "OVERDUE"}})
    assert "a clientId beside it" in answer.error["message"]
    wanted = {"until": {"invoiceNumber": 5, "clientId": 1002, "stage": "OVERDUE"}}
    memory.post("/worlds/demo/clock", wanted)


@pytest.mark.parametrize("stage", Stage)
def test_what_can_follow_a_stage_ends_in_the_final_ones(stage: Stage) -> None:
    following = reachable(stage)
    assert following == frozenset() if stage in FINAL else {Stage.PAID, Stage.CREDITED, Stage.WITHDRAWN} <= following
    assert all(reachable(after) <= following for after in following)


@settings(max_examples=tries(15), deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_many_short_moves_end_where_one_long_move_ends(days: list[int]) -> None:
    with a_bench("memory", ControlSettings()) as bench:
        for world in ("short", "long"):
            bench.world(world, seed="same")
            for number in (1, 2, 3):
                bench.invoice(number, world, days=number * 9)
        events = [event for step in days for event in bench.advance(f"P{step}D", "short")["events"]]
        moved = bench.advance(f"P{sum(days)}D", "long")
        assert moved["events"] == events
        assert moved["now"] == now(bench, "short")
        assert {**bench.books("long"), "world": ""} == {**bench.books("short"), "world": ""}


def test_two_who_move_one_world_at_once_take_turns(bench: Bench) -> None:
    bench.world()
    for number in range(1, 40):
        bench.invoice(number)

    async def both() -> list[Answer]:
        ask = bench.ask("POST", "/worlds/demo/clock", {"advance": "P30D"})
        again = bench.ask("POST", "/worlds/demo/clock", {"advance": "P30D"})
        return list(await asyncio.gather(ask, again))

    first, second = bench.play(both())
    assert (first.status, second.status) == (200, 200)
    assert (first.body["now"], second.body["now"]) == ("2026-02-04T07:00:00Z", "2026-03-06T07:00:00Z")
    assert first.body["events"][-1]["number"] + 1 == second.body["events"][0]["number"]


def test_who_asks_about_a_moving_world_waits_until_it_has_arrived(bench: Bench) -> None:
    bench.world()
    for number in range(1, 200):
        bench.invoice(number)

    async def story() -> tuple[bool, Answer, Answer]:
        move = asyncio.create_task(bench.ask("POST", "/worlds/demo/clock", {"advance": "P60D"}))
        while "demo" not in bench.worlds.moving:
            await asyncio.sleep(0)
        books = asyncio.create_task(bench.ask("GET", "/worlds/demo/books"))
        looked = await bench.ask("GET", "/worlds/demo")
        return looked.body["moving"], await move, await books

    moving, moved, books = bench.play(story())
    assert moving
    assert books.body["now"] == moved.body["now"]


def test_other_worlds_are_answered_while_one_moves(bench: Bench) -> None:
    bench.world()
    bench.world("other")
    for number in range(1, 400):
        bench.invoice(number)

    async def story() -> int:
        move = asyncio.create_task(bench.ask("POST", "/worlds/demo/clock", {"advance": "P120D"}))
        while "demo" not in bench.worlds.moving:
            await asyncio.sleep(0)
        answered = 0
        while not move.done():
            assert (await bench.ask("GET", "/worlds/other/books")).status == 200
            answered += 1
            await asyncio.sleep(0)
        assert (await move).status == 200
        return answered

    assert bench.play(story()) > 5


def test_a_move_that_fails_lets_go_of_the_world(memory: Bench) -> None:
    memory.world()
    assert memory.call("POST", "/worlds/nowhere/clock", {"advance": "P1D"}).status == 404
    assert memory.call("POST", "/worlds/demo/clock", {"to": "1999-01-01"}).status == 400
    assert memory.worlds.moving == set()
    assert now(memory) == "2026-01-05T07:00:00Z", START


@pytest.mark.parametrize("wanted", [{"advance": "P120D"}, {"until": {"invoiceNumber": 1, "stage": "DEMANDED"}}])
def test_a_server_that_stops_does_not_wait_for_a_long_move(bench: Bench, wanted: dict[str, object]) -> None:
    bench.world()
    for number in range(1, 400):
        bench.invoice(number)
    plane = bench.app.plane
    plane.settings = plane.settings._replace(stopping=lambda: True)
    answer = bench.call("POST", "/worlds/demo/clock", wanted)
    assert (answer.status, answer.error["code"]) == (503, "stopping")
    assert bench.worlds.moving == set()
    assert now(bench) < "2026-02-01"
    plane.settings = plane.settings._replace(stopping=lambda: False)
    bench.post("/worlds/demo/clock", {"to": "2026-05-05"})
    assert {one["stage"] for one in bench.books()["receivables"]} == {"DEMANDED_AGAIN"}
