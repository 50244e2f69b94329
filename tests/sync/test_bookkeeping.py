"""What clients hand in for accounting is carried on the world's clock, through the system's connector, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.bookkeeper import Bookkeeper
from simulator.connectors import connected_systems, connector_of
from simulator.control.plane import ControlSettings
from simulator.core.records import Due
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from simulator.outgoing import InProcess
from simulator.sync.report import ClientReport
from simulator.world import accounting
from simulator.world.world import World
from tests.control.control_bench import Bench, a_bench, instant
from tests.sync.vendor import POISON, UNWELL, Bad, Connector, Vendor
from tests.tries import tries
from tests.world.ledger import PLAN, SYSTEM

CLIENT = 1001
KEY = f"{CLIENT}/LEDGER/a"


class Desk:
    """A world whose clients are connected to the made-up system."""

    def __init__(self, bench: Bench, vendor: Vendor) -> None:
        self.bench, self.vendor = bench, vendor

    def queue(self, name: str = "a", text: str = "") -> None:
        """Hand in a voucher."""
        with self.bench.worlds.open("demo") as world:
            accounting.queue(world, document(world, name, text))

    def document(self, key: str = KEY) -> SyncDocument:
        """Return what is remembered of a document."""
        with self.bench.worlds.open("demo") as world:
            return world.find(SyncDocument, key)

    @property
    def statuses(self) -> dict[str, SyncStatus]:
        """How far every document is."""
        with self.bench.worlds.open("demo") as world:
            return {each.name: each.status for each in world.shelf.all(SyncDocument)}

    @property
    def planned(self) -> bool:
        """Whether anything is planned for the client's documents."""
        with self.bench.worlds.open("demo") as world:
            return world.shelf.scheduled(accounting.ERRAND, str(CLIENT)) is not None

    def sync(self) -> Any:
        """Ask for a run, and return what became of the client's documents."""
        return ran(self.bench, "demo")


def ran(bench: Bench, world: str) -> Any:
    """Ask for a run, and return what became of the documents of the client in staging; the other has none."""
    run, other = bench.post(f"/worlds/{world}/sync")["clients"]
    assert other["lines"] == []
    return run


def document(world: World, name: str, text: str) -> SyncDocument:
    rows = ",".join(
        f'{{"bookingDate":"2026-01-05","accountNumber":"{account}","amount":{amount},"netAmount":{amount}}}'
        for account, amount in (("1701", "1.00"), ("3000", "-1.00"))
    )
    body = (
        f'{{"ledgers":{{"ledgerIdentifier":"{name}","documentType":"ML","documentName":"1","documentDate":"2026-01-05",'
        f'"documentDescription":"{text}","ledgerRows":[{rows}]}}}}'
    )
    return SyncDocument(
        client_id=CLIENT,
        kind=SyncKind.LEDGER,
        name=name,
        dated=date(2026, 1, 5),
        label="1",
        submitted=world.now,
        body=body.encode(),
    )


def a_desk(kind: str, vendor: Vendor, **plan: Any) -> Iterator[Desk]:
    """Give a desk over a new store; what carries its errands comes after the bench that it works on."""
    keepers: list[Bookkeeper] = []

    async def errand(world: str, due: Due) -> None:
        await keepers[0].errand(world, due)

    async def sync(world: str) -> tuple[ClientReport, ...]:
        return await keepers[0].at_once(world)

    sandbox = ControlSettings(
        companies=(PLAN,),
        accounting=(SYSTEM, "nowhere"),
        errands={accounting.ERRAND: errand},
        sync=sync,
    )
    with a_bench(kind, sandbox) as bench:
        run, connector = bench.app.plane.run, Connector()
        keepers.append(Bookkeeper(lambda: vendor, bench.worlds, run, asyncio.sleep, lambda _: connector))
        bench.world(accounting=SYSTEM, policy={"accounting_attempts": 3}, **plan)
        yield Desk(bench, vendor)


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    yield from a_desk(request.param, Vendor(root=f"/{SYSTEM}"))


def test_a_document_is_pending_until_its_time_and_then_in_the_books(desk: Desk) -> None:
    desk.queue()
    assert desk.document().status is SyncStatus.PENDING
    desk.bench.advance("PT4M")
    assert desk.vendor.requests == 0
    desk.bench.advance("PT1M")
    done = desk.document()
    assert (done.status, done.synced, done.document_status) == (SyncStatus.SYNCED, date(2026, 1, 5), "Approved")
    assert (done.description, done.target_id) == ("Successfully synced", "LEDGER/a")
    assert desk.vendor.booked == {"LEDGER/a": 1}
    assert not desk.planned


def test_a_poisoned_document_fails_with_a_reason_and_is_cured_by_handing_it_in_again(desk: Desk) -> None:
    desk.queue("a", POISON)
    desk.queue("b")
    desk.bench.advance("P1D")
    assert desk.statuses == {"a": SyncStatus.FAILED, "b": SyncStatus.SYNCED}
    assert desk.document().description == "Sync failed: invalid document: poison"
    desk.queue("a")
    assert desk.document().in_doubt
    desk.bench.advance("P1D")
    assert desk.document().status is SyncStatus.SYNCED
    assert desk.vendor.booked == {"LEDGER/a": 1, "LEDGER/b": 1}


def test_attempts_follow_on_the_worlds_clock_and_end(desk: Desk) -> None:
    desk.queue("a", UNWELL)
    desk.bench.advance("PT5M")
    first = desk.document()
    assert (first.attempts, first.status, first.hitch) == (1, SyncStatus.PENDING, "status 500")
    assert first.rests_until is not None
    with desk.bench.worlds.open("demo") as world:
        assert timedelta(seconds=150) <= first.rests_until - world.now <= timedelta(seconds=300)
    desk.bench.advance("P1D")
    assert desk.document().description.startswith("Sync failed: no success after the last attempt: 3 attempts")
    assert desk.vendor.requests == 1 + 2 + 2
    assert not desk.planned


def test_a_run_at_once_carries_what_rests_and_tells_what_became_of_it(desk: Desk) -> None:
    desk.vendor.faults = [Bad.LOST_ANSWER]
    desk.queue("a")
    assert desk.sync()["counts"] == {"put off": 1}
    desk.queue("b", POISON)
    run = desk.sync()
    assert (run["clientId"], run["system"], run["connected"]) == (CLIENT, SYSTEM, True)
    assert run["counts"] == {"already there": 1, "failed": 1}
    assert [line["name"] for line in run["lines"]] == ["b", "a"]
    assert run["lines"][0]["reason"] == "invalid document"
    assert run["lines"][1]["targetId"] == "LEDGER/a"
    assert desk.vendor.booked == {"LEDGER/a": 1}
    assert not desk.planned
    assert desk.sync()["counts"] == {}


def test_books_show_how_far_every_document_is(desk: Desk) -> None:
    desk.queue("a", UNWELL)
    desk.queue("b")
    desk.bench.advance("PT6M")
    (queue,) = desk.bench.books()["sync"]
    assert (queue["system"], queue["pending"], queue["synced"], queue["failed"]) == (SYSTEM, 1, 1, 0)
    resting, done = queue["documents"]
    assert (resting["attempts"], resting["hitch"], resting["targetId"]) == (1, "status 500", None)
    assert instant(resting["nextAttempt"]) > instant(desk.bench.books()["now"])
    assert (done["status"], done["syncDate"], done["targetId"]) == ("SYNCED", "2026-01-05", "LEDGER/b")


def test_without_a_connector_documents_stay_pending() -> None:
    for desk in a_desk("memory", Vendor(root=f"/{SYSTEM}")):
        desk.bench.world("demo2", accounting="nowhere")
        with desk.bench.worlds.open("demo2") as world:
            accounting.queue(world, document(world, "a", ""))
        desk.bench.advance("P30D", "demo2")
        run = ran(desk.bench, "demo2")
        assert (run["system"], run["connected"], run["lines"]) == ("nowhere", False, [])
        (queue,) = desk.bench.books("demo2")["sync"]
        assert (queue["pending"], queue["documents"][0]["description"]) == (1, "Pending")


def test_a_process_that_dies_in_an_errand_carries_it_out_again_and_books_nothing_twice(desk: Desk) -> None:
    for name in "abc":
        desk.queue(name)
    answered = desk.vendor

    async def dying(scope: Any, receive: Any, send: Any) -> None:
        await answered(scope, receive, send)
        if len(answered.booked) == 2:
            raise KeyboardInterrupt

    keeper = Bookkeeper(
        lambda: dying, desk.bench.worlds, desk.bench.app.plane.run, asyncio.sleep, lambda _: Connector()
    )
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(keeper.at_once("demo"))
    assert desk.statuses["b"] is SyncStatus.PENDING
    desk.bench.advance("P1D")
    assert set(desk.statuses.values()) == {SyncStatus.SYNCED}
    assert set(answered.booked.values()) == {1}


FAULTS = st.lists(st.none() | st.sampled_from(Bad), max_size=12)
CUTS = st.lists(st.integers(1, 400), max_size=4)


@settings(deadline=None, max_examples=tries(15))
@given(faults=FAULTS, cuts=CUTS, count=st.integers(1, 4))
def test_short_advances_end_where_one_long_one_does_whatever_goes_wrong(
    faults: list[Bad | None], cuts: list[int], count: int
) -> None:
    at_once, in_steps = (moved(steps, faults, count) for steps in ([], cuts))
    assert in_steps == at_once


def moved(cuts: list[int], faults: list[Bad | None], count: int) -> tuple[list[Any], dict[str, int]]:
    """Return every fact of a day, and what is in the books, after moving in steps of so many minutes."""
    for desk in a_desk("memory", Vendor(faults, root=f"/{SYSTEM}")):
        for number in range(count):
            desk.queue(str(number))
        start = instant(desk.bench.books()["now"])
        for minutes in cuts:
            desk.bench.advance(f"PT{minutes}M")
        desk.bench.post("/worlds/demo/clock", {"to": (start + timedelta(days=3)).isoformat()})
        with desk.bench.worlds.open("demo") as world:
            facts = [fact for _, fact in world.shelf.events(0, 1000)]
        assert set(desk.vendor.booked.values()) <= {1}
        return facts, desk.vendor.booked
    raise AssertionError


def test_a_long_run_lets_other_worlds_in(desk: Desk) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    for number in range(150):
        desk.queue(str(number))
    keeper = Bookkeeper(lambda: desk.vendor, desk.bench.worlds, desk.bench.app.plane.run, rest, lambda _: Connector())
    asyncio.run(keeper.at_once("demo"))
    assert rests


def test_a_system_without_a_connector_has_none() -> None:
    assert connector_of("cfis") is None
    assert connector_of("nowhere") is None
    assert connector_of("../cfis") is None
    assert "netvisor" in connected_systems()
    assert all(connector_of(each) is not None for each in connected_systems())


def test_documents_that_arrive_while_others_are_carried_are_not_forgotten(desk: Desk) -> None:
    desk.queue("a")
    answered = desk.vendor

    async def busy(scope: Any, receive: Any, send: Any) -> None:
        if "b" not in seen:
            seen.append("b")
            await desk.bench.app.plane.within("demo", partial(queue_b))
        await answered(scope, receive, send)

    def queue_b(world: World) -> None:
        accounting.queue(world, document(world, "b", ""))

    seen: list[str] = []
    keeper = Bookkeeper(lambda: busy, desk.bench.worlds, desk.bench.app.plane.run, asyncio.sleep, lambda _: Connector())
    desk.bench.app.plane.settings = desk.bench.app.plane.settings._replace(sync=keeper.at_once)
    desk.sync()
    assert desk.planned
    desk.bench.advance("PT5M")
    assert desk.statuses == {"a": SyncStatus.SYNCED, "b": SyncStatus.SYNCED}


def test_no_answer_in_time_counts_as_none() -> None:
    async def asleep(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    async def asked() -> None:
        async with httpx2.AsyncClient(transport=InProcess(lambda: asleep, 0.01), base_url="http://sandbox") as http:
            await http.get("/")

    with pytest.raises(httpx2.ReadTimeout):
        asyncio.run(asked())
