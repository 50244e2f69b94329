"""A live world moves along with real time, at its own rate, and lets everybody else be."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from control_bench import Bench, instant

from simulator.control.live import Live
from simulator.control.running import here


class Watch:
    """A stopwatch that shows what it is told to show."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def wound(bench: Bench) -> tuple[Live, Watch]:
    """Return live worlds driven by a watch of the test's own."""
    watch = Watch()
    live = Live(bench.worlds, bench.app.plane.run, watch, bench.app.plane.errands)
    for world in bench.store.worlds():
        live.watch(world)
    bench.play(live.tick())
    return live, watch


def pass_by(bench: Bench, live: Live, watch: Watch, seconds: float) -> None:
    """Let real time pass, and the live worlds notice."""
    watch.seconds += seconds
    bench.play(live.tick())


def now(bench: Bench, world: str = "demo") -> Any:
    return instant(bench.get(f"/worlds/{world}")["now"])


def test_each_world_goes_at_its_own_rate(bench: Bench) -> None:
    for world, rate in (("slow", 1), ("fast", 3600), ("still", 0)):
        bench.world(world, rate=rate)
    start = now(bench, "still")
    live, watch = wound(bench)
    pass_by(bench, live, watch, 2.5)
    pass_by(bench, live, watch, 0.125)
    assert now(bench, "slow") - start == timedelta(seconds=2.625)
    assert now(bench, "fast") - start == timedelta(hours=2.625)
    assert now(bench, "still") == start
    assert set(live.watched) == {"slow", "fast"}


def test_what_is_due_happens_as_time_passes(bench: Bench) -> None:
    bench.world(rate=86400)
    bench.invoice()
    live, watch = wound(bench)
    for _ in range(30):
        pass_by(bench, live, watch, 1)
    (receivable,) = bench.books()["receivables"]
    assert receivable["stage"] == "REMINDED"
    assert bench.books()["today"] == "2026-02-04"


def test_a_move_by_hand_is_gone_on_from(bench: Bench) -> None:
    bench.world(rate=60)
    live, watch = wound(bench)
    pass_by(bench, live, watch, 1)
    there = instant(bench.advance("P7D")["now"])
    pass_by(bench, live, watch, 5)
    assert now(bench) == there
    pass_by(bench, live, watch, 1)
    assert now(bench) - there == timedelta(minutes=1)


def test_another_rate_holds_from_when_it_is_set(bench: Bench) -> None:
    bench.world(rate=60)
    live, watch = wound(bench)
    pass_by(bench, live, watch, 10)
    there = now(bench)
    told = bench.post("/worlds/demo/clock", {"rate": 0.5})
    assert told == {"now": "2026-01-05T07:10:00Z", "events": [], "eventCount": 0, "more": False}
    pass_by(bench, live, watch, 100)
    pass_by(bench, live, watch, 3)
    assert now(bench) - there == timedelta(seconds=1.5)
    bench.post("/worlds/demo/clock", {"rate": 0})
    pass_by(bench, live, watch, 100)
    assert now(bench) - there == timedelta(seconds=1.5)
    assert live.watched == ()


def test_a_world_that_is_being_moved_or_was_dropped_is_left_alone(memory: Bench) -> None:
    memory.world(rate=1)
    memory.world("gone", rate=1)
    live, watch = wound(memory)
    memory.call("DELETE", "/worlds/gone")
    memory.worlds.moving.add("demo")
    pass_by(memory, live, watch, 10)
    memory.worlds.moving.clear()
    assert now(memory) == instant("2026-01-05T07:00:00Z")
    assert live.watched == ("demo",)
    pass_by(memory, live, watch, 1)
    assert now(memory) == instant("2026-01-05T07:00:11Z")


def test_no_world_lives_beyond_what_the_sandbox_knows(memory: Bench) -> None:
    memory.world(rate=10**9)
    live, watch = wound(memory)
    for _ in range(3):
        pass_by(memory, live, watch, 10**12)
    assert now(memory) == instant("2100-12-31T00:00:00Z")
    pass_by(memory, live, watch, 1)
    assert live.watched == ()
    assert now(memory) == instant("2100-12-31T00:00:00Z")


def test_a_world_that_fails_stops_alone_and_is_told_of(memory: Bench) -> None:
    memory.world("sound", rate=1)
    memory.world("sick", rate=1)
    told: list[dict[str, Any]] = []

    async def failing(work: Any) -> Any:
        if "sick" in work.args:
            raise ZeroDivisionError
        return await here(work)

    live = Live(memory.worlds, failing, Watch(), memory.app.plane.errands)
    live.watch("sick")
    live.watch("sound")

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        await live.tick()

    memory.play(story())
    assert live.watched == ("sound",)
    assert [context["message"] for context in told] == ["the clock of world sick has stopped"]


def test_a_running_control_plane_finds_its_live_worlds_and_moves_them(bench: Bench) -> None:
    bench.world(rate=86400)
    bench.world("still")
    live = Live(bench.worlds, bench.app.plane.run, bench.app.plane.settings.stopwatch, bench.app.plane.errands)

    async def story() -> None:
        start = (await bench.ask("GET", "/worlds/demo")).body["now"]
        async with live.running():
            while (await bench.ask("GET", "/worlds/demo")).body["now"] == start:
                await asyncio.sleep(0)

    bench.play(story())
    assert live.watched == ("demo",)


def test_a_rate_set_over_http_makes_a_world_live(memory: Bench) -> None:
    memory.world()
    met = [memory.app.live.watched]
    memory.post("/worlds/demo/clock", {"rate": 1})
    met.append(memory.app.live.watched)
    memory.post("/worlds/demo/fork", {"name": "branch"})
    met.append(memory.app.live.watched)
    assert met == [(), ("demo",), ("demo", "branch")]
