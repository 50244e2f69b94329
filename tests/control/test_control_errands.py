"""Errands are carried out between units of work, with the world open to whoever is asked, and then time goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from control_bench import STORES, Bench, a_bench, instant

from simulator.control.live import Live
from simulator.control.plane import ControlSettings
from simulator.core.records import Due, WorldInfo

KIND = "account"


class Courier:
    """Carries errands out by looking into the world that they come from, as somebody outside would."""

    def __init__(self) -> None:
        self.done: list[datetime] = []
        self.broken = False
        self.bench: Bench

    async def __call__(self, world: str, due: Due) -> None:
        if self.broken:
            raise ConnectionError("the line is dead")
        with self.bench.worlds.open(world) as opened:
            assert opened.now == due.at
            opened.put(opened.find(WorldInfo, "world"), because="seen from outside")
        await asyncio.sleep(0)
        self.done.append(due.at)


@pytest.fixture
def courier() -> Courier:
    return Courier()


@pytest.fixture(params=STORES)
def bench(request: pytest.FixtureRequest, courier: Courier) -> Iterator[Bench]:
    with a_bench(request.param, ControlSettings(errands={KIND: courier})) as made:
        courier.bench = made
        made.world()
        yield made


def plan(bench: Bench, *hours: int) -> list[datetime]:
    with bench.worlds.open("demo") as world:
        instants = [world.now + timedelta(hours=each) for each in hours]
        for number, at in enumerate(instants):
            world.plan(KIND, str(number), at)
        return instants


def agenda(bench: Bench) -> list[Due]:
    with bench.worlds.open("demo") as world:
        return [due for due in world.shelf.agenda() if due.what == KIND]


def now(bench: Bench) -> datetime:
    return instant(bench.get("/worlds/demo")["now"])


def test_an_advance_carries_errands_out_each_at_its_own_instant(bench: Bench, courier: Courier) -> None:
    instants = plan(bench, 30, 2, 2)
    moved = bench.advance("P3D")
    assert courier.done == sorted(instants)
    assert [instant(each["at"]) for each in moved["events"]] == sorted(instants)
    assert agenda(bench) == []
    assert not bench.worlds.moving
    assert not bench.worlds.waiting


def test_an_errand_that_fails_stops_time_and_is_still_due(bench: Bench, courier: Courier) -> None:
    (first,) = plan(bench, 5)
    courier.broken = True
    with pytest.raises(ConnectionError):
        bench.call("POST", "/worlds/demo/clock", {"advance": "P1D"})
    assert now(bench) == first
    assert len(agenda(bench)) == 1
    courier.broken = False
    bench.advance("P1D")
    assert courier.done == [first]


def test_the_next_event_may_be_an_errand(bench: Bench, courier: Courier) -> None:
    (first,) = plan(bench, 5)
    bench.post("/worlds/demo/clock", {"until": "next-event"})
    assert courier.done == [first]
    assert now(bench) == first


def test_waiting_for_a_stage_carries_errands_out_in_the_world_itself(bench: Bench, courier: Courier) -> None:
    instants = plan(bench, 5, 24 * 300)
    bench.invoice()
    bench.post("/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "OVERDUE"}})
    assert courier.done == instants[:1]
    assert len(agenda(bench)) == 1


def test_waiting_in_vain_carries_nothing_out(bench: Bench, courier: Courier) -> None:
    plan(bench, 5)
    bench.invoice(payment_control=False)
    answer = bench.call("POST", "/worlds/demo/clock", {"until": {"invoiceNumber": 1, "stage": "LEGAL"}})
    assert answer.status == 409
    assert courier.done == []
    assert len(agenda(bench)) == 1


def test_nobody_else_moves_a_world_that_waits_for_an_errand(bench: Bench, courier: Courier) -> None:
    first, second = plan(bench, 5, 6)

    async def both() -> None:
        await asyncio.gather(
            bench.ask("POST", "/worlds/demo/clock", {"advance": "PT5H"}),
            bench.ask("POST", "/worlds/demo/clock", {"advance": "PT1H"}),
        )

    bench.play(both())
    assert courier.done == [first, second]
    assert now(bench) == second


def test_a_live_clock_carries_errands_out_too(bench: Bench, courier: Courier) -> None:
    (first,) = plan(bench, 5)
    bench.post("/worlds/demo/clock", {"rate": 86400})
    seconds = [0.0]
    live = Live(bench.worlds, bench.app.plane.run, lambda: seconds[0], bench.app.plane.errands)
    live.watch("demo")

    async def passing() -> None:
        await live.tick()
        seconds[0] = 0.5
        while (await bench.app.plane.within("demo", lambda world: world.now)) < first + timedelta(hours=7):
            await live.tick()

    bench.play(passing())
    assert courier.done == [first]
    assert now(bench) == first + timedelta(hours=7)


def test_kinds_that_nobody_carries_out_lapse() -> None:
    with a_bench("memory", ControlSettings()) as bench:
        bench.world()
        plan(bench, 1)
        bench.advance("P1D")
        assert agenda(bench) == []


def test_a_world_dropped_during_its_errand_is_gone(bench: Bench, courier: Courier) -> None:
    plan(bench, 5)

    async def dropped(world: str, due: Due) -> None:
        bench.store.drop(world)

    bench.app.plane.errands = type(bench.app.plane.errands)(bench.worlds, bench.app.plane.run, {KIND: dropped})
    assert bench.call("POST", "/worlds/demo/clock", {"advance": "P1D"}).status == 404


def test_a_world_is_restored_when_its_errand_is_done_and_nobody_moves_it(bench: Bench, courier: Courier) -> None:
    (first,) = plan(bench, 5)
    bench.post("/worlds/demo/snapshots", {"name": "before"})
    stood = now(bench)
    restoring: list[asyncio.Task[Any]] = []

    async def meanwhile(world: str, due: Due) -> None:
        restoring.append(asyncio.create_task(bench.ask("POST", f"/worlds/{world}/snapshots/before/restore")))
        for _ in range(20):
            await bench.app.plane.run(lambda: None)
            await asyncio.sleep(0)
        await courier(world, due)

    bench.app.plane.errands = type(bench.app.plane.errands)(bench.worlds, bench.app.plane.run, {KIND: meanwhile})

    async def both() -> None:
        moved = await bench.ask("POST", "/worlds/demo/clock", {"advance": "P1D"})
        assert instant(moved.body["now"]) == stood + timedelta(days=1)
        assert (await restoring[0]).status == 200

    bench.play(both())
    assert courier.done == [first]
    assert now(bench) == stood
    assert [due.at for due in agenda(bench)] == [first], "restored with the world, the errand is still to be done"
