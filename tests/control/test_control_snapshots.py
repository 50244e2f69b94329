"""A world is saved, restored, branched off and carried away, and its books are those it had."""

from __future__ import annotations

from typing import Any

import pytest
from control_bench import STORES, Bench, a_bench

from simulator.control.plane import ControlSettings
from simulator.world.tokens import digest


def furnish(bench: Bench) -> None:
    """Make a world in which something has happened."""
    bench.world()
    bench.invoice()
    bench.invoice(2, days=3)
    bench.advance("P21D")
    bench.post("/worlds/demo/bank/payments", {"invoiceNumber": 1, "amount": 40})


def secrets(opened: Any) -> set[str]:
    """Return every credential that is told of a new world."""
    environments = opened["cfis"].values()
    clients = {client["accessToken"] for there in environments for client in there["clients"]}
    return clients | {there["provisioningToken"] for there in environments}


def nameless(books: Any) -> Any:
    return {**books, "world": ""}


def test_a_restored_world_stands_as_it_did(bench: Bench) -> None:
    furnish(bench)
    before = bench.books()
    taken = bench.call("POST", "/worlds/demo/snapshots", {"name": "before"})
    assert (taken.status, taken.body) == (201, {"snapshot": "before", "now": before["now"]})
    bench.advance("P1Y")
    assert bench.books() != before
    restored = bench.post("/worlds/demo/snapshots/before/restore")
    assert restored == {"world": "demo", "snapshot": "before", "now": before["now"]}
    assert bench.books() == before


def test_what_follows_a_restore_is_what_followed_before(bench: Bench) -> None:
    furnish(bench)
    bench.post("/worlds/demo/snapshots")
    moved = bench.advance("P1Y")
    bench.post("/worlds/demo/snapshots/1/restore")
    assert bench.advance("P1Y") == moved


def test_snapshots_are_numbered_listed_and_let_go(bench: Bench) -> None:
    furnish(bench)
    for _ in range(2):
        bench.post("/worlds/demo/snapshots", {})
    assert [one["snapshot"] for one in bench.get("/worlds/demo/snapshots")["snapshots"]] == ["1", "2"]
    assert bench.call("POST", "/worlds/demo/snapshots", {"name": "2"}).status == 409
    assert bench.call("POST", "/worlds/demo/snapshots", {"name": "a b"}).status == 400
    assert bench.call("POST", "/worlds/demo/snapshots", {"nam": "a"}).status == 400
    assert bench.call("DELETE", "/worlds/demo/snapshots/1").status == 204
    for method, path in (("DELETE", ""), ("POST", "/restore")):
        answer = bench.call(method, f"/worlds/demo/snapshots/1{path}")
        assert (answer.status, answer.error["code"]) == (404, "not_found")
    assert [one["snapshot"] for one in bench.get("/worlds/demo/snapshots")["snapshots"]] == ["2"]


def test_a_branch_starts_as_its_world_stands_and_goes_its_own_way(bench: Bench) -> None:
    furnish(bench)
    answer = bench.call("POST", "/worlds/demo/fork", {"name": "What if"})
    assert (answer.status, answer.body["world"]) == (201, "what-if")
    assert answer.headers["location"].endswith("/sandbox/worlds/what-if")
    assert nameless(bench.books("what-if")) == nameless(bench.books())
    before = bench.books()
    bench.advance("P90D", "what-if")
    assert bench.books() == before
    assert bench.get("/worlds/what-if")["name"] == "What if"


def test_a_branch_has_credentials_of_its_own(bench: Bench) -> None:
    opened = bench.world()
    branch = bench.post("/worlds/demo/fork")
    assert branch["world"] == "w1"
    assert secrets(opened) & secrets(branch) == set()
    assert {bench.store.world_of(digest(secret)) for secret in secrets(opened)} == {"demo"}
    assert {bench.store.world_of(digest(secret)) for secret in secrets(branch)} == {"w1"}
    for environment in ("staging", "production"):
        told, meant = branch["cfis"][environment], opened["cfis"][environment]
        assert [one["clientId"] for one in told["clients"]] == [one["clientId"] for one in meant["clients"]]


def test_a_branch_can_start_from_a_snapshot(bench: Bench) -> None:
    furnish(bench)
    before = bench.books()
    bench.post("/worlds/demo/snapshots", {"name": "before"})
    bench.advance("P90D")
    bench.post("/worlds/demo/fork", {"name": "again", "snapshot": "before"})
    assert nameless(bench.books("again")) == nameless(before)
    assert bench.call("POST", "/worlds/demo/fork", {"snapshot": "after"}).status == 404
    assert bench.call("POST", "/worlds/demo/fork", {"name": "again"}).status == 409


@pytest.mark.parametrize("target", STORES)
def test_a_world_carried_to_another_machine_has_the_same_books(bench: Bench, target: str) -> None:
    furnish(bench)
    exported = bench.call("GET", "/worlds/demo/export")
    assert exported.headers["content-type"] == "application/gzip"
    assert exported.headers["content-disposition"] == 'attachment; filename="demo.world.gz"'
    with a_bench(target, ControlSettings()) as elsewhere:
        opened = elsewhere.post("/worlds/import?name=carried", content=exported.body)
        assert opened["world"] == "carried"
        assert nameless(elsewhere.books("carried")) == nameless(bench.books())
        assert {elsewhere.store.world_of(digest(secret)) for secret in secrets(opened)} == {"carried"}
        there, here = elsewhere.advance("P1Y", "carried"), bench.advance("P1Y")
        assert [one["because"] for one in there["events"]] == [one["because"] for one in here["events"]]
        assert nameless(elsewhere.books("carried")) == nameless(bench.books())


def test_an_imported_world_needs_no_name_but_a_whole_file(memory: Bench) -> None:
    memory.world()
    file = memory.call("GET", "/worlds/demo/export").body
    headers = {"Content-Type": "application/octet-stream"}
    assert memory.post("/worlds/import", content=file, headers=headers)["world"] == "w1"
    assert memory.call("POST", "/worlds/import?name=demo", content=file).status == 409
    for broken in (b"no world", file[:-20], file + b"more"):
        answer = memory.call("POST", "/worlds/import", content=broken)
        assert (answer.status, answer.error["code"]) == (400, "invalid_value")
    assert memory.call("POST", "/worlds/import").fields == {"body": "is missing"}
    assert memory.call("POST", "/worlds/import", {}).status == 415
    assert [one["world"] for one in memory.get("/worlds")["worlds"]] == ["demo", "w1"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "snapshots"),
        ("GET", "snapshots"),
        ("DELETE", "snapshots/1"),
        ("POST", "snapshots/1/restore"),
        ("POST", "fork"),
        ("GET", "export"),
    ],
)
def test_nothing_can_be_saved_of_a_world_that_is_not_there(memory: Bench, method: str, path: str) -> None:
    memory.world("there")
    answer = memory.call(method, f"/worlds/their/{path}")
    assert answer.status == 404
    assert "the closest known is there" in answer.error["message"]


def test_snapshots_are_no_worlds(memory: Bench) -> None:
    memory.world()
    memory.post("/worlds/demo/snapshots")
    for path in ("", "/books", "/events"):
        assert memory.call("GET", f"/worlds/demo@1{path}").status == 404
    assert memory.call("DELETE", "/worlds/demo@1").status == 404
